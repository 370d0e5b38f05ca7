"""A cycle from draft to closing, through the API: what it refuses, warns of, and publishes."""

from datetime import datetime
from typing import Any

import httpx
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.contracts.centres import CentreRegistered
from shared.contracts.cycles import CatalogueRevised, CycleClosing, CycleOpened
from shared.contracts.distributions import DistributionScheduled
from tests.fixtures.supply_cycle import CYCLE, OFFER, PRODUCT, SUPPLIER, TERMS, draft, hear, opened, put, said


def centre(code: str, *, active: bool = True) -> CentreRegistered:
    return CentreRegistered(version=1, centre=code, name=f"Centre {code}", active=active, place="hall")


async def test_opening_publishes_catalogue_and_dates(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await hear(supply_engine, centre("MIN"), centre("SPR", active=False))
    await draft(coordinator)
    await put(coordinator, "/v1/stock/FLOUR/A1", {"quantity": 9000, "value_cents": 900, "best_before": "2026-12-19"})
    await put(coordinator, "/v1/stock/FLOUR/OLD", {"quantity": 500, "value_cents": 50, "best_before": "2026-12-18"})
    before = await said(supply_engine)
    response = await coordinator.post(f"/v1/cycles/{CYCLE}/opening")
    assert response.status_code == 200
    opening, *scheduled = (await said(supply_engine))[len(before) :]
    assert isinstance(opening, CycleOpened)
    (flour,) = opening.catalogue
    assert (flour.ceiling_price, flour.unit, flour.step, flour.stock_first) == (145, "kg", 500, 9000)
    # 1.18 × 1.055 = 1.2449, and 38 × 1.20 over an order of 300 is 0.152 a euro: 0.1794; likewise 1.05.
    assert [(rung.starts_at, rung.indicative_price) for rung in flour.rungs] == [(0, 142), (150_000, 127)]
    assert [(dates.centre, dates.place) for dates in opening.centres] == [
        ("DUC", "salle du rez-de-chaussée"),
        ("MIN", "hall"),
    ]
    assert all(isinstance(event, DistributionScheduled) for event in scheduled)
    assert [(event.starts, event.ends) for event in scheduled if isinstance(event, DistributionScheduled)] == [
        (datetime(2026, 12, 19, 9, 30), datetime(2026, 12, 19, 12, 30)),  # noqa: DTZ001 - the network's local time
        (datetime(2026, 12, 18, 14), datetime(2026, 12, 18, 19)),  # noqa: DTZ001 - the network's local time
    ]


async def test_opening_twice_says_nothing_more(coordinator: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    await opened(coordinator)
    before = await said(supply_engine)
    assert (await coordinator.post(f"/v1/cycles/{CYCLE}/opening")).status_code == 200
    assert await said(supply_engine) == before


async def test_a_ceiling_below_the_lowest_first_price_is_refused_with_product_and_figure(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await draft(coordinator, products=[{"product": "FLOUR", "ceiling_price_cents": 123}])
    response = await coordinator.post(f"/v1/cycles/{CYCLE}/opening")
    problem = response.json()
    assert (response.status_code, problem["code"]) == (409, "ceiling_too_low")
    assert problem["figures"] == {
        "product": "FLOUR",
        "ceiling_cents": 123,
        "first_price_cents": 124,
        "products": ["FLOUR"],
    }
    assert "FLOUR, €1.23, is below €1.24" in problem["detail"]
    assert await said(supply_engine) == []
    assert (await coordinator.get(f"/v1/cycles/{CYCLE}")).json()["state"] == "draft"


async def test_a_ceiling_far_above_is_warned_of_in_the_readers_language(coordinator: httpx.AsyncClient) -> None:
    # 15 % above 1.24 is 1.426.
    await draft(coordinator, products=[{"product": "FLOUR", "ceiling_price_cents": 142}])
    await put(coordinator, "/v1/cycles/dear", TERMS | {"products": [{"product": "FLOUR", "ceiling_price_cents": 143}]})
    assert (await coordinator.post(f"/v1/cycles/{CYCLE}/opening")).json() == {"warnings": []}
    response = await coordinator.post("/v1/cycles/dear/opening", headers={"Accept-Language": "fr"})
    (warning,) = response.json()["warnings"]
    assert warning.startswith("Les foyers avancent 1,43\xa0€ pour Farine de blé T65 (FLOUR) alors que son prix")


async def test_asked_twice_the_same_is_warned_of(coordinator: httpx.AsyncClient) -> None:
    await draft(coordinator, products=[{"product": "FLOUR", "ceiling_price_cents": 400}])
    first, second = [(await coordinator.post(f"/v1/cycles/{CYCLE}/opening")).json() for _ in range(2)]
    assert first == second
    assert len(first["warnings"]) == 1
    await put(coordinator, "/v1/products/SOAP", PRODUCT)
    soap, ceiling = f"/v1/cycles/{CYCLE}/products/SOAP", {"ceiling_price_cents": 250}
    first, second = [(await put(coordinator, soap, ceiling)).json() for _ in range(2)]
    assert first == second
    assert len(first["warnings"]) == 1


async def test_a_product_nobody_offers_is_warned_of(coordinator: httpx.AsyncClient) -> None:
    await draft(coordinator)
    await put(coordinator, "/v1/products/SOAP", PRODUCT | {"unit": "piece", "step": 1})
    await put(
        coordinator, f"/v1/cycles/{CYCLE}", TERMS | {"products": [{"product": "SOAP", "ceiling_price_cents": 300}]}
    )
    response = await coordinator.post(f"/v1/cycles/{CYCLE}/opening")
    offered, weighed = response.json()["warnings"]
    assert offered.startswith("No supplier offers Farine de blé T65 (SOAP) in time")
    assert weighed.startswith("Nobody entered what 1 piece of Farine de blé T65 (SOAP) weighs: shifts and")


async def test_an_offer_that_would_come_too_late_is_neither_checked_nor_shown(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await draft(coordinator)
    await put(coordinator, "/v1/suppliers/ALMA", SUPPLIER | {"lead_days": 12})  # from closing to delivery there are 11
    warned = await coordinator.post(f"/v1/cycles/{CYCLE}/opening")
    assert warned.json()["warnings"][0].startswith("No supplier offers Farine de blé T65 (FLOUR) in time")
    (entry,) = [event.catalogue[0] for event in await said(supply_engine) if isinstance(event, CycleOpened)]
    assert entry.rungs == []


async def test_a_ceiling_is_checked_against_the_price_of_those_who_come_in_time(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await draft(coordinator)
    await put(coordinator, "/v1/suppliers/DOMB", SUPPLIER)
    await put(coordinator, "/v1/offers/DOMB/FLOUR", OFFER | {"rungs": [{"from": 0, "price": "2.50"}]})
    await put(coordinator, "/v1/suppliers/ALMA", SUPPLIER | {"lead_days": 12})
    refused = await coordinator.post(f"/v1/cycles/{CYCLE}/opening")
    assert (refused.status_code, refused.json()["code"]) == (409, "ceiling_too_low")
    assert await said(supply_engine) == []
    await put(coordinator, "/v1/suppliers/ALMA", SUPPLIER | {"lead_days": 11})
    assert (await coordinator.post(f"/v1/cycles/{CYCLE}/opening")).is_success


async def test_after_opening_only_additions_and_withdrawals_are_published(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await opened(coordinator)
    await put(coordinator, "/v1/products/SEMOLINA", PRODUCT)
    await put(coordinator, "/v1/offers/ALMA/SEMOLINA", OFFER)
    added = f"/v1/cycles/{CYCLE}/products/SEMOLINA"
    for _ in range(2):
        await put(coordinator, added, {"ceiling_price_cents": 140})
    for _ in range(2):
        assert (await coordinator.post(f"/v1/cycles/{CYCLE}/products/FLOUR/withdrawal")).status_code == 204
    revisions = [event for event in await said(supply_engine) if isinstance(event, CatalogueRevised)]
    on_sale = [{entry.product: entry.on_sale for entry in revision.catalogue} for revision in revisions]
    assert on_sale == [{"FLOUR": True, "SEMOLINA": True}, {"FLOUR": False, "SEMOLINA": True}]
    assert revisions[0].version < revisions[1].version


FROZEN: list[tuple[str, str, Any, str]] = [
    ("PUT", f"/v1/cycles/{CYCLE}", TERMS, "cycle_not_draft"),
    ("PUT", f"/v1/cycles/{CYCLE}/products/FLOUR", {"ceiling_price_cents": 150}, "ceiling_frozen"),
    ("PUT", "/v1/products/FLOUR", PRODUCT | {"step": 250}, "product_on_sale"),
    ("PUT", "/v1/products/FLOUR", PRODUCT | {"vat_basis_points": 2000}, "product_on_sale"),
    ("PUT", "/v1/products/FLOUR", PRODUCT | {"unit": "l"}, "product_unit_fixed"),
    ("PUT", f"/v1/cycles/{CYCLE}/products/NONE", {"ceiling_price_cents": 150}, "product_unknown"),
    ("POST", f"/v1/cycles/{CYCLE}/products/NONE/withdrawal", None, "product_unknown"),
    ("POST", "/v1/cycles/none/opening", None, "cycle_unknown"),
]


async def test_what_was_announced_is_frozen(coordinator: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    await opened(coordinator)
    before = await said(supply_engine)
    for method, path, body, code in FROZEN:
        response = await coordinator.request(method, path, json=body)
        assert response.json()["code"] == code, response.text
        assert code != "product_unit_fixed" or "is counted in kg," in response.json()["detail"]
    assert await said(supply_engine) == before


async def test_closing_is_said_once(coordinator: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    await opened(coordinator)
    for _ in range(2):
        response = await coordinator.post(f"/v1/cycles/{CYCLE}/closing")
        assert (response.status_code, response.json()["state"]) == (202, "closing")
    events = await said(supply_engine)
    assert [type(event) for event in events].count(CycleClosing) == 1
    assert events[-1].version > events[0].version


async def test_a_draft_cannot_close(coordinator: httpx.AsyncClient) -> None:
    await draft(coordinator)
    assert (await coordinator.post(f"/v1/cycles/{CYCLE}/closing")).json()["code"] == "cycle_not_open"


SENSELESS: list[tuple[dict[str, Any], str]] = [
    ({"closes": "2026-12-16"}, "cycle_dates_out_of_order"),
    ({"products": TERMS["products"] * 2}, "listed_twice"),
    ({"centres": TERMS["centres"] * 2}, "listed_twice"),
    ({"products": [{"product": "NONE", "ceiling_price_cents": 1}]}, "product_unknown"),
    ({"shortage_penalty": 3}, "invalid_request"),
    ({"max_stock_cents": 0.5}, "invalid_request"),
    ({"max_stock_cents": 10**13}, "invalid_request"),
    ({"opens": "2026-13-01"}, "invalid_request"),
    ({"unknown": 1}, "invalid_request"),
]


async def test_a_draft_that_makes_no_sense_is_refused(coordinator: httpx.AsyncClient) -> None:
    await draft(coordinator)
    for change, code in SENSELESS:
        response = await coordinator.put("/v1/cycles/2027-01", json=TERMS | change)
        assert response.json()["code"] == code, response.text
    assert (await coordinator.get("/v1/cycles/2027-01")).status_code == 404


async def test_a_distribution_that_ends_before_it_starts_is_refused_at_opening(coordinator: httpx.AsyncClient) -> None:
    dates = {"centre": "DUC", "distribution_starts": "2026-12-19T20:00:00"}
    await draft(coordinator, centres=[dates])
    response = await coordinator.post(f"/v1/cycles/{CYCLE}/opening")
    assert (response.status_code, response.json()["code"]) == (422, "distribution_hours_invalid")


async def test_a_draft_is_replaced_whole(coordinator: httpx.AsyncClient) -> None:
    await draft(coordinator)
    changed = await put(coordinator, f"/v1/cycles/{CYCLE}", TERMS | {"centres": [], "max_stock_cents": None})
    assert changed.status_code == 200
    assert (changed.json()["centres"], changed.json()["max_stock_cents"]) == ([], None)
    assert (await coordinator.get(f"/v1/cycles/{CYCLE}")).json() == changed.json()


async def test_cycles_are_listed_by_code_with_their_state(coordinator: httpx.AsyncClient) -> None:
    await opened(coordinator)
    await put(coordinator, "/v1/cycles/2027-01", TERMS)
    first = (await coordinator.get("/v1/cycles", params={"limit": 1})).json()
    assert ([(one["cycle"], one["state"]) for one in first["items"]], first["next"]) == ([(CYCLE, "open")], CYCLE)
    assert (await coordinator.get("/v1/cycles", params={"after": CYCLE})).json()["items"][0]["state"] == "draft"
    assert (await coordinator.get("/v1/cycles", params={"after": "\x00"})).json()["code"] == "invalid_request"
