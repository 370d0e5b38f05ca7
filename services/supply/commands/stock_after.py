"""Stock after a settlement: what the plan used is taken out once, what was kept becomes lots.

Each lot changes once a run, by what the run adds to what the run before had kept. What was counted, or used
by another cycle, in between is not undone: a lot from which nothing is left gets nothing back, and none falls
below nothing. What a lot changes otherwise than the run's totals say is told to the ledger.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, insert, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.commands.make_plan import STOCK_LOCK
from services.supply.commands.publish_stock import publish_stock
from services.supply.domain.kept import KeptLot, LotAtHand, kept_in
from services.supply.domain.receiving import ExtraGoods
from services.supply.domain.settlement_inputs import Received, SettlementInputs
from services.supply.domain.settlement_run import SettlementRun
from services.supply.domain.stock_movements import Change, MovementKind, settled
from services.supply.storage.buying_tables import plan_stock
from services.supply.storage.catalogue_tables import stock_lots
from services.supply.storage.settlement_tables import kept_lots
from services.supply.storage.stock_rows import Key, Movement, lots_of, move
from shared.database.locks import transaction_lock

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Settled:
    """One run that changes the stock: the run before it (None: there was none), its number, by whom and when."""

    before: int | None
    number: int
    settled_by: UUID
    at: datetime


async def move_stock(
    connection: AsyncConnection, inputs: SettlementInputs, settlement: Settled, run: SettlementRun
) -> None:
    """Bring the warehouse's lots from what the run before left to what this run leaves."""
    await transaction_lock(connection, STOCK_LOCK)
    kept, before = await _lots(connection, inputs, run), settlement.before
    out = await connection.execute(_used(inputs) if before is None else _kept(inputs.cycle, before))
    changes = _changes(kept, out.mappings())
    if kept:
        rows = [{"cycle": inputs.cycle, "run": settlement.number, **row} for row in kept]
        await connection.execute(insert(kept_lots), rows)
        await _make_room(connection, kept)
    lots = await lots_of(connection, changes, lock=True)
    real = {key: settled(lot, changes[key].quantity, changes[key].value) for key, lot in sorted(lots.items())}
    who = settlement.settled_by, settlement.at
    movements = [Movement(*key, change, MovementKind.SETTLED, *who, cycle=inputs.cycle) for key, change in real.items()]
    await move(connection, movements)
    otherwise = [key for key, change in real.items() if change.value != changes[key].value]
    await _name(connection, otherwise, settlement.settled_by)
    await publish_stock(connection, otherwise, settlement.at)


async def _name(connection: AsyncConnection, keys: Sequence[Key], settled_by: UUID) -> None:
    lot = stock_lots.c
    named = update(stock_lots).where(tuple_(lot.product, lot.lot).in_(keys))
    await connection.execute(named.values(settled_by=settled_by))


def _used(inputs: SettlementInputs) -> Select[Any]:
    use = plan_stock.c
    return select(use.product, use.lot, use.used.label("quantity"), use.value_cents).where(
        use.cycle == inputs.cycle, use.plan == inputs.plan
    )


def _kept(cycle: str, run: int) -> Select[Any]:
    kept = kept_lots.c
    return select(kept.product, kept.lot, kept.quantity, kept.value_cents).where(kept.cycle == cycle, kept.run == run)


def _changes(kept: Iterable[Row], out: Iterable[Row]) -> dict[Key, Change]:
    """By how much each lot would change if nothing had become of it since."""
    quantity, value = Counter[Key](), Counter[Key]()
    for sign, lots in ((1, kept), (-1, out)):
        for lot in lots:
            quantity[lot["product"], lot["lot"]] += sign * lot["quantity"]
            value[lot["product"], lot["lot"]] += sign * lot["value_cents"]
    return {key: Change(quantity[key], value[key]) for key in quantity}


async def _make_room(connection: AsyncConnection, kept: list[dict[str, Any]]) -> None:
    """An empty lot for whatever is kept in none yet; the date that its delivery came with."""
    empty = [row | {"quantity": 0, "value_cents": 0} for row in sorted(kept, key=lambda row: row["product"])]
    adding = upsert(stock_lots)
    dated = {"best_before": func.coalesce(adding.excluded.best_before, stock_lots.c.best_before)}
    await connection.execute(adding.on_conflict_do_update(index_elements=["product", "lot"], set_=dated), empty)


async def _lots(connection: AsyncConnection, inputs: SettlementInputs, run: SettlementRun) -> list[dict[str, Any]]:
    """What is kept of each product, in the lots it came in, then in those it was taken from; extra goods too."""
    used = await _taken(connection, inputs)
    received = {line.product: _received(inputs.cycle, line) for line in inputs.received}
    kept: dict[str, list[KeptLot]] = defaultdict(list)
    for one in (line.settled for line in run.lines):
        product = one.goods.product
        kept[product] += kept_in(received.get(product, ()), used[product], one.kept, one.kept_value)
    for extra in inputs.extra:
        kept[extra.product] += _extra(inputs.cycle, extra)
    return [
        {
            "product": product,
            "lot": lot.lot,
            "quantity": lot.quantity,
            "value_cents": lot.value,
            "best_before": lot.best_before,
        }
        for product, lots in kept.items()
        for lot in _merged(lots)
    ]


def _extra(cycle: str, extra: ExtraGoods) -> list[KeptLot]:
    """Goods that were never ordered cost nothing, so they are worth nothing."""
    lots = (lot for lot in extra.lots if lot.quantity)
    return [KeptLot(lot.lot or f"{cycle}-{extra.number}", lot.quantity, 0, lot.best_before) for lot in lots]


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
