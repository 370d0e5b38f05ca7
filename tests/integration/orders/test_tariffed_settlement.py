"""Settled, each pays its share of the final price: the household by its rate, the solidarity fund the rest."""

from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.storage.hand_over_tables import goods_credits
from services.orders.storage.ledger_tables import NETWORK_TILL
from services.orders.storage.settlement_tables import settlement_staging
from services.orders.storage.solidarity_tables import solidarity_fund
from shared.database import transaction
from tests.fixtures.orders_distribution import handed_over
from tests.fixtures.orders_http import DUC, FLOUR, MIN, OrdersHttp, Table, broken_tills, cash, order_body
from tests.fixtures.orders_story import apply, balances, closing, control, opened, settled
from tests.fixtures.racing import held_by, locked_first, rows
from tests.fixtures.statements import statements_of
from tests.fixtures.tariffs import donate, fund_of, give_tariff

REDUCED, ORDINARY, MORE = 1, 2, 3
"""Orders, by number: at 50 %, without tariff, at 120 %; each of 2 kg of flour, which hold 2.90 €."""


async def place(table: Table, engine: AsyncEngine, number: int, percent: int | None) -> UUID:
    household = await table.household(f"{number:06}")
    if percent is not None:
        await give_tariff(engine, household, percent)
    placed = await table.order(household, {FLOUR: 2_000}, order_id=UUID(int=number), payments=[cash()])
    assert placed.json()["state"] == "confirmed", placed.text
    return household


@pytest.fixture
async def households(table: Table, orders_http: OrdersHttp, orders_engine: AsyncEngine) -> dict[int, UUID]:
    await donate(orders_http, 1_000)
    rates = {REDUCED: 50, ORDINARY: None, MORE: 120}
    found = {number: await place(table, orders_engine, number, percent) for number, percent in rates.items()}
    assert await fund_of(orders_http) == (855, 145)
    await apply(orders_engine, closing())
    return found


async def settle(engine: AsyncEngine, run: int, **charged: int) -> None:
    orders = [settled(int(number.removeprefix("order")), run, cents) for number, cents in charged.items()]
    await apply(engine, *orders, control(run, orders))


async def credits_of(table: Table, households: dict[int, UUID]) -> dict[int, int]:
    return {number: await table.credit(household) for number, household in households.items()}


async def test_each_gets_its_own_difference_back_and_the_fund_the_surcharge(
    table: Table, orders_http: OrdersHttp, orders_engine: AsyncEngine, households: dict[int, UUID]
) -> None:
    await settle(orders_engine, 1, order1=251, order2=251, order3=251)
    assert await credits_of(table, households) == {REDUCED: 145 - 126, ORDINARY: 290 - 251, MORE: 348 - 301}
    assert await fund_of(orders_http) == (1_000 - 125 + 50, 0)
    orders = [(await table.client.get(f"/v1/orders/{UUID(int=number)}")).json() for number in households]
    assert [order["charged_cents"] for order in orders] == [126, 251, 301]
    found = await balances(orders_engine)
    assert found["solidarity:fund"] == -925
    assert not any(account.endswith((":held", ":clearing")) for account in found)
    assert await broken_tills(orders_engine) == []


async def test_a_correction_gives_each_its_own_difference(
    table: Table, orders_http: OrdersHttp, orders_engine: AsyncEngine, households: dict[int, UUID]
) -> None:
    await settle(orders_engine, 1, order1=251, order2=251, order3=251)
    await settle(orders_engine, 2, order1=201, order2=201, order3=201)
    assert await credits_of(table, households) == {REDUCED: 145 - 101, ORDINARY: 290 - 201, MORE: 348 - 241}
    assert await fund_of(orders_http) == (1_000 - 100 + 40, 0)
    assert not any(account.endswith(":clearing") for account in await balances(orders_engine))


async def test_of_what_was_not_handed_over_each_gets_its_share_back(
    table: Table, orders_http: OrdersHttp, orders_engine: AsyncEngine, households: dict[int, UUID]
) -> None:
    await settle(orders_engine, 1, order1=250, order2=250, order3=250)
    before, (fund, _) = await credits_of(table, households), await fund_of(orders_http)
    await apply(orders_engine, *(handed_over(number, 1_000) for number in households))
    after = await credits_of(table, households)
    assert {number: after[number] - before[number] for number in after} == {REDUCED: 62, ORDINARY: 125, MORE: 150}
    assert await fund_of(orders_http) == (fund + 63 - 25, 0)
    assert (await balances(orders_engine))["distribution:not_handed_over"] == 3 * 125
    await apply(orders_engine, *(handed_over(number, 2_000, version=2) for number in households))
    assert (await credits_of(table, households), await fund_of(orders_http)) == (before, (fund, 0))
    assert await broken_tills(orders_engine) == []


async def test_however_many_orders_are_credited_the_fund_is_moved_once(
    orders_http: OrdersHttp, orders_engine: AsyncEngine, households: dict[int, UUID]
) -> None:
    await settle(orders_engine, 1, order1=250, order2=250, order3=250)
    (before, _) = await fund_of(orders_http)
    with statements_of(orders_engine) as statements:
        await apply(orders_engine, *(handed_over(number, 1_000) for number in households))
    writes = [one for one in statements if one.startswith(("INSERT INTO solidarity_fund", "UPDATE solidarity_fund"))]
    assert (len(writes), (await fund_of(orders_http))[0]) == (1, before + 63 - 25)


