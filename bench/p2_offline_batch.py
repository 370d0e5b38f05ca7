"""P2: what a device collected offline, fifty paid orders a request, against the same rows by COPY."""

from collections.abc import Mapping, Sequence
from time import perf_counter
from typing import Any
from uuid import UUID

import asyncpg

from bench.cycle import Basket, baskets, open_cycle, split
from bench.figure import Figure
from bench.ground import Ground
from bench.http import Request, send_all
from bench.p1_order_entry import volunteer_token
from services.orders.storage.order_tables import household_orders
from shared.database import create_engine
from shared.kernel.ids import uuid7

BATCH = 50
BATCHES, WARM_UP = 40, 4

Rows = Sequence[Mapping[str, Any]]

# Each table with the column that says which order a row is of, in the order that foreign keys ask for.
_COMPUTED = frozenset(column.name for column in household_orders.c if column.computed is not None)
_OF_AN_ORDER = {
    "household_orders": "SELECT *, id AS of_order FROM household_orders",
    "household_order_lines": "SELECT *, order_id AS of_order FROM household_order_lines",
    "ledger_transactions": "SELECT *, order_id AS of_order FROM ledger_transactions",
    "ledger_entries": "SELECT e.*, t.order_id AS of_order FROM ledger_entries e "
    "JOIN ledger_transactions t ON t.id = e.transaction_id",
    "payments": "SELECT *, order_ids[1] AS of_order FROM payments",
    "outbox": "SELECT *, (convert_from(payload, 'UTF8')::jsonb ->> 'order_id')::uuid AS of_order FROM outbox "
    "WHERE type = 'vrac.HouseholdOrderConfirmed.v1'",
}


async def measure(ground: Ground) -> list[Figure]:
    """Batches over one connection, then the rows they made copied into a fresh copy of the database."""
    batches, warm_up = ground.size(BATCHES), ground.size(WARM_UP)
    some = split(baskets((ground.rounds * batches + warm_up) * BATCH), BATCH)
    prepared = await ground.database("orders")
    engine = create_engine(prepared, application_name="bench")
    await open_cycle(engine, len(some) * BATCH)
    await engine.dispose()
    by_http, by_copy = await ground.database("orders", like=prepared), await ground.database("orders", like=prepared)
    ids = [[uuid7() for _ in batch] for batch in some]
    requests = [_request(ground, *each) for each in zip(ids, some, strict=True)]
    ours, alone = [], []
    with ground.serving("orders", by_http) as port:
        await send_all(port, requests[:warm_up], 1)
        await _copy(by_http, by_copy, ids[:warm_up])
        for database in (by_http, by_copy):
            await ground.settle(database)
        for start in range(warm_up, len(some), batches):
            took = await send_all(port, requests[start : start + batches], 1)
            ours.append(batches * BATCH / took)
            alone.append(await _copy(by_http, by_copy, ids[start : start + batches]))
    return [
        Figure(
            "P2",
            f"offline batch, {BATCH} paid orders a request, 1 connection",
            "the same rows by COPY, a transaction a batch",
            "orders/s",
            ours,
            alone,
            goal=0.2,
        )
    ]


def _request(ground: Ground, ids: Sequence[UUID], batch: Sequence[Basket]) -> Request:
    items = [
        {"kind": "order", "id": str(order_id), "order": basket.body()}
        for order_id, basket in zip(ids, batch, strict=True)
    ]
    return Request.of("POST", "/v1/device-batches", {"items": items}, volunteer_token(ground))


async def _copy(source: str, target: str, batches: Sequence[Sequence[UUID]]) -> float:
    """Copy the rows of each batch in a transaction; orders a second."""
    reading, writing = await asyncpg.connect(source), await asyncpg.connect(target)
    try:
        rows = [await _rows_of(reading, batch) for batch in batches]
        began = perf_counter()
        for tables in rows:
            async with writing.transaction():
                for table, (columns, records) in tables.items():
                    await writing.copy_records_to_table(table, columns=columns, records=records)
        return sum(len(batch) for batch in batches) / (perf_counter() - began)
    finally:
        await reading.close()
        await writing.close()


async def _rows_of(connection: asyncpg.Connection, orders: Sequence[UUID]) -> dict[str, tuple[list[str], list[Any]]]:
    found = {}
    for table, query in _OF_AN_ORDER.items():
        of_batch = f"SELECT * FROM ({query}) found WHERE of_order = ANY($1)"  # noqa: S608 - a query of this file
        rows = await connection.fetch(of_batch, list(orders))
        columns = [column for column in dict(rows[0]) if column not in {"of_order", *_COMPUTED}]
        found[table] = (columns, [tuple(row[column] for column in columns) for row in rows])
    return found
