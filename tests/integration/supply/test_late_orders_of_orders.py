"""What one service says the other hears: a late order from its tray to its goods, and an abandoned cycle."""

import httpx
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.web.roles import Role
from tests.fixtures import orders_story
from tests.fixtures.cycle_http import client, cycle_app
from tests.fixtures.supply_buying import PATH, Meet, order_it, post
from tests.fixtures.supply_cycle import CYCLE


async def admit(orders_engine: AsyncEngine, number: int, grams: int) -> None:
    late = await orders_story.place(orders_engine, number, grams=grams, state="late", credit=2_000)
    async with client(cycle_app(orders_engine), Role.COORDINATOR) as at_orders:
        assert (await at_orders.post(f"/v1/late-orders/{late}/admission")).status_code == 200


async def test_late_orders_are_bought_with_the_others_then_served_from_what_is_left(
    meet: Meet, coordinator: httpx.AsyncClient, orders_engine: AsyncEngine
) -> None:
    await post(coordinator, f"{PATH}/plan")
    await admit(orders_engine, 2, 4_000)
    await meet()
    await order_it(coordinator)
    assert (await coordinator.get(f"{PATH}/plan")).json()["lines"][0]["demand"] == 145_000
    await admit(orders_engine, 3, 10_000)
    await meet()
    settlement = await post(coordinator, f"{PATH}/settlement")
    assert [(one["demand"], one["late_demand"], one["granted"]) for one in settlement["products"]] == [
        (155_000, 10_000, 150_000)
    ]
    await meet()
    found = await orders_story.balances(orders_engine)
    assert not [account for account in found if account.endswith((":held", ":clearing"))]
    price = settlement["products"][0]["final_price_cents"]
    assert found["household:000002:credit"] == -(2_000 + 580 - 580 - 4 * price)
    assert found["household:000003:credit"] == -(2_000 - 5 * price)


async def test_an_abandoned_cycle_gives_everything_back(
    meet: Meet, coordinator: httpx.AsyncClient, orders_engine: AsyncEngine
) -> None:
    await admit(orders_engine, 2, 4_000)
    await meet()
    await post(coordinator, f"{PATH}/abandonment", {"reason": "the mill burnt down"})
    await meet()
    found = await orders_story.balances(orders_engine)
    assert {account: cents for account, cents in found.items() if account.startswith("household:")} == {
        "household:000001:credit": -20_445,
        "household:000002:credit": -2_000,
    }
    async with client(cycle_app(orders_engine), Role.COORDINATOR) as at_orders:
        shown = (await at_orders.get(f"/v1/cycles/{CYCLE}/settlements")).json()["items"]
    assert {line["granted"] for line in shown} == {0}
    assert all(line["reason"].startswith("Ce cycle a été abandonné") for line in shown)
