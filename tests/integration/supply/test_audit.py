"""Supply's audit trail: who changed the catalogue and cycles, bought, received and settled; append-only."""

from typing import Any

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.domain.audit import AuditKind
from services.supply.web.audit_words import CODES, NAMES, OF_ONE, name_of, value_of
from services.supply.web.pages.audit import KINDS
from services.supply.web.sentences import LOCALE
from shared.database import transaction
from shared.web.translation import Catalogues
from tests.fixtures.racing import held_up
from tests.fixtures.supply_buying import PATH, draft_orders, order_it, post
from tests.fixtures.supply_cycle import COORDINATOR, CYCLE, opened, put
from tests.fixtures.supply_incidents import CANCELLED, ORDER, buy_flour, report
from tests.fixtures.supply_receiving import FIRST, SECOND, at, line
from tests.fixtures.supply_receiving import body as brought

SUPPLIER = {
    "name": "Alma",
    "minimum_cents": 100,
    "delivery_fee_cents": 0,
    "free_delivery_from_cents": None,
    "lead_days": 7,
}
PRODUCT = {
    "name": "Sel",
    "category": "épicerie",
    "unit": "kg",
    "step": 500,
    "vat_basis_points": 550,
    "organic": False,
    "local": True,
    "shelf_days": 900,
    "surplus_loss_basis_points": 0,
    "shortage_policy": "equal",
}
INVOICE = {
    "number": "F-1",
    "invoiced_on": "2026-12-16",
    "delivery_cents": 4_000,
    "vat": [{"vat_cents": 1_666}],
    "total_cents": 21_416,
}
OFFER = {"case_size": 10_000, "max_cases": None, "basis": "quantity", "rungs": [{"from": 0, "price": "0.80"}]}


async def trail(client: httpx.AsyncClient, **asked: Any) -> list[dict[str, Any]]:
    """The lines, the oldest first."""
    answer = await client.get("/v1/audit-trail", params=asked)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found[::-1]


async def sold(client: httpx.AsyncClient) -> None:
    """Salt is entered, offered by Alma, offered cheaper, no longer offered."""
    for path, body in (
        ("suppliers/ALMA", SUPPLIER),
        ("suppliers/ALMA", SUPPLIER | {"minimum_cents": 200}),
        ("products/SEL", PRODUCT),
        ("products/SEL", PRODUCT),
        ("products/SEL", PRODUCT | {"name": "Gros sel"}),
        ("offers/ALMA/SEL", OFFER),
        ("offers/ALMA/SEL", OFFER | {"rungs": [{"from": 0, "price": "0.80"}, {"from": 50_000, "price": "0.75"}]}),
    ):
        assert (await client.put(f"/v1/{path}", json=body)).is_success
    assert (await client.delete("/v1/offers/ALMA/SEL")).status_code == 204
    assert (await client.delete("/v1/offers/ALMA/SEL")).status_code == 204


async def test_the_catalogue_stands_with_before_and_after(coordinator: httpx.AsyncClient) -> None:
    await sold(coordinator)
    found = await trail(coordinator)
    assert {line["by"] for line in found} == {str(COORDINATOR)}
    said = [(line["kind"], line["about"], line["about_name"]) for line in found]
    assert said == [
        *[("supplier_kept", "ALMA", "Alma")] * 2,
        *[("product_kept", "SEL", "Gros sel")] * 2,
        *[("offer_kept", "ALMA/SEL", "Alma · Gros sel")] * 2,
        ("offer_withdrawn", "ALMA/SEL", "Alma · Gros sel"),
    ]
    assert (found[0]["before"], found[1]["before"]["minimum_cents"], found[1]["after"]["minimum_cents"]) == (
        None,
        100,
        200,
    )
    assert (found[3]["before"]["name"], found[3]["after"]["name"]) == ("Sel", "Gros sel")
    assert [line["after"] and line["after"]["rungs"] for line in found[4:]] == [
        ["0: 0.8"],
        ["0: 0.8", "50000: 0.75"],
        None,
    ]
    assert found[6]["before"] == found[5]["after"]


