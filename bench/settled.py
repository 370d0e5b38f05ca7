"""The demo cycle settled in orders' database: everybody was granted what they ordered, at the ceiling."""

import asyncpg

from bench.closing import DEMO, load_lines
from services.play.folder.reader import CycleFolder, read_folder

_LOAD = (
    """
    INSERT INTO group_orders (id, cycle, centre, version)
    SELECT DISTINCT group_order_id, $1, centre, 1 FROM bench_lines
    """,
    """
    INSERT INTO households (id, number, centre, label, size, version)
    SELECT md5(household)::uuid, household, centre, 'Foyer ' || household, 3, 1
    FROM bench_lines GROUP BY household, centre
    """,
    """
    INSERT INTO household_orders
        (id, group_order_id, cycle, centre, household_id, version, state, total_cents, held_cents, digest, base_version,
        request_hash, paid_cents, credit_after_cents, placed_at)
    SELECT md5(household)::uuid, group_order_id, $1, centre, md5(household)::uuid, 1, 'confirmed', sum(held), sum(held),
        '', 0, '', 0, 0, now()
    FROM bench_lines GROUP BY household, group_order_id, centre
    """,
    """
    INSERT INTO household_order_lines (order_id, product, quantity, ceiling_price_cents, held_cents)
    SELECT md5(household)::uuid, line.product, quantity, entry.ceiling_price_cents, held
    FROM bench_lines AS line JOIN catalogue_entries AS entry ON entry.cycle = $1 AND entry.product = line.product
    """,
    """
    INSERT INTO posted_settlements (order_id, cycle, run, held_cents, charged_cents)
    SELECT id, cycle, 1, total_cents, total_cents FROM household_orders WHERE cycle = $1
    """,
    """
    INSERT INTO settled_lines (order_id, run, product, granted, final_price_cents, charged_cents)
    SELECT order_id, 1, product, quantity, ceiling_price_cents, line.held_cents
    FROM household_order_lines AS line JOIN household_orders AS placed ON placed.id = order_id WHERE cycle = $1
    """,
)


async def settled_cycle(database: str) -> str:
    """Store the demo's orders as settled; the cycle's code."""
    folder = read_folder(DEMO)
    cycle = folder.cycle.cycle
    connection = await asyncpg.connect(database)
    try:
        await connection.execute(
            "INSERT INTO cycles (code, name, distribution, settled_run) VALUES ($1, $2, $3, 1)",
            *(cycle, folder.cycle.name, folder.cycle.distribution),
        )
        await connection.executemany(
            """
            INSERT INTO catalogue_entries
                (cycle, product, name, category, unit, step, vat_basis_points, ceiling_price_cents, organic, local,
                on_sale, stock_first, basis, rungs)
            VALUES ($1, $2, $3, '', $4, 1, 0, $5, false, false, true, 0, 'quantity', '[]')
            """,
            _products(folder),
        )
        await load_lines(connection, folder)
        for statement in _LOAD:
            await connection.execute(statement, *([cycle] if "$1" in statement else []))
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()
    return cycle


def _products(folder: CycleFolder) -> list[tuple[str, str, str, str, int]]:
    sold = {product.product: product.ceiling_price_eur for product in folder.products}
    catalogue = [row for row in folder.products if row.product in sold]
    return [(folder.cycle.cycle, row.product, row.name, row.unit.value, sold[row.product]) for row in catalogue]
