"""P1: prepaid orders of eight lines over HTTP until committed, against pgbench running the same SQL."""

from collections.abc import Sequence

from bench.captured import capture
from bench.cycle import CENTRES, Basket, baskets, open_cycle
from bench.figure import Figure
from bench.ground import Ground
from bench.http import Request, send_all
from bench.pgbench import PgBench
from shared.database import create_engine
from shared.kernel.ids import uuid7
from shared.web.roles import Actor, Role

CONNECTIONS = 8
ORDERS, WARM_UP = 4_000, 400
NOTE = (
    "One Python process is the limit, PostgreSQL waits for it: of its time a third is routing, parsing and "
    "answering (FastAPI, Starlette), a fifth asyncpg and SQLAlchemy. Tried: no thread for plain dependencies, "
    "amounts and days written once, its route tried first (a quarter faster in all)."
)


async def measure(ground: Ground) -> list[Figure]:
    """Entry over HTTP and pgbench in turns, each in its own copy of the same database."""
    orders, warm_up = ground.size(ORDERS), ground.size(WARM_UP)
    some = baskets(ground.rounds * orders + warm_up)
    prepared = await ground.database("orders")
    engine = create_engine(prepared, application_name="bench")
    await open_cycle(engine, len(some))
    sent = await capture(engine, some)
    await engine.dispose()
    by_http = await ground.database("orders", like=prepared)
    by_pgbench = await ground.database("orders", like=prepared)
    pgbench = await PgBench.on(ground, by_pgbench, sent, CONNECTIONS)
    requests = order_requests(ground, some)
    ours, alone = [], []
    with ground.serving("orders", by_http) as port:
        await send_all(port, requests[:warm_up], CONNECTIONS)
        pgbench.run(warm_up)
        for database in (by_http, by_pgbench):
            await ground.settle(database)
        for start in range(warm_up, len(some), orders):
            took = await send_all(port, requests[start : start + orders], CONNECTIONS)
            ours.append(orders / took)
            alone.append(pgbench.run(orders))
    return [
        Figure(
            "P1",
            f"HTTP → committed prepaid 8-line order, {CONNECTIONS} connections, one process",
            "pgbench, the same statement",
            "orders/s",
            ours,
            alone,
            goal=0.5,
            note=NOTE,
        )
    ]


def order_requests(ground: Ground, some: Sequence[Basket]) -> list[Request]:
    """A volunteer's requests for these baskets."""
    token = volunteer_token(ground)
    return [Request.of("PUT", f"/v1/orders/{uuid7()}", basket.body(), token) for basket in some]


def volunteer_token(ground: Ground) -> str:
    """A session of a volunteer of every centre."""
    token, _ = ground.signer.issue(Actor(uuid7(), frozenset({Role.VOLUNTEER}), frozenset(CENTRES)))
    return token
