"""The coordinator moves volunteers by hand: what speaks against it, what is kept, two at once."""

from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.contracts.group_orders import HouseholdOrderCancelled
from tests.fixtures.racing import held_up
from tests.fixtures.supply_cycle import hear, opened, order, put
from tests.fixtures.supply_roster import CENTRES, ROSTER, VOLUNTEER, made

FULL = {"starts": "2026-12-15T08:00:00", "ends": "2026-12-19T23:00:00"}


async def placed(coordinator: httpx.AsyncClient, engine: AsyncEngine, **others: dict[str, Any]) -> dict[str, Any]:
    """A roster of a reception, a repacking and a distribution at DUC; V1 can do all of it, ``others`` differ."""
    await opened(coordinator, centres=CENTRES)
    await hear(engine, order(1, "DUC", FLOUR=5_000))
    for code, change in {"V1": {}, **others}.items():
        await put(coordinator, f"/v1/volunteers/{code}", VOLUNTEER | {"available": [FULL]} | change)
    return await made(coordinator)


def there(roster: dict[str, Any], volunteer: str = "V1") -> dict[str, bool]:
    """The shifts of a volunteer, each with whether it was decided by hand."""
    return {
        shift["shift"]: one["by_hand"]
        for shift in roster["shifts"]
        for one in shift["assigned"]
        if one["volunteer"] == volunteer
    }


async def places(coordinator: httpx.AsyncClient, left: str | None, volunteer: str = "V1") -> dict[str, Any]:
    params = {"volunteer": volunteer} | ({} if left is None else {"left": left})
    response = await coordinator.get(f"{ROSTER}/places", params=params)
    assert response.status_code == 200, response.text
    found = response.json()["places"]
    return {one["shift"]: (one["verdict"], [why["code"] for why in one["why"]]) for one in found}


async def move(coordinator: httpx.AsyncClient, number: int = 1, **body: Any) -> httpx.Response:
    version = (await coordinator.get(ROSTER)).json()["version"]
    whole = {"volunteer": "V1", "base_version": version} | body
    return await coordinator.put(f"{ROSTER}/moves/{UUID(int=number)}", json=whole)


