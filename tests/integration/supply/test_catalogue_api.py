"""Suppliers, products, offers and stock through the API; and who may call it at all."""

from typing import Any
from urllib.parse import quote

import httpx
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.web.cautions import CAUTIONS
from services.supply.web.sentences import LOCALE, SENTENCES
from shared.contracts.centres import CentreRegistered
from shared.web.translation import Catalogues, untranslated
from tests.fixtures.supply_cycle import OFFER, PRODUCT, SUPPLIER, draft, hear, put


async def test_what_is_put_is_listed_and_put_again_is_replaced(coordinator: httpx.AsyncClient) -> None:
    await draft(coordinator)
    assert (await put(coordinator, "/v1/suppliers/ALMA", SUPPLIER)).status_code == 200
    assert (await put(coordinator, "/v1/suppliers/BRES", SUPPLIER | {"lead_days": 3})).status_code == 201
    first = (await coordinator.get("/v1/suppliers", params={"limit": 1})).json()
    assert ([one["supplier"] for one in first["items"]], first["next"]) == (["ALMA"], "ALMA")
    second = (await coordinator.get("/v1/suppliers", params={"after": "ALMA"})).json()
    assert second == {"items": [{"supplier": "BRES", **SUPPLIER, "lead_days": 3}], "next": None}
    assert (await coordinator.get("/v1/products")).json()["items"] == [{"product": "FLOUR", **PRODUCT}]


async def test_an_offer_is_replaced_with_its_rungs(coordinator: httpx.AsyncClient) -> None:
    await draft(coordinator)
    changed = OFFER | {"max_cases": 4, "basis": "participants", "rungs": [{"from": 0, "price": "1.1234"}]}
    await put(coordinator, "/v1/offers/ALMA/FLOUR", changed)
    (offer,) = (await coordinator.get("/v1/offers", params={"product": "FLOUR"})).json()["items"]
    assert offer == {
        "supplier": "ALMA",
        "product": "FLOUR",
        "case_size": 25_000,
        "max_cases": 4,
        "basis": "participants",
        "only_in_replacement": False,
        "rungs": [{"starts_at": 0, "price": "1.1234"}],
    }


async def test_stock_is_listed_by_date_without_what_is_used_up(coordinator: httpx.AsyncClient) -> None:
    await draft(coordinator)
    for lot, quantity, day in (
        ("B", 10, "2027-01-02"),
        ("A", 20, "2027-01-01"),
        ("C", 0, "2027-01-01"),
        ("D", 5, None),
    ):
        body = {"quantity": quantity, "value_cents": 100, "best_before": day}
        assert (await put(coordinator, f"/v1/stock/FLOUR/{lot}", body)).status_code == 201
    found = (await coordinator.get("/v1/stock")).json()["items"]
    assert [(lot["lot"], lot["quantity"]) for lot in found] == [("A", 20), ("B", 10), ("D", 5)]


async def test_stock_comes_in_pages_whatever_signs_its_codes_hold(coordinator: httpx.AsyncClient) -> None:
    await draft(coordinator)
    for lot, day in (("|12|", "2027-01-01"), ("é %?/", "2027-01-01"), ("A", None), ("Z" * 64, None)):
        body = {"quantity": 1, "value_cents": 1, "best_before": day}
        assert (await put(coordinator, f"/v1/stock/FLOUR/{quote(lot, safe='')}", body)).status_code == 201
    found: list[str] = []
    after: dict[str, str] = {}
    while len(found) < 4:
        page = (await coordinator.get("/v1/stock", params={"limit": "1", **after})).json()
        found += [lot["lot"] for lot in page["items"]]
        after = {"after": page["next"]}
    assert page["next"] is None
    assert found == ["|12|", "é %?/", "A", "Z" * 64]
    refused = await coordinator.get("/v1/stock", params={"after": "nowhere"})
    assert (refused.status_code, refused.json()["code"]) == (422, "page_unknown")


