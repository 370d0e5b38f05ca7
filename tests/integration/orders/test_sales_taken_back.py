"""A sale on the day that was a mistake is taken back: credit, debt, goods and whoever did not fetch, once."""

from collections.abc import AsyncIterator
from uuid import UUID

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.commands.republish import republish
from shared.contracts.group_orders import GoodsSold, GoodsSoldV2
from shared.kernel.ids import uuid7
from shared.web.roles import Role
from tests.fixtures.orders_distribution import OF_TWO, RELEASED, cash, credit, sell, settled_day
from tests.fixtures.orders_http import DUC, MIN, OrdersHttp, Table, broken_tills
from tests.fixtures.orders_story import CYCLE, apply, balances, published
from tests.fixtures.racing import held_by, rows

WHY = {"reason": "50 kg au lieu de 5"}


@pytest.fixture
async def engine(orders_engine: AsyncEngine) -> AsyncEngine:
    """Two households of which each has 36 cents."""
    await settled_day(orders_engine)
    return orders_engine


@pytest.fixture
async def day(engine: AsyncEngine) -> AsyncIterator[Table]:
    async with OrdersHttp(engine).table(DUC) as at_table:
        yield at_table


async def take_back(table: Table, sale: UUID) -> httpx.Response:
    return await table.client.post(f"/v1/day-sales/{sale}/withdrawal", json=WHY)


async def test_what_it_cost_is_credit_again_and_the_money_stays_in_the_till(day: Table, engine: AsyncEngine) -> None:
    sale = uuid7()
    before = await balances(engine)
    assert (await sell(day, 1, 1_000, id=sale, **cash())).json()["paid_cents"] == 127 - 36
    taken = await take_back(day, sale)
    assert (taken.status_code, taken.json()["withdrawn_because"]) == (200, WHY["reason"])
    assert (await take_back(day, sale)).json() == taken.json()
    other = await day.client.post(f"/v1/day-sales/{sale}/withdrawal", json={"reason": "not wanted"})
    assert (other.status_code, other.json()["code"]) == (409, "reason_differs")
    after = {name: cents for name, cents in (await balances(engine)).items() if cents != before.get(name, 0)}
    assert after == {"till:DUC:cash": 2 * 290 + 91, "household:000001:credit": -127}
    assert await credit(day, 1) == 127
    told = await published(engine, GoodsSoldV2)
    assert [(event.sale_id, event.quantity) for event in told] == [(sale, 0)]
    assert await broken_tills(engine) == []
    async with OrdersHttp(engine).table(role=Role.TREASURER) as treasurer:
        booked = (await treasurer.client.get("/v1/ledger/accounts/distribution:sales")).json()["items"]
    assert [(one["kind"], one["what"], one["amount_cents"]) for one in booked] == [
        ("day_sale", "", -127),
        ("day_sale_withdrawn", WHY["reason"], 127),
    ]


async def test_sent_again_it_is_still_the_sale_that_was_taken_back(day: Table, engine: AsyncEngine) -> None:
    sale, paid = uuid7(), cash()
    await sell(day, 1, 1_000, id=sale, **paid)
    await take_back(day, sale)
    again = await sell(day, 1, 1_000, id=sale, **paid)
    assert (again.status_code, again.json()["withdrawn_because"]) == (200, WHY["reason"])
    assert (await credit(day, 1), len(await published(engine, GoodsSold))) == (127, 2)


async def test_whoever_did_not_fetch_is_credited_less_and_the_goods_are_for_sale_again(
    day: Table, engine: AsyncEngine
) -> None:
    await apply(engine, RELEASED)
    sale = uuid7()
    await sell(day, 1, 1_500, id=sale, **OF_TWO, **cash())
    assert await credit(day, 2) == 36 + 190
    assert (await take_back(day, sale)).status_code == 200
    assert (await credit(day, 1), await credit(day, 2)) == (191, 36)
    assert (await sell(day, 1, 2_000, **OF_TWO, **cash())).status_code == 201
    assert await credit(day, 2) == 36 + 254
    assert await broken_tills(engine) == []


async def test_what_was_owed_for_it_is_owed_no_more_as_far_as_it_still_is(day: Table, engine: AsyncEngine) -> None:
    sale = uuid7()
    made = await sell(day, 1, 1_000, id=sale, waited_seconds=60)
    assert (made.status_code, await credit(day, 1)) == (201, 0)  # 91 of 127 cents are owed
    await day.pay(UUID(int=1_000_001), 50)
    paid_back = {"household_id": str(UUID(int=1_000_001)), "amount_cents": 50}
    assert (await day.client.put(f"/v1/repayments/{uuid7()}", json=paid_back)).status_code == 201
    assert (await take_back(day, sale)).status_code == 200
    found = await balances(engine)
    assert (found.get("household:000001:receivable", 0), await credit(day, 1)) == (0, 36 + 50)


async def test_two_tables_take_a_sale_back_once(day: Table, engine: AsyncEngine) -> None:
    sale = uuid7()
    await sell(day, 1, 1_000, id=sale, **cash())
    answers = await held_by(engine, rows("households"), *(take_back(day, sale) for _ in range(3)))
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert (await credit(day, 1), len(await published(engine, GoodsSoldV2))) == (127, 1)


async def test_another_centres_sale_is_as_unknown_as_none(day: Table, engine: AsyncEngine) -> None:
    sale = uuid7()
    await sell(day, 1, 100, id=sale)
    async with OrdersHttp(engine).table(MIN) as other, OrdersHttp(engine).table(role=Role.COORDINATOR) as claire:
        assert (await take_back(other, sale)).json()["code"] == "sale_unknown"
        assert (await take_back(day, uuid7())).json()["code"] == "sale_unknown"
        assert (await claire.client.post(f"/v1/day-sales/{sale}/withdrawal", json={"reason": "x"})).status_code == 422
        assert (await take_back(claire, sale)).status_code == 200


async def test_it_is_said_again_as_it_stands(day: Table, engine: AsyncEngine) -> None:
    sale = uuid7()
    await sell(day, 1, 100, id=sale)
    await take_back(day, sale)
    before = await published(engine, GoodsSoldV2)
    await republish(engine, CYCLE)
    assert await published(engine, GoodsSoldV2) == before * 2
    (listed,) = (await day.client.get(f"/v1/cycles/{CYCLE}/day-sales")).json()["items"]
    assert listed["withdrawn_at"] is not None
