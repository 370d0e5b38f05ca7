"""Households with their credit, as those who may see their centre see them."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, literal_column, or_, select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.storage.household_tables import households
from services.orders.storage.membership_tables import fee_is_asked
from services.orders.storage.stored_orders import may_see


@dataclass(frozen=True, slots=True)
class HouseholdView:
    """A household: who it is to its centre, what it reads, its money, membership, since when it is closed.

    ``fee_is_asked``: whether the network asks for a yearly fee at all.
    """

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
    fee_is_asked: bool


@dataclass(frozen=True, slots=True)
class HouseholdFilter:
    """Which households are asked for: all that one may see, of one centre, with one number, after a number.

    ``find`` is a part of their number or of their label, in small or capital letters, with its accents or without.
    """

    seen: frozenset[str] | None
    centre: str | None = None
    number: str | None = None
    after: str | None = None
    limit: int = 100
    find: str | None = None


_MARKS = r"[\u0300-\u036f]"
"""Accents, cedillas and the like, as both Python and PostgreSQL read it."""
_LETTERS = {"ı": "i", "œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ß": "ss"}
"""Letters that no accent makes, as people type them."""
_COLUMNS = (
    *("id", "number", "centre", "label", "size", "language"),
    *("credit_cents", "owed_cents", "member_until", "closed_at"),
)


def _select() -> Select[Any]:
    return select(*(households.c[name] for name in _COLUMNS), fee_is_asked())


def _without_accents(text: str) -> str:
    """As order tables fold what is typed (``folding.js``): an accent is a mark of its own once decomposed."""
    folded = re.sub(_MARKS, "", unicodedata.normalize("NFD", text)).lower()
    return reduce(lambda text, letter: text.replace(*letter), _LETTERS.items(), folded)


def _folded(column: ColumnElement[str]) -> ColumnElement[str]:
    """The same, of a column."""
    folded = func.lower(func.regexp_replace(func.normalize(column, literal_column("NFD")), _MARKS, "", "g"))
    return reduce(lambda text, letter: func.replace(text, *letter), _LETTERS.items(), folded)


async def find_households(engine: AsyncEngine, wanted: HouseholdFilter) -> list[HouseholdView]:
    """Those households by number, one more than the limit."""
    table = households.c
    found = _select().where(may_see(table.centre, wanted.seen)).order_by(table.number).limit(wanted.limit + 1)
    if wanted.centre is not None:
        found = found.where(table.centre == wanted.centre)
    if wanted.number is not None:
        found = found.where(table.number == wanted.number)
    if wanted.find is not None:
        typed = _without_accents(wanted.find)
        is_in = (_folded(column).contains(typed, autoescape=True) for column in (table.number, table.label))
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
