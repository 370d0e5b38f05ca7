"""The day of distribution at a centre: handed over as granted or weighed, absent, left with a neighbour."""

from uuid import UUID

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.commands.republish import republish
from services.supply.storage.distribution_tables import hand_overs
from shared.contracts.centres import HouseholdErased
from shared.contracts.distributions import HandOverState, HouseholdOrderCollected, HouseholdOrderHandedOver
from tests.fixtures.racing import held_up
from tests.fixtures.supply_buying import PATH, admit, deliver, order_it, paid, post
from tests.fixtures.supply_cycle import CYCLE, hear, said
from tests.fixtures.supply_distribution import hand, heard, settle, weighed

FLOUR = {"product": "FLOUR", "unit": "kg", "granted": 2_500, "handed": 2_500}


@pytest.fixture
async def day(sealed: httpx.AsyncClient) -> httpx.AsyncClient:
    """A coordinator on the day of distribution."""
    await settle(sealed)
    return sealed


async def test_what_was_granted_is_handed_over_unless_it_was_weighed(
    day: httpx.AsyncClient, volunteer: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    whole = await hand(volunteer, 1)
    less = await hand(day, 3, lines=weighed(69_620))
    assert (whole.status_code, less.status_code) == (201, 201)
    (line,) = whole.json()["lines"]
    assert {name: line[name] for name in ("product", "unit", "granted", "handed")} == FLOUR
    events = await heard(supply_engine, HouseholdOrderHandedOver)
    assert [(event.order_id.int, event.lines[0].granted, event.lines[0].handed) for event in events] == [
        (1, 2_500, 2_500),
        (3, 70_000, 69_620),
    ]
    collected = await heard(supply_engine, HouseholdOrderCollected)
    assert [(event.order_id, event.version) for event in collected] == [(one.order_id, one.version) for one in events]


async def test_the_same_hand_over_twice_is_one(day: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    first = await hand(day, 1, lines=weighed(2_400))
    events = await said(supply_engine)
    again = await hand(day, 1, lines=weighed(2_400))
    assert (again.status_code, again.json()) == (200, first.json())
    assert await said(supply_engine) == events
    other = await hand(day, 1, lines=weighed(2_300))
    assert (other.status_code, other.json()["code"]) == (409, "hand_over_differs")


async def test_a_correction_builds_on_the_version_it_was_shown(
    day: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    absent = (await hand(day, 1, "absent")).json()
    assert (absent["state"], absent["collected_at"], absent["lines"][0]["handed"]) == ("absent", None, 0)
    came = await hand(day, 1, base=absent["version"])
    assert (came.status_code, came.json()["state"]) == (200, "collected")
    late = await hand(day, 1, "left_with_neighbour", base=absent["version"] - 1, neighbour="000002")
    assert (late.status_code, late.json()["code"]) == (409, "hand_over_changed")
    events = await heard(supply_engine, HouseholdOrderHandedOver)
    assert [event.state for event in events] == [HandOverState.ABSENT, HandOverState.COLLECTED]
    assert events[0].version < events[1].version
    assert len(await heard(supply_engine, HouseholdOrderCollected)) == 1


async def test_a_settlement_that_grants_less_later_leaves_what_was_noted(day: httpx.AsyncClient) -> None:
    noted = await hand(day, 3)
    await deliver(day, received=100_000)
    await post(day, f"{PATH}/settlement")
    assert (await hand(day, 3)).json() == noted.json(), "sent again, it is known"
    page = (await day.get(f"{PATH}/hand-overs", params={"centre": "DUC"})).json()
    assert sum(order["lines"][0]["granted"] for order in page["items"]) < 71_000
    corrected = await hand(day, 3, base=noted.json()["version"])
    assert corrected.json()["lines"][0]["handed"] < 70_000


async def test_goods_are_left_with_a_neighbour_who_is_named(day: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    assert (await hand(day, 1, "left_with_neighbour")).json()["code"] == "neighbour_needed"
    assert (await hand(day, 1, neighbour="000002")).json()["code"] == "neighbour_without_goods"
    left = (await hand(day, 1, "left_with_neighbour", neighbour="000002", remark="sonne au 3e")).json()
    assert (left["neighbour"], left["remark"]) == ("000002", "sonne au 3e")
    (event,) = await heard(supply_engine, HouseholdOrderHandedOver)
    assert event.state is HandOverState.LEFT_WITH_NEIGHBOUR
    told = event.model_dump_json()
    assert "000002" not in told
    assert "sonne" not in told


async def test_what_makes_no_sense_is_refused_and_stores_nothing(
    day: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    more = await hand(day, 1, lines=weighed(2_501))
    assert (more.status_code, more.json()["code"]) == (422, "handed_beyond_granted")
    assert "2.5 kg" in more.json()["detail"]
    assert (await hand(day, 1, "absent", lines=weighed(1))).json()["code"] == "handed_to_nobody"
    assert (await hand(day, 1, lines=weighed(1, "SALT"))).json()["code"] == "handed_not_ordered"
    assert (await hand(day, 1, lines=weighed(1) * 2)).json()["code"] == "handed_named_twice"
    assert (await hand(day, 99)).json()["code"] == "handed_order_unknown"
    assert (await hand(day, 1, "released")).status_code == 422
    assert await heard(supply_engine, HouseholdOrderHandedOver) == []


async def test_nothing_is_handed_over_before_the_settlement(sealed: httpx.AsyncClient) -> None:
    await order_it(sealed)
    early = await hand(sealed, 1)
    assert (early.status_code, early.json()["code"]) == (404, "not_settled")


async def test_a_line_says_its_name_price_and_weight_and_why_it_is_less_than_ordered(day: httpx.AsyncClient) -> None:
    await deliver(day, received=100_000)
    await post(day, f"{PATH}/settlement")
    (line,) = (await day.get(f"{PATH}/hand-overs/{UUID(int=2)}")).json()["lines"]
    assert (line["name"], line["ordered"], line["grams"]) == ("Farine de blé T65", 68_500, line["granted"])
    assert (line["granted"] < 68_500, line["final_price_cents"] > 0) == (True, True)
    assert line["lacks"] == "There was not enough: everyone got a part of what they ordered."


async def test_an_order_heard_after_the_settlement_is_handed_over_once_it_is_settled_too(
    day: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await admit(supply_engine, paid(4, "DUC", 5_000, version=2))
    shown = (await day.get(f"{PATH}/hand-overs/{UUID(int=4)}")).json()
    assert (shown["household"], shown["lines"]) == ("000004", [])
    for state in ("collected", "absent"):
        early = await hand(day, 4, state)
        assert (early.status_code, early.json()["code"]) == (409, "order_not_in_run")
    assert await heard(supply_engine, HouseholdOrderHandedOver) == []
    await post(day, f"{PATH}/settlement")
    assert (await hand(day, 4)).json()["lines"][0]["handed"] == 5_000


async def test_another_centres_order_is_as_unknown_as_none(
    day: httpx.AsyncClient, volunteer: httpx.AsyncClient
) -> None:
    assert (await hand(volunteer, 3)).json()["code"] == "handed_order_unknown"
    assert (await day.get(f"{PATH}/hand-overs/{'0' * 32}")).json()["code"] == "handed_order_unknown"
    page = (await volunteer.get(f"{PATH}/hand-overs")).json()
    assert [order["household"] for order in page["items"]] == ["000001", "000002"]
    assert (await volunteer.get(f"{PATH}/hand-overs", params={"centre": "MIN"})).json()["items"] == []


async def test_the_list_comes_in_pages_and_says_how_many_came(day: httpx.AsyncClient) -> None:
    await hand(day, 1)
    await hand(day, 3, "absent")
    seen, after = [], None
    for _ in range(3):
        query = {"limit": "1"} if after is None else {"limit": "1", "after": after}
        page = (await day.get(f"{PATH}/hand-overs", params=query)).json()
        seen += [(order["household"], order["state"]) for order in page["items"]]
        assert page["progress"] == {"fetched": 1, "absent": 1, "orders": 3}
        after = page["next"]
    assert (seen, after) == ([("000001", "collected"), ("000002", None), ("000003", "absent")], None)


async def test_of_two_tablets_at_once_one_notes_it(day: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    noted = (hand(day, 1, lines=weighed(grams)) for grams in (2_400, 2_450, 2_500))
    answers = await held_up(supply_engine, "hand_overs", *noted)
    assert [answer.status_code for answer in answers] == [201, 409, 409]
    assert len(await heard(supply_engine, HouseholdOrderHandedOver)) == 1


async def test_it_is_said_again_with_the_cycle(day: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    await hand(day, 1)
    await hand(day, 2, "absent")
    before = await said(supply_engine)
    assert await republish(supply_engine, CYCLE) == len(before)
    again = (await said(supply_engine))[len(before) :]
    assert sorted(map(repr, again)) == sorted(map(repr, before))


async def test_the_remark_about_an_erased_household_is_forgotten(
    day: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await hand(day, 1, remark="voisine de Mme B.")
    await hand(day, 2, remark="rappeler")
    await hear(supply_engine, HouseholdErased(version=9, centre="DUC", household="000001"))
    async with supply_engine.connect() as connection:
        remarks = await connection.scalars(select(hand_overs.c.remark).order_by(hand_overs.c.order_id))
        assert list(remarks) == ["", "rappeler"]


async def test_nothing_is_kept_of_a_remark_about_a_household_that_was_erased_before(
    day: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await hear(supply_engine, HouseholdErased(version=9, centre="DUC", household="000001"))
    noted = await hand(day, 1, remark="voisine de Mme B.")
    again = await hand(day, 1, remark="voisine de Mme B.")
    assert (noted.status_code, noted.json()["remark"]) == (201, "")
    assert again.json() == noted.json()


async def test_a_remark_noted_while_its_household_is_erased_is_forgotten(
    day: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    erasing = hear(supply_engine, HouseholdErased(version=9, centre="DUC", household="000001"))
    noting = hand(day, 1, remark="voisine de Mme B.")
    await held_up(supply_engine, "hand_overs", noting, erasing)
    async with supply_engine.connect() as connection:
        assert list(await connection.scalars(select(hand_overs.c.remark))) == [""]
