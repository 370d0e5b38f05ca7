"""A database restored to an earlier moment: its group's offsets are ahead of its rows, as the runbook foresees."""

import asyncio
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.commands.republish import republish
from services.supply.events import subscriptions
from services.supply.storage.access_tables import revoked_access
from services.supply.storage.demand_tables import group_orders, household_order_lines, household_orders
from shared.contracts.event import Topic
from shared.database import create_engine
from shared.messaging.consumer import Consumer
from shared.messaging.lag import consumer_lag
from shared.messaging.relay import Relay
from shared.messaging.settings import MessagingSettings
from shared.web.revocations import RevokedAccess
from tests.fixtures.orders_story import CYCLE, add_centres, apply, opened, place
from tests.fixtures.servers import Servers
from tests.fixtures.waiting import eventually, running


def supply_on(engine: AsyncEngine, settings: MessagingSettings) -> Consumer:
    return Consumer(engine, "supply", subscriptions(RevokedAccess(revoked_access)), settings, asyncio.Event())


async def heard(engine: AsyncEngine) -> list[list[tuple[Any, ...]]]:
    """All that was heard but for when."""
    tables = (group_orders, household_orders, household_order_lines)
    told = [select(*(column for column in table.c if column.name != "heard_at")) for table in tables]
    async with engine.connect() as connection:
        return [sorted(map(tuple, await connection.execute(one))) for one in told]


async def all_is_read(settings: MessagingSettings) -> bool:
    return await consumer_lag(settings, "supply", [Topic.CENTRES, Topic.GROUP_ORDERS]) == 0


async def test_what_a_restored_service_missed_is_heard_once_it_is_republished(
    orders_engine: AsyncEngine, supply_engine: AsyncEngine, servers: Servers, network: str, topics: MessagingSettings
) -> None:
    await add_centres(orders_engine, "DUC")
    await apply(orders_engine, opened("DUC"))
    await place(orders_engine, 1)
    await place(orders_engine, 2, state="cancelled")
    await supply_engine.dispose()
    with servers.database(f"{network}_backup", f"{network}_supply") as url:
        async with running(Relay(orders_engine, "orders", topics, asyncio.Event())):
            await republish(orders_engine, CYCLE)
            async with running(supply_on(supply_engine, topics)):
                await eventually(lambda: _holds(supply_engine, orders=2))
                await eventually(lambda: all_is_read(topics))

            restored = create_engine(url, application_name="tests")
            async with running(supply_on(restored, topics)):
                assert await all_is_read(topics), "offsets alone bring nothing back"
                assert await heard(restored) == [[], [], []]
                await republish(orders_engine, CYCLE)
                await eventually(lambda: _holds(restored, orders=2))
                await eventually(lambda: all_is_read(topics))
        assert await heard(restored) == await heard(supply_engine)
        await restored.dispose()


async def _holds(engine: AsyncEngine, orders: int) -> bool:
    return len((await heard(engine))[1]) == orders
