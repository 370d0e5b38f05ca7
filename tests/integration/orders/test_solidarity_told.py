"""What the solidarity fund paid and got in a cycle is told to supply as sums of many, never so that one is found."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.commands.republish import republish
from shared.contracts.settlements import HouseholdOrderSettled
from shared.contracts.solidarity import SolidaritySettled
from tests.fixtures.orders_distribution import handed_over
from tests.fixtures.orders_http import DUC, FLOUR, MIN, OrdersHttp, Table, cash
from tests.fixtures.orders_story import CYCLE, apply, closing, control, published, settled
from tests.fixtures.tariffs import donate, give_tariff

ORDINARY: Sequence[int | None] = (None,) * 5
Centres = list[str]
"""The centre of each order, by number from 1."""


@pytest.fixture
async def fund(orders_http: OrdersHttp) -> OrdersHttp:
    await donate(orders_http, 10_000)
    return orders_http


async def ordered(fund: OrdersHttp, engine: AsyncEngine, at: Mapping[str, Sequence[int | None]]) -> Centres:
    """A sealed cycle: at each centre an order of 2 kg of flour for each percentage of the price that is paid."""
    centres: Centres = []
    for centre, rates in at.items():
        async with fund.table(centre) as table:
            for percent in rates:
                centres.append(centre)
                await place(table, engine, len(centres), centre, percent)
    await apply(engine, closing())
    return centres


async def place(table: Table, engine: AsyncEngine, number: int, centre: str, percent: int | None) -> None:
    household = await table.household(f"{number:06}", centre)
    if percent is not None:
        await give_tariff(engine, household, percent)
    placed = await table.order(household, {FLOUR: 2_000}, order_id=UUID(int=number), payments=[cash()])
    assert placed.json()["state"] == "confirmed", placed.text


def run_of(centres: Centres, run: int, charged: int = 251, **other: int) -> list[HouseholdOrderSettled]:
    """Every order charged the same, but those that are named, such as ``order1=201``."""
    return [
        settled(number, run, other.get(f"order{number}", charged), centre=centre)
        for number, centre in enumerate(centres, start=1)
    ]


async def settle(engine: AsyncEngine, centres: Centres, run: int, charged: int = 251, **other: int) -> None:
    orders = run_of(centres, run, charged, **other)
    await apply(engine, *orders, control(run, orders))


async def told(engine: AsyncEngine) -> list[dict[str, Any]]:
    """What supply was told, without versions, which rise."""
    events = await published(engine, SolidaritySettled)
    assert [event.version for event in events] == sorted({event.version for event in events})
    return [event.model_dump(exclude={"version"}) for event in events]


def figure(orders: int, cents: int, **centres: tuple[int, int]) -> dict[str, Any]:
    at = [{"centre": code, "orders": number, "cents": its_cents} for code, (number, its_cents) in centres.items()]
    return {"orders": orders, "cents": cents, "centres": at}


async def test_a_settled_cycle_says_what_the_fund_paid_and_got(fund: OrdersHttp, orders_engine: AsyncEngine) -> None:
    at = {DUC: [*[50] * 6, *[120] * 5, *ORDINARY], MIN: [*[50] * 5, *ORDINARY]}
    centres = await ordered(fund, orders_engine, at)
    await settle(orders_engine, centres, 1)
    reduced = figure(11, 11 * 125, DUC=(6, 6 * 125), MIN=(5, 5 * 125))
    said = {"cycle": CYCLE, "run": 1, "reduced": reduced, "surcharges": figure(5, 5 * 50, DUC=(5, 5 * 50))}
    assert await told(orders_engine) == [said]
    await settle(orders_engine, centres, 1)
    assert len(await told(orders_engine)) == 1


@pytest.mark.parametrize("rates", [[*[50] * 4, *ORDINARY], [*[50] * 6, *ORDINARY[1:]], ORDINARY])
async def test_of_fewer_than_five_on_either_side_nothing_is_said(
    fund: OrdersHttp, orders_engine: AsyncEngine, rates: Sequence[int | None]
) -> None:
    await settle(orders_engine, await ordered(fund, orders_engine, {DUC: rates}), 1)
    assert await told(orders_engine) == [{"cycle": CYCLE, "run": 1, "reduced": None, "surcharges": None}]


async def test_a_centre_of_few_is_not_named_nor_found_by_subtraction(
    fund: OrdersHttp, orders_engine: AsyncEngine
) -> None:
    at = {DUC: [*[50] * 6, *ORDINARY], MIN: [*[50] * 2, *ORDINARY]}
    await settle(orders_engine, await ordered(fund, orders_engine, at), 1)
    (said,) = await told(orders_engine)
    assert said["reduced"] == figure(8, 8 * 125)


@pytest.mark.parametrize("corrected", ["order1", "order7"])
async def test_whose_few_charges_a_correction_changes_does_not_show(
    fund: OrdersHttp, orders_engine: AsyncEngine, corrected: str
) -> None:
    """Of one at a reduced price and of one at the ordinary price alike nothing is said."""
    centres = await ordered(fund, orders_engine, {DUC: [*[50] * 6, *ORDINARY]})
    await settle(orders_engine, centres, 1)
    await settle(orders_engine, centres, 2, **{corrected: 201})
    assert [one["run"] for one in await told(orders_engine)] == [1]


async def test_a_correction_is_said_once_what_it_changes_is_of_many(
    fund: OrdersHttp, orders_engine: AsyncEngine
) -> None:
    centres = await ordered(fund, orders_engine, {DUC: [*[50] * 6, *ORDINARY], MIN: [*[50] * 5, *ORDINARY]})
    await settle(orders_engine, centres, 1)
    lowered = {f"order{number}": 201 for number in (1, 2, 3, 4, 7, 8, 9, 10, 11)}
    await settle(orders_engine, centres, 2, **lowered)
    assert [one["run"] for one in await told(orders_engine)] == [1]
    await settle(orders_engine, centres, 3, **lowered, order5=201)  # five at a reduced price, five others, of DUC
    at_duc, at_min = 5 * 100 + 125, 5 * 125
    reduced = figure(11, at_duc + at_min, DUC=(6, at_duc), MIN=(5, at_min))
    assert (await told(orders_engine))[1:] == [{"cycle": CYCLE, "run": 3, "reduced": reduced, "surcharges": None}]
    await settle(orders_engine, centres, 4, **lowered, order5=201, order12=201)
    assert len(await told(orders_engine)) == 2


async def test_what_is_handed_over_says_nothing_more(fund: OrdersHttp, orders_engine: AsyncEngine) -> None:
    centres = await ordered(fund, orders_engine, {DUC: [*[50] * 6, *ORDINARY]})
    await settle(orders_engine, centres, 1)
    await apply(orders_engine, *(handed_over(number, 1_000) for number in (1, 7)))
    assert len(await told(orders_engine)) == 1


async def test_it_is_said_again_as_it_was_said(fund: OrdersHttp, orders_engine: AsyncEngine) -> None:
    centres = await ordered(fund, orders_engine, {DUC: [*[50] * 6, *ORDINARY]})
    await republish(orders_engine, CYCLE)
    assert await published(orders_engine, SolidaritySettled) == []
    await settle(orders_engine, centres, 1)
    await republish(orders_engine, CYCLE)
    first, again = await published(orders_engine, SolidaritySettled)
    assert first == again


async def test_two_processes_that_hear_a_run_at_once_say_it_once(fund: OrdersHttp, orders_engine: AsyncEngine) -> None:
    centres = await ordered(fund, orders_engine, {DUC: [*[50] * 6, *ORDINARY]})
    orders = run_of(centres, 1)
    await apply(orders_engine, *orders[1:])
    await asyncio.gather(apply(orders_engine, orders[0]), apply(orders_engine, control(1, orders)))
    assert [one["run"] for one in await told(orders_engine)] == [1]


async def test_in_whatever_order_runs_arrive_the_last_one_is_said(fund: OrdersHttp, orders_engine: AsyncEngine) -> None:
    centres = await ordered(fund, orders_engine, {DUC: [*[50] * 6, *ORDINARY]})
    first, second = run_of(centres, 1), run_of(centres, 2, 201)
    await apply(orders_engine, control(2, second), *first, *second, control(1, first))
    assert [(one["run"], one["reduced"]["cents"]) for one in await told(orders_engine)] == [(2, 600)]
