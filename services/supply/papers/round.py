"""The round from the warehouse to the centres: a delivery note for each, one loading sheet for the driver."""

from collections.abc import Mapping, Sequence

from services.supply.domain.centre_goods import CentreGoods
from services.supply.papers.heads import by_product, parts, running, stop_facts, weight
from services.supply.queries.bags import Bags
from services.supply.queries.stops import CycleHead, Stop
from shared.kernel.quantity import Quantity, Unit
from shared.papers.alphabet import alphabetical
from shared.papers.days import hours
from shared.papers.sheet import Cell, Column, Kind, Section, Sheet, shown
from shared.web.translation import Translator


def delivery_note(  # noqa: PLR0913, PLR0917 - what stands on it
    head: CycleHead,
    stop: Stop,
    goods: Sequence[CentreGoods],
    bags: Sequence[Bags],
    names: Mapping[str, str],
    say: Translator,
) -> Sheet:
    """What a centre is sent, as it is made up; signed by who brings it and who takes it."""
    made_up = {same[0].product: same for same in by_product(bags)}
    sent = [(names.get(one.product, one.product), one) for one in goods if one.sent]
    sent.sort(key=lambda pair: alphabetical(pair[0]))
    rows: list[list[Cell]] = [
        [name, Quantity(one.sent, Unit(one.unit)), parts(made_up.get(one.product, ()), say)] for name, one in sent
    ]
    return Sheet(
        title=say("Delivery note"),
        running=running(head, stop),
        dated=stop.starts.date(),
        facts=[*stop_facts(stop, say), (say("Net weight, about"), _whole(weight(bags)))],
        sections=[Section(_columns(say), rows)],
        signatures=[say("Brought by: name, date, signature"), say("Received by: name, date, signature")],
    )


def loading_sheet(head: CycleHead, stops: Sequence[Stop], bags: Sequence[Bags], say: Translator) -> Sheet:
    """The stops in their order, then what is loaded for each: the last stop first."""
    at_stop = {stop.centre: [one for one in bags if one.centre == stop.centre] for stop in stops}
    numbered = list(enumerate((stop for stop in stops if at_stop[stop.centre]), start=1))
    loaded = [_loaded(number, stop, at_stop[stop.centre], say) for number, stop in reversed(numbered)]
    overview = [
        (
            shown(number, say),
            stop.name,
            stop.place or None,
            hours(stop.starts, stop.ends, say),
            _whole(weight(at_stop[stop.centre])),
        )
        for number, stop in numbered
    ]
    return Sheet(
        title=say("Loading sheet"),
        running=running(head),
        dated=head.distribution,
        lead=say("The last stop is loaded first."),
        facts=[
            (say("Stops"), len(numbered)),
            (say("Net weight, about"), _whole(weight(bags))),
        ],
        sections=loaded,
        overview=Section(_round_columns(say), overview),
        signatures=[say("Loaded by: name, date, signature"), say("Driver: name, signature")],
        sectioned_by=say("Centre"),
    )


def _loaded(number: int, stop: Stop, bags: Sequence[Bags], say: Translator) -> Section:
    rows: list[list[Cell]] = []
    for same in by_product(bags):
        total = Quantity(sum(one.quantity.base for one in same), same[0].size.unit)
        rows.append([same[0].name, total, parts(same, say)])
    heading = say("Stop {number}: {centre}", number=number, centre=stop.name)
    return Section(
        _columns(say)[:-1],
        rows,
        heading=heading,
        note=f"{stop.place} · {hours(stop.starts, stop.ends, say)}".lstrip(" ·"),
    )


def _columns(say: Translator) -> list[Column]:
    return [
        Column("", Kind.TICK),
        Column(say("Product"), wide=True),
        Column(say("Quantity"), Kind.QUANTITY),
        Column(say("Made up of"), wide=True),
        Column(say("Remark"), Kind.WRITE),
    ]


def _round_columns(say: Translator) -> list[Column]:
    return [
        Column(say("Stop"), Kind.FIGURE),
        Column(say("Centre"), wide=True),
        Column(say("Place"), wide=True),
        Column(say("Distribution"), wide=True),
        Column(say("Net weight, about"), Kind.QUANTITY),
    ]


def _whole(about: Quantity) -> Quantity:
    """To the kilogram: what a van carries."""
    return Quantity((about.base + 500) // 1000 * 1000, Unit.KG)
