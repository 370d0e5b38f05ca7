"""Sell goods that lie at a centre: surplus, or what nobody fetched before its last day, which credits whoever paid it.

What was sold without a network has left the hall, and its money is in the box: it is booked whatever is left of goods
and credit by then. What the credit lacks the household owes; what is sold beyond the goods the centre's day shows.
Isolation: READ COMMITTED with the households' rows locked, so that neither credit nor goods are used twice, and then
the till's, so that money which came late is in one linked session.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy import exists, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.commands.credit_goods import credit_goods
from services.orders.commands.order_desk import OrderDesk
from services.orders.domain.author import Author
from services.orders.domain.day_sales import SoldProduct, sold, to_be_owed, to_be_paid
from services.orders.domain.entry import BookedPayment, PaymentMade, check_amount
from services.orders.domain.ledger import Transaction, TransactionKind, received
from services.orders.domain.payments import check_offline
from services.orders.queries.day_sales import sold_event
from services.orders.storage import ledger, solidarity_fund
from services.orders.storage.cycle_tables import group_orders
from services.orders.storage.day_sale_rows import goods_left, sold_product, uncollected_order
from services.orders.storage.hand_over_tables import day_sales
from services.orders.storage.household_tables import households
from services.orders.storage.ledger_tables import NETWORK_TILL
from services.orders.storage.linked_sessions import link_late
from services.orders.storage.locked import Purse, lock_households, set_credit, set_owed
from services.orders.storage.payment_rows import read_payments, store_payment
from services.orders.storage.till_session_parts import note_late_payment
from services.orders.storage.till_session_rows import lock_till
from shared.contracts.distributions import HandOverState
from shared.database import retry_if_taken
from shared.kernel.clock import next_version
from shared.kernel.ids import uuid7
from shared.kernel.refusal import Refused
from shared.messaging import outbox


@dataclass(frozen=True, slots=True)
class DaySale:
    """A sale as a device sends it.

    Args:
        id: Made by the device; sent again, it is the same sale.
        household_id: Who buys; none: named by its number.
        household_number: Who buys, of whichever centre: a member of another one pays all of it.
        cycle: Whose final price it is sold at.
        centre: Where the goods lie.
        product: What is sold.
        quantity: How much, in base units.
        order_id: Whose uncollected goods they are; none: surplus.
        payment: Money that came along; none: all of it is paid from credit.
        waited: Of a sale that was made without a network: how long ago, as the device's clock measured it.
    """

    id: UUID
    household_id: UUID | None
    household_number: str | None
    cycle: str
    centre: str
    product: str
    quantity: int
    order_id: UUID | None
    payment: PaymentMade | None
    waited: timedelta | None = None

    @property
    def was_made(self) -> bool:
        """Whether the goods have left the hall already."""
        return self.waited is not None

    @property
    def request_hash(self) -> bytes:
        """The same for the same request sent again, however long it waited."""
        paid = self.payment and [str(self.payment.id), self.payment.means, self.payment.amount_cents]
        if paid and self.payment and self.payment.not_before:  # what was sent without a date keeps its hash
            paid.append(self.payment.not_before.isoformat())
        who = str(self.household_id or self.household_number)
        about = [who, self.cycle, self.centre, self.product, self.quantity, str(self.order_id)]
        return sha256(json.dumps([*about, paid]).encode()).digest()


@dataclass(frozen=True, slots=True)
class _Sale:
    """What is booked: who buys, the price, the money that comes in for it, what of it is owed, when, by whom."""

    asked: DaySale
    buyer: UUID
    purse: Purse
    product: SoldProduct
    amount_cents: int
    payment: PaymentMade | None
    paid_cents: int
    owed_cents: int
    now: datetime
    by: UUID


async def sell_goods(desk: OrderDesk, asked: DaySale, author: Author) -> bool:
    """Book a sale that its household accepted; whether this request did it.

    Raises:
        Refused: ``payment_not_positive``, ``payment_too_big``, ``household_unknown``, ``sale_differs``,
            ``sale_centre_unknown``, ``product_unknown``, ``quantity_not_positive``, ``quantity_too_big``,
            ``sale_price_unknown``, ``goods_order_unknown`` or ``payment_differs``; of a sale that was made without a
            network ``payment_amount_needed``; of any other ``household_closed``, ``goods_not_released``,
            ``goods_not_left`` or ``not_enough_credit``; nothing is stored.
    """
    if asked.payment is not None and asked.payment.amount_cents is not None:
        check_amount(asked.payment.amount_cents)

    async def work(connection: AsyncConnection) -> bool:
        buyer = asked.household_id or await _numbered(connection, asked.household_number)
        absent = await _absent_household(connection, asked)
        purse = (await lock_households(connection, {buyer} | absent)).get(buyer)
        if purse is None or (asked.household_number is None and not _sees(author, purse.centre)):
            raise Refused("household_unknown")
        if await _is_known(connection, asked):
            return False
        if purse.is_closed and not asked.was_made:
            raise Refused("household_closed")
        await _check_centre(connection, asked, author)
        await _book(connection, await _priced(connection, desk, asked, buyer, purse, author))
        return True

    return await retry_if_taken(desk.engine, work)


def _sees(author: Author, centre: str) -> bool:
    return author.centres is None or centre in author.centres


async def _numbered(connection: AsyncConnection, number: str | None) -> UUID:
    found: UUID | None = await connection.scalar(select(households.c.id).where(households.c.number == number))
    if found is None:
        raise Refused("household_unknown")
    return found


async def _is_known(connection: AsyncConnection, asked: DaySale) -> bool:
    known = await connection.scalar(select(day_sales.c.request_hash).where(day_sales.c.id == asked.id))
    if known is not None and known != asked.request_hash:
        raise Refused("sale_differs")
    return known is not None


async def _check_centre(connection: AsyncConnection, asked: DaySale, author: Author) -> None:
    group = group_orders.c
    takes_part = select(exists().where(group.cycle == asked.cycle, group.centre == asked.centre))
    if not _sees(author, asked.centre) or not await connection.scalar(takes_part):
        raise Refused("sale_centre_unknown", cycle=asked.cycle)


async def _absent_household(connection: AsyncConnection, asked: DaySale) -> set[UUID]:
    """Whoever did not fetch the goods that are sold; none for surplus."""
    if asked.order_id is None:
        return set()
    order = await uncollected_order(connection, asked.order_id)
    if order is None or (order.cycle, order.centre) != (asked.cycle, asked.centre):
        raise Refused("goods_order_unknown")
    return {order.household_id}


async def _priced(  # noqa: PLR0913, PLR0917 - what is sold, to whom, by whom
    connection: AsyncConnection, desk: OrderDesk, asked: DaySale, buyer: UUID, purse: Purse, author: Author
) -> _Sale:
    product = await sold_product(connection, asked.cycle, asked.product)
    if product is None:
        raise Refused("product_unknown", product=asked.product)
    amount_cents = product.amount_cents(asked.quantity)
    if asked.order_id is not None and not asked.was_made:
        await _check_goods(connection, asked.order_id, asked, product)
    payment = await _not_booked(connection, asked, buyer)
    brought_cents = payment.amount_cents if payment else 0
    if asked.was_made and payment is not None:
        check_offline(payment.id, brought_cents)
    if not _sees(author, purse.centre):  # nobody here spends another centre's credit, or leaves its members owing
        paid_cents = to_be_paid(amount_cents, 0, brought_cents)
    elif asked.was_made:
        paid_cents = brought_cents or 0  # what is in the box
    else:
        paid_cents = to_be_paid(amount_cents, purse.credit_cents, brought_cents)
    owed_cents = to_be_owed(amount_cents, purse.credit_cents, paid_cents)
    now = desk.clock()
    return _Sale(asked, buyer, purse, product, amount_cents, payment, paid_cents, owed_cents, now, author.user_id)


async def _check_goods(connection: AsyncConnection, order_id: UUID, asked: DaySale, product: SoldProduct) -> None:
    """Read once the absent household is locked: so no two sales are of the same goods. Who left is credited nothing."""
    order = await uncollected_order(connection, order_id)
    if order is None or order.closed_at is not None or order.state != HandOverState.RELEASED:
        raise Refused("goods_not_released")
    product.check_left(asked.quantity, await goods_left(connection, order_id, asked.product))


async def _not_booked(connection: AsyncConnection, asked: DaySale, buyer: UUID) -> PaymentMade | None:
    """The money that came along, unless it is booked: then it is credit already."""
    if asked.payment is None:
        return None
    booked = (await read_payments(connection, [asked.payment.id])).get(asked.payment.id)
    if booked is None:
        return asked.payment
    booked.refuse_other(buyer, asked.payment)
    return None


async def _book(connection: AsyncConnection, sale: _Sale) -> None:
    asked = sale.asked
    transaction = _transaction(sale)
    credit_cents = sale.purse.credit_cents + sale.paid_cents + sale.owed_cents - sale.amount_cents
    await set_credit(connection, {sale.buyer: credit_cents})
    if sale.owed_cents:
        await set_owed(connection, sale.buyer, sale.purse.owed_cents + sale.owed_cents)
    if asked.order_id is not None:  # who did not fetch is credited below: the fund and the network's till come first
        await solidarity_fund.lock(connection)
        await lock_till(connection, NETWORK_TILL)
    if transaction is not None:
        await ledger.append(connection, [transaction])
        await _store_payment(connection, sale, transaction)
    version = next_version(0, sale.now)
    row = await connection.execute(insert(day_sales).values(_row(sale, version, transaction)).returning(day_sales))
    await outbox.append(connection, [sold_event(row.one())])
    if asked.order_id is not None:
        await credit_goods(connection, [asked.order_id], sale.now, lambda _: sale.by)


async def _store_payment(connection: AsyncConnection, sale: _Sale, transaction: Transaction) -> None:
    if sale.payment is not None and sale.paid_cents:
        made = sale.payment
        booked = BookedPayment(sale.buyer, made.means, sale.paid_cents, frozenset(), made.not_before)
        await store_payment(connection, made.id, booked, transaction)
        if sale.asked.waited:
            taken_at = sale.now - sale.asked.waited
            if await note_late_payment(connection, made.id, transaction.till, taken_at):
                await link_late(connection, transaction.till, sale.now)


def _transaction(sale: _Sale) -> Transaction | None:
    """Money that came along, what is paid from the credit it became, what is owed; none for what costs nothing."""
    asked, number = sale.asked, sale.purse.number
    entries = sold(number, sale.amount_cents, sale.owed_cents)
    if sale.payment is not None:
        entries = received(sale.payment.means, asked.centre, number, sale.paid_cents) + entries
    if not entries:
        return None
    return Transaction(
        id=uuid7(),
        at=sale.now,
        kind=TransactionKind.DAY_SALE,
        till=asked.centre,
        entries=entries,
        cycle=asked.cycle,
        by=sale.by,
    )


def _row(sale: _Sale, version: int, transaction: Transaction | None) -> dict[str, object]:
    asked = sale.asked
    return {
        "id": asked.id,
        "request_hash": asked.request_hash,
        "version": version,
        "cycle": asked.cycle,
        "centre": asked.centre,
        "household_id": sale.buyer,
        "product": asked.product,
        "quantity": asked.quantity,
        "final_price_cents": sale.product.final_price_cents,
        "amount_cents": sale.amount_cents,
        "paid_cents": sale.paid_cents,
        "order_id": asked.order_id,
        "transaction_id": transaction and transaction.id,
        "at": sale.now,
    }
