"""What supply keeps of a household is read by whoever answers it, and is gone once it is erased."""

from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.contracts.centres import HouseholdErased
from tests.fixtures.racing import held_up
from tests.fixtures.supply_buying import PATH, deliver, order_it, paid, post
from tests.fixtures.supply_cycle import hear

WHY = "Mme B. est malade"
REMARK = "voisine de Mme B."
FIRST = paid(1, "DUC", 500).order_id


async def decide(client: httpx.AsyncClient) -> None:
    body = {"quantity": 2_000, "reason": WHY}
    decided = await client.put(f"{PATH}/allocation-exceptions/{FIRST}/FLOUR", json=body)
    assert decided.status_code == 201, decided.text


@pytest.fixture
async def short(sealed: httpx.AsyncClient) -> httpx.AsyncClient:
    """100 kg came of 141."""
    await order_it(sealed)
    await deliver(sealed, received=100_000)
    return sealed


@pytest.fixture
async def day(short: httpx.AsyncClient) -> httpx.AsyncClient:
    """Settled: a part of order 1 was decided by hand, and it was left with the second household."""
    await decide(short)
    await post(short, f"{PATH}/settlement")
    noted = {"state": "left_with_neighbour", "neighbour": "000002", "remark": REMARK, "base_version": 0}
    handed = await short.put(f"{PATH}/hand-overs/{FIRST}", json=noted)
    assert handed.status_code == 201, handed.text
    return short


async def file_of(client: httpx.AsyncClient, number: str) -> Any:
    response = await client.get(f"/v1/households/{number}/file")
    assert response.status_code == 200, response.text
    return response.json()


async def test_all_that_was_noted_of_it_is_in_its_file(day: httpx.AsyncClient, treasurer: httpx.AsyncClient) -> None:
    found = await file_of(treasurer, "000001")
    assert found == await file_of(day, "000001")
    assert [(one["cycle"], one["centre"], one["state"]) for one in found["orders"]] == [("2026-12", "DUC", "confirmed")]
    assert [(one["product"], one["quantity"]) for one in found["lines"]] == [("FLOUR", 2_500)]
    assert [one["reason"] for one in found["decided_by_hand"]] == [WHY]
    assert [(one["granted"], one["by_hand"]) for one in found["granted"]] == [(2_000, WHY)]
    assert [(one["neighbour"], one["remark"]) for one in found["hand_overs"]] == [("000002", REMARK)]
    neighbour = await file_of(day, "000002")
    assert [one["centre"] for one in neighbour["taken_for_others"]] == ["DUC"]
    assert WHY not in str(neighbour)
    assert REMARK not in str(neighbour)


async def test_of_a_number_that_never_ordered_nothing_is_kept(day: httpx.AsyncClient) -> None:
    found = await file_of(day, "999999")
    assert not any(rows for name, rows in found.items() if name != "household")


async def test_a_volunteer_does_not_read_it(volunteer: httpx.AsyncClient) -> None:
    assert (await volunteer.get("/v1/households/000001/file")).status_code == 403


async def test_erased_its_words_are_gone_and_its_figures_stay(
    day: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await hear(supply_engine, HouseholdErased(version=9, centre="DUC", household="000001"))
    found = await file_of(day, "000001")
    assert WHY not in str(found)
    assert REMARK not in str(found)
    assert [(one["label"], one["centre"]) for one in found["orders"]] == [("", "DUC")]
    assert [(one["quantity"], one["reason"]) for one in found["decided_by_hand"]] == [(2_000, "")]
    assert [(one["granted"], one["by_hand"]) for one in found["granted"]] == [(2_000, "")]
    why = (await day.get(f"{PATH}/orders/{FIRST}/lines/FLOUR/quantity-reason")).json()
    assert why["sentence"].startswith("The coordinator decided this part by hand, because “…”.")


async def test_erased_it_leaves_the_settlement_as_it_is(day: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    before = await post(day, f"{PATH}/settlement")
    await hear(supply_engine, HouseholdErased(version=9, centre="DUC", household="000001"))
    assert await post(day, f"{PATH}/settlement") == before


async def test_erased_while_it_is_settled_no_reason_is_left(
    short: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await decide(short)
    erasing = hear(supply_engine, HouseholdErased(version=9, centre="DUC", household="000001"))
    await held_up(supply_engine, "outbox", post(short, f"{PATH}/settlement"), erasing)
    assert WHY not in str(await file_of(short, "000001"))


async def test_no_reason_is_kept_of_who_was_erased_before(short: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    await hear(supply_engine, HouseholdErased(version=9, centre="DUC", household="000001"))
    await decide(short)
    (kept,) = (await short.get(f"{PATH}/allocation-exceptions")).json()
    assert (kept["quantity"], kept["reason"]) == (2_000, "")
