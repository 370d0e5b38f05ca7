"""Sales on the day, as those who may see their centre see them, and as supply was told of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.orders.storage.hand_over_tables import day_sales
from services.orders.storage.household_tables import households
from services.orders.storage.reason_rows import why
from services.orders.storage.stored_orders import may_see
from shared.contracts.group_orders import GoodsSold, GoodsSoldV2
from shared.kernel.ids import group_order_id

_sale = day_sales.c


@dataclass(frozen=True, slots=True)
class DaySaleView:
    """A sale: quantity in base units, the final price it was sold at, what of it was money that came along."""

    sale_id: UUID
    cycle: str
    centre: str
    household_id: UUID
    household_number: str
    product: str
    quantity: int
    final_price_cents: int
    amount_cents: int
    paid_cents: int
    order_id: UUID | None
    at: datetime
    withdrawn_at: datetime | None
    withdrawn_because: str | None


_shown: Select[*tuple[Any, ...]] = select(
    *(_sale.id, _sale.cycle, _sale.centre, _sale.household_id, households.c.number, _sale.product, _sale.quantity),
    *(_sale.final_price_cents, _sale.amount_cents, _sale.paid_cents, _sale.order_id, _sale.at),
    *(_sale.withdrawn_at, why(_sale.withdrawal_id)),
).join(households, households.c.id == _sale.household_id)


async def find_day_sale(engine: AsyncEngine, sale_id: UUID, centres: frozenset[str] | None) -> DaySaleView | None:
    """One sale at one of these centres (``None``: all)."""
    async with engine.connect() as connection:
        found = await connection.execute(_shown.where(_sale.id == sale_id, may_see(_sale.centre, centres)))
        row = found.one_or_none()
    return None if row is None else DaySaleView(*row)


async def day_sales_after(
    engine: AsyncEngine, cycle: str, centres: frozenset[str] | None, after: UUID | None, limit: int
) -> list[DaySaleView]:
    """At most ``limit`` of a cycle's sales at these centres (``None``: all), by id, one more than the limit."""
    found = _shown.where(_sale.cycle == cycle, may_see(_sale.centre, centres)).order_by(_sale.id).limit(limit + 1)
    if after is not None:
        found = found.where(_sale.id > after)
    async with engine.connect() as connection:
        return [DaySaleView(*row) for row in await connection.execute(found)]


async def published_sales(connection: AsyncConnection, cycle: str) -> list[GoodsSold]:
    """What supply was told of a cycle's sales."""
    found = await connection.execute(select(day_sales).where(_sale.cycle == cycle).order_by(_sale.id))
    return [sold_event(row) for row in found]


def sold_event(sale: Any) -> GoodsSold:  # noqa: ANN401 - a row of day_sales
    """What supply is told of a sale: that it was made, or taken back."""
    told = {
        "version": sale.version,
        "group_order_id": group_order_id(sale.cycle, sale.centre),
        "cycle": sale.cycle,
        "centre": sale.centre,
        "sale_id": sale.id,
        "product": sale.product,
        "order_id": sale.order_id,
    }
    if sale.withdrawn_at is not None:
        return GoodsSoldV2(**told, quantity=0)
    return GoodsSold(**told, quantity=sale.quantity)
