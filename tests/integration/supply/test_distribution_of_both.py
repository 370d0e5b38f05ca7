"""What one service says of the day of distribution the other hears: a basket weighed less, its rest sold."""

from uuid import UUID

import httpx
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.web.roles import Role
from tests.fixtures import orders_story
from tests.fixtures.orders_distribution import sell
from tests.fixtures.orders_http import OrdersHttp
from tests.fixtures.supply_buying import PATH, Meet, order_it, post
from tests.fixtures.supply_cycle import CYCLE
from tests.fixtures.supply_distribution import hand, weighed


async def test_less_is_credited_and_the_rest_is_sold(
    meet: Meet, coordinator: httpx.AsyncClient, orders_engine: AsyncEngine
) -> None:
    await order_it(coordinator)
    price = (await post(coordinator, f"{PATH}/settlement"))["products"][0]["final_price_cents"]
    await meet()
    assert (await hand(coordinator, 1, lines=weighed(140_000, "FAR"))).status_code == 201
    await meet()
    credited = (await orders_story.balances(orders_engine))["distribution:not_handed_over"]
    assert credited == price
    async with OrdersHttp(orders_engine).table(role=Role.COORDINATOR) as table:
        listed = (await table.client.get(f"/v1/cycles/{CYCLE}/goods-credits")).json()["items"]
        assert [(one["order_id"], one["credited_cents"]) for one in listed] == [(str(UUID(int=1)), price)]
        assert (await sell(table, 1, 1_000)).status_code == 201
    await meet()
    goods = (await coordinator.get(f"{PATH}/centres/DUC/distribution")).json()["goods"]
    (flour,) = [one for one in goods if one["product"] == "FAR"]
    assert (flour["sent"], flour["handed_over"], flour["sold"]) == (141_000, 140_000, 1_000)
    assert (flour["difference"], flour["for_sale"]) == (0, 0)
    assert (await post(coordinator, f"{PATH}/centres/DUC/distribution/closing", {}))["reason"] is None
    found = await orders_story.balances(orders_engine)
    assert found["distribution:not_handed_over"] + found["distribution:sales"] == 0
