"""Supply's database restored to before what it said last: what it says then is heard."""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.domain.settlement_run import NUMBERED_SINCE, next_run
from shared.database import create_engine
from shared.kernel.clock import HeldClock
from tests.fixtures import orders_story
from tests.fixtures.servers import Servers
from tests.fixtures.supply_buying import PATH, Meet, order_it, post
from tests.fixtures.supply_cycle import said


@pytest.fixture
async def backup(
    meet: Meet, coordinator: httpx.AsyncClient, supply_engine: AsyncEngine, servers: Servers, network: str
) -> AsyncIterator[AsyncEngine]:
    """Supply's database as it was once the goods were ordered, before anything was settled."""
    await order_it(coordinator)
    await meet()
    await supply_engine.dispose()
    with servers.database(f"{network}_backup", f"{network}_supply") as url:
        engine = create_engine(url, application_name="tests")
        yield engine
        await engine.dispose()


async def test_a_run_after_a_restore_is_posted(  # noqa: PLR0917 - one service before and after, the other, the clock
    backup: AsyncEngine,
    coordinator: httpx.AsyncClient,
    coordinator_on: Callable[[AsyncEngine], httpx.AsyncClient],
    orders_engine: AsyncEngine,
    supply_engine: AsyncEngine,
    clock: HeldClock,
) -> None:
    lost = await post(coordinator, f"{PATH}/settlement")
    await orders_story.apply(orders_engine, *await said(supply_engine))
    clock.advance(timedelta(minutes=5))
    async with coordinator_on(backup) as restored:
        invoiced = {"supplier": "ALMA", "product": "FAR", "received": 150_000, "invoiced_price": "0.95"}
        assert (await restored.put(f"{PATH}/deliveries", json={"lines": [invoiced]})).is_success
        settled = await post(restored, f"{PATH}/settlement")
    await orders_story.apply(orders_engine, *await said(backup))
    assert (settled["times_settled"], settled["run"] > lost["run"]) == (1, True)
    assert settled["charged_cents"] < lost["charged_cents"]
    found = await orders_story.balances(orders_engine)
    assert found["household:000001:credit"] == -(20_445 - settled["charged_cents"])
    assert not [account for account in found if account.endswith((":held", ":clearing"))]


def test_a_number_rises_by_one_where_the_clock_does_not() -> None:
    assert next_run(0, NUMBERED_SINCE - timedelta(days=1)) == 1
    assert next_run(0, NUMBERED_SINCE + timedelta(seconds=90)) == 90
    assert next_run(90, NUMBERED_SINCE + timedelta(seconds=90)) == 91
