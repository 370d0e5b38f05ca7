"""The roster of a cycle: made by the coordinator, read by the volunteers of its centres."""

from collections.abc import Callable
from typing import Annotated, Self

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from services.supply.commands.make_roster import make_roster
from services.supply.domain.rostering import Roster
from services.supply.domain.shifts import Shift, ShiftKind
from services.supply.queries.roster import made_roster
from services.supply.web.fields import CodePath
from services.supply.web.parts import Coordinator, Parts
from shared.web.access import require
from shared.web.local_times import LocalTime
from shared.web.roles import Actor, Role

router = APIRouter(prefix="/v1/cycles", tags=["roster"])

RosterReader = Annotated[Actor, Depends(require(Role.VOLUNTEER, Role.COORDINATOR))]


class AssignedView(BaseModel):
    """A volunteer in a shift; a substitute comes from another centre; placed by hand, the next roster keeps to it."""

    volunteer: str
    substitute: bool
    by_hand: bool

    model_config = ConfigDict(from_attributes=True)


class ShiftView(BaseModel):
    """Some hours at one place, in local time; ``centre`` is null at the warehouse."""

    shift: str = Field(examples=["distribution-DUC"])
    centre: str | None
    kind: ShiftKind
    starts: LocalTime
    ends: LocalTime
    needed: int
    assigned: list[AssignedView]


class UnderstaffedView(BaseModel):
    """A shift that still lacks volunteers."""

    shift: str
    missing: int


class RosterView(BaseModel):
    """A roster, by start. ``proven``: no other fills more places with fewer substitutes more fairly.

    ``version`` grows with each change: a move by hand names the one that was looked at.
    """

    cycle: str
    version: int
    proven: bool
    shifts: list[ShiftView]
    understaffed: list[UnderstaffedView]

    @classmethod
    def of(cls, cycle: str, roster: Roster, seen: Callable[[Shift], bool] = lambda _: True) -> Self:
        """A roster as it is shown, with the shifts that its reader may see."""
        assigned: dict[str, list[AssignedView]] = {shift.shift: [] for shift in roster.shifts}
        for one in roster.assignments:
            assigned[one.shift].append(AssignedView.model_validate(one))
        return cls(
            cycle=cycle,
            version=roster.version,
            proven=roster.proven,
            shifts=[_shift(shift, assigned[shift.shift]) for shift in roster.shifts if seen(shift)],
            understaffed=[
                UnderstaffedView(shift=shift.shift, missing=missing)
                for shift, missing in roster.understaffed()
                if seen(shift)
            ],
        )


def _shift(shift: Shift, assigned: list[AssignedView]) -> ShiftView:
    return ShiftView(
        shift=shift.shift,
        centre=shift.centre,
        kind=shift.kind,
        starts=shift.starts,
        ends=shift.ends,
        needed=shift.needed,
        assigned=assigned,
    )


@router.post("/{cycle}/roster")
async def post_roster(cycle: CodePath, parts: Parts, _actor: Coordinator) -> RosterView:
    """Make the roster from the orders and volunteers of the moment, keeping what was decided by hand."""
    return RosterView.of(cycle, await make_roster(parts.engine, cycle))


@router.get("/{cycle}/roster")
async def get_roster(cycle: CodePath, parts: Parts, actor: RosterReader) -> RosterView:
    """The roster: a volunteer sees the warehouse and their own centres."""
    roster = await made_roster(parts.engine, cycle)
    return RosterView.of(cycle, roster, lambda shift: shift.centre is None or actor.may_see(shift.centre))
