"""The net itself: it lets sound handlers through and catches unsound ones."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.contracts.centres import CentreChanged
from shared.database import create_engine, transaction
from shared.kernel.ids import uuid7
from shared.messaging.subscription import Subscription
from tests.fixtures.every_way import EveryWay
from tests.fixtures.listening import LISTENING, centre, heard, metadata
from tests.fixtures.servers import Servers

EVENTS = [centre("A", 1, "old"), centre("A", 2, "new"), centre("B", 1, "other")]


@pytest.fixture
def every_way(servers: Servers) -> EveryWay:
    @asynccontextmanager
    async def fresh_engine() -> AsyncIterator[AsyncEngine]:
        with servers.database(f"t{uuid7().hex}") as url:
            engine = create_engine(url, pool_size=2, application_name="tests")
            try:
                async with transaction(engine) as connection:
                    await connection.run_sync(metadata.create_all)
                yield engine
            finally:
                await engine.dispose()

    return EveryWay(fresh_engine, "supply")


async def snapshot(connection: AsyncConnection) -> Any:
    return sorted(map(tuple, await connection.execute(select(heard.c.centre, heard.c.name))))


async def test_a_sound_handler_leaves_the_same_rows(every_way: EveryWay) -> None:
    assert await every_way(LISTENING, EVENTS, snapshot) == [("A", "new"), ("B", "other")]


async def last_one_wins(connection: AsyncConnection, events: Sequence[CentreChanged]) -> None:
    for event in events:
        row = insert(heard).values(centre=event.centre, version=event.version, name=event.name)
        await connection.execute(
            row.on_conflict_do_update(index_elements=[heard.c.centre], set_={"name": row.excluded.name})
        )


async def test_a_handler_that_trusts_arrival_order_is_caught(every_way: EveryWay) -> None:
    with pytest.raises(AssertionError, match="delivered backwards"):
        await every_way([Subscription((CentreChanged,), last_one_wins)], EVENTS, snapshot)


async def test_a_handler_that_refuses_is_caught(every_way: EveryWay) -> None:
    with pytest.raises(AssertionError, match="not_welcome"):
        await every_way(LISTENING, [centre("A", name="refuse me")], snapshot)
