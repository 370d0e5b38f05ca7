"""Tariffs as the treasurer and the coordinator see them; nobody else does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.storage.household_tables import households
from services.orders.storage.tariff_rows import DAY_AFTER, goes_on
from services.orders.storage.tariff_tables import centre_tariffs, household_tariffs

_tariff, _last = household_tariffs.c, household_tariffs.alias("last").c

LATELY: Final = timedelta(days=30)
"""How long a tariff that is over stays listed: one that was ended by hand was never about to end."""


@dataclass(frozen=True, slots=True)
class TariffView:
    """A household's tariff: what of the price it pays, in basis points, from one day to another."""

    tariff_id: UUID
    household_id: UUID
    begins: date
    ends: date | None
    basis_points: int
    prescribed_by: str | None
    set_by: UUID
    set_at: datetime


@dataclass(frozen=True, slots=True)
class EndingTariff:
    """A tariff that ends soon or is over, with none the day after: to be told, or prescribed again."""

    tariff_id: UUID
    household_id: UUID
    household_number: str
    centre: str
    label: str
    ends: date
    is_over: bool
    prescribed_by: str | None


async def tariffs_of(engine: AsyncEngine, household_id: UUID) -> list[TariffView]:
    """A household's tariffs by their first day."""
    columns = (_tariff.id, _tariff.household_id, _tariff.begins, _tariff.ends, _tariff.basis_points)
    found = select(*columns, _tariff.prescribed_by, _tariff.set_by, _tariff.set_at)
    found = found.where(_tariff.household_id == household_id).order_by(_tariff.begins, _tariff.id)
    async with engine.connect() as connection:
        return [TariffView(*row) for row in await connection.execute(found)]


async def offered_tariffs(engine: AsyncEngine, centre: str) -> Sequence[int]:
    """The rates that a centre offers, in basis points, the lowest first."""
    rate = centre_tariffs.c.basis_points
    async with engine.connect() as connection:
        return list(await connection.scalars(select(rate).where(centre_tariffs.c.centre == centre).order_by(rate)))


async def ending_tariffs(
    engine: AsyncEngine, today: date, until: date, after: UUID | None, limit: int
) -> list[EndingTariff]:
    """Those whose last day is at most ``LATELY`` ago or to come until ``until``; one more than the limit.

    The first to end is first. Of one that is over it counts what the household has today.
    """
    columns = (households.c.number, households.c.centre, households.c.label, _tariff.ends, _tariff.ends < today)
    found = (
        select(_tariff.id, _tariff.household_id, *columns, _tariff.prescribed_by)
        .join(households, households.c.id == _tariff.household_id)
        .where(_tariff.ends.between(today - LATELY, until), _tariff.ends >= _tariff.begins)
        .where(~goes_on(func.greatest(DAY_AFTER, today)), households.c.closed_at.is_(None))
        .order_by(_tariff.ends, _tariff.id)
        .limit(limit + 1)
    )
    if after is not None:
        last = select(_last.ends, _last.id).where(_last.id == after).scalar_subquery()
        found = found.where(tuple_(_tariff.ends, _tariff.id) > last)
    async with engine.connect() as connection:
        return [EndingTariff(*row) for row in await connection.execute(found)]
