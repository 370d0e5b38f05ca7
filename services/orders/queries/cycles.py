"""A cycle as volunteers and coordinators see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.orders.domain.sealing import CycleMarks, CycleState, cycle_state
from services.orders.storage.cycle_tables import cycles
from services.orders.storage.versions import AnyRow


@dataclass(frozen=True, slots=True)
class Cycle:
    """One cycle. Its name and dates are null as long as only its closing was heard of."""

    cycle: str
    name: str | None
    state: CycleState
    opens: date | None
    closes: date | None
    delivery: date | None
    distribution: date | None
    settled_run: int | None


async def cycle_by_code(connection: AsyncConnection, code: str) -> Cycle | None:
    """The cycle with this code, if it was heard of."""
    row = (await connection.execute(select(cycles).where(cycles.c.code == code))).one_or_none()
    return _cycle(row) if row else None


async def latest_cycles(connection: AsyncConnection, limit: int) -> Sequence[Cycle]:
    """The latest cycles that were opened, the one that closes last first."""
    opened = select(cycles).where(cycles.c.opened_version.is_not(None))
    rows = await connection.execute(opened.order_by(cycles.c.closes.desc(), cycles.c.code.desc()).limit(limit))
    return [_cycle(row) for row in rows]


async def names_of_cycles(engine: AsyncEngine) -> dict[str, str]:
    """Each cycle's name by its code, of those whose opening was heard of; a network has a dozen a year."""
    named = select(cycles.c.code, cycles.c.name).where(cycles.c.name.is_not(None))
    async with engine.connect() as connection:
        return {row.code: row.name for row in await connection.execute(named)}


def _cycle(row: AnyRow) -> Cycle:
    marks = CycleMarks(
        opened=row.opened_version or 0,
        closing=row.closing_version or 0,
        sealed=row.sealed_version or 0,
        posted_run=row.settled_run or 0,
        archived=row.archived_version or 0,
    )
    dates = (row.opens, row.closes, row.delivery, row.distribution)
    return Cycle(row.code, row.name, cycle_state(marks), *dates, settled_run=row.settled_run)
