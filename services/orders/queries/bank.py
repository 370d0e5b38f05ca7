"""Which payments wait for the bank."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import exists, func, select, true
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.domain.ledger import Means
from services.orders.storage.bank_tables import banked_payments
from services.orders.storage.household_tables import households
from services.orders.storage.owing_tables import rejected_payments
from services.orders.storage.payment_tables import payments

_payment = payments.c


@dataclass(frozen=True, slots=True)
class WaitingForBank:
    """A cheque to deposit, a transfer or a card to see on the statement."""

    payment_id: UUID
    payer_number: str
    label: str
    means: str
    amount_cents: int
    till: str
    not_before: date | None
    received_at: datetime


async def waiting_for_bank(
    engine: AsyncEngine, means: Means, on: date, after: UUID | None, limit: int
) -> list[WaitingForBank]:
    """Those that may be banked ``on`` a day, by id, the order in which devices made them; one more than the limit."""
    columns = (_payment.id, households.c.number, households.c.label, _payment.means, _payment.amount_cents)
    found = (
        select(*columns, _payment.till, _payment.not_before, _payment.received_at)
        .join(households, households.c.id == _payment.payer_household_id)
        .where(
            _payment.means == means,
            _payment.amount_cents > 0,
            func.coalesce(_payment.not_before <= on, true()),
            ~exists().where(banked_payments.c.payment_id == _payment.id),
            ~exists().where(rejected_payments.c.payment_id == _payment.id),
        )
        .order_by(_payment.id)
        .limit(limit + 1)
    )
    if after is not None:
        found = found.where(_payment.id > after)
    async with engine.connect() as connection:
        return [WaitingForBank(*row) for row in await connection.execute(found)]
