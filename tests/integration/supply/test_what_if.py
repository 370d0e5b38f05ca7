"""The coordinator looks at what would be bought while people still order."""

import httpx
import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.storage.buying_tables import plans
from tests.fixtures.supply_buying import DUC, MIN, PATH, order_it, post
from tests.fixtures.supply_cycle import OFFER, draft, hear, opened, put

WHAT_IF = f"{PATH}/what-if"


@pytest.fixture
async def ordering(coordinator: httpx.AsyncClient, supply_engine: AsyncEngine) -> httpx.AsyncClient:
    """A coordinator in whose open cycle DUC has ordered 71 kg of flour so far; nothing is sealed."""
    await opened(coordinator)
    await hear(supply_engine, *DUC)
    return coordinator


async def test_the_plan_of_today_is_shown_while_orders_are_open(
    ordering: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    found = (await ordering.get(WHAT_IF)).json()
    (line,) = found["lines"]
    assert (line["demand"], line["supplier"], found["proven"]) == (71_000, None, True)
    assert line["reason"] == "71 kg needed, not bought: the supplier's minimum would not be reached."
    (below,) = found["below_minimum"]
    assert (below["supplier"], below["goods_cents"], below["lacks_cents"]) == ("ALMA", 8_850, 6_150)
    assert below["sentence"] == (
        "Moulins de l'Alma: €88.50 would be ordered if it asked for no minimum; €61.50 lack to reach €150.00."
    )
    assert (found["suppliers"], found["paid_cents"], found["goes_back_cents"]) == ([], 0, 363 + 9_933)
    async with supply_engine.connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(plans)) == 0


async def test_more_households_would_change_it(ordering: httpx.AsyncClient) -> None:
    found = (await ordering.get(WHAT_IF, params={"more_households": 2})).json()
    more = found["more_households"]
    assert (more["participants"], more["households"]) == (2, 2)
    assert (more["paid_cents"], more["paid_then_cents"]) == (0, 21_176)
    assert found["more_households_sentence"] == (
        "More households: 2, each like the average of today’s 2. Suppliers would be paid €211.76 instead of €0.00, "
        "with delivery and VAT."
    )
    (change,) = more["changes"]
    assert (change["supplier_now"], change["supplier_then"], change["price_then"]) == (None, "ALMA", "1.0500")
    assert change["sentence"] == "Farine de blé T65: bought from Moulins de l'Alma at €1.05; today it is not bought."


async def test_the_next_rung_is_said_in_words(ordering: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    rungs = [{"from": 0, "price": "1.18"}, {"from": 150_000, "price": "1.05"}, {"from": 400_000, "price": "0.9375"}]
    await put(ordering, "/v1/offers/ALMA/FLOUR", OFFER | {"rungs": rungs})
    await hear(supply_engine, *MIN)
    (rung,) = (await ordering.get(WHAT_IF)).json()["next_rungs"]
    assert (rung["missing"], rung["saves_cents"]) == (250_000, 15_750 - 14_063)
    assert rung["sentence"] == "Farine de blé T65: with 250 kg more, what is planned costs €16.87 less."
    french = await ordering.get(WHAT_IF, headers={"Accept-Language": "fr"})
    assert french.json()["next_rungs"][0]["sentence"].startswith("Farine de blé T65 : avec 250 kg de plus")


async def test_each_ladder_says_where_it_stands(ordering: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    (unbought,) = (await ordering.get(WHAT_IF)).json()["ladders"]
    assert (unbought["counted"], unbought["next_from"], unbought["saves_cents"]) == (71_000, 150_000, None)
    # 71 kg at 1.05 € are 74.55 €, with 5.5 % of VAT 78.65 €; at most 1.45 € a kilo
    assert (unbought["would_cost_cents"], unbought["at_most_cents"]) == (7_865, 10_295)
    assert unbought["sentence"] == (
        "79 kg more: from €1.18 to €1.05. At €1.05 what is needed costs €78.65 with VAT, without delivery; its "
        "households pay €102.95 at the most"
    )
    await hear(supply_engine, *MIN)
    (climbed,) = (await ordering.get(WHAT_IF)).json()["ladders"]
    assert [rung["starts_at"] for rung in climbed["rungs"]] == [0, 150_000]
    assert (climbed["counted"], climbed["next_from"]) == (150_000, None)
    assert (climbed["would_cost_cents"], climbed["at_most_cents"]) == (None, None)
    assert climbed["sentence"] == "Best price reached: €1.05"


async def test_it_is_the_plan_that_would_be_made(sealed: httpx.AsyncClient) -> None:
    found = (await sealed.get(WHAT_IF)).json()
    plan = await post(sealed, f"{PATH}/plan")
    ((supplier, planned),) = zip(found["suppliers"], plan["suppliers"], strict=True)
    assert {name: supplier[name] for name in planned.keys() & supplier.keys()} == {
        name: planned[name] for name in planned.keys() & supplier.keys()
    }
    assert (supplier["cases"], supplier["lacks_for_minimum_cents"]) == (6, 0)
    assert supplier["lacks_for_free_delivery_cents"] == supplier["free_delivery_from_cents"] - supplier["goods_cents"]
    assert (found["paid_cents"], found["weight_grams"]) == (planned["total_cents"], 141_000)
    assert (found["lines"], found["objective_cents"]) == (plan["lines"], plan["objective_cents"])


async def test_before_anybody_ordered_there_is_no_average(coordinator: httpx.AsyncClient) -> None:
    await opened(coordinator)
    found = (await coordinator.get(WHAT_IF)).json()
    assert (found["lines"], found["more_households"]) == ([], None)
    assert found["more_households_sentence"] == "Nobody has ordered yet: there is no average household to add."


async def test_there_is_a_time_for_it(coordinator: httpx.AsyncClient) -> None:
    assert (await coordinator.get(WHAT_IF)).json()["code"] == "cycle_unknown"
    await draft(coordinator)
    assert (await coordinator.get(WHAT_IF)).json()["code"] == "cycle_not_open"


async def test_once_settled_there_is_nothing_to_weigh(sealed: httpx.AsyncClient) -> None:
    await order_it(sealed)
    assert (await sealed.get(WHAT_IF)).status_code == 200
    await post(sealed, f"{PATH}/settlement")
    assert (await sealed.get(WHAT_IF)).json()["code"] == "cycle_settled"


async def test_only_the_coordinator_may_look(volunteer: httpx.AsyncClient, coordinator: httpx.AsyncClient) -> None:
    await opened(coordinator)
    assert (await volunteer.get(WHAT_IF)).status_code == 403


async def test_figures_that_no_plan_can_weigh_are_refused(ordering: httpx.AsyncClient) -> None:
    await put(ordering, "/v1/offers/ALMA/FLOUR", OFFER | {"case_size": 5_000})
    assert (await ordering.get(WHAT_IF)).status_code == 200
    assert (await ordering.get(WHAT_IF, params={"more_households": 0})).status_code == 422
    refused = await ordering.get(WHAT_IF, params={"more_households": 100_000})
    assert refused.json()["code"] == "too_many_cases"
