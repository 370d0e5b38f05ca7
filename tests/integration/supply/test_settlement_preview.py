"""A settlement is looked at before it is published: as often as wanted, and nothing of it is kept."""

from typing import Any

import httpx
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.storage.settlement_tables import settlements
from services.supply.storage.stock_tables import stock_movements
from tests.fixtures.racing import held_up
from tests.fixtures.supply_buying import MIN, PATH, deliver, order_it, paid, post, refused
from tests.fixtures.supply_cycle import said

PREVIEW = f"{PATH}/settlement/preview"
LINE = "lines/FLOUR/quantity-reason"
CHANGED = (409, "settlement_figures_changed")


async def looked_at(client: httpx.AsyncClient, path: str = PREVIEW) -> dict[str, Any]:
    response = await client.get(path)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


async def kept(engine: AsyncEngine) -> tuple[int, int | None, int | None]:
    """How much was said, settled and moved."""
    async with engine.connect() as connection:
        counts = [await connection.scalar(select(func.count()).select_from(t)) for t in (settlements, stock_movements)]
    return len(await said(engine)), counts[0], counts[1]


def published_too(preview: dict[str, Any], settlement: dict[str, Any]) -> bool:
    """Whether a settlement has all the figures that were looked at."""
    both = preview.keys() & settlement.keys()
    return len(both) > 10 and {name: preview[name] for name in both} == {name: settlement[name] for name in both}


async def test_just_the_figures_that_were_looked_at_are_published(
    sealed: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await order_it(sealed)
    before = await kept(supply_engine)
    as_ordered = await looked_at(sealed)
    assert (as_ordered["publishes"], as_ordered["corrects_run"], as_ordered["changes"]) == (True, None, None)
    assert as_ordered["short"] == []
    await deliver(sealed, received=100_000)
    preview = await looked_at(sealed)
    assert preview == await looked_at(sealed), "looked at again, nothing is otherwise"
    assert await kept(supply_engine) == before
    assert [line["household"] for line in preview["short"]] == ["000001", "000002", "000003"]
    assert await refused(sealed, f"{PATH}/settlement", {"figures": as_ordered["figures"]}) == CHANGED
    assert await kept(supply_engine) == before
    published = await post(sealed, f"{PATH}/settlement", {"figures": preview["figures"]})
    assert published_too(preview, published)
    assert not published_too(as_ordered, published)
    assert await post(sealed, f"{PATH}/settlement", {"figures": preview["figures"]}) == published, "sent again"
    assert await refused(sealed, f"{PATH}/settlement", {"figures": as_ordered["figures"]}) == CHANGED
    assert await post(sealed, f"{PATH}/settlement") == published, "whoever looks at nothing publishes what there is"


async def test_why_is_said_before_it_is_published_and_stays_true(sealed: httpx.AsyncClient) -> None:
    await order_it(sealed)
    await deliver(sealed, received=100_000)
    order = f"orders/{MIN[0].order_id}/{LINE}"
    price, quantity = [await looked_at(sealed, f"{PREVIEW}/{one}") for one in ("products/FLOUR/price-reason", order)]
    assert price["run"] is quantity["run"] is None
    assert "Over 100 kg this makes" in price["sentence"]
    assert "100 kg for 141 kg ordered" in quantity["sentence"]
    run = (await post(sealed, f"{PATH}/settlement"))["run"]
    assert await looked_at(sealed, f"{PATH}/products/FLOUR/price-reason") == price | {"run": run}
    assert await looked_at(sealed, f"{PATH}/{order}") == quantity | {"run": run}
    unknown = await sealed.get(f"{PREVIEW}/orders/{paid(9, 'DUC', 500).order_id}/{LINE}")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "not_found")


