"""What stock is worth in supply is what the ledger of orders has on it, whatever became of it, however it is told."""

import asyncio
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.queries.ledger import broken_links, count_booked
from services.supply.commands.republish import republish
from services.supply.storage.stock_tables import stock_movements
from shared.contracts.centres import CentreRegistered
from shared.contracts.event import Event
from shared.contracts.stock import StockAdjusted, StockAdjustedV3, StockCause, StockChangeV3
from shared.kernel.clock import HeldClock
from tests.fixtures import orders_story
from tests.fixtures.racing import held_up
from tests.fixtures.supply_buying import PATH, Meet, order_it, post
from tests.fixtures.supply_cycle import CYCLE, hear, put, said
from tests.fixtures.supply_distribution import sold

LOT: dict[str, Any] = {"product": "FAR", "lot": "A1"}
KEPT: dict[str, Any] = {"product": "FAR", "lot": f"{CYCLE}-1"}


async def worth(engine: AsyncEngine) -> int:
    """All stock, in the warehouse and at centres."""
    async with engine.connect() as connection:
        return int(await connection.scalar(select(func.sum(stock_movements.c.value_cents))) or 0)


async def do(client: httpx.AsyncClient, number: int, kind: str, **body: Any) -> None:
    response = await client.put(f"/v1/stock/{kind}/{UUID(int=number)}", json=body)
    assert response.status_code == 201, response.text


async def enter(client: httpx.AsyncClient, quantity: int, value_cents: int) -> None:
    await put(client, "/v1/stock/FAR/A1", {"quantity": quantity, "value_cents": value_cents, "best_before": None})


async def buy(client: httpx.AsyncClient) -> None:
    """With 10 kg of the lot in the plan, of which 4 are found damaged once goods are ordered."""
    await order_it(client)
    await do(client, 10, "losses", **LOT, quantity=4_000, reason="damaged")


async def settle(client: httpx.AsyncClient, **line: Any) -> None:
    body = {"lines": [{"supplier": "ALMA", "product": "FAR", **line}]}
    recorded = await client.put(f"{PATH}/deliveries", json=body)
    assert recorded.is_success, recorded.text
    await post(client, f"{PATH}/settlement")


async def what_happens(client: httpx.AsyncClient, engine: AsyncEngine, tell: Meet) -> None:
    """Entered, counted, sent away, sold, lost, used by a cycle though it is lost, kept, counted as gone, corrected."""
    await hear(engine, CentreRegistered(version=1, centre="DUC", name="Duchère", active=True, place=""))
    await enter(client, 40_000, 4_001)
    await tell()
    await do(client, 1, "counts", lots=[LOT | {"counted": 36_000}], reason="inventory")
    await do(client, 2, "losses", **LOT, quantity=4_999, reason="expired")
    await do(client, 3, "losses", **LOT, quantity=1, reason="other")
    await do(client, 4, "transfers", **LOT, quantity=21_000, centre="DUC")
    await tell()
    await do(client, 8, "counts", lots=[LOT | {"counted": 20_000}], reason="inventory", centre="DUC")
    for version, grams in enumerate((7_000, 2_000), start=1):
        await hear(engine, sold(1, grams, version=version).model_copy(update={"product": "FAR"}))
        await tell()
    await buy(client)
    await tell()
    await settle(client, received=150_000)
    await tell()
    await settle(client, received=150_000, invoiced_price="0.95")
    await tell()
    await do(client, 5, "counts", lots=[KEPT | {"counted": 0}], reason="gone")
    await settle(client, received=150_000, invoiced_price="0.90")
    await tell()
    await settle(client, received=147_000, invoiced_price="0.90")
    for grams in (6_000, 4_000):
        await put(client, f"{PATH}/centres/DUC/distribution/back/FAR", {"returned": grams})
        await tell()
    await do(client, 6, "transfers", **LOT, quantity=14_000, centre="DUC", back=True)
    await do(client, 7, "counts", lots=[LOT | {"counted": 21_500}], reason="found behind the door")
    await enter(client, 21_500, 2_200)
    await tell()


async def test_the_ledger_has_the_value_of_the_stock_after_whatever_happens(
    coordinator: httpx.AsyncClient, meet: Meet, supply_engine: AsyncEngine, orders_engine: AsyncEngine
) -> None:
    async def tell() -> None:
        """All that was ever said, once more: most of it comes many times."""
        await meet()
        assert (await orders_story.balances(orders_engine)).get("stock", 0) == await worth(supply_engine)

    await what_happens(coordinator, supply_engine, tell)
    found = await orders_story.balances(orders_engine)
    assert (found["stock:losses"], found["stock:sold"]) == (500 + 400, 200)
    async with orders_engine.connect() as connection:
        assert await broken_links(connection) == []
        before = await count_booked(connection)
    assert await republish(supply_engine, CYCLE) > 0
    await tell()
    async with orders_engine.connect() as connection:
        assert await count_booked(connection) == before


