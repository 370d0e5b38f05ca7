"""Which payments wait for the bank, and what it got with one deposit."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, Select, and_, exists, func, select, true, tuple_
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.domain.ledger import BY_BANK, Means
from services.orders.storage.access_tables import users
from services.orders.storage.bank_tables import bank_receipts, banked_payments
from services.orders.storage.household_tables import households
from services.orders.storage.ledger_tables import ledger_transactions
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


@dataclass(frozen=True, slots=True)
class BankReceipt:
    """What the bank got at once: when it was noted, by whom, how many payments, what they come to."""

    receipt_id: UUID
    at: datetime
    by_name: str | None
    payments: int
    amount_cents: int


def waits_for_bank() -> ColumnElement[bool]:
    """Whether a payment goes to the bank and is not there yet, nor came back."""
    return and_(
        _payment.means.in_(sorted(BY_BANK)),
        _payment.amount_cents > 0,
        ~exists().where(banked_payments.c.payment_id == _payment.id),
        ~exists().where(rejected_payments.c.payment_id == _payment.id),
    )


async def waiting_for_bank(
    engine: AsyncEngine, means: Means, on: date, after: UUID | None, limit: int
) -> list[WaitingForBank]:
    """Those that may be banked ``on`` a day, by id, the order in which devices made them; one more than the limit."""
    found = (
        _select()
        .where(_payment.means == means, func.coalesce(_payment.not_before <= on, true()), waits_for_bank())
        .order_by(_payment.id)
        .limit(limit + 1)
    )
    if after is not None:
        found = found.where(_payment.id > after)
    async with engine.connect() as connection:
        return [WaitingForBank(*row) for row in await connection.execute(found)]


def _select() -> Select[Any]:
    columns = (_payment.id, households.c.number, households.c.label, _payment.means, _payment.amount_cents)
    found = select(*columns, _payment.till, _payment.not_before, _payment.received_at)
    return found.join(households, households.c.id == _payment.payer_household_id)


async def latest_receipts(engine: AsyncEngine, after: UUID | None, limit: int) -> list[BankReceipt]:
    """What the bank got, the latest first, one more than the limit."""
    place = tuple_(bank_receipts.c.at, bank_receipts.c.id)
    found = _receipts().order_by(bank_receipts.c.at.desc(), bank_receipts.c.id.desc()).limit(limit + 1)
    if after is not None:
        last = select(bank_receipts.c.at, bank_receipts.c.id).where(bank_receipts.c.id == after)
        found = found.where(place < last.scalar_subquery())
    async with engine.connect() as connection:
        return [BankReceipt(*row) for row in await connection.execute(found)]


async def find_receipt(engine: AsyncEngine, receipt_id: UUID) -> tuple[BankReceipt, list[WaitingForBank]] | None:
    """One receipt and its payments, by till and in the order in which devices made them."""
    of_it = _select().join(banked_payments, banked_payments.c.payment_id == _payment.id)
    of_it = of_it.where(banked_payments.c.receipt_id == receipt_id).order_by(_payment.till, _payment.id)
    async with engine.connect() as connection:
        receipt = (await connection.execute(_receipts().where(bank_receipts.c.id == receipt_id))).one_or_none()
        if receipt is None:
            return None
        return BankReceipt(*receipt), [WaitingForBank(*row) for row in await connection.execute(of_it)]


def _receipts() -> Select[Any]:
    receipt, booked = bank_receipts.c, ledger_transactions.c
    return (
        select(receipt.id, receipt.at, users.c.name, func.count(), func.sum(_payment.amount_cents).cast(BigInteger))
        .join(banked_payments, banked_payments.c.receipt_id == receipt.id)
        .join(payments, _payment.id == banked_payments.c.payment_id)
        .join(ledger_transactions, booked.id == receipt.transaction_id)
        .outerjoin(users, users.c.id == booked.by)
        .group_by(receipt.id, receipt.at, users.c.name)
    )
