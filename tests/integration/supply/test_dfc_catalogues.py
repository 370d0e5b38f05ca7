"""A Data Food Consortium catalogue through the API: what is ours in it, what it would change, exactly that done."""

import json
from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.web.dfc_sentences import DFC_FAULTS
from services.supply.web.sentences import LOCALE
from shared.web.edge import MAX_BODY_BYTES
from shared.web.translation import Catalogues
from tests.fixtures.dfc_catalogue import FLOUR_BAG, HONEY_JAR, OIL_BOTTLE, OIL_CASE, SOAP_BAR, document, nodes, priced
from tests.fixtures.racing import held_up
from tests.fixtures.supply_cycle import OFFER, PRODUCT, draft, put

PATH = "/v1/suppliers/ALMA/dfc-catalogues"
REFERENCES_PATH = "/v1/suppliers/ALMA/dfc-references"
REFERENCES = {FLOUR_BAG: "FLOUR", OIL_CASE: "OIL", SOAP_BAR: "SOAP"}


def offer(product: str, case_size: int, *rungs: tuple[int, str]) -> dict[str, Any]:
    priced = [{"starts_at": starts_at, "price": price} for starts_at, price in rungs]
    terms = {"case_size": case_size, "max_cases": None, "basis": "quantity", "rungs": priced}
    return {"supplier": "ALMA", "product": product, **terms, "only_in_replacement": False}


@pytest.fixture
async def mill(coordinator: httpx.AsyncClient) -> httpx.AsyncClient:
    """A mill that offers flour and spelt; what of its catalogue is ours is said."""
    await draft(coordinator)
    await put(coordinator, "/v1/products/SPELT", PRODUCT)
    await put(coordinator, "/v1/products/OIL", PRODUCT | {"unit": "l"})
    await put(coordinator, "/v1/products/SOAP", PRODUCT | {"unit": "piece", "step": 1})
    await put(coordinator, "/v1/offers/ALMA/SPELT", OFFER)
    assert (await put(coordinator, REFERENCES_PATH, {"references": REFERENCES})).status_code == 201
    return coordinator


async def send(client: httpx.AsyncClient, found: object = None, **query: str) -> httpx.Response:
    content = json.dumps(document(nodes()) if found is None else found).encode()
    return await client.post(PATH, content=content, headers={"Content-Type": "application/ld+json"}, params=query)


async def offered(client: httpx.AsyncClient, product: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await client.get("/v1/offers", params={"product": product})).json()["items"]
    return found


async def test_what_a_catalogue_would_change_is_shown_with_what_is_nothing_of_ours(mill: httpx.AsyncClient) -> None:
    shown = (await send(mill)).json()
    assert len(shown.pop("token")) == 64
    assert shown == {
        "sheet": "",
        "applied": False,
        "new": [
            {"name": "Huile de tournesol, 6 x 75 cl", "after": offer("OIL", 4_500, (0, "5"))},
            {"name": "Savon, 100 g", "after": offer("SOAP", 1, (0, "1.35"))},
        ],
        "changed": [
            {
                "name": "Farine T65, sac de 25 kg",
                "before": offer("FLOUR", 25_000, (0, "1.18"), (150_000, "1.05")),
                "after": offer("FLOUR", 25_000, (0, "1.18")),
                "price_move_percent": "12.4",
            }
        ],
        "vanished": [offer("SPELT", 25_000, (0, "1.18"), (150_000, "1.05"))],
        "unchanged": [],
        "rounded": [],
        "wrong": [],
        "unmapped": [{"row": 11, "reference": HONEY_JAR, "name": "Miel, 500 g"}],
    }
    assert await offered(mill, "OIL") == []


async def test_exactly_what_was_shown_is_applied(mill: httpx.AsyncClient) -> None:
    token = (await send(mill)).json()["token"]
    assert (await send(mill, apply=token)).json()["applied"] is True
    assert await offered(mill, "OIL") == [offer("OIL", 4_500, (0, "5"))]
    assert (await send(mill)).json()["unchanged"] == ["FLOUR", "OIL", "SOAP"]
    changed = await send(mill, apply=token)
    assert (changed.status_code, changed.json()["code"]) == (409, "price_list_changed")


