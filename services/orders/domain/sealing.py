"""When a group order may be sealed or reopened, and in which state a cycle is."""

from dataclasses import dataclass
from enum import StrEnum

from services.orders.domain.entry import OrderState
from shared.kernel.refusal import Refused


class CycleState(StrEnum):
    """A cycle as volunteers see it, from its announcement to its archive."""

    ANNOUNCED = "announced"
    OPEN = "open"
    CLOSING = "closing"
    SEALED = "sealed"
    SETTLED = "settled"
    ARCHIVED = "archived"


@dataclass(frozen=True, slots=True)
class CycleMarks:
    """What is known of a cycle: each figure is 0 until the fact is known.

    Args:
        opened: Version of ``CycleOpened``.
        closing: Version of ``CycleClosing``.
        sealed: Version of the ``CycleSealed`` that this service wrote.
        posted_run: Number of the settlement run that was posted.
        archived: Version of ``CycleArchived``.
    """

    opened: int = 0
    closing: int = 0
    sealed: int = 0
    posted_run: int = 0
    archived: int = 0


def cycle_state(marks: CycleMarks) -> CycleState:
    """The furthest state that the known facts prove, in whatever order they came."""
    if marks.archived:
        return CycleState.ARCHIVED
    if marks.posted_run:
        return CycleState.SETTLED
    if marks.sealed:
        return CycleState.SEALED
    if marks.closing:
        return CycleState.CLOSING
    return CycleState.OPEN if marks.opened else CycleState.ANNOUNCED


def refuse_reopening(cycle: str, *, sealed: bool, reason: str) -> None:
    """A group order may be reopened, with a reason, until its whole cycle is sealed.

    Raises:
        Refused: ``cycle_sealed`` or ``reopening_needs_reason``.
    """
    if sealed:
        raise Refused("cycle_sealed", cycle=cycle)
    if not reason.strip():
        raise Refused("reopening_needs_reason")


def refuse_admission(cycle: str, order_state: OrderState, *, settled: bool) -> None:
    """A late order may be admitted until its cycle is settled: after that its goods have been handed out.

    Raises:
        Refused: ``order_not_late`` or ``late_order_after_settlement``.
    """
    if order_state is not OrderState.LATE:
        raise Refused("order_not_late", state=order_state)
    if settled:
        raise Refused("late_order_after_settlement", cycle=cycle)