async def test_a_correction_is_looked_at_with_what_it_changes(
    sealed: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await order_it(sealed)
    first = await post(sealed, f"{PATH}/settlement")
    unchanged = await looked_at(sealed)
    assert (unchanged["publishes"], unchanged["corrects_run"], unchanged["changes"]) == (False, first["run"], None)
    assert published_too(unchanged, first)
    await deliver(sealed, received=100_000)
    before = await kept(supply_engine)
    preview = await looked_at(sealed)
    assert await kept(supply_engine) == before
    (product,) = preview["products"]
    assert preview["changes"] == {
        "charged_before_cents": first["charged_cents"],
        "rebates_before_cents": first["rebates_cents"],
        "invoices_before_cents": first["invoices_cents"],
        "products": [
            {
                "product": "FLOUR",
                "granted_before": 141_000,
                "granted": 100_000,
                "final_price_before_cents": 141,
                "final_price_cents": product["final_price_cents"],
                "charged_before_cents": first["charged_cents"],
                "charged_cents": product["charged_cents"],
            }
        ],
    }
    assert await refused(sealed, f"{PATH}/settlement", {"figures": unchanged["figures"]}) == CHANGED
    corrected = await post(sealed, f"{PATH}/settlement", {"figures": preview["figures"]})
    assert published_too(preview, corrected)
    assert (corrected["times_settled"], (await looked_at(sealed))["publishes"]) == (2, False)


async def test_figures_that_another_correction_came_before_are_not_published(sealed: httpx.AsyncClient) -> None:
    """A correction lowers what the run before says: the same deliveries after another run are other figures."""
    await order_it(sealed)
    preview = await looked_at(sealed)
    await deliver(sealed, received=100_000)
    await post(sealed, f"{PATH}/settlement")
    await sealed.put(f"{PATH}/deliveries", json={"lines": []})
    assert await refused(sealed, f"{PATH}/settlement", {"figures": preview["figures"]}) == CHANGED
    again = await looked_at(sealed)
    assert again["figures"] != preview["figures"]
    assert again["charged_cents"] < preview["charged_cents"]


async def test_what_would_stop_it_is_said_as_when_it_is_published(sealed: httpx.AsyncClient) -> None:
    for step in (None, order_it):
        if step:
            await step(sealed)
            delivery = {"supplier": "ALMA", "received_on": "2026-12-15", "lines": [{"product": "FLOUR", "received": 1}]}
            await sealed.put(f"{PATH}/deliveries/{MIN[0].order_id}", json=delivery)
        looking, publishing = await sealed.get(PREVIEW), await sealed.post(f"{PATH}/settlement")
        assert looking.json() == publishing.json()
        assert (looking.status_code, looking.json()["code"]) == (409, "receiving_not_complete" if step else "no_plan")
    unknown = await sealed.get("/v1/cycles/2031-01/settlement/preview")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "cycle_unknown")


async def test_an_abandoned_cycle_and_an_archived_one_have_nothing_to_look_at(sealed: httpx.AsyncClient) -> None:
    await post(sealed, f"{PATH}/abandonment", {"reason": "no lorry"})
    answer = await sealed.get(PREVIEW)
    assert (answer.status_code, answer.json()["code"]) == (409, "cycle_abandoned")


async def test_it_is_looked_at_while_it_is_published_and_waits_for_nobody(
    sealed: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await order_it(sealed)
    publishing, looking = sealed.post(f"{PATH}/settlement"), sealed.get(PREVIEW)
    published, looked = await held_up(supply_engine, "outbox", publishing, looking)
    assert looked.json()["corrects_run"] is None
    assert published_too(looked.json(), published.json())
    await deliver(sealed, received=100_000)
    answers = await held_up(supply_engine, "settlements", sealed.get(PREVIEW), sealed.get(PREVIEW))
    assert answers[0].json() == answers[1].json(), "two at once look at the same"
    assert answers[0].json()["corrects_run"] == published.json()["run"]


async def test_a_delivery_that_is_being_recorded_is_not_published_unseen(
    sealed: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await order_it(sealed)
    figures = {"figures": (await looked_at(sealed))["figures"]}
    body = {"lines": [{"supplier": "ALMA", "product": "FLOUR", "received": 100_000}]}
    recording, publishing = sealed.put(f"{PATH}/deliveries", json=body), sealed.post(f"{PATH}/settlement", json=figures)
    _, unseen = await held_up(supply_engine, "delivery_lines", recording, publishing)
    assert (unseen.status_code, unseen.json()["code"]) == CHANGED
    assert (await sealed.get(f"{PATH}/settlement")).json()["code"] == "not_settled"
