"""What a household was told that it pays: an order of a batch never holds more of its money, whatever happens since."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.commands.order_desk import PARIS
from services.orders.storage.tariff_tables import household_tariffs
from shared.database import transaction
from shared.kernel.clock import system_clock
from shared.kernel.ids import uuid7
from tests.fixtures.batches import order_item, payment_item, send
from tests.fixtures.orders_http import DUC, FLOUR, MIN, SOAP, OrdersHttp, Table, broken_tills, cash
from tests.fixtures.orders_story import balances
from tests.fixtures.racing import held_by, rows
from tests.fixtures.tariffs import donate, fund_of, give_tariff

FULL, HALF, REST = 363, 182, 181
"""2.5 kg of flour, half of it rounded half-up, what the fund holds."""
NOT_YET = "does not count yet: choose its household at the order table."
LOW = "has too little for this order today: the full price is €3.63"


@pytest.fixture
async def household(table: Table, orders_http: OrdersHttp, orders_engine: AsyncEngine) -> UUID:
    """One at half the price with 10 € of credit; the fund has 10 cents."""
    found = await table.household()
    await give_tariff(orders_engine, found, 50)
    await donate(orders_http, 10)
    await table.pay(found, 1_000)
    return found


def told(item: dict[str, Any], cents: int) -> dict[str, Any]:
    """The item, its household having been told that it pays this."""
    return item | {"order": item["order"] | {"told_cents": cents}}


async def due(table: Table, household: UUID, total: int = FULL, **more: str) -> dict[str, Any]:
    """What the table is told before anything is taken."""
    response = await table.client.get(f"/v1/households/{household}/due", params={"total_cents": str(total), **more})
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


async def test_before_anything_is_taken_it_is_said_that_the_fund_is_too_low(
    table: Table, orders_http: OrdersHttp, household: UUID
) -> None:
    low = await due(table, household)
    assert low["due_cents"] == HALF
    assert LOW in low["sentence"]
    assert (await due(table, household, 20))["sentence"] == "", "of so little the fund has the rest"
    assert await table.credit(household) == 1_000
    await donate(orders_http, REST)
    assert (await due(table, household))["sentence"] == ""


async def test_of_an_amendment_only_what_the_fund_lacks_more_counts(
    table: Table, orders_http: OrdersHttp, household: UUID
) -> None:
    await donate(orders_http, REST - 10)
    order_id = uuid7()
    assert (await table.order(household, order_id=order_id)).json()["state"] == "confirmed"
    assert await fund_of(orders_http) == (0, REST)
    assert LOW in (await due(table, household))["sentence"]
    assert (await due(table, household, order_id=str(order_id)))["sentence"] == ""
    assert LOW in (await due(table, await helped(table, orders_http), order_id=str(order_id)))["sentence"]


async def helped(table: Table, orders_http: OrdersHttp) -> UUID:
    """Another household at half the price."""
    found = await table.household("000002")
    await give_tariff(orders_http.engine, found, 50)
    return found


async def test_with_a_low_fund_nothing_is_taken_from_credit_and_the_order_waits(
    table: Table, orders_http: OrdersHttp, orders_engine: AsyncEngine, household: UUID
) -> None:
    before = await balances(orders_engine)
    for item in (order_item(household, {FLOUR: 2_500}), told(order_item(household, {FLOUR: 2_500}), HALF)):
        (answer,) = await send(table, item)
        shown = {name: answer["body"][name] for name in ("state", "due_cents", "held_cents", "credit_cents")}
        assert shown == {"state": "waiting", "due_cents": HALF, "held_cents": 0, "credit_cents": 1_000}
        assert LOW in answer["body"]["sentence"]
        assert (await send(table, item))[0]["body"] == answer["body"], "sent again, the answer is the same"
        assert await balances(orders_engine) == before
        await table.client.post(f"/v1/orders/{item['id']}/cancellation")
    assert await fund_of(orders_http) == (10, 0)


async def test_what_was_brought_is_credit_and_the_order_waits_until_the_fund_can_or_the_household_decides(
    table: Table, orders_http: OrdersHttp, orders_engine: AsyncEngine, household: UUID
) -> None:
    item = told(order_item(household, {FLOUR: 2_500}, cash(HALF)), HALF)
    (waiting,) = await send(table, item)
    assert (waiting["status"], waiting["body"]["state"], waiting["body"]["credit_cents"]) == (201, "waiting", 1_182)
    version = waiting["body"]["version"]
    ordinary = told(item, FULL)
    ordinary["order"] |= {"version": version, "payments": []}
    (taken,) = await send(table, ordinary)
    shown = {name: taken["body"][name] for name in ("state", "due_cents", "held_cents", "credit_cents")}
    assert shown == {"state": "confirmed", "due_cents": FULL, "held_cents": FULL, "credit_cents": 1_182 - FULL}
    assert await fund_of(orders_http) == (10, 0)
    neighbour = await helped(table, orders_http)
    again = told(order_item(neighbour, {FLOUR: 2_500}, cash(HALF)), HALF)
    assert (await send(table, again))[0]["body"]["state"] == "waiting"
    await donate(orders_http, REST)
    (found,) = await send(table, again)
    assert (found["body"]["state"], found["body"]["due_cents"]) == ("confirmed", HALF)
    assert await fund_of(orders_http) == (10, REST)
    assert await broken_tills(orders_engine) == []


async def test_told_the_ordinary_price_it_gets_that_or_its_own_if_the_fund_can(
    table: Table, orders_http: OrdersHttp, household: UUID
) -> None:
    """As when the device had no network: it asked for the whole total."""
    item = told(order_item(household, {FLOUR: 2_500}, cash(FULL)), FULL)
    (ordinary,) = await send(table, item)
    assert (ordinary["body"]["state"], ordinary["body"]["due_cents"]) == ("confirmed", FULL)
    await donate(orders_http, 1_000)
    other = await helped(table, orders_http)
    (reduced,) = await send(table, told(order_item(other, {FLOUR: 2_500}, cash(FULL)), FULL))
    shown = {name: reduced["body"][name] for name in ("state", "due_cents", "credit_cents")}
    assert shown == {"state": "confirmed", "due_cents": HALF, "credit_cents": FULL - HALF}


async def test_an_amendment_that_the_fund_cannot_carry_leaves_the_order_as_it_was(
    table: Table, orders_http: OrdersHttp, orders_engine: AsyncEngine, household: UUID
) -> None:
    await donate(orders_http, REST - 10)
    item = told(order_item(household, {FLOUR: 2_500}), HALF)
    (placed,) = await send(table, item)
    more = told(order_item(household, {FLOUR: 2_500, SOAP: 1}, cash(160)), 342)
    more = more | {"id": item["id"], "order": more["order"] | {"version": placed["body"]["version"]}}
    (refused,) = await send(table, more)
    assert (refused["status"], refused["body"]["code"]) == (409, "solidarity_fund_low")
    assert "the full price is €6.83" in refused["body"]["detail"]
    assert [UUID(one) for one in refused["booked"]] == [UUID(more["order"]["payments"][0]["id"])]
    stands = (await table.client.get(f"/v1/orders/{item['id']}")).json()
    assert (stands["order"]["held_cents"], [line["product"] for line in stands["lines"]]) == (HALF, [FLOUR])
    assert await table.credit(household) == 1_000 - HALF + 160
    assert await fund_of(orders_http) == (0, REST)
    assert await broken_tills(orders_engine) == []


async def test_a_tariff_that_ended_since_takes_no_more_than_was_told(
    table: Table, orders_http: OrdersHttp, orders_engine: AsyncEngine, household: UUID
) -> None:
    await donate(orders_http, 1_000)
    yesterday = system_clock().astimezone(PARIS).date() - timedelta(1)
    async with transaction(orders_engine) as connection:
        await connection.execute(update(household_tariffs).values(ends=yesterday))
    item = told(order_item(household, {FLOUR: 2_500}, cash(HALF)), HALF)
    (answer,) = await send(table, item)
    assert (answer["body"]["state"], answer["body"]["credit_cents"]) == ("waiting", 1_000 + HALF)
    assert "was told €1.82, but its part of this order is €3.63 by now" in answer["body"]["sentence"]
    refused = await table.client.put(
        f"/v1/orders/{uuid7()}", json=told(order_item(household, {FLOUR: 2_500}), HALF)["order"]
    )
    assert refused.json()["code"] == "second_order"
    await table.client.post(f"/v1/orders/{item['id']}/cancellation")
    refused = await table.client.put(
        f"/v1/orders/{uuid7()}", json=told(order_item(household, {FLOUR: 2_500}), HALF)["order"]
    )
    assert (refused.status_code, refused.json()["code"]) == (409, "more_than_told")
    await table.seal()
    (late,) = await send(table, told(order_item(household, {FLOUR: 2_500}, cash(HALF)), HALF))
    assert (late["body"]["code"], len(late["booked"])) == ("more_than_told", 1)


async def test_who_pays_more_than_the_ordinary_price_was_told_so(
    table: Table, orders_http: OrdersHttp, orders_engine: AsyncEngine
) -> None:
    generous = await table.household()
    await give_tariff(orders_engine, generous, 120)
    await table.pay(generous, 1_000)
    (told_less,) = await send(table, told(order_item(generous, {FLOUR: 2_500}), FULL))
    assert (told_less["body"]["state"], told_less["body"]["held_cents"]) == ("confirmed", FULL)
    await table.client.post(f"/v1/orders/{told_less['id']}/cancellation")
    (told_all,) = await send(table, told(order_item(generous, {FLOUR: 2_500}), 436))
    assert (told_all["body"]["state"], told_all["body"]["held_cents"]) == ("confirmed", 436)
    assert await fund_of(orders_http) == (0, 0)


async def test_no_household_is_held_for_more_than_it_was_told(table: Table) -> None:
    household = await table.household()
    await table.pay(household, 1_000)
    (answer,) = await send(table, told(order_item(household, {FLOUR: 2_500}), FULL - 1))
    assert (answer["body"]["state"], answer["body"]["held_cents"]) == ("waiting", 0)
    assert (await send(table, told(order_item(await table.household("000002"), {SOAP: 1}, cash(320)), 320)))[0]["body"][
        "state"
    ] == "confirmed"


async def test_a_payment_that_the_fund_cannot_join_says_that_the_order_waits(
    table: Table, orders_http: OrdersHttp
) -> None:
    """Whoever pays may be a neighbour: it is told to look, not who pays a reduced price."""
    household, neighbour, order_id = await helped(table, orders_http), await table.household("000003"), uuid7()
    await table.order(household, order_id=order_id)
    (answer,) = await send(table, payment_item(neighbour, HALF, str(order_id)))
    assert (answer["status"], answer["body"]["applied"][0]["state"]) == (201, "waiting")
    assert answer["body"]["credit_cents"] == HALF, "nothing was given to the order"
    assert answer["body"]["sentence"].endswith(NOT_YET)
    (answer,) = await send(table, payment_item(household, HALF, str(order_id)))
    assert (answer["body"]["applied"][0]["state"], await table.credit(household)) == ("waiting", HALF)
    assert answer["body"]["sentence"].endswith(NOT_YET)
    assert "fund" not in answer["body"]["sentence"] + answer["body"]["applied"][0]["sentence"]


async def test_two_tills_at_once_on_the_funds_last_euro_hold_nobody_for_more_than_it_was_told(
    orders_http: OrdersHttp, orders_engine: AsyncEngine
) -> None:
    await donate(orders_http, 2 * REST + 100)
    async with orders_http.table(DUC, MIN) as table:
        households = [await table.household(f"{n:06}", (DUC, MIN)[n % 2]) for n in range(6)]
        for household in households:
            await give_tariff(orders_engine, household, 50)
            await table.pay(household, 1_000)
        items = (told(order_item(household, {FLOUR: 2_500}, cash(HALF)), HALF) for household in households)
        sent = (send(table, item) for item in items)
        answers = [one for (one,) in await held_by(orders_engine, rows("solidarity_fund"), *sent)]
        states = sorted(answer["body"]["state"] for answer in answers)
        assert states == ["confirmed"] * 2 + ["waiting"] * 4
        assert [await table.credit(household) for household in households] == [
            1_000 + (HALF if answer["body"]["state"] == "waiting" else 0) for answer in answers
        ]
        assert all(LOW in answer["body"]["sentence"] for answer in answers if answer["body"]["state"] == "waiting")
    assert await fund_of(orders_http) == (100, 2 * REST)
    found = await balances(orders_engine)
    assert sum(cents for account, cents in found.items() if account.endswith(":held")) == -2 * (HALF + REST)
    assert await broken_tills(orders_engine) == []
