"""The roster of a centre: who comes when, to hang on the wall and to tick who is there."""

from collections.abc import Mapping, Sequence

from services.supply.domain.rostering import Roster
from services.supply.domain.shifts import Shift
from services.supply.papers.heads import running, stop_facts
from services.supply.queries.stops import CycleHead, Stop
from shared.papers.alphabet import alphabetical
from shared.papers.days import hours
from shared.papers.sheet import Cell, Column, Kind, Section, Sheet
from shared.web.figures import show_code
from shared.web.translation import Translator


def roster_sheet(head: CycleHead, stop: Stop, roster: Roster, names: Mapping[str, str], say: Translator) -> Sheet:
    """The shifts at the centre and at the warehouse, each with who comes and the places that nobody has yet."""
    columns = [
        Column(say("Here"), Kind.TICK),
        Column(say("Who"), wide=True),
        Column(say("From")),
        Column(say("Remark"), Kind.WRITE),
    ]
    shifts = [shift for shift in roster.shifts if shift.centre in {None, stop.centre}]
    return Sheet(
        title=say("Roster"),
        running=running(head, stop),
        dated=stop.starts.date(),
        facts=stop_facts(stop, say)[:3],
        sections=[
            Section(columns, _who(shift, roster, names, say), heading=_heading(shift, stop, say)) for shift in shifts
        ],
        sectioned_by=say("Shift"),
    )


def _heading(shift: Shift, stop: Stop, say: Translator) -> str:
    where = say("warehouse") if shift.centre is None else stop.name
    return f"{hours(shift.starts, shift.ends, say)} · {show_code(shift.kind, say)}, {where}"


def _who(shift: Shift, roster: Roster, names: Mapping[str, str], say: Translator) -> Sequence[Sequence[Cell]]:
    come = [one for one in roster.assignments if one.shift == shift.shift]
    helps = {True: say("another centre"), False: ""}
    rows: list[list[Cell]] = [[names.get(one.volunteer, one.volunteer), helps[one.substitute]] for one in come]
    rows.sort(key=lambda row: alphabetical(str(row[0])))
    return [*rows, *([say("still to be found"), ""] for _ in range(shift.needed - len(come)))]
