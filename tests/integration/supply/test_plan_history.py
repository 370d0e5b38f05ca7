"""Every plan of a cycle, and why it replaced the one before."""

from typing import Any

import httpx
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.domain.plan_history import Because
from services.supply.storage.buying_tables import plans
from services.supply.web.plan_history_sentences import BECAUSE
from services.supply.web.sentences import LOCALE
from shared.database import transaction
from shared.web.translation import messages_of
from tests.fixtures.supply_buying import PATH, admit, paid, post
from tests.fixtures.supply_cycle import COORDINATOR, CYCLE, OFFER, SUPPLIER, hear, put

WITHOUT_MIN = {"centre": "MIN", "reason": "the tablet was lost"}


async def made(client: httpx.AsyncClient) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await client.get(f"{PATH}/plans")).json()["plans"]
    return found


async def why(client: httpx.AsyncClient) -> list[str]:
    """Make the plan again; why the last one was made."""
    await post(client, f"{PATH}/plan")
    because: list[str] = (await made(client))[-1]["because"]
    return because


async def test_each_plan_says_who_made_it_and_what_changed(
    sealed: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    assert await made(sealed) == []
    assert await why(sealed) == ["first"]
    assert await why(sealed) == ["first"]
    await put(sealed, "/v1/stock/FLOUR/L1", {"quantity": 1_000, "value_cents": 100, "best_before": None})
    assert await why(sealed) == ["stock_changed"]
    await put(sealed, "/v1/offers/ALMA/FLOUR", OFFER | {"max_cases": 50})
    assert await why(sealed) == ["offers_changed"]
    await put(sealed, "/v1/suppliers/ALMA", SUPPLIER | {"delivery_fee_cents": 3_900})
    assert await why(sealed) == ["offers_changed"]
    await put(sealed, f"{PATH}/plan/overrides/FLOUR", {"supplier": "ALMA", "reason": "as ever"})
    assert await why(sealed) == ["overrides_changed"]
    await admit(supply_engine, paid(4, "MIN", 1_000, version=2))
    assert await why(sealed) == ["demand_changed"]
    found = await made(sealed)
    assert [one["plan"] for one in found] == [1, 2, 3, 4, 5, 6]
    plan = (await sealed.get(f"{PATH}/plan")).json()
    last = found[-1]
    assert (last["made_by"], last["demand_digest"]) == (str(COORDINATOR), plan["demand_digest"])
    assert (last["objective_cents"], last["proven"]) == (plan["objective_cents"], True)
    assert last["sentence"] == "What is ordered has changed."


async def test_a_replaced_plan_is_read_as_it_was(sealed: httpx.AsyncClient) -> None:
    await put(sealed, f"{PATH}/plan/overrides/FLOUR", {"supplier": "ALMA", "cases": 7, "reason": "the mill asked"})
    plan = await post(sealed, f"{PATH}/plan")
    gap = {"plan": 1, "kind": "gap", "subject": "ALMA", "reason": "it goes into stock"}
    await post(sealed, f"{PATH}/choices", gap)
    first = (await sealed.get(f"{PATH}/plan")).json()
    await sealed.delete(f"{PATH}/plan/overrides/FLOUR")
    await put(sealed, "/v1/offers/ALMA/FLOUR", OFFER | {"rungs": [{"from": 0, "price": "1.20"}]})
    second = await post(sealed, f"{PATH}/plan")
    assert (second["plan"], second["lines"][0]["cases"], second["overrides"]) == (2, 6, [])
    assert (await sealed.get(f"{PATH}/plans/1")).json() == first
    assert (first["lines"], first["overrides"][0]["reason"]) == (plan["lines"], "the mill asked")
    assert [one["reason"] for one in first["choices"]] == ["it goes into stock"]
    assert (await sealed.get(f"{PATH}/plans/2")).json()["choices"] == [], "only what was accepted"
    assert (await sealed.get(f"{PATH}/plans/3")).json()["code"] == "plan_unknown"


async def test_a_centre_left_out_takes_its_orders_with_it(
    sealed: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await put(sealed, "/v1/suppliers/ALMA", SUPPLIER | {"minimum_cents": 0})
    await why(sealed)
    await admit(supply_engine, version=3)
    assert await why(sealed) == ["sealed_again"]
    await admit(supply_engine, paid(4, "MIN", 1_000, version=3), version=4)
    await post(sealed, f"{PATH}/plan")
    await hear(supply_engine, paid(4, "MIN", 2_000, version=5))
    await post(sealed, f"{PATH}/left-out-centres", WITHOUT_MIN)
    assert await why(sealed) == ["centres_changed"]


async def test_of_plans_made_before_this_was_kept_it_is_not_known(
    sealed: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await why(sealed)
    async with transaction(supply_engine) as connection:
        await connection.execute(update(plans).where(plans.c.cycle == CYCLE).values(ordered_digest=None))
    await put(sealed, "/v1/suppliers/ALMA", SUPPLIER | {"delivery_fee_cents": 3_900})
    async with transaction(supply_engine) as connection:
        await connection.execute(update(plans).values(offers_digest=None, stock_digest=None))
    assert await why(sealed) == ["unknown"]


async def test_only_of_a_cycle_that_there_is_and_for_the_coordinator(
    coordinator: httpx.AsyncClient, volunteer: httpx.AsyncClient
) -> None:
    assert (await coordinator.get(f"{PATH}/plans")).json()["code"] == "cycle_unknown"
    assert (await volunteer.get(f"{PATH}/plans")).status_code == 403


def test_every_reason_is_in_french_too() -> None:
    assert BECAUSE.keys() == set(Because)
    assert set(BECAUSE.values()) - messages_of(LOCALE, "fr").keys() == set()
