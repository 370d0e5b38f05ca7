"""A part decided by hand: an exception that stays visible, and never raises a charge that was published."""

from datetime import datetime
from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.contracts.settlements import ReasonCode
from tests.fixtures.racing import held_up
from tests.fixtures.supply_buying import PATH, admit, deliver, order_it, outcomes, paid, post
from tests.fixtures.supply_cycle import said

BAG = "the torn bag suits this household"


def path(number: int, product: str = "FLOUR") -> str:
    return f"{PATH}/allocation-exceptions/{paid(number, 'DUC', 500).order_id}/{product}"


async def decide(client: httpx.AsyncClient, number: int, quantity: int) -> httpx.Response:
    return await client.put(path(number), json={"quantity": quantity, "reason": BAG})


async def decisions(client: httpx.AsyncClient) -> list[dict[str, Any]]:
    """All of the cycle, those taken back too."""
    response = await client.get(f"{PATH}/allocation-exceptions")
    assert response.status_code == 200, response.text
    found: list[dict[str, Any]] = response.json()
    return found


async def why(client: httpx.AsyncClient, number: int) -> dict[str, Any]:
    response = await client.get(f"{PATH}/orders/{paid(number, 'DUC', 500).order_id}/lines/FLOUR/quantity-reason")
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


async def granted(engine: AsyncEngine, time: int) -> list[int]:
    """What orders 1, 2 and 3 got that time."""
    settled = await outcomes(engine, time)
    return [settled[number].lines[0].granted for number in (1, 2, 3)]


@pytest.fixture
async def short(sealed: httpx.AsyncClient) -> httpx.AsyncClient:
    """A coordinator whose 141 kg of flour came as 100."""
    await order_it(sealed)
    await deliver(sealed, received=100_000)
    return sealed


async def test_decided_again_it_says_when(short: httpx.AsyncClient) -> None:
    times = []
    for quantity in (1_000, 2_000):
        await decide(short, 1, quantity)
        *_, kept = await decisions(short)
        times.append(datetime.fromisoformat(kept["decided_at"]))
    assert times[0] < times[1]
    first, second = await decisions(short)
    assert [(one["quantity"], one["reason"]) for one in (first, second)] == [(1_000, BAG), (2_000, BAG)]
    assert first["taken_back_at"] == second["decided_at"]
    assert first["taken_back_by"] == second["decided_by"]
    assert second["taken_back_at"] is None


