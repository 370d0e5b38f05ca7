"""Why something was booked for a household: kept beside the books, read with them."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.storage.reason_tables import household_reasons

_reason = household_reasons.c


def why(transaction_id: ColumnElement[UUID]) -> ScalarSelect[str]:
    """Why it was booked, as long as that is kept."""
    return select(_reason.reason).where(_reason.transaction_id == transaction_id).scalar_subquery()


def words(booked: Any) -> ColumnElement[str]:  # noqa: ANN401 - the columns of the ledger's transactions, or of their alias
    """What a reader is told beyond the kind of a transaction: its own word, then why."""
    return func.concat_ws(": ", func.nullif(booked.what, ""), why(booked.id)).label("what")


async def keep_reason(connection: AsyncConnection, transaction_id: UUID, household_id: UUID, reason: str) -> None:
    """Keep why a transaction was booked for a household."""
    row = {"transaction_id": transaction_id, "household_id": household_id, "reason": reason}
    await connection.execute(insert(household_reasons), row)
