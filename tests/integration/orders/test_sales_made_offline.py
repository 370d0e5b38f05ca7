"""Sales that were made without a network: goods have left, money is in the box, so each is booked, once, and shown."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.domain.ledger import receivable_account
from shared.contracts.distributions import HandOverState
from shared.contracts.group_orders import GoodsSold
from shared.kernel.ids import uuid7
from tests.fixtures.orders_distribution import handed_over, sell
from tests.fixtures.orders_http import DUC, MIN, OrdersHttp, Table, broken_tills
from tests.fixtures.orders_story import (
    CYCLE,
    add_centres,
    apply,
    balances,
    closing,
    control,
    opened,
    place,
    published,
    settled,
)
from tests.fixtures.racing import held_by, rows
from tests.fixtures.till_hours import TILL, Hours, check_whole, closed, count, sessions, told
from tests.fixtures.till_hours import opened as opened_till

RUN = [settled(1, 1, 254), settled(2, 1, 254)]
RELEASED = handed_over(2, None, state=HandOverState.RELEASED)
OF_TWO = {"order_id": str(UUID(int=2))}
MADE = {"waited_seconds": 0}
BORNE, SALES = "distribution:not_handed_over", "distribution:sales"


@pytest.fixture
def hours() -> Hours:
    return Hours()


@pytest.fixture
async def engine(orders_engine: AsyncEngine) -> AsyncEngine:
    """Two households ordered 2 kg each, settled at 1.27: each has 36 cents back. The second's are released."""
    await add_centres(orders_engine, DUC, MIN)
    await apply(orders_engine, opened(DUC, MIN))
    for number in (1, 2):
        await place(orders_engine, number)
    await apply(orders_engine, closing())
    await apply(orders_engine, control(1, RUN), *RUN)
    await apply(orders_engine, RELEASED)
    return orders_engine


@pytest.fixture
async def day(engine: AsyncEngine, hours: Hours) -> AsyncIterator[Table]:
    async with OrdersHttp(engine, clock=hours).table(DUC) as at_table:
        yield at_table


async def purse(table: Table, number: int) -> tuple[int, int]:
    found = (await table.client.get(f"/v1/households/{UUID(int=1_000_000 + number)}")).json()
    return found["credit_cents"], found["owed_cents"]


def cash(cents: int | None) -> dict[str, Any]:
    return {"payment": {"id": str(uuid7()), "means": "cash", "amount_cents": cents}}


async def test_goods_that_another_table_sold_meanwhile_are_sold_all_the_same_and_credited_once(
    day: Table, engine: AsyncEngine
) -> None:
    assert (await sell(day, 1, 1_500, **OF_TWO, **cash(155))).status_code == 201
    refused = await sell(day, 1, 1_000, **OF_TWO, **cash(127))
    assert (refused.status_code, refused.json()["code"]) == (409, "goods_not_left")
    sale, paid = uuid7(), cash(127)
    first = await sell(day, 1, 1_000, id=sale, **OF_TWO, **paid, **MADE)
    again = await sell(day, 1, 1_000, id=sale, **OF_TWO, **paid, waited_seconds=7_200)
    assert (first.status_code, again.status_code, again.json()) == (201, 200, first.json())
    assert (first.json()["quantity"], first.json()["paid_cents"]) == (1_000, 127)
    found = await balances(engine)
    assert (found[SALES], found[BORNE], await purse(day, 2)) == (-(191 + 127), 254, (36 + 254, 0))
    assert [event.quantity for event in await published(engine, GoodsSold)] == [1_500, 1_000]
    left = (await day.client.get(f"/v1/cycles/{CYCLE}/centres/{DUC}/goods-for-sale")).json()
    assert left["uncollected"] == []
    assert await broken_tills(engine) == []


async def test_goods_that_were_fetched_meanwhile_are_sold_all_the_same(day: Table, engine: AsyncEngine) -> None:
    await apply(engine, handed_over(2, 2_000, version=2))
    assert (await sell(day, 1, 500, **OF_TWO, **cash(64))).json()["code"] == "goods_not_released"
    assert (await sell(day, 1, 500, **OF_TWO, **cash(64), **MADE)).status_code == 201
    assert await purse(day, 1) == (36, 0)
    assert await purse(day, 2) == (36 + 63, 0)  # it pays for what nobody else did


async def test_what_credit_lacks_by_then_is_owed_and_nobody_falls_below_zero(day: Table, engine: AsyncEngine) -> None:
    assert (await sell(day, 1, 200)).status_code == 201  # 25 of its 36 cents
    assert (await sell(day, 1, 283)).json()["code"] == "not_enough_credit"
    assert (await sell(day, 1, 283, **MADE)).status_code == 201  # 36 cents: all that it had on that device
    assert await purse(day, 1) == (0, 25)
    assert (await sell(day, 1, 500, **cash(28), **MADE)).status_code == 201
    assert await purse(day, 1) == (0, 25 + 36)
    found = await balances(engine)
    assert (found[SALES], found[receivable_account("000001")]) == (-(25 + 36 + 64), 61)
    assert await broken_tills(engine) == []


