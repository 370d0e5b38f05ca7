"""Record a payment and confirm the waiting orders that it covers, its payer's or a neighbour's."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.commands.order_desk import OrderDesk
from services.orders.domain.author import Author
from services.orders.domain.entry import BookedPayment, OrderState, PaymentMade, check_amount
from services.orders.domain.late_reasons import LateReason
from services.orders.domain.ledger import Entry, Means, Transaction, TransactionKind, given, received
from services.orders.domain.membership import Needed
from services.orders.domain.payments import Spread, WaitingOrder, check_offline, lacking, refuse_other_orders, spread
from services.orders.storage import ledger, order_changes, solidarity_fund
from services.orders.storage.household_tables import households
from services.orders.storage.locked import Purse, lock_households, lock_orders, set_credit, share_group_orders
from services.orders.storage.membership_tables import needed_of_orders
from services.orders.storage.order_tables import household_orders
from services.orders.storage.payment_rows import read_payments, store_payment
from services.orders.storage.placement.statement import Written
from services.orders.storage.stored_orders import may_see, read_all_written
from shared.database import retry, retry_if_taken
from shared.kernel.clock import next_version
from shared.kernel.ids import uuid7
from shared.kernel.refusal import Refused
from shared.messaging import outbox


@dataclass(frozen=True, slots=True)
class PaymentRequest:
    """A payment as a device sends it.

    Args:
        id: Made by the device; sent again, it is the same payment.
        payer_household_id: Who pays, for itself or for neighbours.
        means: How. ``credit`` gives what the payer has on its account.
        amount_cents: How much; ``None`` for exactly what the orders lack.
        order_ids: Waiting orders to confirm, the first first; none: it is credit.
        not_before: Of a cheque: the day before which it is not banked.
    """

    id: UUID
    payer_household_id: UUID
    means: Means
    amount_cents: int | None
    order_ids: tuple[UUID, ...] = ()
    not_before: date | None = None

    @property
    def made(self) -> PaymentMade:
        """The money itself."""
        return PaymentMade(self.id, self.means, self.amount_cents, self.not_before)


@dataclass(frozen=True, slots=True)
class Recorded:
    """A payment that is booked, and its orders as they are now: ``is_new`` if this request booked it."""

    payment_id: UUID
    amount_cents: int
    orders: Mapping[UUID, Written]
    credit_cents: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class _Locked:
    orders: dict[UUID, Row[Any]]
    waiting: list[WaitingOrder]
    purses: dict[UUID, Purse]

    @property
    def credit_cents(self) -> dict[UUID, int]:
        return {household: purse.credit_cents for household, purse in self.purses.items()}


async def record_payment(
    desk: OrderDesk, request: PaymentRequest, author: Author, *, offline: bool = False
) -> Recorded:
    """Book a payment that someone took, and confirm what it covers.

    An order that lacks more than is left goes on waiting; what is left is the payer's credit. What was taken
    ``offline`` is in the till already: it needs its amount, and orders that are not here are no reason to refuse it,
    nor are those that the solidarity fund can't hold its part of, or whose household's yearly fee is due where orders
    need it: they go on waiting. One that lapsed meanwhile waits in the late tray.

    Raises:
        Refused: ``payment_not_positive``, ``payment_too_big``, ``payment_differs``, ``payment_amount_needed``,
            ``household_unknown``, ``household_closed``, ``order_unknown``, ``nothing_to_pay``, ``membership_due``,
            ``not_enough_credit`` or ``solidarity_fund_low``; nothing is stored.
    """
    if request.amount_cents is not None:
        check_amount(request.amount_cents)

    async def work(connection: AsyncConnection) -> Recorded:
        await _check_payer(connection, request.payer_household_id, author.centres)
        booked = (await read_payments(connection, [request.id])).get(request.id)
        if booked is not None:
            return await _answer_again(connection, request, booked, author.centres)
        if offline:
            check_offline(request.id, request.amount_cents)
        locked = await _lock(connection, request, author.centres, offline=offline)
        if locked.purses[request.payer_household_id].is_closed and not offline:
            raise Refused("household_closed")
        members = await _of_members(connection, locked.waiting, desk.today())
        if len(members) < len(locked.waiting) and (not offline or request.means is Means.CREDIT):
            raise Refused("membership_due")
        locked = replace(locked, waiting=members)
        return await _book(connection, desk, request, locked, author, offline=offline)

    return await retry_if_taken(desk.engine, work)


async def book_credit(
    desk: OrderDesk, payer: UUID, payment: PaymentMade, order_ids: tuple[UUID, ...], author: Author
) -> None:
    """Book money that is in the till whatever became of its order; if it is booked, nothing changes.

    Raises:
        Refused: ``payment_not_positive``, ``payment_too_big``, ``payment_differs``, ``payment_amount_needed`` or
            ``household_unknown``; nothing is stored.
    """

    async def is_booked(connection: AsyncConnection) -> bool:
        await _check_payer(connection, payer, author.centres)
        booked = (await read_payments(connection, [payment.id])).get(payment.id)
        if booked is not None:
            booked.refuse_other(payer, payment)
            refuse_other_orders(payment.id, booked, order_ids)
        return booked is not None

    if not await retry(desk.engine, is_booked):
        request = PaymentRequest(payment.id, payer, payment.means, payment.amount_cents, order_ids, payment.not_before)
        await record_payment(desk, request, author, offline=True)


async def _check_payer(connection: AsyncConnection, payer: UUID, centres: frozenset[str] | None) -> None:
    """Another centre's household is as unknown as none, even to who knows one of its payments."""
    found = select(households.c.id).where(households.c.id == payer, may_see(households.c.centre, centres))
    if await connection.scalar(found) is None:
        raise Refused("household_unknown")


