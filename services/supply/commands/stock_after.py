"""Stock after a settlement: what the plan used is taken out once, what was kept becomes lots.

A correction takes out what the run before had kept, then puts in its own. A lot counted anew in
between is never brought below nothing: the count in the warehouse is what is true.
"""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.settlement_inputs import SettlementInputs
from services.supply.domain.settlement_run import SettlementRun
from services.supply.storage.buying_tables import plan_stock
from services.supply.storage.catalogue_tables import stock_lots
from services.supply.storage.settlement_tables import kept_lots

Lot = tuple[str, date | None]


async def move_stock(connection: AsyncConnection, inputs: SettlementInputs, number: int, run: SettlementRun) -> None:
    """Bring the warehouse's lots to what run ``number`` leaves."""
    await _take_out(connection, _used(inputs) if number == 1 else _kept(inputs.cycle, number - 1))
    kept = await _lots(connection, inputs, run)
    if kept:
        named = [{"cycle": inputs.cycle, "run": number, **row} for row in kept]
        await connection.execute(insert(kept_lots), named)
        await _put_in(connection, kept)


def _used(inputs: SettlementInputs) -> Select[Any]:
    use = plan_stock.c
    return select(use.product, use.lot, use.used.label("quantity"), use.value_cents).where(
        use.cycle == inputs.cycle, use.plan == inputs.plan
    )


def _kept(cycle: str, run: int) -> Select[Any]:
    kept = kept_lots.c
    return select(kept.product, kept.lot, kept.quantity, kept.value_cents).where(kept.cycle == cycle, kept.run == run)


async def _take_out(connection: AsyncConnection, what: Select[Any]) -> None:
    out, lot = what.subquery("out").c, stock_lots.c
    same = and_(lot.product == out.product, lot.lot == out.lot)
    left = {
        "quantity": func.greatest(lot.quantity - out.quantity, 0),
        "value_cents": func.greatest(lot.value_cents - out.value_cents, 0),
    }
    await connection.execute(update(stock_lots).where(same).values(left))


async def _put_in(connection: AsyncConnection, kept: list[dict[str, Any]]) -> None:
    adding = upsert(stock_lots)
    new = adding.excluded
    merged: dict[str, ColumnElement[Any]] = {
        "quantity": stock_lots.c.quantity + new.quantity,
        "value_cents": stock_lots.c.value_cents + new.value_cents,
        "best_before": func.coalesce(new.best_before, stock_lots.c.best_before),
    }
    await connection.execute(adding.on_conflict_do_update(index_elements=["product", "lot"], set_=merged), kept)


async def _lots(connection: AsyncConnection, inputs: SettlementInputs, run: SettlementRun) -> list[dict[str, Any]]:
    """What is kept of each product, in the lot it came in: the delivery's, else the last one used."""
    came_in = await _last_used(connection, inputs)
    for line in inputs.received:
        if line.quantity:
            came_in[line.product] = line.lot or f"{inputs.cycle}-{line.number}", line.best_before
    return [
        {
            "product": settled.goods.product,
            "lot": came_in[settled.goods.product][0],
            "quantity": settled.kept,
            "value_cents": settled.kept_value,
            "best_before": came_in[settled.goods.product][1],
        }
        for settled in (line.settled for line in run.lines)
        if settled.kept
    ]


async def _last_used(connection: AsyncConnection, inputs: SettlementInputs) -> dict[str, Lot]:
    """Of each product, the last lot the plan takes from: what is left over of it goes back there."""
    use, lot = plan_stock.c, stock_lots.c
    query = (
        select(use.product, use.lot, lot.best_before)
        .join(stock_lots, and_(lot.product == use.product, lot.lot == use.lot))
        .where(use.cycle == inputs.cycle, use.plan == inputs.plan)
        .order_by(lot.best_before.asc().nulls_last(), use.lot)
    )
    return {row.product: (row.lot, row.best_before) for row in await connection.execute(query)}