async def test_sent_twice_at_once_it_is_applied_once(mill: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    token = (await send(mill)).json()["token"]
    both = (send(mill, apply=token) for _ in range(2))
    answers = await held_up(supply_engine, "audit_trail", *both)
    assert [answer.status_code for answer in answers] == [200, 409]
    assert len(await offered(mill, "SOAP")) == 1


async def test_a_price_that_is_no_exact_price_per_unit_is_rounded_and_said(mill: httpx.AsyncClient) -> None:
    shown = (await send(mill, document([*nodes()[:15], *priced("flour-sack", "29.501")[1:], *nodes()[16:]]))).json()
    assert (shown["wrong"], [(one["product"], one["price"]) for one in shown["rounded"]]) == ([], [("FLOUR", "1.1800")])


async def test_one_wrong_node_refuses_the_whole_catalogue(mill: httpx.AsyncClient) -> None:
    graph = [*nodes()[:15], *priced("flour-sack", "sur devis")[1:], *nodes()[16:]]
    shown = (await send(mill, document(graph))).json()
    assert (shown["token"], [wrong["row"] for wrong in shown["wrong"]]) == (None, [3])
    assert shown["wrong"][0]["sentence"] == ("Row 3, “dfc-b:hasPrice”: “sur devis” is no price. Write it like 1,05.")
    refused = await send(mill, document(graph), apply="0" * 64)
    assert (refused.status_code, refused.json()["code"]) == (422, "price_list_wrong_rows")
    assert await offered(mill, "OIL") == []


async def test_the_mapping_is_remembered_and_replaced_whole(mill: httpx.AsyncClient) -> None:
    assert (await mill.get(REFERENCES_PATH)).json() == {"supplier": "ALMA", "references": REFERENCES}
    assert (await put(mill, REFERENCES_PATH, {"references": {OIL_BOTTLE: "OIL"}})).status_code == 200
    shown = (await send(mill)).json()
    assert [new["after"]["product"] for new in shown["new"]] == ["OIL"]
    assert [one["name"] for one in shown["unmapped"]] == [
        "Farine T65, 1 kg",
        "Farine T65, sac de 25 kg",
        "Savon, 100 g",
        "Miel, 500 g",
    ]


async def test_a_mapping_of_what_is_not_known_is_refused_whole(mill: httpx.AsyncClient) -> None:
    for path, references, code in (
        (REFERENCES_PATH, {HONEY_JAR: "NONE"}, "product_unknown"),
        ("/v1/suppliers/NONE/dfc-references", REFERENCES, "supplier_unknown"),
    ):
        refused = await mill.put(path, json={"references": references})
        assert (refused.status_code, refused.json()["code"]) == (404, code)
    assert (await mill.get(REFERENCES_PATH)).json()["references"] == REFERENCES
    assert (await mill.get("/v1/suppliers/NONE/dfc-references")).status_code == 404


async def test_two_mappings_at_once_leave_one_of_them_whole(
    mill: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    one, other = {FLOUR_BAG: "FLOUR"}, {OIL_CASE: "OIL", SOAP_BAR: "SOAP"}
    putting = (mill.put(REFERENCES_PATH, json={"references": found}) for found in (one, other))
    answers = await held_up(supply_engine, "dfc_references", *putting)
    assert [answer.status_code for answer in answers] == [200, 200]
    assert (await mill.get(REFERENCES_PATH)).json()["references"] == other


async def test_what_is_no_catalogue_of_the_consortium_is_refused(mill: httpx.AsyncClient) -> None:
    for found, code in (
        (document(nodes(), "https://schema.org"), "dfc_context_unknown"),
        (document([]), "dfc_no_products"),
        (document([["nothing"]]), "dfc_unreadable"),  # type: ignore[list-item]
    ):
        refused = await send(mill, found)
        assert (refused.status_code, refused.json()["code"]) == (422, code)
    for content, kind, status, code in (
        (b"{", "application/json", 422, "json_unreadable"),
        (b"{}", "text/csv", 415, "document_kind_unknown"),
        (b" " * (MAX_BODY_BYTES + 1), "application/ld+json", 413, "body_too_large"),
    ):
        refused = await mill.post(PATH, content=content, headers={"Content-Type": kind})
        assert (refused.status_code, refused.json()["code"]) == (status, code)


async def test_only_the_coordinator_imports(volunteer: httpx.AsyncClient) -> None:
    references = await volunteer.put(REFERENCES_PATH, json={"references": {}})
    assert references.status_code == (await volunteer.get(REFERENCES_PATH)).status_code == 403
    assert (await send(volunteer)).status_code == 403


def test_every_fault_is_said_in_french() -> None:
    french = Catalogues(LOCALE).of("fr")
    assert all(french(sentence) != sentence for sentence in DFC_FAULTS.values())