@pytest.mark.usefixtures("meet")
@pytest.mark.parametrize("seed", range(4))
async def test_told_late_and_in_any_order_it_is_the_same(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine, orders_engine: AsyncEngine, seed: int
) -> None:
    async def nothing() -> None:
        """Orders is away."""

    await what_happens(coordinator, supply_engine, nothing)
    events: list[Event] = await said(supply_engine)
    assert len([event for event in events if isinstance(event, StockAdjusted)]) > 8
    random = Random(seed)  # noqa: S311 - a repeatable shuffle
    for event in random.sample(events, len(events)):
        await orders_story.apply(orders_engine, event)
        if random.random() < 0.3:
            await orders_story.apply(orders_engine, event)
    assert (await orders_story.balances(orders_engine))["stock"] == await worth(supply_engine)


async def test_a_loss_while_a_cycle_is_settled_is_booked_once(
    coordinator: httpx.AsyncClient, meet: Meet, supply_engine: AsyncEngine, orders_engine: AsyncEngine
) -> None:
    await enter(coordinator, 10_000, 1_000)
    await order_it(coordinator)
    loss = LOT | {"quantity": 4_000, "reason": "damaged"}
    settled, lost = await asyncio.gather(
        coordinator.post(f"{PATH}/settlement"), coordinator.put(f"/v1/stock/losses/{UUID(int=1)}", json=loss)
    )
    assert settled.is_success, settled.text
    assert lost.status_code in {201, 409}  # refused, if the settlement took it all before
    await meet()
    assert (await orders_story.balances(orders_engine))["stock"] == await worth(supply_engine)


async def test_what_a_settlement_takes_from_stock_is_not_lost_as_well(
    coordinator: httpx.AsyncClient, meet: Meet, supply_engine: AsyncEngine, orders_engine: AsyncEngine
) -> None:
    await enter(coordinator, 10_000, 1_000)
    await order_it(coordinator)
    loss = LOT | {"quantity": 4_000, "reason": "damaged"}
    settling = coordinator.post(f"{PATH}/settlement")
    losing = coordinator.put(f"/v1/stock/losses/{UUID(int=1)}", json=loss)
    settled, lost = await held_up(supply_engine, "stock_movements", settling, losing)
    assert (settled.status_code, lost.status_code, lost.json()["code"]) == (200, 409, "stock_not_there")
    await meet()
    assert (await orders_story.balances(orders_engine)).get("stock", 0) == await worth(supply_engine)


@pytest.mark.usefixtures("meet")
async def test_a_settlement_that_waited_for_a_lot_to_be_found_again_takes_from_it(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    """It reads in one snapshot, in which there is none: it begins anew, also for a lot that is worth nothing."""
    await enter(coordinator, 10_000, 0)
    await order_it(coordinator)
    await do(coordinator, 1, "losses", **LOT, quantity=10_000, reason="other")
    found = {"lots": [LOT | {"counted": 10_000}], "reason": "behind the door"}
    counting = coordinator.put(f"/v1/stock/counts/{UUID(int=2)}", json=found)
    counted, settled = await held_up(supply_engine, "stock_movements", counting, coordinator.post(f"{PATH}/settlement"))
    assert (counted.status_code, settled.status_code) == (201, 200)
    lots = (await coordinator.get("/v1/stock")).json()["items"]
    assert [one["lot"] for one in lots] == [KEPT["lot"]], "all of A1 was taken"


async def test_a_count_after_supply_was_restored_puts_the_ledger_right(
    coordinator: httpx.AsyncClient,
    meet: Meet,
    clock: HeldClock,
    supply_engine: AsyncEngine,
    orders_engine: AsyncEngine,
) -> None:
    """Orders heard of a loss that supply knows nothing of any more."""
    await enter(coordinator, 10_000, 1_000)
    (entered,) = [event for event in await said(supply_engine) if isinstance(event, StockAdjustedV3)]
    lost = [*entered.changes, StockChangeV3(cause=StockCause.EXPIRED, value=-300, by=None)]
    forgotten = entered.model_copy(update={"version": entered.version + 1, "changes": lost})
    await orders_story.apply(orders_engine, entered, forgotten)
    assert (await orders_story.balances(orders_engine))["stock"] == 700
    clock.advance(timedelta(seconds=1))
    await do(coordinator, 1, "counts", lots=[LOT | {"counted": 10_000}], reason="as in the books")
    await meet()
    assert (await orders_story.balances(orders_engine))["stock"] == 1_000 == await worth(supply_engine)
