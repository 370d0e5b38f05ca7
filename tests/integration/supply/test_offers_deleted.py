"""An offer that its supplier no longer makes is deleted, unless a running cycle rests on it."""

import httpx
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.fixtures.racing import held_up
from tests.fixtures.supply_buying import PATH, deliver, order_it, post
from tests.fixtures.supply_cycle import OFFER, SUPPLIER, draft, opened, put

OFFER_PATH = "/v1/offers/ALMA/FLOUR"
OVERRIDE_PATH = f"{PATH}/plan/overrides/FLOUR"


async def suppliers_of_flour(client: httpx.AsyncClient) -> list[str]:
    items = (await client.get("/v1/offers", params={"product": "FLOUR"})).json()["items"]
    return [offer["supplier"] for offer in items]


async def refused(client: httpx.AsyncClient, path: str = OFFER_PATH) -> tuple[int, str]:
    response = await client.delete(path)
    return response.status_code, response.json()["code"]


async def test_an_offer_is_deleted_with_its_rungs_and_stays_away(coordinator: httpx.AsyncClient) -> None:
    await opened(coordinator)
    assert [(await coordinator.delete(OFFER_PATH)).status_code for _ in range(2)] == [204, 204]
    assert await suppliers_of_flour(coordinator) == []
    assert (await put(coordinator, OFFER_PATH, OFFER)).status_code == 201


async def test_what_is_not_known_cannot_be_deleted(coordinator: httpx.AsyncClient) -> None:
    await draft(coordinator)
    assert await refused(coordinator, "/v1/offers/NONE/FLOUR") == (404, "supplier_unknown")
    assert await refused(coordinator, "/v1/offers/ALMA/NONE") == (404, "product_unknown")


async def test_only_the_coordinator_deletes(volunteer: httpx.AsyncClient) -> None:
    assert (await volunteer.delete(OFFER_PATH)).status_code == 403


async def test_an_offer_stays_while_a_plan_or_an_order_rests_on_it(sealed: httpx.AsyncClient) -> None:
    await post(sealed, f"{PATH}/plan")
    assert await refused(sealed) == (409, "offer_planned")
    await order_it(sealed)
    assert await refused(sealed) == (409, "offer_ordered")
    assert await suppliers_of_flour(sealed) == ["ALMA"]
    await put(sealed, "/v1/suppliers/OTHER", SUPPLIER)
    await put(sealed, "/v1/offers/OTHER/FLOUR", OFFER)
    assert (await sealed.delete("/v1/offers/OTHER/FLOUR")).status_code == 204


async def test_an_offer_that_is_no_longer_planned_is_free(sealed: httpx.AsyncClient) -> None:
    await post(sealed, f"{PATH}/plan")
    await put(sealed, "/v1/suppliers/OTHER", SUPPLIER)
    await put(sealed, "/v1/offers/OTHER/FLOUR", OFFER)
    await put(sealed, OFFER_PATH, OFFER | {"only_in_replacement": True})
    await post(sealed, f"{PATH}/plan")
    assert (await sealed.delete(OFFER_PATH)).status_code == 204
    assert await refused(sealed, "/v1/offers/OTHER/FLOUR") == (409, "offer_planned")


async def test_an_offer_that_is_fixed_by_hand_stays_until_that_is_taken_back(sealed: httpx.AsyncClient) -> None:
    await put(sealed, OVERRIDE_PATH, {"supplier": "ALMA", "reason": "promised to them"})
    assert await refused(sealed) == (409, "offer_fixed")
    await sealed.delete(OVERRIDE_PATH)
    assert (await sealed.delete(OFFER_PATH)).status_code == 204


async def test_once_settled_a_cycle_rests_on_no_offer_and_shows_what_it_paid(sealed: httpx.AsyncClient) -> None:
    await order_it(sealed)
    await deliver(sealed, received=150_000)
    before = await post(sealed, f"{PATH}/settlement")
    assert (await sealed.delete(OFFER_PATH)).status_code == 204
    assert (await post(sealed, f"{PATH}/settlement"))["products"] == before["products"]
    assert (await sealed.get(f"{PATH}/plan")).json()["lines"][0]["supplier"] == "ALMA"


async def test_an_offer_that_a_plan_takes_meanwhile_stays(
    sealed: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    planning, deleting = sealed.post(f"{PATH}/plan"), sealed.delete(OFFER_PATH)
    plan, kept = await held_up(supply_engine, "plans", planning, deleting)
    assert (plan.json()["plan"], kept.status_code, kept.json()["code"]) == (1, 409, "offer_planned")


async def test_deleted_while_a_list_with_it_is_applied_it_is_there_or_told(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await draft(coordinator)
    columns = {"product_column": "Ref", "case_size_column": "Case", "case_unit": "kg", "price_column": "Price"}
    await put(coordinator, "/v1/suppliers/ALMA/price-list-columns", columns)
    path, csv = "/v1/suppliers/ALMA/price-lists", "Ref;Case;Price\nFLOUR;25;1.30\n"
    headers = {"Content-Type": "text/csv"}
    token = (await coordinator.post(path, content=csv, headers=headers)).json()["token"]
    deleting = coordinator.delete(OFFER_PATH)
    applying = coordinator.post(path, content=csv, headers=headers, params={"apply": token})
    deleted, told = await held_up(supply_engine, "rungs", deleting, applying)
    assert (deleted.status_code, told.status_code, told.json()["code"]) == (204, 409, "price_list_changed")
    assert await suppliers_of_flour(coordinator) == []
