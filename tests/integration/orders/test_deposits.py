"""Deposits on returnable containers: paid from credit, given back with the container, never for more than was taken."""

from uuid import UUID

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.kernel.ids import uuid7
from shared.web.roles import Role
from tests.fixtures.orders_http import MIN, OrdersHttp, Table, broken_tills
from tests.fixtures.orders_story import balances
from tests.fixtures.racing import held_by, held_up, rows

JAR = "BOCAL-1L"


async def keep(http: OrdersHttp, cents: int = 200, code: str = JAR, name: str = "Bocal 1 litre") -> httpx.Response:
    async with http.table(role=Role.COORDINATOR) as coordinator:
        return await coordinator.client.put(f"/v1/containers/{code}", json={"name": name, "deposit_cents": cents})


async def take(
    table: Table, household: UUID, number: int, *, container: str = JAR, deposit: UUID | None = None
) -> httpx.Response:
    body = {"household_id": str(household), "container": container, "number": number}
    return await table.client.put(f"/v1/deposits/{deposit or uuid7()}", json=body)


@pytest.fixture
async def household(table: Table, orders_http: OrdersHttp) -> UUID:
    """One with ten euros, in a network that has jars."""
    assert (await keep(orders_http)).status_code == 201
    whose = await table.household()
    await table.pay(whose, 1_000)
    return whose


async def test_containers_are_taken_and_brought_back(table: Table, household: UUID, orders_engine: AsyncEngine) -> None:
    taken = await take(table, household, 3)
    assert taken.status_code == 201
    jars = [{"container": JAR, "name": "Bocal 1 litre", "number": 3, "deposit_cents": 600}]
    assert taken.json()["containers"] == jars
    assert (await balances(orders_engine))["deposits:held"] == -600
    await take(table, household, -2)
    assert await table.credit(household) == 1_000 - 200
    await take(table, household, -1)
    shown = (await table.client.get(f"/v1/households/{household}/containers")).json()
    assert (shown["containers"], await table.credit(household)) == ([], 1_000)
    assert "deposits:held" not in await balances(orders_engine)
    assert await broken_tills(orders_engine) == []


async def test_the_same_deposit_twice_is_one(table: Table, household: UUID) -> None:
    deposit = uuid7()
    first = await take(table, household, 2, deposit=deposit)
    again = await take(table, household, 2, deposit=deposit)
    other = await take(table, household, 3, deposit=deposit)
    assert (again.status_code, again.json()) == (200, first.json())
    assert (other.status_code, other.json()["code"]) == (409, "deposit_differs")
    assert await table.credit(household) == 600


async def test_no_more_comes_back_than_was_taken_however_often_at_once(
    table: Table, household: UUID, orders_engine: AsyncEngine
) -> None:
    await take(table, household, 2)
    brought = (take(table, household, -1) for _ in range(4))
    answers = await held_by(orders_engine, rows("households"), *brought)
    assert [answer.status_code for answer in answers] == [201, 201, 409, 409]
    assert {answer.json().get("code") for answer in answers} == {None, "containers_not_taken"}
    assert await table.credit(household) == 1_000


async def test_what_makes_no_deposit_is_refused(table: Table, household: UUID, orders_http: OrdersHttp) -> None:
    assert (await take(table, household, 6)).json()["code"] == "not_enough_credit"
    assert (await take(table, household, 0)).json()["code"] == "deposit_of_nothing"
    assert (await take(table, household, 1, container="CAISSE")).json()["code"] == "container_unknown"
    async with orders_http.table(MIN) as other:
        assert (await take(other, household, 1)).json()["code"] == "household_unknown"
        assert (await other.client.get(f"/v1/households/{household}/containers")).status_code == 404
        refused = await other.client.put(f"/v1/containers/{JAR}", json={"name": "x", "deposit_cents": 1})
        assert refused.status_code == 403
    assert await table.credit(household) == 1_000


async def test_a_deposit_stays_what_was_paid(table: Table, household: UUID, orders_http: OrdersHttp) -> None:
    await take(table, household, 1)
    refused = await keep(orders_http, 300)
    assert (refused.status_code, refused.json()["code"]) == (409, "container_in_use")
    assert (await keep(orders_http, name="Bocal")).status_code == 200
    await take(table, household, -1)
    assert (await keep(orders_http, 300)).status_code == 200
    await keep(orders_http, code="CAISSE", name="Caisse")
    page = (await table.client.get("/v1/containers", params={"limit": 1})).json()
    assert (page["items"], page["next"]) == ([{"container": JAR, "name": "Bocal 1 litre", "deposit_cents": 300}], JAR)


async def test_a_deposit_does_not_change_while_a_container_is_taken(
    table: Table, household: UUID, orders_http: OrdersHttp, orders_engine: AsyncEngine
) -> None:
    taken, refused = await held_up(orders_engine, "deposits", take(table, household, 1), keep(orders_http, 300))
    assert (taken.status_code, refused.status_code, refused.json()["code"]) == (201, 409, "container_in_use")


async def test_no_account_is_closed_while_containers_are_out(table: Table, household: UUID) -> None:
    await take(table, household, 5)
    closing = f"/v1/households/{household}/closing"
    assert (await table.client.post(closing)).json()["code"] == "household_has_containers"
    await take(table, household, -5)
    neighbour = await table.household("000002")
    move = {"from_household": str(household), "to_household": str(neighbour), "amount_cents": 1_000, "reason": "parts"}
    await table.client.put(f"/v1/credit-moves/{uuid7()}", json=move)
    assert (await table.client.post(closing)).status_code == 200
    assert (await take(table, household, 1)).json()["code"] == "household_closed"


async def test_a_households_file_has_its_deposits(table: Table, household: UUID, orders_http: OrdersHttp) -> None:
    await take(table, household, 2)
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        found = (await treasurer.client.get(f"/v1/households/{household}/file")).json()
    assert [(one["container"], one["number"], one["amount_cents"]) for one in found["deposits"]] == [(JAR, 2, 400)]
    assert found["day_sales"] == []


async def test_which_households_have_what_is_said_to_their_centre_in_pages(
    table: Table, household: UUID, orders_http: OrdersHttp
) -> None:
    await keep(orders_http, code="CAISSE", name="Caisse")
    other, none = await table.household("000002"), await table.household("000003")
    await table.pay(other, 1_000)
    await table.pay(none, 1_000)
    for whose, number, container in ((household, 2, JAR), (household, 1, "CAISSE"), (other, 3, JAR), (none, 1, JAR)):
        await take(table, whose, number, container=container)
    await take(table, none, -1)
    address, found = "/v1/centres/DUC/containers", []
    page = (await table.client.get(address, params={"limit": 1})).json()
    found += page["items"]
    found += (await table.client.get(address, params={"limit": 1, "after": page["next"]})).json()["items"]
    has = {one["household_id"]: [(its["container"], its["number"]) for its in one["containers"]] for one in found}
    assert has == {str(household): [(JAR, 2), ("CAISSE", 1)], str(other): [(JAR, 3)]}
    async with orders_http.table(MIN) as elsewhere:
        assert (await elsewhere.client.get(address)).status_code == 404
