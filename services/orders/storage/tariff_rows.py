"""Which tariff of a household is in force on a day, as part of a longer statement or alone."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Select, and_, case, cast, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.domain.tariffs import ORDINARY, Tariff
from services.orders.storage.household_tables import households
from services.orders.storage.tariff_tables import household_tariffs

_tariff, _next = household_tariffs.c, household_tariffs.alias("next_tariff")


def in_force(day: date) -> ColumnElement[bool]:
    """The condition that joins a household with its tariff of that day: never more than one row."""
    return and_(_tariff.household_id == households.c.id, _applies(household_tariffs, day))


def _applies(table: Any, day: Any) -> ColumnElement[bool]:  # noqa: ANN401 - the table or its alias, a date or a column
    return and_(table.c.begins <= day, or_(table.c.ends.is_(None), table.c.ends >= day))


DAY_AFTER: Final = cast(_tariff.ends + 1, Date)
"""The first day on which a tariff applies no more."""


def goes_on(day: Any) -> ColumnElement[bool]:  # noqa: ANN401 - a date or a column
    """Whether the household of a tariff has another one on that day."""
    return exists().where(_next.c.household_id == _tariff.household_id, _applies(_next, day))


def tariff_columns() -> tuple[ColumnElement[Any], ...]:
    """``has_tariffs``, ``basis_points`` and ``ordinary_from`` of households joined by ``in_force``."""
    return (
        households.c.has_tariffs,
        func.coalesce(_tariff.basis_points, ORDINARY).label("basis_points"),
        case((~goes_on(DAY_AFTER), DAY_AFTER)).label("ordinary_from"),
    )


def tariff_of(row: Any) -> Tariff | None:  # noqa: ANN401 - a row of the columns above
    """What the household pays; ``None``: it never had a tariff."""
    return Tariff(row.basis_points, row.ordinary_from) if row.has_tariffs else None


async def read_tariff(connection: AsyncConnection, household_id: UUID, day: date) -> Tariff | None:
    """What a household pays on that day; ``None``: it never had a tariff, or there is no such household."""
    row = (await connection.execute(_one(household_id, day))).one_or_none()
    return None if row is None else tariff_of(row)


def _one(household_id: UUID, day: date) -> Select[Any]:
    joined = households.outerjoin(household_tariffs, in_force(day))
    return select(*tariff_columns()).select_from(joined).where(households.c.id == household_id)
