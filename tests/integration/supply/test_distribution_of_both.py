"""What one service says of the day of distribution the other hears: a basket weighed less, its rest sold."""

from datetime import UTC, datetime
from uuid import UUID

import httpx
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.kernel.clock import HeldClock
from shared.kernel.ids import uuid7
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
        mistake = uuid7()
        await sell(table, 1, 500, id=mistake)
        await meet()
        await table.client.post(f"/v1/day-sales/{mistake}/withdrawal", json={"reason": "mistyped"})
        await meet()
        assert (await sell(table, 1, 1_000)).status_code == 201
    await meet()
    goods = (await coordinator.get(f"{PATH}/centres/DUC/distribution")).json()["goods"]
    (flour,) = [one for one in goods if one["product"] == "FAR"]
    assert (flour["sent"], flour["handed_over"], flour["sold"]) == (141_000, 140_000, 1_000)
    assert (flour["difference"], flour["for_sale"]) == (0, 0)
    assert (await post(coordinator, f"{PATH}/centres/DUC/distribution/closing", {}))["reason"] is None
    found = await orders_story.balances(orders_engine)
    assert found["distribution:not_handed_over"] + found["distribution:sales"] == 0


async def test_what_nobody_fetched_is_released_and_its_sale_credits_whoever_paid_it(
    meet: Meet, coordinator: httpx.AsyncClient, orders_engine: AsyncEngine, clock: HeldClock
) -> None:
    await order_it(coordinator)
    price = (await post(coordinator, f"{PATH}/settlement"))["products"][0]["final_price_cents"]
    await hand(coordinator, 1, "absent")
    await meet()
    of_absent = {"order_id": str(UUID(int=1))}
    async with OrdersHttp(orders_engine).table(role=Role.COORDINATOR) as table:
        neighbour = await table.household("000002")
        await table.pay(neighbour, 2 * price)
        assert (await sell(table, neighbour, 2_000, **of_absent)).json()["code"] == "goods_not_released"
        clock.moment = datetime(2026, 12, 27, 12, tzinfo=UTC)
        released = await post(coordinator, f"{PATH}/hand-overs/{UUID(int=1)}/release")
        await meet()
        before = await table.credit(UUID(int=1_000_001))
        assert (await sell(table, neighbour, 2_000, **of_absent)).status_code == 201
        assert (await table.credit(neighbour), await table.credit(UUID(int=1_000_001))) == (0, before + 2 * price)
        await meet()
        came = (await hand(coordinator, 1, base=released["version"])).json()
        assert came["lines"][0]["handed"] == 139_000, "two kilos are sold"
        await meet()
        assert await table.credit(UUID(int=1_000_001)) == before + 2 * price


async def test_what_was_fetched_and_sold_without_a_network_is_shown_beyond_what_was_sent_and_corrected(
    meet: Meet, coordinator: httpx.AsyncClient, orders_engine: AsyncEngine, clock: HeldClock
) -> None:
    day = f"{PATH}/centres/DUC/distribution"

    async def flour() -> tuple[int, int, int]:
        (one,) = [goods for goods in (await coordinator.get(day)).json()["goods"] if goods["product"] == "FAR"]
        return one["sold"], one["difference"], one["beyond"]

    await order_it(coordinator)
    price = (await post(coordinator, f"{PATH}/settlement"))["products"][0]["final_price_cents"]
    await hand(coordinator, 1, "absent")
    clock.moment = datetime(2026, 12, 27, 12, tzinfo=UTC)
    released = await post(coordinator, f"{PATH}/hand-overs/{UUID(int=1)}/release")
    came = (await hand(coordinator, 1, base=released["version"])).json()
    await meet()
    async with OrdersHttp(orders_engine).table(role=Role.COORDINATOR) as table:
        neighbour, of_absent = await table.household("000002"), {"order_id": str(UUID(int=1))}
        before = await table.credit(UUID(int=1_000_001))
        paid = {"payment": {"id": str(uuid7()), "means": "cash", "amount_cents": 2 * price}}
        sale = of_absent | paid | {"waited_seconds": 60}
        assert (await sell(table, neighbour, 2_000, **sale)).status_code == 201
        await meet()
        assert await flour() == (2_000, -2_000, 2_000)
        refused = await coordinator.post(f"{day}/closing", json={})
        assert refused.json()["code"] == "distribution_differs"
        weighed_again = await hand(coordinator, 1, base=came["version"], lines=weighed(139_000, "FAR"))
        assert weighed_again.status_code == 200
        await meet()
        assert (await flour(), await table.credit(UUID(int=1_000_001))) == ((2_000, 0, 0), before + 2 * price)
    assert (await post(coordinator, f"{day}/closing", {}))["reason"] is None


async def test_a_cycle_that_supply_archives_is_archived_in_orders(
    meet: Meet, coordinator: httpx.AsyncClient, orders_engine: AsyncEngine, clock: HeldClock
) -> None:
    await order_it(coordinator)
    await post(coordinator, f"{PATH}/settlement")
    await hand(coordinator, 1)
    clock.moment = datetime(2026, 12, 28, 12, tzinfo=UTC)
    await post(coordinator, f"{PATH}/centres/DUC/distribution/closing", {})
    await meet()
    await post(coordinator, f"{PATH}/archive")
    await meet()
    async with OrdersHttp(orders_engine).table(role=Role.COORDINATOR) as table:
        assert (await table.client.get(f"/v1/cycles/{CYCLE}")).json()["state"] == "archived"
