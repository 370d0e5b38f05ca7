"""Apply what a device collected while it was offline: each item judged alone, its money always booked.

A household stood at the table and paid: whatever becomes of its order, the money is in the till. An
order that is refused leaves its payments as the household's credit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.orders.commands.order_desk import OrderDesk
from services.orders.commands.place_order import OrderRequest, Placed, place_orders
from services.orders.commands.record_payment import PaymentRequest, Recorded, book_credit, record_payment
from shared.kernel.refusal import Refused

Seen = frozenset[str] | None


@dataclass(frozen=True, slots=True)
class RefusedItem:
    """An item that was refused, and its payments that are booked as credit all the same."""

    refusal: Refused
    booked: tuple[UUID, ...]


Outcome = Placed | Recorded | RefusedItem


async def apply_device_batch(
    desk: OrderDesk, items: Sequence[OrderRequest | PaymentRequest], seen: Seen
) -> list[Outcome]:
    """The outcome of each item, in their order. Orders come first, so that a payment finds those it is for."""
    orders = [(index, item) for index, item in enumerate(items) if isinstance(item, OrderRequest)]
    placed = await place_orders(desk, [order for _, order in orders], seen)
    outcomes: dict[int, Outcome] = {}
    for (index, order), outcome in zip(orders, placed, strict=True):
        outcomes[index] = await _refused_order(desk, order, outcome, seen) if isinstance(outcome, Refused) else outcome
    for index, item in enumerate(items):
        if isinstance(item, PaymentRequest):
            outcomes[index] = await _record(desk, item, seen)
    return [outcomes[index] for index in range(len(items))]


async def _refused_order(desk: OrderDesk, order: OrderRequest, refusal: Refused, seen: Seen) -> RefusedItem:
    """Book the order's money as credit, unless the money itself is what is refused."""
    booked = []
    for payment in order.payments:
        try:
            booked += await book_credit(desk, order.household_id, [payment], order.order_id, seen)
        except Refused:
            continue  # another household's id, or a payment that is booked already with other figures
    return RefusedItem(refusal, tuple(booked))


async def _record(desk: OrderDesk, payment: PaymentRequest, seen: Seen) -> Recorded | RefusedItem:
    """Book a payment; one for an order that is not here is credit all the same."""
    try:
        return await record_payment(desk, payment, seen, orders_known=False)
    except Refused as refusal:
        return RefusedItem(refusal, ())