async def test_what_the_fund_spent_meanwhile_is_not_taken_back_from_it_but_others_are_credited(
    table: Table, orders_http: OrdersHttp, orders_engine: AsyncEngine
) -> None:
    await donate(orders_http, 145)
    for number, percent in ((REDUCED, 50), (ORDINARY, None)):
        await place(table, orders_engine, number, percent)
    await apply(orders_engine, closing())
    await settle(orders_engine, 1, order1=250, order2=250)
    await apply(orders_engine, handed_over(REDUCED, 1_000), handed_over(ORDINARY, 1_000))
    assert await fund_of(orders_http) == (145 - 125 + 63, 0)
    await apply(orders_engine, opened(DUC, MIN).model_copy(update={"cycle": "2027-01"}))
    spender = await table.household("000009")
    await give_tariff(orders_engine, spender, 50)
    body = order_body(spender, {FLOUR: 500}, payments=[cash()]) | {"cycle": "2027-01"}
    assert (await table.client.put(f"/v1/orders/{UUID(int=9)}", json=body)).status_code == 201

    await apply(orders_engine, handed_over(REDUCED, 2_000, version=2), handed_over(ORDINARY, 2_000, version=2))
    credit = goods_credits.c
    async with orders_engine.connect() as connection:
        rows = (await connection.execute(select(goods_credits).order_by(credit.order_id))).all()
    assert [(row.credited_cents, row.fund_cents, row.refused) for row in rows] == [
        (62, 63, "solidarity_fund_low=63"),
        (0, 0, None),
    ]
    assert await broken_tills(orders_engine) == []


async def test_the_funds_last_euro_is_taken_back_from_it_once(
    table: Table, orders_http: OrdersHttp, orders_engine: AsyncEngine
) -> None:
    await donate(orders_http, 290)
    for number in (1, 2):
        await place(table, orders_engine, number, 50)
    await apply(orders_engine, closing())
    await settle(orders_engine, 1, order1=250, order2=250)
    await apply(orders_engine, *(handed_over(number, 1_000) for number in (1, 2)))
    async with transaction(orders_engine) as connection:  # whatever the rest was spent on
        await connection.execute(update(solidarity_fund).values(balance_cents=100))
    correcting = (apply(orders_engine, handed_over(number, 2_000, version=2)) for number in (1, 2))
    await held_by(orders_engine, rows(f"tills WHERE code = '{NETWORK_TILL}'"), *correcting)
    async with orders_engine.connect() as connection:
        refused = list(await connection.scalars(select(goods_credits.c.refused).order_by(goods_credits.c.order_id)))
    assert refused == [None, "solidarity_fund_low=63"]
    assert await fund_of(orders_http) == (100 - 63, 0)


@pytest.mark.parametrize(
    ("first", "then"), [("households", "solidarity_fund"), ("solidarity_fund", f"tills WHERE code = '{NETWORK_TILL}'")]
)
async def test_a_run_locks_households_then_the_fund_then_the_till(
    table: Table, orders_http: OrdersHttp, orders_engine: AsyncEngine, first: str, then: str
) -> None:
    """The fund too where it gets nothing: goods that were not handed over may give it some."""
    await donate(orders_http, 1_000)
    for number, percent in ((REDUCED, 50), (ORDINARY, None)):
        await place(table, orders_engine, number, percent)
    await apply(orders_engine, closing())
    posting = settle(orders_engine, 1, order1=290, order2=290)
    await locked_first(orders_engine, first, then, posting)


async def test_an_abandoned_cycle_gives_all_back(
    table: Table, orders_http: OrdersHttp, orders_engine: AsyncEngine, households: dict[int, UUID]
) -> None:
    await settle(orders_engine, 1, order1=0, order2=0, order3=0)
    assert await credits_of(table, households) == {REDUCED: 145, ORDINARY: 290, MORE: 348}
    assert await fund_of(orders_http) == (1_000, 0)


async def test_a_centre_left_out_gives_all_back(
    table: Table, orders_http: OrdersHttp, orders_engine: AsyncEngine, households: dict[int, UUID]
) -> None:
    await apply(orders_engine, control(1, [], left_out=[DUC]))
    assert await credits_of(table, households) == {REDUCED: 145, ORDINARY: 290, MORE: 348}
    assert await fund_of(orders_http) == (1_000, 0)


async def test_a_correction_of_surcharges_that_are_spent_waits_for_the_fund(
    table: Table, orders_http: OrdersHttp, orders_engine: AsyncEngine
) -> None:
    giver = await place(table, orders_engine, MORE, 120)
    await apply(orders_engine, closing())
    await settle(orders_engine, 1, order3=251)
    assert await fund_of(orders_http) == (50, 0)
    later = opened(DUC, MIN).model_copy(update={"cycle": "2027-01"})
    await apply(orders_engine, later)
    spender = await table.household("000009")
    await give_tariff(orders_engine, spender, 50)
    body = order_body(spender, {FLOUR: 500}, payments=[cash()]) | {"cycle": "2027-01"}
    assert (await table.client.put(f"/v1/orders/{UUID(int=9)}", json=body)).status_code == 201
    assert await fund_of(orders_http) == (14, 36)

    await settle(orders_engine, 2, order3=151)
    assert await table.credit(giver) == 348 - 301
    refused = select(settlement_staging.c.refused).where(settlement_staging.c.run == 2)
    async with orders_engine.connect() as connection:
        assert await connection.scalar(refused) == "solidarity_fund_low"
    await donate(orders_http, 10)
    await settle(orders_engine, 2, order3=151)
    assert await table.credit(giver) == 348 - 181
    assert await fund_of(orders_http) == (14 + 10 - 20, 36)