async def test_centres_are_shown_as_heard(coordinator: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    await hear(supply_engine, CentreRegistered(version=1, centre="DUC", name="Duchère", active=True, place=""))
    assert (await coordinator.get("/v1/centres")).json() == {
        "items": [{"centre": "DUC", "name": "Duchère", "active": True, "place": ""}],
        "next": None,
    }


async def test_centres_and_offers_come_in_pages(coordinator: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    heard = [CentreRegistered(version=1, centre=code, name=code, active=True, place="") for code in ("A", "B", "C")]
    await hear(supply_engine, *heard)
    await draft(coordinator)
    for supplier in ("BIO", "COOP"):
        await put(coordinator, f"/v1/suppliers/{supplier}", SUPPLIER)
        await put(coordinator, f"/v1/offers/{supplier}/FLOUR", OFFER)
    for path, of_what, key, first, rest in (
        ("/v1/centres", {}, "centre", ["A", "B"], ["C"]),
        ("/v1/offers", {"product": "FLOUR"}, "supplier", ["ALMA", "BIO"], ["COOP"]),
    ):
        page = (await coordinator.get(path, params={**of_what, "limit": 2})).json()
        assert ([one[key] for one in page["items"]], page["next"]) == (first, first[-1])
        last = (await coordinator.get(path, params={**of_what, "after": page["next"]})).json()
        assert ([one[key] for one in last["items"]], last["next"]) == (rest, None)


def ladder(*rungs: tuple[int, str]) -> dict[str, Any]:
    return OFFER | {"rungs": [{"from": start, "price": price} for start, price in rungs]}


BAD: list[tuple[str, dict[str, Any], int, str]] = [
    ("/v1/offers/NONE/FLOUR", OFFER, 404, "supplier_unknown"),
    ("/v1/offers/ALMA/NONE", OFFER, 404, "product_unknown"),
    ("/v1/offers/ALMA/FLOUR", ladder(), 422, "invalid_request"),
    ("/v1/offers/ALMA/FLOUR", ladder((5, "1.00")), 422, "ladder_not_from_zero"),
    ("/v1/offers/ALMA/FLOUR", ladder((0, "1.00"), (0, "0.90")), 422, "ladder_starts_not_rising"),
    ("/v1/offers/ALMA/FLOUR", ladder((0, "1.00"), (5, "1.01")), 422, "ladder_price_rises"),
    ("/v1/offers/ALMA/FLOUR", ladder((0, "1.00001")), 422, "invalid_request"),
    ("/v1/offers/ALMA/FLOUR", ladder((0, "-1")), 422, "invalid_request"),
    ("/v1/offers/ALMA/FLOUR", OFFER | {"rungs": [{"from": 0, "price": 1.18}]}, 422, "invalid_request"),
    ("/v1/offers/ALMA/FLOUR", OFFER | {"case_size": 0}, 422, "invalid_request"),
    ("/v1/stock/NONE/A", {"quantity": 1, "value_cents": 1, "best_before": None}, 404, "product_unknown"),
    ("/v1/stock/FLOUR/A", {"quantity": -1, "value_cents": 1, "best_before": None}, 422, "invalid_request"),
    ("/v1/stock/FLOUR/A", {"quantity": 10**15, "value_cents": 1, "best_before": None}, 422, "invalid_request"),
    ("/v1/products/FLOUR", PRODUCT | {"step": 0}, 422, "invalid_request"),
    ("/v1/products/FLOUR", PRODUCT | {"unit": "cup"}, 422, "invalid_request"),
    ("/v1/products/FLOUR", PRODUCT | {"name": "a\x00b"}, 422, "invalid_request"),
    ("/v1/suppliers/A%00", SUPPLIER, 422, "invalid_request"),
    (f"/v1/suppliers/{'A' * 65}", SUPPLIER, 422, "invalid_request"),
]


async def test_bad_input_is_refused_in_a_sentence(coordinator: httpx.AsyncClient) -> None:
    await draft(coordinator)
    for path, body, status, code in BAD:
        response = await coordinator.put(path, json=body)
        assert (response.status_code, response.json()["code"]) == (status, code), response.text
        assert response.headers["content-type"] == "application/problem+json"


async def test_a_volunteer_may_not_touch_the_catalogue(volunteer: httpx.AsyncClient) -> None:
    response = await volunteer.put("/v1/suppliers/ALMA", json=SUPPLIER)
    assert (response.status_code, response.json()["code"]) == (403, "role_needed")


def test_every_sentence_is_there_in_french() -> None:
    assert untranslated(SENTENCES, LOCALE) == []
    french = Catalogues(LOCALE).of("fr")
    assert [text for text in CAUTIONS.values() if french(text) == text] == []