async def test_a_volunteer_is_moved_and_the_next_roster_keeps_to_it(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    first = await placed(coordinator, supply_engine)
    assert there(first) == {"reception": False, "repacking-1": False, "distribution-DUC": False}
    done = await move(coordinator, left="reception")
    assert (done.status_code, done.json()["version"]) == (201, first["version"] + 1)
    again = await made(coordinator)
    assert there(again) == {"repacking-1": False, "distribution-DUC": False}
    assert (await move(coordinator, 2, joined="reception")).status_code == 201
    assert there(await made(coordinator))["reception"] is True
    assert (await coordinator.delete(f"{ROSTER}/choices/V1")).status_code == 204
    assert there((await coordinator.get(ROSTER)).json())["reception"] is False


async def test_each_place_says_what_speaks_against_it(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    windows = [{"starts": "2026-12-15T08:00:00", "ends": "2026-12-15T12:30:00"}]
    odd = {"centre": "MIN", "skills": ["reception"], "max_minutes": 200, "available": windows}
    await placed(coordinator, supply_engine, V2=odd)
    assert await places(coordinator, "reception", "V2") == {
        "repacking-1": ("reason", ["skill", "away", "too_few_left"]),
        "distribution-DUC": ("reason", ["skill", "away", "too_few_left", "other_centre"]),
        None: ("free", ["too_few_left"]),
    }
    assert (await places(coordinator, None))["reception"] == ("refused", ["already_there"])
    params = {"volunteer": "V2", "left": "reception"}
    headers = {"Accept-Language": "fr"}
    found = (await coordinator.get(f"{ROSTER}/places", params=params, headers=headers)).json()["places"]
    said = " ".join(why["sentence"] for place in found for why in place["why"])
    for part in ("Pesée", "pas dit", "1 personne", "son centre"):
        assert part in said


@pytest.mark.parametrize(
    ("change", "code", "asked"),
    [
        ({"skills": ["distribution", "reception"]}, "skill_missing", "repacking-1"),
        (
            {"available": [{"starts": "2026-12-19T08:00:00", "ends": "2026-12-19T18:00:00"}]},
            "not_available",
            "reception",
        ),
        ({"max_minutes": 60}, "hours_exceeded", "reception"),
    ],
)
async def test_beyond_what_somebody_said_it_needs_a_reason_that_stays_to_be_seen(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine, change: dict[str, Any], code: str, asked: str
) -> None:
    await placed(coordinator, supply_engine, V2=change)
    assert asked not in there((await coordinator.get(ROSTER)).json(), "V2")
    refused = await move(coordinator, volunteer="V2", joined=asked)
    assert (refused.status_code, refused.json()["code"]) == (409, code)
    done = await move(coordinator, volunteer="V2", joined=asked, reason="agreed on the phone")
    assert done.status_code == 201
    assert there(await made(coordinator), "V2")[asked] is True
    (choice,) = (one for one in (await coordinator.get(f"{ROSTER}/choices")).json() if one["shift"] == asked)
    assert (choice["reason"], choice["stands"], len(choice["why"])) == ("agreed on the phone", True, 1)


async def test_nobody_is_in_two_places_at_once(coordinator: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    await placed(coordinator, supply_engine)
    await hear(supply_engine, order(2, "MIN", FLOUR=5_000), order(3, "NOI", FLOUR=5_000))
    roster = await made(coordinator)
    (mine,) = there(roster).keys() & {"distribution-MIN", "distribution-NOI"}
    other = "distribution-NOI" if mine == "distribution-MIN" else "distribution-MIN"
    assert (await places(coordinator, "reception"))[other][0] == "refused"
    refused = await move(coordinator, left="reception", joined=other, reason="all the same")
    assert (refused.status_code, refused.json()["code"]) == (409, "two_places_at_once")
    assert (await coordinator.get(ROSTER)).json() == roster


async def test_a_choice_whose_shift_is_no_more_is_said_and_hurts_no_roster(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await placed(coordinator, supply_engine, V2={"max_minutes": 0})
    await hear(supply_engine, order(2, "MIN", FLOUR=5_000))
    await made(coordinator)
    await move(coordinator, volunteer="V2", joined="distribution-MIN", reason="just this once")
    fields = order(2, "MIN", version=2, FLOUR=5_000).model_dump(
        include={*HouseholdOrderCancelled.model_fields} - {"type"}
    )
    await hear(supply_engine, HouseholdOrderCancelled(**fields))
    assert "distribution-MIN" not in {one["shift"] for one in (await made(coordinator))["shifts"]}
    (choice,) = (await coordinator.get(f"{ROSTER}/choices")).json()
    assert (choice["placed"], choice["stands"]) == (True, False)


async def test_sent_again_it_is_one_move(coordinator: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    roster = await placed(coordinator, supply_engine)
    body = {"volunteer": "V1", "left": "reception", "base_version": roster["version"]}
    path = f"{ROSTER}/moves/{UUID(int=7)}"
    first, second = await held_up(supply_engine, "roster_moves", *(coordinator.put(path, json=body) for _ in range(2)))
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    other = await coordinator.put(path, json=body | {"left": "repacking-1"})
    assert (other.status_code, other.json()["code"]) == (409, "move_differs")


async def test_of_two_coordinators_at_once_one_looks_again(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    roster = await placed(coordinator, supply_engine)
    moves = (
        coordinator.put(
            f"{ROSTER}/moves/{UUID(int=number)}",
            json={"volunteer": "V1", "left": left, "base_version": roster["version"]},
        )
        for number, left in enumerate(("reception", "repacking-1"), start=1)
    )
    answers = await held_up(supply_engine, "roster_moves", *moves)
    assert [answer.status_code for answer in answers] == [201, 409]
    assert answers[1].json()["code"] == "roster_changed"


async def test_a_move_made_while_the_roster_is_made_is_in_it(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await placed(coordinator, supply_engine)
    moving = move(coordinator, left="reception")
    _, roster = await held_up(supply_engine, "roster_moves", moving, coordinator.post(ROSTER))
    assert "reception" not in there(roster.json())
    assert (await coordinator.get(ROSTER)).json() == roster.json()


async def test_what_is_not_there_is_not_moved(
    coordinator: httpx.AsyncClient, volunteer: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await placed(coordinator, supply_engine, V2={"max_minutes": 0})
    for number, (body, code) in enumerate(
        [
            ({"volunteer": "V9", "joined": "reception"}, "volunteer_unknown"),
            ({"left": "nowhere"}, "shift_unknown"),
            ({"volunteer": "V2", "left": "reception"}, "not_in_shift"),
            ({"left": "reception", "joined": "reception"}, "move_nowhere"),
            ({"joined": "reception"}, "already_in_shift"),
        ]
    ):
        assert (await move(coordinator, number, **body)).json()["code"] == code
    for request in (
        volunteer.get(f"{ROSTER}/places?volunteer=V1"),
        volunteer.get(f"{ROSTER}/choices"),
        volunteer.delete(f"{ROSTER}/choices/V1"),
    ):
        assert (await request).json()["code"] == "role_needed"
