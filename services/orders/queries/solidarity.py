"""What the solidarity fund has, and what came into it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.domain.ledger import SOLIDARITY_HELD
from services.orders.storage.ledger_tables import ledger_entries
from services.orders.storage.solidarity_fund import balance
from services.orders.storage.solidarity_tables import solidarity_receipts


@dataclass(frozen=True, slots=True)
class FundNow:
    """The fund: what it may still hold, and what confirmed orders hold of it, in cents."""

    balance_cents: int
    held_cents: int


@dataclass(frozen=True, slots=True)
class DonationView:
    """Money that came for the fund."""

    receipt_id: UUID
    amount_cents: int
    means: str
    centre: str | None
    received_from: str
    at: datetime


async def fund_now(engine: AsyncEngine) -> FundNow:
    """Both read in one snapshot; nothing yet received is nothing."""
    entry = ledger_entries.c
    held = select(func.sum(-entry.amount_cents)).where(entry.account == SOLIDARITY_HELD)
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="REPEATABLE READ")
        return FundNow(await balance(connection), int(await connection.scalar(held) or 0))


async def find_donation(engine: AsyncEngine, receipt_id: UUID) -> DonationView | None:
    """The receipt of this id."""
    table = solidarity_receipts.c
    found = select(table.id, table.amount_cents, table.means, table.centre, table.received_from, table.at)
    async with engine.connect() as connection:
        row = (await connection.execute(found.where(table.id == receipt_id))).one_or_none()
        return None if row is None else DonationView(*row)
