"""A cycle in trouble ends with the same totals as one that was left in peace."""

import threading
from pathlib import Path

from services.local.apache_kafka import ApacheKafka
from services.local.postgres import PostgresServer
from services.local.tansu import TansuBroker
from tests.fixtures.servers import Servers
from tests.fixtures.troupe import SERVICES, Ground, on_stage, played

ENTERING = "Entering orders and payments"
SEALING = "Sealing centres and closing the cycle"
PLANNING = "Planning purchases"
SETTLING = "Settling"

PEACEFUL = {
    "objective_cents": 33198,
    "held_cents": 16185,
    "charged_cents": 14096,
    "rebates_cents": 2089,
    "invoices_cents": 41947,
    "stock_kept_cents": 25784,
    "stock_used_cents": 286,
    "rounding_cents": 0,
    "uncovered_cents": -2353,
}
"""What the small cycle comes to when nothing happens to it."""


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
                (ENTERING, 10): lambda: killed("orders"),
                (SEALING, 0): supply_returns_and_orders_leaves,
                (SEALING, 2): lambda: killed("supply"),
                (SETTLING, 0): lambda: killed("supply", "orders"),
            }
            assert (await played(system, cues))["totals"] == PEACEFUL


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
            (ENTERING, 5): power_cut,
            (ENTERING, 10): broker.stop,
            (ENTERING, 20): broker_back,
            (PLANNING, 0): power_cut,
        }
        assert (await played(system, cues))["totals"] == PEACEFUL
