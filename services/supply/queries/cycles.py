"""A cycle as the coordinator sees it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import RowMapping, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.storage.cycle_tables import cycle_centres, cycle_products, cycles
from services.supply.storage.demand_tables import cycle_seals
from shared.kernel.refusal import Refused


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


async def cycle_view(engine: AsyncEngine, cycle: str) -> CycleView:
    """One cycle, whole.

    Raises:
        Refused: ``cycle_unknown``.
    """
    sealed = exists().where(cycle_seals.c.cycle == cycles.c.cycle).label("sealed")
    query = select(cycles, sealed).where(cycles.c.cycle == cycle)
    async with engine.connect() as connection:
        row = (await connection.execute(query)).mappings().one_or_none()
        if row is None:
            raise Refused("cycle_unknown", cycle=cycle)
        return await _view(connection, row)


async def _view(connection: AsyncConnection, row: RowMapping) -> CycleView:
    in_progress = row["state"] in {"open", "closing"}
    return CycleView(
        cycle=row["cycle"],
        state="sealed" if in_progress and row["sealed"] else row["state"],
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


async def _centres(connection: AsyncConnection, cycle: str) -> tuple[CentreView, ...]:
    columns = [cycle_centres.c[name] for name in CentreView.__slots__]
    query = select(*columns).where(cycle_centres.c.cycle == cycle).order_by(cycle_centres.c.centre)
    return tuple(CentreView(**row) for row in (await connection.execute(query)).mappings())


async def _products(connection: AsyncConnection, cycle: str) -> tuple[SoldView, ...]:
    columns = [cycle_products.c[name] for name in SoldView.__slots__]
    query = select(*columns).where(cycle_products.c.cycle == cycle).order_by(cycle_products.c.product)
    return tuple(SoldView(**row) for row in (await connection.execute(query)).mappings())
