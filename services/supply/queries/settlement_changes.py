"""What a run says otherwise than the run before it: what a correction changes."""

from dataclasses import dataclass

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.storage.settlement_tables import settled_products, settlements

_SAID = ("granted", "final_price_cents", "charged_cents")


@dataclass(frozen=True, slots=True)
class ProductChange:
    """One product before and now, in base units and cents; before, None: it was not in that run."""

    product: str
    granted_before: int | None
    granted: int
    final_price_before_cents: int | None
    final_price_cents: int | None
    charged_before_cents: int | None
    charged_cents: int


@dataclass(frozen=True, slots=True)
class SettlementChanges:
    """Of two runs one after the other: the sums of the earlier, in cents, and the products that differ."""

    charged_before_cents: int
    rebates_before_cents: int
    invoices_before_cents: int
    products: tuple[ProductChange, ...]


async def settlement_changes(connection: AsyncConnection, cycle: str) -> SettlementChanges | None:
    """What the run in force changes; None: there is no run before it."""
    its = settlements.c
    query = select(its.run, its.charged_cents, its.rebates_cents, its.invoices_cents).where(its.cycle == cycle)
    runs = (await connection.execute(query.order_by(its.run.desc()).limit(2))).all()
    now, before = (*runs, None, None)[:2]
    if now is None or before is None:
        return None
    return SettlementChanges(*before[1:], products=await _products(connection, cycle, now.run, before.run))


async def _products(connection: AsyncConnection, cycle: str, run: int, run_before: int) -> tuple[ProductChange, ...]:
    now, before = settled_products.alias(), settled_products.alias()
    same = and_(before.c.cycle == now.c.cycle, before.c.product == now.c.product, before.c.run == run_before)
    said = [column for name in _SAID for column in (before.c[name], now.c[name])]
    otherwise = or_(*(before.c[name].is_distinct_from(now.c[name]) for name in _SAID))
    query = select(now.c.product, *said).select_from(now.outerjoin(before, same))
    rows = await connection.execute(
        query.where(now.c.cycle == cycle, now.c.run == run, otherwise).order_by(now.c.product)
    )
    return tuple(ProductChange(*row) for row in rows)
