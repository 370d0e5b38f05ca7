"""Apply what a device collected while it was offline: each item judged alone, its money always booked.

A household stood at the table and paid: whatever becomes of its order, the money is in the till. An
order that is refused leaves its payments as the household's credit; if it waited on the device, it is kept
in the late tray where it can be.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from services.orders.commands.keep_late_order import AT_THE_TABLE, keep_late_change, keep_late_order
from services.orders.commands.link_late_payments import link_what_came_late, note_what_was_taken
from services.orders.commands.order_desk import OrderDesk
from services.orders.commands.order_request import OrderRequest
from services.orders.commands.place_order import Placed, place_orders
from services.orders.commands.record_payment import PaymentRequest, Recorded, book_credit, record_payment
from services.orders.domain.author import Author
from services.orders.domain.entry import PaymentMade
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class RefusedItem:
    """An item that was refused.

    Args:
        refusal: Why.
        booked: Its payments that are booked: as credit all the same, or before.
        unbooked: Those that are not, each for a reason that a person must look at: it has no amount or can't be
            read, the household is not known here, or the id is that of another payment.
    """

    refusal: Refused
    booked: tuple[UUID, ...]
    unbooked: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class BroughtMoney:
    """What came along with an order: whose it is, for which order (none: that can't be read), the payments."""

    household_id: UUID
    order_ids: tuple[UUID, ...]
    payments: tuple[PaymentMade, ...]


@dataclass(frozen=True, slots=True)
class UnreadRequest:
    """What can be read of a request that can't be: the money of an order, and the ids of payments that are lost."""

    money: BroughtMoney | None
    lost: tuple[UUID, ...]


Item = OrderRequest | PaymentRequest | UnreadRequest
Outcome = Placed | Recorded | RefusedItem


async def apply_device_batch(
    desk: OrderDesk, items: Sequence[Item], waited: Sequence[timedelta], author: Author
) -> list[Outcome]:
    """The outcome of each item, in their order; each has ``waited`` on the device.

    What was taken in a till session that is closed is in a session linked to it.
    """
    taken = dict(entry for pair in zip(items, waited, strict=True) for entry in _taken(*pair))
    await note_what_was_taken(desk, taken, author)
    outcomes = await _apply(desk, items, waited, author)
    await link_what_came_late(desk, taken)
    return outcomes


def _taken(item: Item, waited: timedelta) -> list[tuple[UUID, tuple[UUID, timedelta]]]:
    """The payments that came with an item, as the till's sessions need to know them."""
    if isinstance(item, PaymentRequest):
        return [(item.id, (item.payer_household_id, waited))]
    money = item if isinstance(item, OrderRequest) else item.money
    return [] if money is None else [(payment.id, (money.household_id, waited)) for payment in money.payments]


async def _apply(desk: OrderDesk, items: Sequence[Item], waited: Sequence[timedelta], author: Author) -> list[Outcome]:
    """Orders come first, so that a payment finds those it is for."""
    orders = [(index, item) for index, item in enumerate(items) if isinstance(item, OrderRequest)]
    placed = await place_orders(desk, [order for _, order in orders], author)
    outcomes: dict[int, Outcome] = {}
    for (index, order), outcome in zip(orders, placed, strict=True):
        if isinstance(outcome, Refused):
            keeps = waited[index] >= AT_THE_TABLE
            outcomes[index] = await _refused_order(desk, order, outcome, author, keeps=keeps)
        else:
            outcomes[index] = outcome
    for index, item in enumerate(items):
        if isinstance(item, PaymentRequest):
            outcomes[index] = await _record(desk, item, author)
        elif isinstance(item, UnreadRequest):
            outcomes[index] = await _unread(desk, item, author)
    return [outcomes[index] for index in range(len(items))]


async def _refused_order(
    desk: OrderDesk, order: OrderRequest, refusal: Refused, author: Author, *, keeps: bool
) -> Placed | RefusedItem:
    kept = await keep_late_order(desk, order, refusal, author) if keeps else None
    if kept is not None:
        return kept
    money = BroughtMoney(order.household_id, (order.order_id,), order.payments)
    refused = await _keep(desk, money, refusal, author)
    if keeps and refused.booked and (order.base_version or refusal.code == "order_differs"):
        await keep_late_change(desk, order, author)
    return refused


async def _unread(desk: OrderDesk, item: UnreadRequest, author: Author) -> RefusedItem:
    refusal = Refused("invalid_request")
    if item.money is None:
        return RefusedItem(refusal, (), item.lost)
    kept = await _keep(desk, item.money, refusal, author)
    return replace(kept, unbooked=(*kept.unbooked, *item.lost))


async def _keep(desk: OrderDesk, money: BroughtMoney, refusal: Refused, author: Author) -> RefusedItem:
    booked = [payment.id for payment in money.payments if await _is_booked(desk, money, payment, author)]
    unbooked = tuple(payment.id for payment in money.payments if payment.id not in booked)
    return RefusedItem(refusal, tuple(booked), unbooked)


async def _is_booked(desk: OrderDesk, money: BroughtMoney, payment: PaymentMade, author: Author) -> bool:
    """Book the money of a refused order as its household's credit, unless it is booked or that can't be done."""
    try:
        await book_credit(desk, money.household_id, payment, money.order_ids, author)
    except Refused:
        return False
    return True


async def _record(desk: OrderDesk, payment: PaymentRequest, author: Author) -> Recorded | RefusedItem:
    """Book a payment; one for an order that is not here is credit all the same."""
    try:
        return await record_payment(desk, payment, author, offline=True)
    except Refused as refusal:
        return RefusedItem(refusal, (), (payment.id,))
