"""Tariffs: offered by a centre, given from one day to another, ended; seen by the treasurer and the coordinator."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.commands.order_desk import PARIS
from shared.kernel.clock import system_clock
from shared.kernel.ids import uuid7
from shared.web.roles import Role
from tests.fixtures.orders_http import DUC, MIN, SOAP, OrdersHttp, Table, cash
from tests.fixtures.racing import held_up
from tests.fixtures.tariffs import donate, fund_of

TODAY = system_clock().astimezone(PARIS).date()


def day(days: int) -> str:
    return (TODAY + timedelta(days)).isoformat()


def half(begins: int = 0, ends: int | None = None, **changed: Any) -> dict[str, Any]:
    """Half the price between two days, counted from today."""
    body = {"begins": day(begins), "ends": None if ends is None else day(ends), "basis_points": 5_000}
    return body | {"prescribed_by": None} | changed


@pytest.fixture
async def treasurer(orders_http: OrdersHttp) -> AsyncIterator[Table]:
    async with orders_http.table(role=Role.TREASURER) as found:
        yield found


@pytest.fixture
async def household(table: Table, treasurer: Table) -> UUID:
    """At a centre that offers half the price and a fifth more."""
    set_rates = await treasurer.client.put(f"/v1/centres/{DUC}/tariffs", json={"rates": [12_000, 5_000]})
    assert set_rates.status_code == 201, set_rates.text
    return await table.household()


async def give(
    treasurer: Table, household: UUID, body: dict[str, Any], tariff_id: UUID | None = None
) -> httpx.Response:
    return await treasurer.client.put(f"/v1/households/{household}/tariffs/{tariff_id or uuid7()}", json=body)


async def end(treasurer: Table, household: UUID, tariff_id: str, days: int) -> httpx.Response:
    path = f"/v1/households/{household}/tariffs/{tariff_id}/ending"
    return await treasurer.client.post(path, json={"ends": day(days)})


async def test_a_centre_sets_its_rates(treasurer: Table, household: UUID) -> None:
    path = f"/v1/centres/{DUC}/tariffs"
    assert (await treasurer.client.get(path)).json() == {"centre": DUC, "rates": [5_000, 12_000]}
    changed = await treasurer.client.put(path, json={"rates": [3_000]})
    assert (changed.status_code, changed.json()["rates"]) == (200, [3_000])
    refused = await give(treasurer, household, half())
    assert (refused.status_code, refused.json()["code"]) == (409, "tariff_not_offered")
    ordinary = await treasurer.client.put(path, json={"rates": [10_000]})
    nowhere = await treasurer.client.put("/v1/centres/NIX/tariffs", json={"rates": []})
    assert [answer.json()["code"] for answer in (ordinary, nowhere)] == ["tariff_is_ordinary", "centre_unknown"]


async def test_a_tariff_is_given_once_and_priced_from_its_first_day(
    treasurer: Table, household: UUID, table: Table, orders_http: OrdersHttp
) -> None:
    await donate(orders_http, 1_000)
    tariff_id, body = uuid7(), half(0, 30, prescribed_by="CCAS")
    first, again = [await give(treasurer, household, body, tariff_id) for _ in range(2)]
    assert (first.status_code, again.status_code, again.json()) == (201, 200, first.json())
    listed = (await treasurer.client.get(f"/v1/households/{household}/tariffs")).json()
    assert listed == [first.json()]
    other = await give(treasurer, household, body | {"basis_points": 12_000}, tariff_id)
    assert (other.status_code, other.json()["code"]) == (409, "tariff_differs")
    placed = (await table.order(household, {SOAP: 1}, payments=[cash()])).json()
    assert placed["due_cents"] == 160
    assert await fund_of(orders_http) == (840, 160)
    language = {"Accept-Language": "fr"}
    shown = (await table.client.get(f"/v1/orders/{placed['order_id']}", headers=language)).json()["order"]["sentence"]
    assert shown.endswith("le prix ordinaire s’applique.")


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        (half(1, 0), 422, "tariff_dates"),
        (half(prescribed_by="CCAS"), 422, "eligibility_needs_end"),
        (half(basis_points=4_999), 409, "tariff_not_offered"),
        (half(basis_points=20_001), 422, "invalid_request"),
        (half(begins=0) | {"begins": "soon"}, 422, "invalid_request"),
    ],
)
async def test_what_a_tariff_may_not_be(
    treasurer: Table, household: UUID, changed: dict[str, Any], status: int, code: str
) -> None:
    refused = await give(treasurer, household, changed)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert (await treasurer.client.get(f"/v1/households/{household}/tariffs")).json() == []


@pytest.mark.parametrize("days", [(0, None), (10, 20), (-5, 0), (5, 5), (0, 9), (9, 30)])
async def test_never_two_on_one_day(treasurer: Table, household: UUID, days: tuple[int, int | None]) -> None:
    assert (await give(treasurer, household, half(0, 10))).status_code == 201
    expected = 201 if days[0] > 10 else 409
    refused = await give(treasurer, household, half(*days))
    assert (refused.status_code, refused.json().get("code")) == (expected, "tariff_overlaps")
    assert (await give(treasurer, household, half(11))).status_code == 201


async def test_given_twice_at_once_it_is_one(treasurer: Table, household: UUID, orders_engine: AsyncEngine) -> None:
    both = (give(treasurer, household, half()) for _ in range(2))
    answers = await held_up(orders_engine, "household_tariffs", *both)
    assert [(one.status_code, one.json().get("code")) for one in answers] == [(201, None), (409, "tariff_overlaps")]
    assert (await treasurer.client.get(f"/v1/households/{household}/tariffs")).json() == [answers[0].json()]
    tariff_id, neighbour = uuid7(), await treasurer.household("000002")
    same = (give(treasurer, neighbour, half(), tariff_id) for _ in range(2))
    again = await held_up(orders_engine, "household_tariffs", *same)
    assert [answer.status_code for answer in again] == [201, 200]


@pytest.mark.usefixtures("household")
async def test_rates_set_by_two_at_once_are_wholly_those_of_one(treasurer: Table, orders_engine: AsyncEngine) -> None:
    path = f"/v1/centres/{DUC}/tariffs"
    both = (treasurer.client.put(path, json={"rates": rates}) for rates in ([3_000], [4_000, 6_000]))
    answers = await held_up(orders_engine, "centre_tariffs", *both)
    assert [answer.status_code for answer in answers] == [200, 200]
    assert (await treasurer.client.get(path)).json()["rates"] == [4_000, 6_000]


async def test_it_is_ended_and_only_ever_made_shorter(
    treasurer: Table, household: UUID, table: Table, orders_http: OrdersHttp
) -> None:
    await donate(orders_http, 1_000)
    tariff = str((await give(treasurer, household, half())).json()["tariff_id"])
    placed = (await table.order(household, {SOAP: 1}, payments=[cash()])).json()
    assert "ordinary price" not in placed["sentence"]
    for days, status in ((30, 200), (30, 200), (31, 409), (-2, 409), (-1, 200)):
        assert (await end(treasurer, household, tariff, days)).status_code == status
    assert (await end(treasurer, household, str(uuid7()), 0)).json()["code"] == "tariff_unknown"
    neighbour = await table.household("000002")
    assert (await end(treasurer, neighbour, tariff, -1)).json()["code"] == "tariff_unknown"
    amended = await table.order(
        household, {SOAP: 2}, order_id=UUID(placed["order_id"]), version=placed["version"], payments=[cash()]
    )
    assert (amended.json()["due_cents"], amended.json()["paid_cents"]) == (640, 480)
    assert await fund_of(orders_http) == (1_000, 0)


async def test_what_ends_soon_is_listed_unless_something_follows(
    treasurer: Table, household: UUID, table: Table
) -> None:
    later, followed, open_end = [await table.household(f"00000{n}") for n in (2, 3, 4)]
    soon = (await give(treasurer, household, half(0, 5, prescribed_by="CCAS"))).json()
    await give(treasurer, later, half(0, 40))
    for body in (half(0, 5), half(6, 90)):
        await give(treasurer, followed, body)
    await give(treasurer, open_end, half())
    listed = (await treasurer.client.get("/v1/solidarity/ending-tariffs", params={"within_days": 30})).json()["items"]
    assert listed == [
        {
            "tariff_id": soon["tariff_id"],
            "household_id": str(household),
            "household_number": "000001",
            "centre": DUC,
            "label": "Foyer 000001",
            "ends": day(5),
            "is_over": False,
            "prescribed_by": "CCAS",
        }
    ]
    first = (await treasurer.client.get("/v1/solidarity/ending-tariffs", params={"limit": 1})).json()
    rest = (await treasurer.client.get("/v1/solidarity/ending-tariffs", params={"after": first["next"]})).json()
    numbers = [tariff["household_number"] for tariff in (*first["items"], *rest["items"])]
    assert (numbers, date.fromisoformat(rest["items"][0]["ends"])) == (["000001", "000002"], TODAY + timedelta(40))


async def test_what_ended_by_hand_or_goes_on_only_later_is_listed_too(
    treasurer: Table, household: UUID, table: Table
) -> None:
    renewed, gone, gap = [await table.household(f"00000{n}") for n in (2, 3, 4)]
    for whose in (household, renewed):
        tariff = (await give(treasurer, whose, half(-9))).json()
        assert (await end(treasurer, whose, tariff["tariff_id"], -1)).status_code == 200
    await give(treasurer, renewed, half())
    await give(treasurer, gone, half(-90, -31))
    for body in (half(0, 5), half(7, 90)):
        await give(treasurer, gap, body)
    listed = (await treasurer.client.get("/v1/solidarity/ending-tariffs")).json()["items"]
    found = [(one["household_number"], one["ends"], one["is_over"]) for one in listed]
    assert found == [("000001", day(-1), True), ("000004", day(5), False)]


async def test_an_unknown_household_has_none(treasurer: Table) -> None:
    answers = [await give(treasurer, uuid7(), half()), await treasurer.client.get(f"/v1/households/{uuid7()}/tariffs")]
    assert [answer.json()["code"] for answer in answers] == ["household_unknown"] * 2


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.OPERATOR])
async def test_nobody_else_sees_or_sets_any_of_it(orders_http: OrdersHttp, household: UUID, role: Role) -> None:
    tariffs = f"/v1/households/{household}/tariffs"
    async with orders_http.table(DUC, MIN, role=role) as other:
        answers = [
            await give(other, household, half()),
            await end(other, household, str(uuid7()), 0),
            await other.client.put(f"/v1/centres/{DUC}/tariffs", json={"rates": []}),
            *[await other.client.get(path) for path in (tariffs, f"/v1/centres/{DUC}/tariffs")],
            *[await other.client.get(f"/v1/solidarity{path}") for path in ("", "/ending-tariffs")],
        ]
    assert {answer.json()["code"] for answer in answers} == {"role_needed"}
