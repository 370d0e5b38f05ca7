"""A whole cycle in trouble ends with every line as if it had been left in peace."""

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

from services.local.apache_kafka import ApacheKafka
from services.local.postgres import PostgresServer
from services.local.tansu import TansuBroker
from tests.fixtures.demo_cycle import demo_outcome
from tests.fixtures.servers import Servers
from tests.fixtures.troupe import SERVICES, Ground, on_stage, played

ENTERING = "Entering orders and payments"
SEALING = "Sealing centres and closing the cycle"
PLANNING = "Planning purchases"
SETTLING = "Settling"


async def test_services_killed_and_away(servers: Servers, folder: Path, network: str) -> None:
    """Supply is down for the whole order week, orders hears nothing when the cycle closes, workers get kill -9."""
    with servers.database(f"{network}_orders") as orders, servers.database(f"{network}_supply") as supply:
        async with on_stage(Ground(folder, orders, supply, servers.broker, network)) as (troupe, system):

            def killed(*services: str) -> None:
                for service in services:
                    troupe.kill(f"{service}-workers")
                    troupe.start(f"{service}-workers")

            def supply_leaves() -> None:
                troupe.stop("supply")
                troupe.stop("supply-workers")

            def supply_returns_and_orders_leaves() -> None:
                troupe.start("supply-workers")
                troupe.start("supply")
                troupe.wait_until_answering("supply")
                troupe.stop("orders-workers")
                threading.Timer(2, troupe.start, ("orders-workers",)).start()

            cues = {
                (ENTERING, 0): supply_leaves,
                (ENTERING, 100): lambda: killed("orders"),
                (SEALING, 0): supply_returns_and_orders_leaves,
                (SEALING, 2): lambda: killed("supply"),
                (SETTLING, 0): lambda: killed("supply", "orders"),
            }
            assert await played(system, cues) == demo_outcome()


async def test_workers_killed_with_work_in_hand(servers: Servers, folder: Path, network: str) -> None:
    """While eight volunteers enter orders, relay and consumer are frozen at their work and get kill -9."""
    with servers.database(f"{network}_orders") as orders, servers.database(f"{network}_supply") as supply:
        async with on_stage(Ground(folder, orders, supply, servers.broker, network)) as (troupe, system):

            def counted(service: str, query: str) -> int:
                return int(servers.postgres.sql(query, f"{network}_{service}"))

            def unpublished() -> int:
                return counted("orders", "SELECT count(*) FROM outbox WHERE published_at IS NULL")

            def unheard() -> int:
                orders = "SELECT count(*) FROM household_orders"
                return counted("orders", orders) - counted("supply", orders)

            def frozen(service: str) -> None:
                troupe.freeze(f"{service}-workers")

            def killed(service: str, in_hand: Callable[[], int]) -> None:
                assert in_hand() > 0, f"{service} had nothing in hand: this kill proves nothing"
                troupe.kill(f"{service}-workers")
                troupe.start(f"{service}-workers")

            orders_killed, supply_killed = partial(killed, "orders", unpublished), partial(killed, "supply", unheard)
            cues = {
                (ENTERING, 20): partial(frozen, "orders"),
                (ENTERING, 50): orders_killed,
                (ENTERING, 100): partial(frozen, "supply"),
                (ENTERING, 130): supply_killed,
                (ENTERING, 180): partial(frozen, "orders"),
                (ENTERING, 181): partial(frozen, "supply"),
                (ENTERING, 230): orders_killed,
                (ENTERING, 231): supply_killed,
            }
            assert await played(system, cues) == demo_outcome()


async def test_servers_gone_and_back(
    folder: Path, database: PostgresServer, broker: TansuBroker | ApacheKafka, network: str
) -> None:
    """PostgreSQL loses power, the broker stops and starts; a broker of memory is told everything again."""
    for service in SERVICES:
        database.sql(f"CREATE DATABASE {service}")
    ground = Ground(folder, database.url("orders"), database.url("supply"), broker, network)
    async with on_stage(ground) as (troupe, system):

        def power_cut() -> None:
            database.kill()
            database.start()

        def broker_back() -> None:
            broker.start()
            if not broker.keeps_data:
                troupe.vrac("migrate")
                for service in SERVICES:
                    troupe.vrac("republish", "--service", service, "--cycle", "2026-12")

        cues = {
            (ENTERING, 50): power_cut,
            (ENTERING, 100): broker.stop,
            (ENTERING, 200): broker_back,
            (PLANNING, 0): power_cut,
        }
        assert await played(system, cues) == demo_outcome()
