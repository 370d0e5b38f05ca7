"""Stock after a settlement: what the plan used is taken out once, what was kept becomes lots.

Each lot changes once a run, by what the run adds to what the run before had kept. What was counted, or used
by another cycle, in between is not undone: a lot from which nothing is left gets nothing back, and none falls
below nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.kept import KeptLot, LotAtHand, kept_in
from services.supply.domain.settlement_inputs import Received, SettlementInputs
from services.supply.domain.settlement_run import SettlementRun
from services.supply.storage.buying_tables import plan_stock
from services.supply.storage.catalogue_tables import stock_lots
from services.supply.storage.settlement_tables import kept_lots

Row = Mapping[str, Any]


async def move_stock(
    connection: AsyncConnection, inputs: SettlementInputs, before: int | None, number: int, run: SettlementRun
) -> None:
    """Bring the warehouse's lots from what run ``before`` left (None: there was none) to what run ``number`` leaves."""
    kept = await _lots(connection, inputs, run)
    out = await connection.execute(_used(inputs) if before is None else _kept(inputs.cycle, before))
    changes = _changes(kept, out.mappings())
    if kept:
        await connection.execute(insert(kept_lots), [{"cycle": inputs.cycle, "run": number, **row} for row in kept])
        await _make_room(connection, kept)
    if changes:
        await connection.execute(_CHANGE, changes)


def _used(inputs: SettlementInputs) -> Select[Any]:
    use = plan_stock.c
    return select(use.product, use.lot, use.used.label("quantity"), use.value_cents).where(
        use.cycle == inputs.cycle, use.plan == inputs.plan
    )


def _kept(cycle: str, run: int) -> Select[Any]:
    kept = kept_lots.c
    return select(kept.product, kept.lot, kept.quantity, kept.value_cents).where(kept.cycle == cycle, kept.run == run)


def _changes(kept: Iterable[Row], out: Iterable[Row]) -> list[dict[str, Any]]:
    """By how much each lot changes, in the order of the lots: two settlements at once never deadlock."""
    quantity, value = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for sign, lots in ((1, kept), (-1, out)):
        for lot in lots:
            quantity[lot["product"], lot["lot"]] += sign * lot["quantity"]
            value[lot["product"], lot["lot"]] += sign * lot["value_cents"]
    return [
        {"of_product": key[0], "of_lot": key[1], "more": quantity[key], "worth": value[key]} for key in sorted(quantity)
    ]


def _change() -> Any:  # noqa: ANN401 - an UPDATE of whatever its parameters name
    lot = stock_lots.c
    same = and_(lot.product == bindparam("of_product"), lot.lot == bindparam("of_lot"))
    quantity: ColumnElement[int] = func.greatest(lot.quantity + bindparam("more", type_=lot.quantity.type), 0)
    value = func.greatest(lot.value_cents + bindparam("worth", type_=lot.value_cents.type), 0)
    return update(stock_lots).where(same).values(quantity=quantity, value_cents=case((quantity == 0, 0), else_=value))


_CHANGE = _change()


async def _make_room(connection: AsyncConnection, kept: list[dict[str, Any]]) -> None:
    """An empty lot for whatever is kept in none yet; the date that its delivery came with."""
    empty = [row | {"quantity": 0, "value_cents": 0} for row in sorted(kept, key=lambda row: row["product"])]
    adding = upsert(stock_lots)
    dated = {"best_before": func.coalesce(adding.excluded.best_before, stock_lots.c.best_before)}
    await connection.execute(adding.on_conflict_do_update(index_elements=["product", "lot"], set_=dated), empty)


async def _lots(connection: AsyncConnection, inputs: SettlementInputs, run: SettlementRun) -> list[dict[str, Any]]:
    """What is kept of each product, in the lots it came in, then in those it was taken from."""
    used = await _taken(connection, inputs)
    received = {line.product: _received(inputs.cycle, line) for line in inputs.received}
    return [
        {
            "product": product,
            "lot": lot.lot,
            "quantity": lot.quantity,
            "value_cents": lot.value,
            "best_before": lot.best_before,
        }
        for settled in (line.settled for line in run.lines)
        for product in [settled.goods.product]
        for lot in _merged(kept_in(received.get(product, ()), used[product], settled.kept, settled.kept_value))
    ]


def _received(cycle: str, line: Received) -> list[LotAtHand]:
    """The lots of a delivery; one without a name takes the cycle's and the purchase order's."""
    return [LotAtHand(lot.lot or f"{cycle}-{line.number}", lot.quantity, lot.best_before) for lot in line.came_in]


def _merged(kept: Iterable[KeptLot]) -> list[KeptLot]:
    """One entry a lot: goods may come in a lot that is in stock already."""
    found: dict[str, KeptLot] = {}
    for lot in kept:
        before = found.get(lot.lot)
        found[lot.lot] = (
            lot
            if before is None
            else replace(before, quantity=before.quantity + lot.quantity, value=before.value + lot.value)
        )
    return list(found.values())


async def _taken(connection: AsyncConnection, inputs: SettlementInputs) -> dict[str, list[LotAtHand]]:
    """Of each product, the lots that the plan takes from: what is left over of them goes back there."""
    use, lot = plan_stock.c, stock_lots.c
    query = (
        select(use.product, use.lot, use.used, lot.best_before)
        .join(stock_lots, and_(lot.product == use.product, lot.lot == use.lot))
        .where(use.cycle == inputs.cycle, use.plan == inputs.plan)
    )
    found: dict[str, list[LotAtHand]] = defaultdict(list)
    for row in await connection.execute(query):
        found[row.product].append(LotAtHand(row.lot, row.used, row.best_before))
    return found
