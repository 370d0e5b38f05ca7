"""Orders admitted after the cycle was sealed: bought with the others, or served from what is left over."""

import asyncio
from itertools import pairwise
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.commands.republish import republish
from shared.contracts.group_orders import HouseholdOrderConfirmed
from shared.contracts.settlements import HouseholdOrderSettled, ReasonCode, SettledLine
from shared.database import transaction
from tests.fixtures.supply_buying import (
    DUC,
    MIN,
    PATH,
    admit,
    closing,
    deliver,
    draft_orders,
    order_it,
    outcomes,
    paid,
    post,
    refused,
)
from tests.fixtures.supply_cycle import CYCLE, OFFER, PRODUCT, cycle_sealed, hear, order, put, said, seal
from tests.fixtures.waiting import eventually, someone_waits

NOT_PROVED = (409, "centres_not_proved")
LATE = paid(4, "DUC", 5_000, version=2)
LATE_TOO = paid(5, "MIN", 6_000, version=3)


def line(settled: dict[int, HouseholdOrderSettled], number: int) -> SettledLine:
    """The one line of an order."""
    (found,) = settled[number].lines
    return found


def why(settled: SettledLine) -> tuple[ReasonCode, int, int] | None:
    reason = settled.reason
    return (reason.code, reason.demand, reason.available) if reason else None