async def test_of_a_cycle_only_what_differs_is_said(coordinator: httpx.AsyncClient) -> None:
    await opened(coordinator)
    (before,) = await trail(coordinator, kind="cycle_opened")
    assert (before["about"], before["before"]["state"], before["after"]["state"]) == (CYCLE, "draft", "open")
    (drafted,) = await trail(coordinator, kind="cycle_drafted")
    assert (drafted["before"], drafted["after"]["state"]) == (None, "draft")
    assert any(name.startswith("product ") for name in drafted["after"])
    product = next(name for name in drafted["after"] if name.startswith("product ")).removeprefix("product ")
    stop = f"/v1/cycles/{CYCLE}/products/{product}/withdrawal"
    assert [(await coordinator.post(stop)).status_code for _ in range(2)] == [204, 204]
    assert (await coordinator.post(f"/v1/cycles/{CYCLE}/closing")).status_code == 202
    (stopped,) = await trail(coordinator, kind="sale_stopped")
    assert list(stopped["before"]) == list(stopped["after"]) == [f"product {product}"]
    assert stopped["after"][f"product {product}"].endswith("not on sale")
    (closed,) = await trail(coordinator, kind="cycle_closed")
    assert (closed["before"], closed["after"]) == ({"state": "open"}, {"state": "closing"})
    await coordinator.post(f"/v1/cycles/{CYCLE}/closing")
    assert len(await trail(coordinator, kind="cycle_closed")) == 1, "what changed nothing is no change"


async def noted(client: httpx.AsyncClient, *about: str) -> list[tuple[Any, ...]]:
    """What stands of these, the oldest first."""
    found = [line for one in about for line in await trail(client, about=one)]
    assert {line["by"] for line in found} == {str(COORDINATOR)}
    lines = sorted(found, key=lambda line: int(line["sequence"]))
    return [(line["kind"], line["before"], line["after"]) for line in lines]


async def test_who_bought_stands_in_it(sealed: httpx.AsyncClient) -> None:
    await order_it(sealed)
    await post(sealed, f"{PATH}/plan")
    await post(sealed, f"{PATH}/purchase-orders")
    await post(sealed, f"{ORDER}/sending")
    answer = {"delivery": "2026-12-15", "reference": "AR-118"}
    for _ in range(2):
        await put(sealed, f"{ORDER}/acknowledgement", answer)
    fewer = {"after": 0, "reason": "only five", "lines": [{"product": "FLOUR", "cases": 5}]}
    for _ in range(2):
        await put(sealed, f"{ORDER}/amendments/{FIRST}", fewer)
    await put(sealed, f"{ORDER}/cancellations/{SECOND}", {"after": 1, "reason": "the mill burnt down"})
    assert [line for line in await noted(sealed, CYCLE) if line[0] in {"plan_made", "orders_drafted"}] == [
        ("plan_made", None, {"plan": 1}),
        ("orders_drafted", None, {"plan": 1}),
    ]
    before, after = {"amendment": 0, "total_cents": 21_176}, {"amendment": 1, "total_cents": 20_121}
    assert await noted(sealed, "1") == [
        ("order_approved", {"order": "draft"}, {"order": "approved", "total_cents": 21_176}),
        ("order_sent", {"order": "approved"}, {"order": "sent"}),
        ("order_acknowledged", {"order": "sent"}, {"order": "acknowledged", "delivery": "2026-12-15"}),
        ("order_amended", before | {"order": "acknowledged"}, after | {"order": "sent"}),
        ("order_cancelled", after | {"order": "sent"}, {"order": "cancelled", "amendment": 2, "total_cents": 0}),
    ]
    assert "burnt" not in str(await trail(sealed))


async def test_an_incident_stands_with_the_plan_and_the_orders_it_made(sealed: httpx.AsyncClient) -> None:
    await buy_flour(sealed)
    await report(sealed, CANCELLED)
    kinds = [kind for kind, _, _ in await noted(sealed, "1")]
    assert kinds == ["order_approved", "order_sent", "order_cancelled", "incident_reported"]
    (reported,) = await trail(sealed, kind="incident_reported")
    assert (reported["before"], reported["after"]) == (None, {"incident": "cancelled", "plan": 2})


