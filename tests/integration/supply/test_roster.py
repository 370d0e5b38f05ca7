"""Volunteers and rosters through the API, from orders as they were heard."""

import asyncio
from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.contracts.centres import CentreRegistered
from tests.fixtures.racing import held_up
from tests.fixtures.supply_cycle import CYCLE, draft, hear, opened, order, put
from tests.fixtures.supply_roster import CENTRES, ROSTER, VOLUNTEER, made


async def ordered(coordinator: httpx.AsyncClient, engine: AsyncEngine) -> None:
    """An open cycle of three centres: forty-one households ordered at one, one at another, none at the third."""
    await opened(coordinator, centres=CENTRES)
    orders = [order(number, "DUC", FLOUR=25_000) for number in range(1, 42)]
    await hear(engine, *orders, order(42, "MIN", FLOUR=500))


async def with_volunteers(coordinator: httpx.AsyncClient, count: int) -> None:
    for number in range(count):
        await put(coordinator, f"/v1/volunteers/V{number}", VOLUNTEER)


async def test_a_volunteer_is_kept_with_windows_as_given(coordinator: httpx.AsyncClient) -> None:
    windows = VOLUNTEER["available"]
    first = VOLUNTEER | {"available": [*reversed(windows), windows[0]]}
    assert (await put(coordinator, "/v1/volunteers/V1", first)).status_code == 201
    again = await put(coordinator, "/v1/volunteers/V1", VOLUNTEER | {"available": []})
    assert (again.status_code, again.json()["available"]) == (200, [])
    await put(coordinator, "/v1/volunteers/V1", first)
    await put(coordinator, "/v1/volunteers/V2", VOLUNTEER | {"skills": []})
    page = (await coordinator.get("/v1/volunteers", params={"limit": 1})).json()
    assert page == {"items": [{"volunteer": "V1", **VOLUNTEER}], "next": "V1"}
    rest = (await coordinator.get("/v1/volunteers", params={"after": "V1"})).json()
    assert [one["volunteer"] for one in rest["items"]] == ["V2"]


async def test_a_volunteer_kept_by_two_at_once_is_wholly_as_the_second_says(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    bodies = [VOLUNTEER | {"name": "Ana"}, VOLUNTEER | {"name": "Ben", "available": VOLUNTEER["available"][:1]}]
    both = (coordinator.put("/v1/volunteers/V1", json=body) for body in bodies)
    answers = await held_up(supply_engine, "volunteer_windows", *both)
    assert [answer.status_code for answer in answers] == [201, 200]
    assert (await coordinator.get("/v1/volunteers")).json()["items"] == [{"volunteer": "V1", **bodies[1]}]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"available": [{"starts": "2026-12-15T13:00:00", "ends": "2026-12-15T08:00:00"}]}, "availability_backwards"),
        ({"available": [{"starts": "2026-12-15T13:00:00Z", "ends": "2026-12-15T18:00:00Z"}]}, "invalid_request"),
        ({"max_minutes": -1}, "invalid_request"),
        ({"max_minutes": 7.5}, "invalid_request"),
        ({"phone": "0400000000"}, "invalid_request"),
    ],
)
async def test_a_volunteer_that_makes_no_sense_is_refused(
    coordinator: httpx.AsyncClient, change: dict[str, Any], code: str
) -> None:
    response = await coordinator.put("/v1/volunteers/V1", json=VOLUNTEER | change)
    assert (response.status_code, response.json()["code"]) == (422, code)
    assert (await coordinator.get("/v1/volunteers")).json()["items"] == []


async def test_shifts_are_sized_from_what_was_ordered_and_filled(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await ordered(coordinator, supply_engine)
    await with_volunteers(coordinator, 8)
    roster = await made(coordinator)
    shown = {shift["shift"]: (shift["centre"], shift["needed"], len(shift["assigned"])) for shift in roster["shifts"]}
    assert shown == {  # 1 025.5 kg
        "reception": (None, 3, 3),
        "repacking-1": (None, 3, 3),
        "repacking-2": (None, 2, 2),
        "distribution-DUC": ("DUC", 5, 5),
        "distribution-MIN": ("MIN", 4, 4),
    }
    substitutes = {shift["shift"]: {one["substitute"] for one in shift["assigned"]} for shift in roster["shifts"]}
    assert substitutes["distribution-DUC"] == substitutes["reception"] == {False}
    assert substitutes["distribution-MIN"] == {True}
    assert (roster["proven"], roster["understaffed"]) == (True, [])


async def test_a_roster_made_again_is_the_same_and_is_what_is_read(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await ordered(coordinator, supply_engine)
    await with_volunteers(coordinator, 4)
    first = await made(coordinator)
    second, third = await asyncio.gather(made(coordinator), made(coordinator))
    assert first == second == third
    assert (await coordinator.get(ROSTER)).json() == first
    assert {one["shift"]: one["missing"] for one in first["understaffed"]} == {
        "reception": 1,
        "repacking-1": 1,
        "repacking-2": 2,
        "distribution-DUC": 1,
    }


async def test_a_roster_follows_what_changed(coordinator: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    await ordered(coordinator, supply_engine)
    empty = await made(coordinator)
    assert sum(one["missing"] for one in empty["understaffed"]) == 17
    await with_volunteers(coordinator, 1)
    assert len((await made(coordinator))["shifts"][0]["assigned"]) == 1


async def test_a_cycle_without_orders_has_an_empty_roster(coordinator: httpx.AsyncClient) -> None:
    await opened(coordinator, centres=CENTRES)
    await with_volunteers(coordinator, 2)
    assert await made(coordinator) == {
        "cycle": CYCLE,
        "version": 1,
        "proven": True,
        "shifts": [],
        "understaffed": [],
    }


async def test_a_volunteer_reads_the_warehouse_and_their_own_centre(
    coordinator: httpx.AsyncClient, volunteer: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await ordered(coordinator, supply_engine)
    await made(coordinator)
    roster = (await volunteer.get(ROSTER)).json()
    assert {shift["centre"] for shift in roster["shifts"]} == {None, "DUC"}
    assert {one["shift"] for one in roster["understaffed"]} == {shift["shift"] for shift in roster["shifts"]}
    for request in (volunteer.post(ROSTER), volunteer.get("/v1/volunteers")):
        assert (await request).json()["code"] == "role_needed"


async def test_what_is_not_there_is_said(coordinator: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    unknown = await coordinator.post(ROSTER)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "cycle_unknown")
    await draft(coordinator)
    await hear(supply_engine, CentreRegistered(version=1, centre="DUC", name="Duchère", active=True, place=""))
    unmade = await coordinator.get(ROSTER, headers={"Accept-Language": "fr"})
    assert (unmade.status_code, unmade.json()["code"]) == (404, "roster_not_made")
    assert "Aucun planning" in unmade.json()["detail"]
