"""Sales on the day: surplus at the final price, uncollected goods that credit whoever paid them, once."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.commands.republish import republish
from services.orders.storage.ledger_tables import NETWORK_TILL
from shared.contracts.distributions import HandOverState
from shared.contracts.group_orders import GoodsSold
from shared.kernel.ids import uuid7
from shared.web.roles import Role
from tests.fixtures.orders_distribution import OF_TWO, RELEASED, cash, credit, handed_over, sell, settled_day
from tests.fixtures.orders_http import DUC, MIN, OrdersHttp, Table, broken_tills
from tests.fixtures.orders_story import (
    CYCLE,
    add_centres,
    apply,
    balances,
    control,
    opened,
    place,
    published,
    settled,
)
from tests.fixtures.racing import held_by, locked_first, rows
from tests.fixtures.tariffs import donate

RUN_2 = [settled(1, 2, 240), settled(2, 2, 240)]
BORNE, SALES, CASH = "distribution:not_handed_over", "distribution:sales", "till:DUC:cash"


@pytest.fixture
async def engine(orders_engine: AsyncEngine) -> AsyncEngine:
    """Two households of which each has 36 cents."""
    await settled_day(orders_engine)
    return orders_engine


@pytest.fixture
async def day(engine: AsyncEngine) -> AsyncIterator[Table]:
    async with OrdersHttp(engine).table(DUC) as at_table:
        yield at_table


async def test_surplus_is_sold_at_the_final_price_credit_first(day: Table, engine: AsyncEngine) -> None:
    sale, paid = uuid7(), cash()
    first = await sell(day, 1, 333, id=sale, **paid)
    again = await sell(day, 1, 333, id=sale, **paid)
    assert (first.status_code, again.status_code, again.json()) == (201, 200, first.json())
    booked = {name: first.json()[name] for name in ("final_price_cents", "amount_cents", "paid_cents")}
    assert booked == {"final_price_cents": 127, "amount_cents": 42, "paid_cents": 42 - 36}
    found = await balances(engine)
    assert (found[SALES], found[CASH], await credit(day, 1)) == (-42, 2 * 290 + 6, 0)
    (event,) = await published(engine, GoodsSold)
    assert (event.sale_id, event.product, event.quantity, event.order_id) == (sale, "FAR", 333, None)
    assert await broken_tills(engine) == []


async def test_a_payment_of_a_sale_is_a_payment_like_any_other(day: Table) -> None:
    paid = cash(1_000, means="cheque")
    assert (await sell(day, 1, 1_000, **paid)).status_code == 201
    assert await credit(day, 1) == 36 + 1_000 - 127
    shown = (await day.client.get(f"/v1/payments/{paid['payment']['id']}")).json()
    assert (shown["means"], shown["amount_cents"]) == ("cheque", 1_000)
    assert (await sell(day, 2, 1_000, **paid)).json()["code"] == "payment_differs"


async def test_a_cheque_for_a_sale_waits_for_its_date(day: Table) -> None:
    sale, cheque = uuid7(), {"id": str(uuid7()), "means": "cheque", "amount_cents": 100, "not_before": "2999-01-05"}
    first = await sell(day, 1, 100, id=sale, payment=cheque)
    again = await sell(day, 1, 100, id=sale, payment=cheque)
    assert (first.status_code, again.status_code) == (201, 200)
    other = await sell(day, 1, 100, id=sale, payment=cheque | {"not_before": "2999-01-06"})
    assert other.json()["code"] == "sale_differs"
    assert (await day.client.get(f"/v1/payments/{cheque['id']}")).json()["not_before"] == "2999-01-05"
    coins = await sell(day, 1, 100, payment={"id": str(uuid7()), "means": "cash", "not_before": "2999-01-05"})
    assert coins.status_code == 422


async def test_uncollected_goods_credit_whoever_paid_them_once(day: Table, engine: AsyncEngine) -> None:
    assert (await sell(day, 1, 100, **OF_TWO)).json()["code"] == "goods_not_released"
    await apply(engine, RELEASED)
    assert (await sell(day, 1, 1_500, **OF_TWO, **cash())).status_code == 201
    due = 64  # half a kilo at 1.27
    assert await credit(day, 2) == 36 + 254 - due
    too_much = await sell(day, 1, 501, **OF_TWO, **cash())
    assert (too_much.status_code, too_much.json()["code"]) == (409, "goods_not_left")
    assert (await sell(day, 1, 500, **OF_TWO, **cash())).status_code == 201
    assert await credit(day, 2) == 36 + 254
    found = await balances(engine)
    assert (found[BORNE], found[SALES]) == (254, -(191 + 64))
    assert await broken_tills(engine) == []


async def test_who_comes_after_all_keeps_the_credit_for_what_was_sold(day: Table, engine: AsyncEngine) -> None:
    await apply(engine, RELEASED)
    await sell(day, 1, 500, **OF_TWO, **cash())
    await apply(engine, handed_over(2, 1_500, version=2))
    assert await credit(day, 2) == 36 + 63
    await apply(engine, handed_over(2, 1_000, version=3))
    assert await credit(day, 2) == 36 + 127


async def test_a_later_run_does_not_credit_what_was_sold_twice(day: Table, engine: AsyncEngine) -> None:
    await apply(engine, RELEASED)
    await sell(day, 1, 2_000, **OF_TWO, **cash())
    await apply(engine, control(2, RUN_2), *RUN_2)
    found = await balances(engine)
    assert (await credit(day, 2), found[BORNE], found[SALES]) == (290, 240, -254)


async def test_two_tables_never_sell_the_same_goods(day: Table, engine: AsyncEngine) -> None:
    await apply(engine, RELEASED)
    sales = (sell(day, 1, 1_200, **OF_TWO, **cash()) for _ in range(3))
    answers = await held_by(engine, rows("households"), *sales)
    assert [answer.status_code for answer in answers] == [201, 409, 409]
    assert (await balances(engine))[BORNE] == 254 - 102


async def test_two_tables_never_spend_the_same_credit(day: Table, engine: AsyncEngine) -> None:
    answers = await held_by(engine, rows("households"), *(sell(day, 1, 200) for _ in range(3)))
    assert [answer.status_code for answer in answers] == [201, 409, 409]
    assert await credit(day, 1) == 36 - 25
    assert len(await published(engine, GoodsSold)) == 1


async def test_each_household_sells_the_others_goods_at_once(day: Table, engine: AsyncEngine) -> None:
    await apply(engine, RELEASED, handed_over(1, None, state=HandOverState.RELEASED))
    of_one = {"order_id": str(UUID(int=1))}
    sales = [sell(day, buyer, 100, **goods, **cash()) for buyer, goods in ((1, OF_TWO), (2, of_one)) * 4]
    assert {answer.status_code for answer in await asyncio.gather(*sales)} == {201}
    assert (await balances(engine))[BORNE] == 2 * (254 - 203)


@pytest.mark.parametrize("first", ["solidarity_fund", f"tills WHERE code = '{NETWORK_TILL}'"])
async def test_what_credits_somebody_is_locked_before_the_till_of_the_sale(
    day: Table, engine: AsyncEngine, first: str
) -> None:
    await donate(OrdersHttp(engine), 100)
    await apply(engine, RELEASED)
    selling = sell(day, 1, 100, **OF_TWO, **cash())
    sold = await locked_first(engine, first, f"tills WHERE code = '{DUC}'", selling)
    assert sold.status_code == 201


async def test_what_makes_no_sale_is_refused_and_stores_nothing(day: Table, engine: AsyncEngine) -> None:
    before = await balances(engine)

    async def code(buyer: int = 1, quantity: int = 100, **changed: Any) -> str:
        return str((await sell(day, buyer, quantity, **changed)).json()["code"])

    assert await code(accepted=False) == "sale_not_accepted"
    assert await code(quantity=0) == "quantity_not_positive"
    assert await code(quantity=10_000_001) == "quantity_too_big"
    assert await code(quantity=1_000) == "not_enough_credit"
    assert await code(quantity=1_000, **cash(50)) == "not_enough_credit"
    assert await code(product="SEL") == "product_unknown"
    assert await code(centre="NOWHERE") == "sale_centre_unknown"
    assert await code(centre=MIN) == "sale_centre_unknown"
    assert await code(buyer=9) == "household_unknown"
    assert await code(order_id=str(uuid7())) == "goods_order_unknown"
    assert await code(order_id=str(UUID(int=1))) == "goods_not_released"
    sale = uuid7()
    await sell(day, 1, 100, id=sale)
    assert await code(quantity=101, id=sale) == "sale_differs"
    changed = {name: cents for name, cents in (await balances(engine)).items() if cents != before.get(name)}
    assert changed == {SALES: -13, "household:000001:credit": -(36 - 13)}


async def test_a_member_of_another_centre_is_named_by_number_and_pays_all_of_it(
    day: Table, engine: AsyncEngine
) -> None:
    async with OrdersHttp(engine).table(MIN) as other:
        guest = await other.household("000777", centre=MIN)
        await other.pay(guest, 500)
        by_number = {"household_id": None, "household_number": "000777"}
        assert (await sell(day, guest, 1_000, **cash())).json()["code"] == "household_unknown"
        for money in ({}, cash(126), {"waited_seconds": 60}, cash(126) | {"waited_seconds": 60}):
            assert (await sell(day, guest, 1_000, **by_number, **money)).json()["code"] == "not_enough_credit"
        sale, paid = uuid7(), cash()
        first = await sell(day, guest, 1_000, id=sale, **by_number, **paid)
        again = await sell(day, guest, 1_000, id=sale, **by_number, **paid)
        assert (first.status_code, again.status_code, first.json()["paid_cents"]) == (201, 200, 127)
        assert first.json()["household_number"] == "000777"
        late = await sell(day, guest, 1_000, **by_number, **cash(127), waited_seconds=60)
        assert (late.status_code, await other.credit(guest)) == (201, 500)
    unknown = await sell(day, guest, 1_000, **(by_number | {"household_number": "000778"}), **cash())
    assert (unknown.status_code, unknown.json()["code"]) == (404, "household_unknown")
    assert (await sell(day, guest, 1_000, household_number="000777", **cash())).status_code == 422
    found = await balances(engine)
    assert (found[SALES], found[CASH]) == (-254, 2 * 290 + 254)


async def test_nothing_is_sold_before_its_price_is_known(orders_engine: AsyncEngine) -> None:
    await add_centres(orders_engine, DUC)
    await apply(orders_engine, opened(DUC))
    await place(orders_engine, 1, credit=500)
    async with OrdersHttp(orders_engine).table(DUC) as table:
        early = await sell(table, 1)
        assert (early.status_code, early.json()["code"]) == (409, "sale_price_unknown")


async def test_sales_are_listed_by_centre_and_said_again(day: Table, engine: AsyncEngine) -> None:
    sales = sorted([uuid7(), uuid7()])
    for sale in sales:
        await sell(day, 1, 100, id=sale)
    address = f"/v1/cycles/{CYCLE}/day-sales"
    first = (await day.client.get(address, params={"limit": 1})).json()
    second = (await day.client.get(address, params={"limit": 1, "after": first["next"]})).json()
    assert [page["items"][0]["sale_id"] for page in (first, second)] == [str(sale) for sale in sales]
    assert second["next"] is None
    async with OrdersHttp(engine).table(MIN) as other, OrdersHttp(engine).table(role=Role.TREASURER) as treasurer:
        assert (await other.client.get(address)).json()["items"] == []
        assert (await other.client.get(f"/v1/day-sales/{sales[0]}")).json()["code"] == "sale_unknown"
        assert len((await treasurer.client.get(address)).json()["items"]) == 2
    before = await published(engine, GoodsSold)
    await republish(engine, CYCLE)
    assert await published(engine, GoodsSold) == before * 2


async def test_what_may_be_sold_is_said_with_its_price_and_what_is_left(day: Table, engine: AsyncEngine) -> None:
    path = f"/v1/cycles/{CYCLE}/centres/DUC/goods-for-sale"
    nothing_released = (await day.client.get(path)).json()
    flour = {"product": "FAR", "name": "Farine de blé T65", "unit": "kg", "final_price_cents": 127}
    assert (nothing_released["products"], nothing_released["uncollected"]) == ([flour], [])
    await apply(engine, RELEASED)
    bag = {"order_id": str(UUID(int=2)), "household_number": "000002", "product": "FAR"}
    assert (await day.client.get(path)).json()["uncollected"] == [bag | {"left": 2_000}]
    await sell(day, 1, 1_500, **OF_TWO, **cash())
    assert (await day.client.get(path)).json()["uncollected"] == [bag | {"left": 500}]
    await sell(day, 1, 500, **OF_TWO, **cash())
    assert (await day.client.get(path)).json()["uncollected"] == []


async def test_what_may_be_sold_is_said_to_its_own_centre_only(day: Table, engine: AsyncEngine) -> None:
    path = f"/v1/cycles/{CYCLE}/centres/DUC/goods-for-sale"
    async with OrdersHttp(engine).table(MIN) as other:
        assert (await other.client.get(path)).json()["code"] == "sale_centre_unknown"
    assert (await day.client.get(path.replace(CYCLE, "2027-01"))).status_code == 404
    await apply(engine, RELEASED)
    async with OrdersHttp(engine).table(MIN) as other:
        found = (await other.client.get(path.replace("DUC", "MIN"))).json()
    assert found["uncollected"] == []