async def test_who_received_invoiced_and_settled_stands_in_it(sealed: httpx.AsyncClient) -> None:
    await order_it(sealed)
    await put(sealed, at(), brought(line(150_000)))
    for _ in range(2):
        await put(sealed, at(), brought(line(149_000, damaged=1_000), base_version=1))
    await post(sealed, f"{at()}/withdrawal", {"base_version": 2, "reason": "of another cycle"})
    await put(sealed, at(SECOND), brought(line(150_000)))
    await post(sealed, f"{ORDER}/complete")
    invoice = f"{PATH}/invoices/ALMA"
    for printed in (INVOICE | {"number": "F-9"}, INVOICE | {"replaces": "F-9"}, INVOICE):
        await put(sealed, invoice, printed)
    fee = {"kind": "fee", "product": None, "reason": "as it should be"}
    for disputed in (False, True):
        await post(sealed, f"{invoice}/decisions", fee | {"disputed": disputed})
    credit = {"noted_on": "2026-12-20", "amount_cents": 200, "vat_cents": 0, "products": [], "reason": "price"}
    await put(sealed, f"{invoice}/credit-notes/A-1", credit)
    for _ in range(2):
        await post(sealed, f"{PATH}/settlement")
    for paper in (f"{invoice}/credit-notes/A-1", invoice):
        for _ in range(2):
            await post(sealed, f"{paper}/withdrawal", {"reason": "of another cycle"})
    which = {"note_number": "BL-1", "received_on": "2026-12-15"}
    whole = {"received FLOUR": 150_000}
    broken = {"received FLOUR": 149_000, "damaged FLOUR": 1_000}
    differs = {"kind": "fee", "expected_cents": 3_800, "printed_cents": 4_000}
    found = await noted(sealed, f"{CYCLE}/ALMA")
    entered = found[4]
    assert found == [
        ("delivery_recorded", None, {"version": 1} | which | whole),
        ("delivery_recorded", whole, {"version": 2} | which | broken),
        ("delivery_withdrawn", broken, {"version": 3} | which),
        ("delivery_recorded", None, {"version": 1} | which | whole),
        entered,
        ("invoice_kept", {"number": "F-9"}, {"number": "F-1"}),
        ("difference_decided", None, {"disputed": False} | differs),
        ("difference_decided", {"disputed": False}, {"disputed": True} | differs),
        ("credit_note_kept", None, {"number": "A-1", "amount_cents": 200, "vat_cents": 0, "products": []}),
        ("credit_note_withdrawn", {"counts": True}, {"counts": False, "number": "A-1"}),
        ("invoice_withdrawn", {"counts": True}, {"counts": False, "number": "F-1"}),
    ]
    assert (entered[:2], entered[2]["total_cents"], entered[2]["vat"]) == (("invoice_kept", None), 21_416, ["–: 1666"])
    assert (await noted(sealed, "1"))[-1] == ("order_completed", {"order": "sent"}, {"order": "delivered"})
    ((_, before, after),) = [line for line in await noted(sealed, CYCLE) if line[0] == "settlement_published"]
    sums = {name: after[name] for name in ("state", "held_cents")}
    assert (before, sums) == ({"state": "open"}, {"state": "settled", "held_cents": 20_446})
    page = (await sealed.get("/audit-trail", headers={"Accept": "text/html", "Accept-Language": "fr"})).text
    shown = (
        "Moulins de l&#39;Alma · Cycle de décembre 2026",
        "1 · Moulins de l&#39;Alma",
        "Reçu de FLOUR",
        "40,00",
    )
    assert [words for words in shown if words not in page] == []


async def test_who_gave_a_cycle_up_stands_in_it(sealed: httpx.AsyncClient) -> None:
    await draft_orders(sealed)
    await post(sealed, f"{PATH}/abandonment", {"reason": "the mill burnt down"})
    ((_, before, after),) = [line for line in await noted(sealed, CYCLE) if line[0] == "cycle_abandoned"]
    assert (before, after["state"], after["charged_cents"]) == ({"state": "open"}, "settled", 0)


@pytest.mark.parametrize(
    ("path", "body", "changed"),
    [
        ("products/SEL", PRODUCT, {"name": "Gros sel"}),
        ("suppliers/ALMA", SUPPLIER, {"minimum_cents": 200}),
        ("offers/ALMA/SEL", OFFER, {"max_cases": 3}),
    ],
)
async def test_two_who_change_one_thing_at_once_stand_one_after_the_other(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine, path: str, body: dict[str, Any], changed: dict[str, Any]
) -> None:
    for needed, whole in (("suppliers/ALMA", SUPPLIER), ("products/SEL", PRODUCT)):
        if path.startswith("offers"):
            await coordinator.put(f"/v1/{needed}", json=whole)
    both = (coordinator.put(f"/v1/{path}", json=sent) for sent in (body, body | changed))
    answers = await held_up(supply_engine, "audit_trail", *both)
    assert [answer.status_code for answer in answers] == [201, 200]
    first, second = (await trail(coordinator, about=path.partition("/")[2]))[-2:]
    assert (first["before"], second["before"] is not None) == (None, True)
    assert second["after"] != second["before"]