async def test_before_anything_is_approved_the_plan_is_made_again(
    sealed: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    (drafted,) = await draft_orders(sealed)
    await admit(supply_engine, paid(4, "DUC", 20_000, version=2))
    approval = f"/v1/purchase-orders/{drafted['number']}/approval"
    assert await refused(sealed, approval, {"plan": 1}) == (409, "plan_outdated")
    (ordered,) = await order_it(sealed)
    assert (ordered["number"], ordered["lines"][0]["cases"], drafted["lines"][0]["cases"]) == (1, 7, 6)
    plan = (await sealed.get(f"{PATH}/plan")).json()
    assert (plan["plan"], plan["lines"][0]["demand"]) == (2, 161_000)
    settlement = await post(sealed, f"{PATH}/settlement")
    assert (settlement["products"][0]["demand"], settlement["products"][0]["late_demand"]) == (161_000, 0)
    assert {why(line(await outcomes(supply_engine, 1), number)) for number in (1, 2, 3, 4)} == {None}


async def test_after_that_it_shares_what_is_left_over_at_the_same_price(
    sealed: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await order_it(sealed)
    await admit(supply_engine, LATE, LATE_TOO)
    assert (await post(sealed, f"{PATH}/plan"))["plan"] == 1
    settlement = await post(sealed, f"{PATH}/settlement")
    settled = await outcomes(supply_engine, 1)
    assert [line(settled, number).granted for number in (1, 2, 3)] == [2_500, 68_500, 70_000]
    assert line(settled, 4).granted + line(settled, 5).granted == 9_000
    assert line(settled, 4).granted in {4_000, 4_500}
    assert {line(settled, number).final_price for number in settled} == {141}
    assert {why(line(settled, number)) for number in (1, 2, 3)} == {None}
    assert {why(line(settled, number)) for number in (4, 5)} == {(ReasonCode.ADMITTED_LATE, 152_000, 150_000)}
    (product,) = settlement["products"]
    assert (product["demand"], product["late_demand"], product["kept"]) == (152_000, 11_000, 0)
    assert product["shortage"] == "admitted_late"
    totals = await closing(supply_engine, 1)
    assert (totals.orders, totals.held) == (5, sum(event.held for event in settled.values()))


async def test_enough_is_left_over(sealed: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    await order_it(sealed)
    await admit(supply_engine, LATE)
    settlement = await post(sealed, f"{PATH}/settlement")
    settled = await outcomes(supply_engine, 1)
    assert (line(settled, 4).granted, why(line(settled, 4))) == (5_000, None)
    assert (settlement["products"][0]["kept"], settlement["products"][0]["shortage"]) == (4_000, None)
    before = await said(supply_engine)
    assert await post(sealed, f"{PATH}/settlement") == settlement
    await republish(supply_engine, CYCLE)
    again = [event for event in (await said(supply_engine))[len(before) :] if isinstance(event, HouseholdOrderSettled)]
    assert again == list(settled.values())


async def test_when_the_plan_itself_is_short_the_late_get_nothing(
    sealed: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await order_it(sealed)
    await admit(supply_engine, LATE)
    await deliver(sealed, received=100_000)
    await post(sealed, f"{PATH}/settlement")
    settled = await outcomes(supply_engine, 1)
    assert line(settled, 4).granted == 0
    assert why(line(settled, 4)) == (ReasonCode.ADMITTED_LATE, 146_000, 100_000)
    assert sum(line(settled, number).granted for number in (1, 2, 3)) == 100_000
    assert why(line(settled, 3)) == (ReasonCode.SHORT_PRO_RATA, 141_000, 100_000)


async def test_nothing_delivered_is_nobodys_turn(sealed: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    await order_it(sealed)
    await admit(supply_engine, LATE)
    await deliver(sealed, received=0)
    settlement = await post(sealed, f"{PATH}/settlement")
    assert settlement["rebates_cents"] == settlement["held_cents"]
    settled = await outcomes(supply_engine, 1)
    assert why(line(settled, 1)) == (ReasonCode.NOT_DELIVERED, 141_000, 0)
    assert why(line(settled, 4)) == (ReasonCode.NOT_DELIVERED, 146_000, 0)


async def test_what_nobody_else_ordered_is_not_bought(sealed: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    await put(sealed, "/v1/products/SEMOLINA", PRODUCT)
    await put(sealed, "/v1/offers/ALMA/SEMOLINA", OFFER)
    await put(sealed, f"{PATH}/products/SEMOLINA", {"ceiling_price_cents": 140})
    await order_it(sealed)
    await admit(supply_engine, order(4, "DUC", 2, SEMOLINA=1_000))
    settlement = await post(sealed, f"{PATH}/settlement")
    settled = await outcomes(supply_engine, 1)
    assert (line(settled, 4).granted, line(settled, 4).final_price, settled[4].held) == (0, None, 1_000)
    assert why(line(settled, 4)) == (ReasonCode.NOT_BOUGHT, 1_000, 0)
    assert [(one["product"], one["shortage"]) for one in settlement["products"]] == [
        ("FLOUR", None),
        ("SEMOLINA", "not_bought"),
    ]
    assert settlement["stock_kept_cents"] == 1_269


@pytest.mark.parametrize(
    "correction",
    [
        {"received": 145_000, "invoiced_price": None},
        {"received": 100_000, "invoiced_price": None},
        {"received": 175_000, "invoiced_price": None},
        {"received": 150_000, "invoiced_price": "1.20"},
        {"received": 0, "invoiced_price": None},
    ],
)
async def test_a_correction_raises_no_charge_of_a_late_order(
    sealed: httpx.AsyncClient, supply_engine: AsyncEngine, correction: dict[str, Any]
) -> None:
    await order_it(sealed)
    await admit(supply_engine, LATE, LATE_TOO)
    await post(sealed, f"{PATH}/settlement")
    await deliver(sealed, **correction)
    await post(sealed, f"{PATH}/settlement")
    await deliver(sealed, received=152_000, invoiced_price=None)
    assert (await post(sealed, f"{PATH}/settlement"))["times_settled"] == 3
    runs = [await outcomes(supply_engine, run) for run in (1, 2, 3)]
    for before, after in pairwise(runs):
        assert all(after[number].charged <= before[number].charged for number in before)


async def test_nothing_is_settled_before_the_order_and_the_seal_are_both_here(
    sealed: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await order_it(sealed)
    resealed = cycle_sealed(seal("DUC", [*DUC, LATE]), seal("MIN", MIN)).model_copy(update={"version": 2})
    await hear(supply_engine, resealed)
    assert await refused(sealed, f"{PATH}/settlement") == NOT_PROVED
    await hear(supply_engine, LATE)
    assert (await post(sealed, f"{PATH}/settlement"))["orders"] == 4


async def test_an_order_without_its_seal_holds_settling_up(
    sealed: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await order_it(sealed)
    await hear(supply_engine, LATE)
    assert await refused(sealed, f"{PATH}/settlement") == NOT_PROVED
    await admit(supply_engine, LATE, version=2)
    assert (await post(sealed, f"{PATH}/settlement"))["orders"] == 4


async def test_a_cycle_all_from_stock_is_planned_again_before_it_is_settled(
    sealed: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await put(sealed, "/v1/stock/FLOUR/A1", {"quantity": 150_000, "value_cents": 15_000, "best_before": None})
    await post(sealed, f"{PATH}/plan")
    await admit(supply_engine, LATE)
    assert await refused(sealed, f"{PATH}/settlement") == (409, "plan_outdated")
    assert (await post(sealed, f"{PATH}/plan"))["lines"][0]["stock_used"] == 146_000
    await post(sealed, f"{PATH}/settlement")
    assert line(await outcomes(supply_engine, 1), 4).granted == 5_000


async def test_an_order_that_was_heard_of_after_settling_is_in_the_next_run(
    sealed: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    """Orders posts no run without it, and admits no order once it has posted one."""
    await order_it(sealed)
    await post(sealed, f"{PATH}/settlement")
    await admit(supply_engine, LATE)
    assert (await post(sealed, f"{PATH}/plan"))["plan"] == 1
    settlement = await post(sealed, f"{PATH}/settlement")
    assert (settlement["times_settled"], settlement["orders"], settlement["products"][0]["kept"]) == (2, 4, 4_000)
    first, second = await outcomes(supply_engine, 1), await outcomes(supply_engine, 2)
    assert all(second[number].lines == first[number].lines for number in first)
    assert line(second, 4).granted == 5_000
    (lot,) = (await sealed.get("/v1/stock")).json()["items"]
    assert (lot["quantity"], lot["value_cents"]) == (4_000, settlement["stock_kept_cents"])


@pytest.mark.parametrize("late", [LATE, order(4, "DUC", 2, FLOUR=500, SEMOLINA=1_000)])
async def test_a_run_is_said_again_without_an_order_that_was_heard_of_since(
    sealed: httpx.AsyncClient, supply_engine: AsyncEngine, late: HouseholdOrderConfirmed
) -> None:
    await put(sealed, "/v1/products/SEMOLINA", PRODUCT)
    await put(sealed, "/v1/offers/ALMA/SEMOLINA", OFFER)
    await put(sealed, f"{PATH}/products/SEMOLINA", {"ceiling_price_cents": 140})
    await order_it(sealed)
    await post(sealed, f"{PATH}/settlement")
    settled = await outcomes(supply_engine, 1)
    before = await said(supply_engine)
    await admit(supply_engine, late)
    await republish(supply_engine, CYCLE)
    again = [event for event in (await said(supply_engine))[len(before) :] if isinstance(event, HouseholdOrderSettled)]
    assert again == list(settled.values())


async def test_an_order_heard_of_while_settling_is_whole_in_the_next_run(
    sealed: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    """The settlement waits for a table half-way through its reading; the admission comes then."""
    await order_it(sealed)
    async with transaction(supply_engine) as held_up:
        await held_up.execute(text("LOCK TABLE delivery_lines IN ACCESS EXCLUSIVE MODE"))
        settling = asyncio.create_task(post(sealed, f"{PATH}/settlement"))
        await eventually(lambda: someone_waits(supply_engine))
        await admit(supply_engine, LATE)
    assert (await settling)["orders"] == 3
    assert sorted(await outcomes(supply_engine, 1)) == [1, 2, 3]
    assert (await post(sealed, f"{PATH}/settlement"))["orders"] == 4
    assert line(await outcomes(supply_engine, 2), 4).granted == 5_000
