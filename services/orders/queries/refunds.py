"""Refunds, and which of them are still to be transferred."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, exists, select, tuple_
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.storage.household_tables import households
from services.orders.storage.ledger_tables import ledger_reversals
from services.orders.storage.reason_rows import words
from services.orders.storage.refund_tables import refunds
from services.orders.storage.reversals import counter
from services.orders.storage.stored_orders import may_see

_refund, _reversal = refunds.c, ledger_reversals.c


@dataclass(frozen=True, slots=True)
class RefundView:
    """A refund; ``paid_at`` is none while its transfer is due, and for ever if it was taken back before.

    ``owed_cents`` of it is what the household's credit lacked of cash that it had been given without a network.
    """

    refund_id: UUID
    household_id: UUID
    household_number: str
    label: str
    till: str
    means: str
    amount_cents: int
    asked_at: datetime
    paid_at: datetime | None
    owed_cents: int
    withdrawn_at: datetime | None
    withdrawn_because: str | None


def is_due() -> ColumnElement[bool]:
    """Whether a refund's transfer is still to be made: it was neither made nor taken back."""
    taken_back = exists().where(_reversal.transaction_id == _refund.transaction_id).correlate(refunds)
    return and_(_refund.paid_at.is_(None), ~taken_back)


def with_withdrawal(found: Select[Any]) -> Select[Any]:
    """Refunds, each with when and why it was taken back if it was."""
    because = case((counter.c.id.is_not(None), words(counter.c))).label("withdrawn_because")
    return (
        found.add_columns(counter.c.at.label("withdrawn_at"), because)
        .outerjoin(ledger_reversals, _reversal.transaction_id == _refund.transaction_id)
        .outerjoin(counter, counter.c.id == _reversal.reversal_id)
    )


_shown = with_withdrawal(
    select(
        *(_refund.id, _refund.household_id, households.c.number, households.c.label, _refund.till),
        *(_refund.means, _refund.amount_cents, _refund.asked_at, _refund.paid_at, _refund.owed_cents),
    ).join(households, households.c.id == _refund.household_id)
)


async def find_refund(engine: AsyncEngine, refund_id: UUID, centres: frozenset[str] | None) -> RefundView | None:
    """One refund, of a household of these centres (``None``: all)."""
    found = _shown.where(_refund.id == refund_id, may_see(households.c.centre, centres))
    async with engine.connect() as connection:
        row = (await connection.execute(found)).one_or_none()
    return None if row is None else RefundView(*row)


async def due_refunds(engine: AsyncEngine, after: UUID | None, limit: int) -> list[RefundView]:
    """The transfers still to be made, those asked for first, one more than the limit."""
    found = _shown.where(is_due()).order_by(_refund.asked_at, _refund.id).limit(limit + 1)
    if after is not None:
        place = select(_refund.asked_at, _refund.id).where(_refund.id == after).scalar_subquery()
        found = found.where(tuple_(_refund.asked_at, _refund.id) > place)
    async with engine.connect() as connection:
        return [RefundView(*row) for row in await connection.execute(found)]