async def test_an_offer_is_withdrawn_as_it_was_changed_a_moment_ago(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    for needed, whole in (("suppliers/ALMA", SUPPLIER), ("products/SEL", PRODUCT), ("offers/ALMA/SEL", OFFER)):
        await coordinator.put(f"/v1/{needed}", json=whole)
    changing = coordinator.put("/v1/offers/ALMA/SEL", json=OFFER | {"max_cases": 3})
    await held_up(supply_engine, "rungs", changing, coordinator.delete("/v1/offers/ALMA/SEL"))
    (withdrawn,) = await trail(coordinator, kind="offer_withdrawn")
    assert withdrawn["before"]["max_cases"] == 3


async def test_what_is_refused_leaves_no_trace(coordinator: httpx.AsyncClient) -> None:
    await coordinator.put("/v1/products/SEL", json=PRODUCT)
    refused = await coordinator.put("/v1/products/SEL", json=PRODUCT | {"unit": "l"})
    assert refused.status_code == 409
    assert (await coordinator.put("/v1/offers/NONE/SEL", json=OFFER)).is_error
    assert len(await trail(coordinator)) == 1


async def test_it_is_read_by_person_kind_and_page(coordinator: httpx.AsyncClient) -> None:
    await sold(coordinator)
    first = (await coordinator.get("/v1/audit-trail", params={"limit": 5})).json()
    rest = (await coordinator.get("/v1/audit-trail", params={"limit": 5, "after": first["next"]})).json()
    assert ([len(page["items"]) for page in (first, rest)], rest["next"]) == ([5, 2], None)
    assert len(await trail(coordinator, kind="offer_kept", about="ALMA/SEL")) == 2
    assert await trail(coordinator, by="0197f0a0-0000-7000-8000-0000000000ff") == []
    wrong = await coordinator.get("/v1/audit-trail", params={"after": "first"})
    assert wrong.json()["code"] == "page_unknown"
    for beyond in ({"begins": "0001-01-01T00:00:00+14:00"}, {"ends": "9999-12-31T23:59:00-14:00"}):
        assert (await coordinator.get("/v1/audit-trail", params=beyond)).status_code == 422
    assert (await coordinator.get("/audit-trail", params={"before": 2**63})).status_code == 422


@pytest.mark.parametrize(
    "rewriting", ["UPDATE audit_trail SET about = ''", "DELETE FROM audit_trail", "TRUNCATE audit_trail"]
)
async def test_nothing_in_it_is_changed_or_deleted(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine, rewriting: str
) -> None:
    await coordinator.put("/v1/suppliers/ALMA", json=SUPPLIER)
    with pytest.raises(DBAPIError, match="append-only"):
        async with transaction(supply_engine) as connection:
            await connection.execute(text(rewriting))
    assert len(await trail(coordinator)) == 1


def test_every_word_of_it_is_there_in_french() -> None:
    say = Catalogues(LOCALE).of("fr")
    codes = (word for codes in CODES.values() for word in codes.values())
    words = [*NAMES.values(), *OF_ONE.values(), *KINDS.values(), *codes]
    assert set(KINDS) == set(AuditKind)
    assert [word for word in words if word not in say.messages.texts] == []
    assert name_of("product SEL", say) == "Prix plafond de SEL"
    assert [value_of("minimum_cents", 150, say), value_of("organic", False, say)] == ["1,50\u00a0€", "non"]
    assert value_of("opens", "2026-12-01", say) == "1er décembre 2026"
    assert value_of("centre DUC", "2026-12-04 14:00 · salle", say) == "4 décembre 2026 14:00 · salle"
    assert value_of("rungs", ["0: 1.18", "500: 1.05"], say) == "0: 1,18 · 500: 1,05"
    assert value_of("vat", ["550: 866", "–: 20"], say) == "5,5 %: 8,66\u00a0€ · –: 0,20\u00a0€"
    assert value_of("invoiced SEL", "1000: 1.05", say) == "1000: 1,05"
    assert value_of("product SEL", "145, not on sale", say) == "1,45\u00a0€, plus en vente"
    assert [value_of("state", "draft", say), value_of("shortage_policy", "other", say)] == ["En préparation", "other"]
