"""What was paid to suppliers and what they paid back, with what of it was taken back."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Date, Select, case, cast, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.domain.ledger import BANK, TransactionKind
from services.orders.queries.payable import supplier_of
from services.orders.storage.access_tables import users
from services.orders.storage.ledger_tables import ledger_entries, ledger_reversals, ledger_transactions
from services.orders.storage.reversals import counter
from services.orders.storage.supplier_payment_tables import supplier_payments

_entry, _booked, _payment = ledger_entries.c, ledger_transactions.c, supplier_payments.c
_KINDS = (TransactionKind.SUPPLIER_PAID, TransactionKind.SUPPLIER_REPAID)


@dataclass(frozen=True, slots=True)
class SupplierTransfer:
    """A transfer to a supplier (``payment``) or from it (``repayment``), in cents; when the bank made it.

    ``withdrawn_at`` is none while it stands, else when it was taken back, and ``withdrawn_because`` why.
    """

    transfer_id: UUID
    kind: Literal["payment", "repayment"]
    supplier: str
    amount_cents: int
    paid_on: date
    noted_at: datetime
    by_name: str | None
    withdrawn_at: datetime | None
    withdrawn_because: str | None


async def supplier_transfers(engine: AsyncEngine, after: UUID | None, limit: int) -> list[SupplierTransfer]:
    """Those noted last first, one more than the limit."""
    found = _transfers().order_by(_booked.sequence.desc()).limit(limit + 1)
    if after is not None:
        booked_as = select(_payment.transaction_id).where(_payment.id == after).scalar_subquery()
        place = ledger_transactions.alias("place")
        before = select(place.c.sequence).where(or_(place.c.id == after, place.c.id == booked_as))
        found = found.where(_booked.sequence < before.scalar_subquery())
    return await _read(engine, found)


async def find_supplier_transfer(engine: AsyncEngine, transfer_id: UUID) -> SupplierTransfer | None:
    """One, by the id it was noted under."""
    found = await _read(engine, _transfers().where(or_(_payment.id == transfer_id, _booked.id == transfer_id)))
    return found[0] if found else None


def _transfers() -> Select[Any]:
    kind = case((_booked.kind == TransactionKind.SUPPLIER_PAID, literal("payment")), else_=literal("repayment"))
    named = (func.coalesce(_payment.id, _booked.id), kind, _entry.account, func.abs(_entry.amount_cents))
    return (
        select(*named, cast(_booked.what, Date), _booked.at, users.c.name, counter.c.at, counter.c.what)
        .select_from(ledger_transactions)
        .join(ledger_entries, _entry.transaction_id == _booked.id)
        .outerjoin(supplier_payments, _payment.transaction_id == _booked.id)
        .outerjoin(users, users.c.id == _booked.by)
        .outerjoin(ledger_reversals, ledger_reversals.c.transaction_id == _booked.id)
        .outerjoin(counter, counter.c.id == ledger_reversals.c.reversal_id)
        .where(_booked.kind.in_(_KINDS), _entry.account != BANK)
    )


async def _read(engine: AsyncEngine, found: Select[Any]) -> list[SupplierTransfer]:
    async with engine.connect() as connection:
        rows = (await connection.execute(found)).all()
    return [SupplierTransfer(id_, kind, supplier_of(account), *rest) for id_, kind, account, *rest in rows]
