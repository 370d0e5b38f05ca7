"""Households with their credit, as those who may see their centre see them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.storage.household_tables import households
from services.orders.storage.stored_orders import may_see


@dataclass(frozen=True, slots=True)
class HouseholdView:
    """A household: who it is to its centre, what it reads, its money, membership, since when it is closed."""

    id: UUID
    number: str
    centre: str
    label: str
    size: int
    language: str
    credit_cents: int
    owed_cents: int
    member_until: date | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class HouseholdFilter:
    """Which households are asked for: all that one may see, of one centre, with one number, after a number.

    ``find`` is a part of their number or of their label, in small or capital letters.
    """

    seen: frozenset[str] | None
    centre: str | None = None
    number: str | None = None
    after: str | None = None
    limit: int = 100
    find: str | None = None


_COLUMNS = (
    *("id", "number", "centre", "label", "size", "language"),
    *("credit_cents", "owed_cents", "member_until", "closed_at"),
)


def _select() -> Select[Any]:
    return select(*(households.c[name] for name in _COLUMNS))


async def find_households(engine: AsyncEngine, wanted: HouseholdFilter) -> list[HouseholdView]:
    """Those households by number, one more than the limit."""
    table = households.c
    found = _select().where(may_see(table.centre, wanted.seen)).order_by(table.number).limit(wanted.limit + 1)
    if wanted.centre is not None:
        found = found.where(table.centre == wanted.centre)
    if wanted.number is not None:
        found = found.where(table.number == wanted.number)
    if wanted.find is not None:
        is_in = (column.icontains(wanted.find, autoescape=True) for column in (table.number, table.label))
        found = found.where(or_(*is_in))
    if wanted.after is not None:
        found = found.where(table.number > wanted.after)
    async with engine.connect() as connection:
        return [HouseholdView(*row) for row in await connection.execute(found)]


async def find_household(engine: AsyncEngine, household_id: UUID, seen: frozenset[str] | None) -> HouseholdView | None:
    """The household of this id, if one may see its centre."""
    found = _select().where(households.c.id == household_id, may_see(households.c.centre, seen))
    async with engine.connect() as connection:
        row = (await connection.execute(found)).one_or_none()
        return None if row is None else HouseholdView(*row)