async def _answer_again(
    connection: AsyncConnection, request: PaymentRequest, booked: BookedPayment, centres: frozenset[str] | None
) -> Recorded:
    booked.refuse_other(request.payer_household_id, request.made)
    if booked.order_ids != frozenset(request.order_ids):
        raise Refused("payment_differs", payment=str(request.id))
    credit = select(households.c.credit_cents).where(households.c.id == request.payer_household_id)
    return Recorded(
        request.id,
        booked.amount_cents,
        await _orders_now(connection, request.order_ids, centres),
        await connection.scalar(credit) or 0,
        is_new=False,
    )


async def _lock(
    connection: AsyncConnection, request: PaymentRequest, centres: frozenset[str] | None, *, offline: bool
) -> _Locked:
    """Everything the payment may change. Another centre's order is as unknown as none."""
    table = household_orders.c
    found = select(table.id, table.group_order_id).where(
        table.id.in_(request.order_ids), may_see(table.centre, centres)
    )
    groups = {row.id: row.group_order_id for row in await connection.execute(found)}
    if not offline and len(groups) < len(set(request.order_ids)):
        raise Refused("order_unknown")
    states = await share_group_orders(connection, groups.values())
    orders = await lock_orders(connection, groups)
    concerned = {request.payer_household_id, *(order.household_id for order in orders.values())}
    purses = await lock_households(connection, concerned)
    return _Locked(orders, _waiting(request, orders, states), purses)


def _waiting(request: PaymentRequest, orders: dict[UUID, Row[Any]], states: dict[UUID, str]) -> list[WaitingOrder]:
    named = [orders[order_id] for order_id in dict.fromkeys(request.order_ids) if order_id in orders]
    return [
        WaitingOrder(order.id, order.household_id, order.own_cents, order_changes.fund_holds(order))
        for order in named
        if order.state == OrderState.WAITING and states[order.group_order_id] == "open"
    ]


async def _of_members(connection: AsyncConnection, waiting: list[WaitingOrder], today: date) -> list[WaitingOrder]:
    """Without those whose household's yearly fee is due, where orders need it."""
    if not waiting:
        return waiting
    house = households.c
    over = or_(house.member_until.is_(None), house.member_until < today)
    due = select(house.id).where(house.id.in_({order.household_id for order in waiting}), over)
    lacking_it = set(await connection.scalars(due.where(needed_of_orders() == Needed.REFUSE.value)))
    return [order for order in waiting if order.household_id not in lacking_it]


