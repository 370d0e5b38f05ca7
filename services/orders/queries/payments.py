"""Payments as those who may see their payer see them: who paid, how, and for which orders."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.orders.domain.entry import OrderState
from services.orders.domain.ledger import Means
from services.orders.storage.household_tables import households
from services.orders.storage.order_tables import household_orders
from services.orders.storage.owing_tables import rejected_payments
from services.orders.storage.payment_tables import payments
from services.orders.storage.stored_orders import may_see

Seen = frozenset[str] | None


@dataclass(frozen=True, slots=True)
class PaidFor:
    """An order that a payment was brought for, as it is now: the payer's own or a neighbour's."""

    order_id: UUID
    household_id: UUID
    household_number: str
    state: OrderState


@dataclass(frozen=True, slots=True)
class PaymentView:
    """A payment as it was booked.

    Args:
        payment_id: Made by the device.
        payer_household_id: Who paid.
        payer_number: Its member number.
        means: How.
        amount_cents: How much.
        till: Of which centre.
        not_before: Of a cheque: it is not banked before this day.
        received_at: When it was booked.
        rejected_at: When it was noted that the bank refused it; none: it was not.
        rejected_because: Why; empty once its household is erased.
        orders: What it was brought for, of the orders that one may see; none: it is credit.
    """

    payment_id: UUID
    payer_household_id: UUID
    payer_number: str
    means: Means
    amount_cents: int
    till: str
    not_before: date | None
    received_at: datetime
    rejected_at: datetime | None
    rejected_because: str | None
    orders: tuple[PaidFor, ...]


@dataclass(frozen=True, slots=True)
class PaymentsWanted:
    """Which payments are asked for: of one household, after one of them."""

    household_id: UUID
    after: UUID | None = None
    limit: int = 100


async def find_payment(engine: AsyncEngine, payment_id: UUID, seen: Seen) -> PaymentView | None:
    """The payment of this id, if one may see its payer's centre."""
    async with engine.connect() as connection:
        found = await _views(connection, _select(seen).where(payments.c.id == payment_id), seen)
    return found[0] if found else None


async def find_payments(engine: AsyncEngine, wanted: PaymentsWanted, seen: Seen) -> list[PaymentView]:
    """A household's payments, the first booked first, one more than the limit."""
    table = payments.c
    booked = tuple_(table.received_at, table.id)
    found = _select(seen).where(table.payer_household_id == wanted.household_id)
    if wanted.after is not None:
        last = select(table.received_at, table.id).where(table.id == wanted.after)
        found = found.where(booked > last.scalar_subquery())
    async with engine.connect() as connection:
        return await _views(connection, found.order_by(*booked).limit(wanted.limit + 1), seen)


def _select(seen: Seen) -> Select[Any]:
    refused = rejected_payments.c
    found = select(payments, households.c.number, refused.at.label("rejected_at"), refused.reason)
    joined = found.join(households, households.c.id == payments.c.payer_household_id).outerjoin(
        rejected_payments, refused.payment_id == payments.c.id
    )
    return joined.where(may_see(households.c.centre, seen))


async def _views(connection: AsyncConnection, found: Select[Any], seen: Seen) -> list[PaymentView]:
    rows = (await connection.execute(found)).all()
    orders = await _orders(connection, [order for row in rows for order in row.order_ids], seen)
    return [_view(row, orders) for row in rows]


async def _orders(connection: AsyncConnection, ids: Sequence[UUID], seen: Seen) -> dict[UUID, PaidFor]:
    order, house = household_orders.c, households.c
    found = select(order.id, house.id.label("household_id"), house.number, order.state)
    joined = found.join(households, house.id == order.household_id)
    rows = await connection.execute(joined.where(order.id.in_(ids), may_see(order.centre, seen)))
    return {row.id: PaidFor(row.id, row.household_id, row.number, OrderState(row.state)) for row in rows}


def _view(row: Row[Any], orders: dict[UUID, PaidFor]) -> PaymentView:
    return PaymentView(
        payment_id=row.id,
        payer_household_id=row.payer_household_id,
        payer_number=row.number,
        means=Means(row.means),
        amount_cents=row.amount_cents,
        till=row.till,
        not_before=row.not_before,
        received_at=row.received_at,
        rejected_at=row.rejected_at,
        rejected_because=row.reason,
        orders=tuple(orders[order_id] for order_id in row.order_ids if order_id in orders),
    )
