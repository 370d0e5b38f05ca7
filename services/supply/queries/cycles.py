"""A cycle as the coordinator sees it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import RowMapping, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.queries.snapshot import snapshot
from services.supply.storage.cycle_tables import cycle_centres, cycle_products, cycles
from services.supply.storage.demand_tables import cycle_seals
from shared.kernel.refusal import Refused

_SEALED = exists().where(cycle_seals.c.cycle == cycles.c.cycle).label("sealed")


@dataclass(frozen=True, slots=True)
class CentreView:
    """A centre's dates in a cycle, in local time; once the cycle is open, those that were announced."""

    centre: str
    closes: datetime | None
    distribution_starts: datetime | None
    distribution_ends: datetime | None
    place: str


@dataclass(frozen=True, slots=True)
class SoldView:
    """A product of a cycle with its ceiling, in cents per display unit with VAT."""

    product: str
    ceiling_price_cents: int
    on_sale: bool


@dataclass(frozen=True, slots=True)
class CycleView:
    """A cycle. ``state`` is draft, open, closing, sealed (orders sealed every centre), settled or archived."""

    cycle: str
    state: str
    name: str
    opens: date
    closes: date
    delivery: date
    distribution: date
    shortage_penalty: str
    max_surplus_basis_points: int
    max_stock_cents: int | None
    delivery_vat_basis_points: int
    centres: tuple[CentreView, ...]
    products: tuple[SoldView, ...]


@dataclass(frozen=True, slots=True)
class CycleInList:
    """A cycle as a list shows it."""

    cycle: str
    name: str
    state: str
    opens: date
    closes: date


async def cycles_after(engine: AsyncEngine, after: str | None = None, limit: int | None = None) -> list[CycleInList]:
    """At most ``limit`` cycles whose codes come after ``after``, by code."""
    query = select(cycles, _SEALED).where(cycles.c.cycle > (after or "")).order_by(cycles.c.cycle).limit(limit)
    async with engine.connect() as connection:
        return [
            CycleInList(row.cycle, row.name, _shown_state(row.state, sealed=row.sealed), row.opens, row.closes)
            for row in await connection.execute(query)
        ]


async def check_cycle_known(connection: AsyncConnection, cycle: str) -> None:
    """Nothing is asked of a cycle that nobody drafted.

    Raises:
        Refused: ``cycle_unknown``.
    """
    if not await connection.scalar(select(exists().where(cycles.c.cycle == cycle))):
        raise Refused("cycle_unknown", cycle=cycle)


async def cycle_view(engine: AsyncEngine, cycle: str) -> CycleView:
    """One cycle, whole.

    Raises:
        Refused: ``cycle_unknown``.
    """
    query = select(cycles, _SEALED).where(cycles.c.cycle == cycle)
    async with snapshot(engine) as connection:
        row = (await connection.execute(query)).mappings().one_or_none()
        if row is None:
            raise Refused("cycle_unknown", cycle=cycle)
        return await _view(connection, row)


async def _view(connection: AsyncConnection, row: RowMapping) -> CycleView:
    return CycleView(
        cycle=row["cycle"],
        state=_shown_state(row["state"], sealed=row["sealed"]),
        name=row["name"],
        opens=row["opens"],
        closes=row["closes"],
        delivery=row["delivery"],
        distribution=row["distribution"],
        shortage_penalty=f"{row['shortage_penalty'].normalize():f}",
        max_surplus_basis_points=row["max_surplus_basis_points"],
        max_stock_cents=row["max_stock_cents"],
        delivery_vat_basis_points=row["delivery_vat_basis_points"],
        centres=await _centres(connection, row["cycle"]),
        products=await _products(connection, row["cycle"]),
    )


def _shown_state(state: str, *, sealed: bool) -> str:
    return "sealed" if sealed and state in {"open", "closing"} else state


async def _centres(connection: AsyncConnection, cycle: str) -> tuple[CentreView, ...]:
    columns = [cycle_centres.c[name] for name in CentreView.__slots__]
    query = select(*columns).where(cycle_centres.c.cycle == cycle).order_by(cycle_centres.c.centre)
    return tuple(CentreView(**row) for row in (await connection.execute(query)).mappings())


async def _products(connection: AsyncConnection, cycle: str) -> tuple[SoldView, ...]:
    columns = [cycle_products.c[name] for name in SoldView.__slots__]
    query = select(*columns).where(cycle_products.c.cycle == cycle).order_by(cycle_products.c.product)
    return tuple(SoldView(**row) for row in (await connection.execute(query)).mappings())