async def _book(  # noqa: PLR0913 - all that a payment is made of
    connection: AsyncConnection,
    desk: OrderDesk,
    request: PaymentRequest,
    locked: _Locked,
    author: Author,
    *,
    offline: bool,
) -> Recorded:
    payer, credit = request.payer_household_id, locked.credit_cents
    amount_cents = lacking(locked.waiting, credit) if request.amount_cents is None else request.amount_cents
    if request.means is Means.CREDIT:
        if credit[payer] < amount_cents:
            raise Refused("not_enough_credit", missing_cents=amount_cents - credit[payer])
        credit[payer] -= amount_cents

    def over(orders: Sequence[WaitingOrder]) -> Spread:
        return spread(amount_cents, payer, orders, credit)

    outcome = await _as_the_fund_allows(connection, over, locked, offline=offline)
    transaction = _transaction(desk, request, amount_cents, outcome, locked, author)
    booked = BookedPayment(payer, request.means, amount_cents, frozenset(request.order_ids), request.not_before)
    await _confirm(connection, outcome, locked, desk)
    if offline:
        await _keep_lapsed(connection, locked, desk)
    await set_credit(connection, outcome.credit_cents)
    await ledger.append(connection, [transaction])
    await store_payment(connection, request.id, booked, transaction)
    orders = await _orders_now(connection, request.order_ids, author.centres)
    return Recorded(request.id, amount_cents, orders, outcome.credit_cents[payer], is_new=True)


async def _as_the_fund_allows(
    connection: AsyncConnection, over: Callable[[Sequence[WaitingOrder]], Spread], locked: _Locked, *, offline: bool
) -> Spread:
    """What the payment covers, the solidarity fund having paid its part."""
    outcome = over(locked.waiting)
    if await solidarity_fund.move(connection, -outcome.fund_cents):
        return outcome
    if not offline:
        low = [covered.order.order_id for covered in outcome.covered if covered.order.fund_cents]
        raise Refused("solidarity_fund_low", total_cents=sum(locked.orders[order].total_cents for order in low))
    return over([order for order in locked.waiting if not order.fund_cents])


def _transaction(  # noqa: PLR0913, PLR0917 - all that a payment is made of
    desk: OrderDesk, request: PaymentRequest, amount_cents: int, outcome: Spread, locked: _Locked, author: Author
) -> Transaction:
    """The money in, what the payer gives its neighbours, what is held: one transaction."""
    payer = locked.purses[request.payer_household_id]
    entries: list[Entry] = []
    if request.means is not Means.CREDIT:
        entries += received(request.means, payer.centre, payer.number, amount_cents)
    for covered in outcome.covered:
        number = locked.purses[covered.order.household_id].number
        entries += given(payer.number, number, covered.given_cents)
        entries += order_changes.hold_entries(locked.orders[covered.order.order_id], number)
    if not entries:
        raise Refused("nothing_to_pay")
    cycles = {locked.orders[covered.order.order_id].cycle for covered in outcome.covered}
    return Transaction(
        id=uuid7(),
        at=desk.clock(),
        kind=TransactionKind.PAYMENT,
        by=author.user_id,
        till=payer.centre,
        entries=tuple(entries),
        cycle=cycles.pop() if len(cycles) == 1 else None,
        order_id=outcome.covered[0].order.order_id if len(outcome.covered) == 1 else None,
    )


async def _confirm(connection: AsyncConnection, outcome: Spread, locked: _Locked, desk: OrderDesk) -> None:
    events = []
    for covered in outcome.covered:
        order = locked.orders[covered.order.order_id]
        purse, credit_cents = locked.purses[order.household_id], outcome.credit_cents[order.household_id]
        version = next_version(order.version, desk.clock())
        events.append(await order_changes.confirm(connection, order, version, purse, credit_cents))
    await outbox.append(connection, events)


async def _keep_lapsed(connection: AsyncConnection, locked: _Locked, desk: OrderDesk) -> None:
    """Into the late tray: an order that was paid before its centre was sealed lapsed for the network's sake only."""
    table = household_orders
    for order in locked.orders.values():
        if order.state == OrderState.LAPSED:
            late = {"state": OrderState.LATE, "late_reason": LateReason.LAPSED}
            values = late | {"version": next_version(order.version, desk.clock())}
            await connection.execute(update(table).where(table.c.id == order.id).values(values))


async def _orders_now(
    connection: AsyncConnection, ids: Sequence[UUID], centres: frozenset[str] | None
) -> dict[UUID, Written]:
    """Those of these orders that one may see, as they are now, the first named first."""
    found = await read_all_written(connection, ids, centres)
    return {order_id: found[order_id] for order_id in ids if order_id in found}