async def test_it_is_handed_out_first_and_the_rest_is_shared(
    short: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    assert (await decide(short, 1, 2_500)).status_code == 201
    settlement = await post(short, f"{PATH}/settlement")
    assert settlement["products"][0]["granted"] == 100_000
    first, *others = await granted(supply_engine, 1)
    assert (first, sum(others)) == (2_500, 97_500)
    assert (await outcomes(supply_engine, 1))[1].lines[0].reason is None
    mine, other = await why(short, 1), await why(short, 3)
    assert mine["by_hand"] == BAG
    assert mine["sentence"].startswith(f"The coordinator decided this part by hand, because “{BAG}”.")
    assert (other["available"], other["demand"], other["others_by_hand"]) == (97_500, 138_500, 2_500)
    assert other["sentence"].startswith("The coordinator first handed out 2.5 kg by hand, as an exception. 97.5 kg for")
    (shown,) = (await short.get(f"{PATH}/allocation-exceptions")).json()
    assert (shown["product"], shown["quantity"], shown["reason"]) == ("FLOUR", 2_500, BAG)


async def test_less_of_what_suffices_leaves_the_rest_in_stock(
    sealed: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await order_it(sealed)
    await decide(sealed, 3, 60_000)
    settlement = await post(sealed, f"{PATH}/settlement")
    assert await granted(supply_engine, 1) == [2_500, 68_500, 60_000]
    assert settlement["products"][0]["kept"] == 19_000
    reason = (await outcomes(supply_engine, 1))[3].lines[0].reason
    assert reason is not None
    assert reason.code is ReasonCode.SHORT_PRO_RATA
    assert BAG not in str(await said(supply_engine)), "the words stay here"


async def test_a_late_order_may_be_served_by_hand(short: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    await admit(supply_engine, paid(4, "DUC", 5_000, version=2))
    assert (await decide(short, 4, 1_000)).status_code == 201
    await post(short, f"{PATH}/settlement")
    assert (await outcomes(supply_engine, 1))[4].lines[0].granted == 1_000
    assert sum(await granted(supply_engine, 1)) == 99_000
    assert (await why(short, 2))["available"] == 99_000


async def test_the_same_twice_is_one_and_it_may_be_taken_back(
    short: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    alone = await post(short, f"{PATH}/settlement")
    first, again = await decide(short, 2, 0), await decide(short, 2, 0)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    for _ in range(2):
        assert (await short.delete(path(2))).status_code == 204
    (kept,) = await decisions(short)
    assert (kept["quantity"], kept["reason"], kept["household"], kept["centre"]) == (0, BAG, "000002", "DUC")
    assert kept["taken_back_by"] == kept["decided_by"]
    assert kept["decided_at"] < kept["taken_back_at"], "taken back once"
    assert await post(short, f"{PATH}/settlement") == alone, "nothing by hand, the same inputs"
    assert len({event.run for event in (await outcomes(supply_engine, 1)).values()}) == 1


async def test_what_a_published_run_was_decided_by_stays_listed(short: httpx.AsyncClient) -> None:
    await decide(short, 1, 2_000)
    await post(short, f"{PATH}/settlement")
    await short.delete(path(1))
    assert (await why(short, 1))["by_hand"] == BAG
    assert [(one["quantity"], one["taken_back_at"] is None) for one in await decisions(short)] == [(2_000, False)]
    assert (await decide(short, 1, 2_000)).status_code == 201, "decided anew"
    assert len(await decisions(short)) == 2


@pytest.mark.parametrize(
    ("number", "quantity", "status", "code"),
    [
        (9, 500, 404, "order_line_unknown"),
        (1, 750, 422, "hand_part_not_in_steps"),
        (1, 3_000, 409, "hand_part_beyond_order"),
        (2, 68_500, 409, "hand_part_beyond_available"),
    ],
)
async def test_what_can_not_be_is_refused(
    short: httpx.AsyncClient, number: int, quantity: int, status: int, code: str
) -> None:
    assert (await decide(short, 3, 50_000)).status_code == 201
    refused = await decide(short, number, quantity)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert len((await short.get(f"{PATH}/allocation-exceptions")).json()) == 1


@pytest.mark.parametrize(
    ("language", "detail"),
    [
        ("en", "This order asks for 2.5 kg of FLOUR and can't be given more."),
        ("fr", "Cette commande demande 2,5 kg de FLOUR et ne peut pas en recevoir davantage."),
    ],
)
async def test_a_refusal_says_quantities_as_screens_do(short: httpx.AsyncClient, language: str, detail: str) -> None:
    short.headers["Accept-Language"] = language
    refused = (await decide(short, 1, 3_000)).json()
    assert (refused["detail"], refused["figures"]["ordered"]) == (detail, {"base": 2_500, "unit": "kg"})


async def test_once_published_it_may_only_lower(short: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    await post(short, f"{PATH}/settlement")
    before = await granted(supply_engine, 1)
    refused = await decide(short, 3, before[2] + 500)
    assert (refused.status_code, refused.json()["code"]) == (409, "hand_part_raises")
    assert (await decide(short, 3, before[2] - 1_000)).status_code == 201
    corrected = await post(short, f"{PATH}/settlement")
    assert corrected["times_settled"] == 2
    assert await granted(supply_engine, 2) == [*before[:2], before[2] - 1_000]
    first, second = await outcomes(supply_engine, 1), await outcomes(supply_engine, 2)
    assert all(second[number].charged <= first[number].charged for number in first)


async def test_more_by_hand_than_came_after_all_holds_settling_up(short: httpx.AsyncClient) -> None:
    await decide(short, 2, 60_000)
    await deliver(short, received=50_000)
    refused = await short.post(f"{PATH}/settlement")
    assert (refused.status_code, refused.json()["code"]) == (409, "hand_parts_exceed")
    await short.delete(path(2))
    await post(short, f"{PATH}/settlement")


async def test_nothing_is_decided_before_there_is_something_to_settle(sealed: httpx.AsyncClient) -> None:
    assert (await decide(sealed, 1, 500)).json()["code"] == "no_plan"
    await post(sealed, f"{PATH}/abandonment", {"reason": "the mill burnt down"})
    assert (await decide(sealed, 1, 500)).json()["code"] == "cycle_abandoned"


async def test_decided_while_it_is_settled_it_is_in_the_run_that_waited(
    short: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    settling = post(short, f"{PATH}/settlement")
    decided, _ = await held_up(supply_engine, "allocation_exceptions", decide(short, 1, 0), settling)
    assert decided.status_code == 201
    assert (await granted(supply_engine, 1))[0] == 0


async def test_only_a_coordinator_decides(short: httpx.AsyncClient, volunteer: httpx.AsyncClient) -> None:
    assert (await decide(volunteer, 1, 500)).status_code == 403
    assert (await volunteer.delete(path(1))).status_code == 403
    assert (await volunteer.get(f"{PATH}/allocation-exceptions")).status_code == 403
    assert (await short.get("/v1/cycles/2031-01/allocation-exceptions")).json()["code"] == "cycle_unknown"
