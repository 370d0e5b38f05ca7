"""Where a cycle is, as a line of steps: what is done, what is now, what comes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from services.supply.domain.purchase_order import PurchaseOrderState
from services.supply.queries.cycles import CycleView
from services.supply.queries.purchase_orders import PurchaseOrder

STEPS: Final = {
    "Catalogue published": "book",
    "Orders closed": "basket",
    "Orders to suppliers sent": "paper",
    "Goods delivered": "truck",
    "Final prices": "coins",
    "Distribution": "people",
    "Archived": "box",
}
"""Each step with its pictogram."""

_SENT: Final = {PurchaseOrderState.SENT, PurchaseOrderState.ACKNOWLEDGED, PurchaseOrderState.DELIVERED}


@dataclass(frozen=True, slots=True)
class Step:
    """One step: ``done``, ``now``, or empty while it is still to come; its name is a msgid."""

    state: str
    pictogram: str
    name: str
    day: date | None


def steps_of(cycle: CycleView, orders: Sequence[PurchaseOrder], *, today: date) -> list[Step]:
    """The seven steps of a cycle; the first that is not done is where it is."""
    live = [order for order in orders if order.state != PurchaseOrderState.CANCELLED]
    over = cycle.state in {"settled", "archived"}
    done = (
        (cycle.opens, cycle.state != "draft"),
        (cycle.closes, cycle.state not in {"draft", "open", "closing"}),
        (None, over or (bool(live) and all(order.state in _SENT for order in live))),
        (cycle.delivery, over or (bool(live) and all(map(_delivered, live)))),
        (None, over),
        (cycle.distribution, cycle.state == "archived" or (over and cycle.distribution < today)),
        (None, cycle.state == "archived"),
    )
    now = next((index for index, (_, is_done) in enumerate(done) if not is_done), len(done))
    steps = enumerate(zip(STEPS.items(), done, strict=True))
    return [Step(_state(index, now), pictogram, name, day) for index, ((name, pictogram), (day, _)) in steps]


def _state(index: int, now: int) -> str:
    return "done" if index < now else "now" if index == now else ""


def _delivered(order: PurchaseOrder) -> bool:
    return order.state == PurchaseOrderState.DELIVERED
