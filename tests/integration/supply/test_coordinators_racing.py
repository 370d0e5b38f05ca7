"""Two coordinators at once on one cycle: each fails when its command does not lock."""

import asyncio
from collections.abc import Callable, Coroutine
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from services.supply.commands.make_plan import make_plan
from shared.contracts.cycles import CatalogueRevised, CycleClosing, CycleOpened, CycleSettled
from shared.contracts.distributions import DistributionScheduled
from shared.database import transaction
from tests.fixtures.racing import held_up
from tests.fixtures.supply_buying import NEXT_PATH, PATH, draft_orders, next_cycle_sealed, order_it, post
from tests.fixtures.supply_cycle import CYCLE, OFFER, PRODUCT, TERMS, draft, opened, put, said
from tests.fixtures.waiting import eventually, waiting_for_locks

DEARER = OFFER | {"rungs": [{"from": 0, "price": "1.20"}, {"from": 150_000, "price": "1.10"}]}


async def said_of(engine: AsyncEngine, kind: type[Any]) -> list[Any]:
    return [event for event in await said(engine) if isinstance(event, kind)]


async def test_a_cycle_is_opened_once(coordinator: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    await draft(coordinator)
    opening = (coordinator.post(f"{PATH}/opening") for _ in range(2))
    assert all(answer.is_success for answer in await held_up(supply_engine, "outbox", *opening))
    assert (
        len(await said_of(supply_engine, CycleOpened)) == len(await said_of(supply_engine, DistributionScheduled)) == 1
    )


async def test_a_cycle_is_closed_once(coordinator: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    await opened(coordinator)
    closing = (coordinator.post(f"{PATH}/closing") for _ in range(2))
    assert all(answer.is_success for answer in await held_up(supply_engine, "outbox", *closing))
    assert len(await said_of(supply_engine, CycleClosing)) == 1


async def test_a_sale_is_stopped_once(coordinator: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    await opened(coordinator)
    stopping = (coordinator.post(f"{PATH}/products/FLOUR/withdrawal") for _ in range(2))
    assert all(answer.is_success for answer in await held_up(supply_engine, "outbox", *stopping))
    assert len(await said_of(supply_engine, CatalogueRevised)) == 1


async def test_a_draft_is_not_changed_while_it_opens(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await draft(coordinator)
    opening, changing = coordinator.post(f"{PATH}/opening"), coordinator.put(PATH, json=TERMS | {"name": "other"})
    _, refused = await held_up(supply_engine, "outbox", opening, changing)
    assert (refused.status_code, refused.json()["code"]) == (409, "cycle_not_draft")


async def test_two_plans_at_once_are_one(sealed: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    planning = (sealed.post(f"{PATH}/plan") for _ in range(2))
    answers = await held_up(supply_engine, "plans", *planning)
    assert [answer.json()["plan"] for answer in answers] == [1, 1]


async def test_two_cycles_that_are_planned_at_once_never_use_the_same_stock(
    sealed: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await put(sealed, "/v1/stock/FLOUR/A1", {"quantity": 100_000, "value_cents": 10_000, "best_before": None})
    await next_cycle_sealed(sealed, supply_engine, 60_000)
    planning = (sealed.post(f"{path}/plan") for path in (NEXT_PATH, PATH))
    answers = await held_up(supply_engine, "plans", *planning)
    assert [line["stock_used"] for answer in answers for line in answer.json()["lines"]] == [60_000, 40_000]


async def test_purchase_orders_drafted_by_two_are_drafted_once(
    sealed: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await post(sealed, f"{PATH}/plan")
    drafting = (sealed.post(f"{PATH}/purchase-orders") for _ in range(2))
    answers = await held_up(supply_engine, "purchase_orders", *drafting)
    assert [[order["number"] for order in answer.json()] for answer in answers] == [[1], [1]]


async def test_an_order_of_a_plan_that_is_being_replaced_is_not_approved(
    sealed: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    (order,) = await draft_orders(sealed)
    await put(sealed, "/v1/offers/ALMA/FLOUR", DEARER)
    approving = sealed.post(f"/v1/purchase-orders/{order['number']}/approval", json={"plan": 1})
    plan, refused = await held_up(supply_engine, "plans", sealed.post(f"{PATH}/plan"), approving)
    assert (plan.json()["plan"], refused.json()["code"]) == (2, "purchase_order_outdated")


async def test_a_cycle_is_abandoned_or_bought(sealed: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    (order,) = await draft_orders(sealed)
    approving = sealed.post(f"/v1/purchase-orders/{order['number']}/approval", json={"plan": 1})
    abandoning = sealed.post(f"{PATH}/abandonment", json={"reason": "no lorry"})
    approved, refused = await held_up(supply_engine, "purchase_orders", approving, abandoning)
    assert (approved.status_code, refused.json()["code"]) == (200, "cycle_bought")
    assert await said_of(supply_engine, CycleSettled) == []


async def test_two_settlements_at_once_are_one_run(sealed: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    await order_it(sealed)
    settling = (sealed.post(f"{PATH}/settlement") for _ in range(2))
    answers = await held_up(supply_engine, "settlements", *settling)
    assert [answer.json()["times_settled"] for answer in answers] == [1, 1]
    assert len(await said_of(supply_engine, CycleSettled)) == 1


async def test_a_settlement_that_waited_for_a_delivery_record_has_it(
    sealed: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await order_it(sealed)
    body = {"lines": [{"supplier": "ALMA", "product": "FLOUR", "received": 100_000}]}
    recording = sealed.put(f"{PATH}/deliveries", json=body)
    _, settled = await held_up(supply_engine, "delivery_lines", recording, sealed.post(f"{PATH}/settlement"))
    assert [line["granted"] for line in settled.json()["products"]] == [100_000]


async def importing(client: httpx.AsyncClient) -> Callable[[], Coroutine[Any, Any, httpx.Response]]:
    """A price list that makes flour dearer, shown and ready to be done."""
    columns = {"product_column": "Ref", "case_size_column": "Case", "case_unit": "kg", "price_column": "Price"}
    await put(client, "/v1/suppliers/ALMA/price-list-columns", columns)
    path, headers = "/v1/suppliers/ALMA/price-lists", {"Content-Type": "text/csv"}
    content = "Ref;Case;Price\nFLOUR;25;1,15\n"
    token = (await client.post(path, content=content, headers=headers)).json()["token"]
    return partial(client.post, path, content=content, headers=headers, params={"apply": token})


def price(plan: dict[str, Any]) -> Decimal:
    (line,) = plan["lines"]
    return Decimal(line["price"])


async def test_a_price_list_imported_while_a_plan_is_made_is_in_the_next_one(
    sealed: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    """The plan stands on the offers as it read them, all in one moment; made again, it is another, on the new ones."""
    imported = await importing(sealed)
    plan, done = await held_up(supply_engine, "plans", sealed.post(f"{PATH}/plan"), imported())
    assert (done.status_code, plan.json()["plan"], price(plan.json())) == (200, 1, Decimal("1.05"))
    again = await post(sealed, f"{PATH}/plan")
    assert (again["plan"], price(again)) == (2, Decimal("1.15"))


async def test_a_plan_made_of_older_prices_does_not_replace_a_newer_one(
    sealed: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    """The first has read its prices and finds no connection to store its plan until the second has stored one."""
    imported = await importing(sealed)
    scarce = create_async_engine(supply_engine.url, pool_size=1, max_overflow=0)
    taking = asyncio.Event()

    async def take() -> AsyncConnection:
        taking.set()
        return await scarce.connect()

    async with transaction(supply_engine) as connection:
        await connection.execute(text("LOCK TABLE plans IN ACCESS EXCLUSIVE MODE"))
        first = asyncio.create_task(make_plan(scarce, CYCLE, UUID(int=1)))
        await eventually(lambda: reads(supply_engine))
        only = asyncio.create_task(take())
        await taking.wait()
    kept = await only
    await imported()
    second = await post(sealed, f"{PATH}/plan")
    await kept.close()
    assert (await first, second["plan"], price(second)) == (1, 1, Decimal("1.15"))
    assert (await sealed.get(f"{PATH}/plan")).json() == second
    await scarce.dispose()


async def reads(engine: AsyncEngine) -> bool:
    return await waiting_for_locks(engine) == 1


async def test_a_price_list_imported_during_orders_changes_nothing_that_was_announced(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await draft(coordinator)
    imported = await importing(coordinator)
    opening = coordinator.post(f"{PATH}/opening")
    _, done = await held_up(supply_engine, "outbox", opening, imported())
    (announced,) = await said_of(supply_engine, CycleOpened)
    assert (done.status_code, await said_of(supply_engine, CatalogueRevised)) == (200, [])
    assert [rung.indicative_price for rung in announced.catalogue[0].rungs] == [142, 127]


def taxed_otherwise(client: httpx.AsyncClient) -> Coroutine[Any, Any, httpx.Response]:
    return client.put("/v1/products/FLOUR", json=PRODUCT | {"vat_basis_points": 1_000})


async def test_a_cycle_opens_on_the_terms_of_a_product_that_is_being_changed(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await draft(coordinator)
    opening = coordinator.post(f"{PATH}/opening")
    answers = await held_up(supply_engine, "audit_trail", taxed_otherwise(coordinator), opening)
    assert [answer.status_code for answer in answers] == [200, 200]
    (announced,) = await said_of(supply_engine, CycleOpened)
    assert [entry.vat_basis_points for entry in announced.catalogue] == [1_000]


async def test_a_product_is_not_changed_while_a_cycle_opens_on_its_terms(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await draft(coordinator)
    opening = coordinator.post(f"{PATH}/opening")
    _, refused = await held_up(supply_engine, "outbox", opening, taxed_otherwise(coordinator))
    assert (refused.status_code, refused.json()["code"]) == (409, "product_on_sale")
