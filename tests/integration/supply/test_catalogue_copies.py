"""A draft filled with another cycle's catalogue: what it would add is shown, then exactly that is done."""

from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.domain.catalogue_copy import Copied
from services.supply.web.catalogue_copy_sentences import COPIED
from services.supply.web.sentences import LOCALE
from shared.web.translation import Catalogues
from tests.fixtures.racing import held_up
from tests.fixtures.supply_cycle import CYCLE, OFFER, PRODUCT, SUPPLIER, TERMS, draft, opened, put

NEXT = "/v1/cycles/2027-01"
COPY = f"{NEXT}/catalogue-copy"
CEILINGS = {"FLOUR": 145, "RYE": 145, "SPELT": 145, "OATS": 145, "RICE": 145}


def dearer(price: str) -> dict[str, Any]:
    return OFFER | {"rungs": [{"from": 0, "price": price}]}


@pytest.fixture
async def january(coordinator: httpx.AsyncClient) -> httpx.AsyncClient:
    """A draft with rye in it. In December: flour, rye, spelt (dearer now), oats (nobody has them), rice (too late)."""
    await put(coordinator, "/v1/suppliers/ALMA", SUPPLIER)
    await put(coordinator, "/v1/suppliers/SLOW", SUPPLIER | {"lead_days": 40})
    for product in CEILINGS:
        await put(coordinator, f"/v1/products/{product}", PRODUCT)
    for product in ("RYE", "SPELT"):
        await put(coordinator, f"/v1/offers/ALMA/{product}", OFFER)
    await put(coordinator, "/v1/offers/SLOW/RICE", OFFER)
    await put(coordinator, "/v1/offers/ALMA/OATS", OFFER | {"only_in_replacement": True})
    sold = [{"product": product, "ceiling_price_cents": cents} for product, cents in CEILINGS.items()]
    await draft(coordinator, products=sold)
    await put(coordinator, "/v1/offers/ALMA/SPELT", dearer("1.42"))
    await put(coordinator, NEXT, TERMS | {"products": [{"product": "RYE", "ceiling_price_cents": 131}]})
    return coordinator


async def shown(client: httpx.AsyncClient, **query: str) -> httpx.Response:
    return await client.get(COPY, params={"from": CYCLE} | query)


async def ceilings(client: httpx.AsyncClient) -> dict[str, int]:
    products = (await client.get(NEXT)).json()["products"]
    return {sold["product"]: sold["ceiling_price_cents"] for sold in products if sold["on_sale"]}


async def test_what_a_copy_would_do_is_shown_by_product_and_nothing_is_changed(january: httpx.AsyncClient) -> None:
    answer = (await shown(january)).json()
    assert (answer["applied"], len(answer["token"])) == (False, 64)
    assert {one["product"]: (one["copied"], one["ceiling_price_cents"]) for one in answer["products"]} == {
        "FLOUR": ("kept", 145),
        "OATS": ("no_offer", None),
        "RICE": ("no_offer_in_time", None),
        "RYE": ("present", 131),
        "SPELT": ("raised", 150),
    }
    (spelt,) = (one for one in answer["products"] if one["product"] == "SPELT")
    assert spelt["sentence"] == "SPELT rises from €1.45 to €1.50: an offer asks €1.50 with VAT for the first case."
    assert await ceilings(january) == {"RYE": 131}


async def test_exactly_what_was_shown_is_copied_and_the_draft_opens(january: httpx.AsyncClient) -> None:
    before = (await shown(january)).json()
    done = await january.post(COPY, json={"from": CYCLE, "token": before["token"]})
    assert (done.status_code, done.json()) == (200, before | {"applied": True})
    assert await ceilings(january) == {"FLOUR": 145, "RYE": 131, "SPELT": 150}
    again = (await shown(january)).json()
    assert {one["copied"] for one in again["products"]} == {"present", "no_offer", "no_offer_in_time"}
    assert (await january.post(f"{NEXT}/opening")).status_code == 200


async def test_what_moved_since_it_was_shown_refuses_the_whole_copy(january: httpx.AsyncClient) -> None:
    token = (await shown(january)).json()["token"]
    await put(january, "/v1/offers/ALMA/FLOUR", dearer("1.50"))
    refused = await january.post(COPY, json={"from": CYCLE, "token": token})
    assert (refused.status_code, refused.json()["code"]) == (409, "catalogue_copy_changed")
    assert await ceilings(january) == {"RYE": 131}


async def test_copied_by_two_at_once_it_is_copied_once(january: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    token = (await shown(january)).json()["token"]
    copies = (january.post(COPY, json={"from": CYCLE, "token": token}) for _ in range(2))
    answers = await held_up(supply_engine, "cycle_products", *copies)
    assert [answer.status_code for answer in answers] == [200, 409]
    assert await ceilings(january) == {"FLOUR": 145, "RYE": 131, "SPELT": 150}


async def test_a_draft_that_opens_meanwhile_is_left_alone(
    january: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    token = (await shown(january)).json()["token"]
    opening, copying = january.post(f"{NEXT}/opening"), january.post(COPY, json={"from": CYCLE, "token": token})
    opened_, refused = await held_up(supply_engine, "outbox", opening, copying)
    assert (opened_.status_code, refused.json()["code"]) == (200, "cycle_not_draft")
    assert await ceilings(january) == {"RYE": 131}


async def test_a_sale_that_was_stopped_is_not_taken_up_again(coordinator: httpx.AsyncClient) -> None:
    await opened(coordinator)
    await coordinator.post(f"/v1/cycles/{CYCLE}/products/FLOUR/withdrawal")
    await put(coordinator, NEXT, TERMS | {"products": []})
    answer = (await shown(coordinator)).json()
    assert [one["copied"] for one in answer["products"]] == ["sale_stopped"]
    nothing = await coordinator.post(COPY, json={"from": CYCLE, "token": answer["token"]})
    assert (nothing.status_code, await ceilings(coordinator)) == (200, {})


async def test_only_a_draft_takes_a_copy_of_a_cycle_that_is_known(coordinator: httpx.AsyncClient) -> None:
    await opened(coordinator)
    token = "0" * 64
    for path, source, status, code in (
        (f"/v1/cycles/{CYCLE}/catalogue-copy", CYCLE, 409, "cycle_not_draft"),
        (COPY, CYCLE, 404, "cycle_unknown"),
    ):
        for answer in (
            await coordinator.get(path, params={"from": source}),
            await coordinator.post(path, json={"from": source, "token": token}),
        ):
            assert (answer.status_code, answer.json()["code"]) == (status, code)
    await put(coordinator, NEXT, TERMS)
    unknown = await shown(coordinator, **{"from": "1999-01"})
    assert (unknown.status_code, unknown.json()["figures"]) == (404, {"cycle": "1999-01"})
    assert (await coordinator.post(COPY, json={"from": CYCLE, "token": "none"})).status_code == 422


async def test_only_the_coordinator_copies(volunteer: httpx.AsyncClient) -> None:
    body = {"from": CYCLE, "token": "0" * 64}
    assert (await shown(volunteer)).status_code == (await volunteer.post(COPY, json=body)).status_code == 403


def test_every_line_is_said_in_french() -> None:
    french = Catalogues(LOCALE).of("fr")
    assert set(COPIED) == set(Copied)
    assert all(french(sentence) != sentence for sentence in COPIED.values())