async def test_what_was_brought_beyond_the_price_is_credit(day: Table) -> None:
    assert (await sell(day, 1, 100, **cash(500), **MADE)).status_code == 201
    assert await purse(day, 1) == (36 + 500 - 13, 0)


async def test_a_household_closed_meanwhile_has_its_sale_booked(day: Table, engine: AsyncEngine) -> None:
    household = await day.household("000077")
    assert (await day.client.post(f"/v1/households/{household}/closing")).status_code == 200
    assert (await sell(day, household, 100, **cash(13))).json()["code"] == "household_closed"
    assert (await sell(day, household, 100, **cash(13), **MADE)).status_code == 201
    found = await balances(engine)
    assert (found[SALES], found.get("household:000077:credit", 0)) == (-13, 0)


async def test_what_no_table_can_have_sold_is_refused_as_ever(day: Table, engine: AsyncEngine) -> None:
    before = await balances(engine)

    async def code(buyer: int = 1, quantity: int = 100, **changed: Any) -> str:
        return str((await sell(day, buyer, quantity, **MADE, **changed)).json()["code"])

    assert await code(accepted=False) == "sale_not_accepted"
    assert await code(quantity=0) == "quantity_not_positive"
    assert await code(product="SEL") == "product_unknown"
    assert await code(centre=MIN) == "sale_centre_unknown"
    assert await code(buyer=9) == "household_unknown"
    assert await code(order_id=str(uuid7())) == "goods_order_unknown"
    assert await code(**cash(None)) == "payment_amount_needed"
    async with OrdersHttp(engine).table(MIN) as elsewhere:
        assert (await sell(elsewhere, 1, 100, **MADE)).json()["code"] == "household_unknown"
    assert await balances(engine) == before


async def test_sent_at_once_by_two_tabs_it_is_sold_once(day: Table, engine: AsyncEngine) -> None:
    sale, paid = uuid7(), cash(91)
    sent = [sell(day, 1, 1_000, id=sale, **OF_TWO, **paid, waited_seconds=one) for one in range(4)]
    answers = await held_by(engine, rows("households"), *sent)
    assert [answer.status_code for answer in answers] == [201, 200, 200, 200]
    assert (await purse(day, 1), len(await published(engine, GoodsSold))) == ((0, 0), 1)


async def test_of_two_tables_at_once_the_one_with_a_network_is_told_and_the_other_booked(
    day: Table, engine: AsyncEngine
) -> None:
    sales = (sell(day, 1, 2_000, **OF_TWO, **cash(254), **late) for late in (MADE, {}, MADE))
    answers = await held_by(engine, rows("households"), *sales)
    assert [answer.status_code for answer in answers] == [201, 409, 201]
    found = await balances(engine)
    assert (found[SALES], found[BORNE]) == (-254 * 2, 254)
    assert await broken_tills(engine) == []


async def test_money_of_a_session_closed_since_is_in_the_one_linked_to_it(
    day: Table, hours: Hours, engine: AsyncEngine
) -> None:
    old = await opened_till(day, 580)
    hours.pass_by(3)
    first = await closed(day, old, 644, "a device has not sent yet")
    hours.pass_by(1)
    sale, paid = uuid7(), cash(64)
    assert (await sell(day, 1, 500, id=sale, **paid, waited_seconds=2 * 3_600)).status_code == 201
    *_, linked = await sessions(day)
    assert (linked["linked_to"], told(linked)) == (first["session_id"], [("cash", 1, 64)])
    new = f"{TILL}/sessions/{uuid7()}"
    assert (await day.client.put(new, json=count(644, "the 64 were counted before"))).status_code == 201
    assert (await sell(day, 1, 500, id=sale, **paid, waited_seconds=3 * 3_600)).status_code == 200
    assert (await sell(day, 1, 500, **cash(64), waited_seconds=3 * 3_600)).status_code == 201
    assert (await sell(day, 1, 100, **cash(13), waited_seconds=0)).status_code == 201
    *_, now, late = await sessions(day)
    assert (told(now), now["late_cents"]) == ([("cash", 1, 13)], 64)
    assert (late["linked_to"], late["counted_with"], told(late)) == (
        first["session_id"],
        now["session_id"],
        [("cash", 1, 64)],
    )
    assert (await closed(day, new, 644 + 64 + 13))["difference_cents"] == 0
    await check_whole(engine)
