"""Suppliers' invoices: matched to what was ordered and received, then counted to the cent as printed."""

from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.commands.republish import republish
from shared.contracts.cycles import SupplierInvoiceReceived
from tests.fixtures.supply_buying import (
    NEXT_PATH,
    PATH,
    approve,
    deliver,
    draft_orders,
    next_cycle_sealed,
    order_it,
    outcomes,
    post,
    refused,
)
from tests.fixtures.supply_cycle import CYCLE, SUPPLIER, put, said
from tests.fixtures.supply_invoices import FLOUR, INVOICE, PRINTED, VAT, credit, decide, entered, invoiced


@pytest.fixture
async def ordered(sealed: httpx.AsyncClient) -> httpx.AsyncClient:
    """A coordinator who ordered 150 kg of flour: 157.50, delivery 38.00, VAT 16.26."""
    await order_it(sealed)
    return sealed


async def test_an_invoice_as_ordered_differs_in_nothing_and_changes_no_cent(ordered: httpx.AsyncClient) -> None:
    assert await entered(ordered, lines=[FLOUR]) == {}
    assert await invoiced(ordered) == (15_750, 3_800, 1_626)
    (found,) = (await ordered.get(f"{PATH}/invoices")).json()
    assert (found["due_on"], found["counted"]["total_cents"]) == ("2027-01-15", 21_176)


async def test_sent_again_it_is_the_same_invoice(ordered: httpx.AsyncClient) -> None:
    answers = [await ordered.put(INVOICE, json=PRINTED) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    first, again = (answer.json() | {"recorded_at": None} for answer in answers)
    assert first == again


async def test_sent_again_nothing_is_said_of_it_again(ordered: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    for _ in range(2):
        await entered(ordered, lines=[FLOUR])
    for _ in range(2):
        await post(ordered, f"{INVOICE}/withdrawal", {"reason": "of another cycle"})
    told = [event.withdrawn for event in await said(supply_engine) if isinstance(event, SupplierInvoiceReceived)]
    assert told == [False, True]


async def test_a_late_copy_of_a_request_does_not_bring_a_withdrawn_invoice_back(ordered: httpx.AsyncClient) -> None:
    await entered(ordered)
    await post(ordered, f"{INVOICE}/withdrawal", {"reason": "of another cycle"})
    late = await ordered.put(INVOICE, json=PRINTED)
    assert (late.status_code, late.json()["code"]) == (409, "invoice_withdrawn")
    assert "of another cycle" in late.json()["detail"]
    again = await put(ordered, INVOICE, PRINTED | {"again": True})
    assert (again.status_code, again.json()["withdrawn_because"]) == (200, None)


async def test_another_number_never_takes_an_invoices_place_unsaid(
    ordered: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await entered(ordered)
    await credit(ordered, 2_000, 110)
    other = PRINTED | {"number": "F-2", "due_on": "2027-02-15", "total_cents": 30_000}
    for unsaid in (other, other | {"replaces": "F-0"}, other | {"again": True}):
        answer = await ordered.put(INVOICE, json=unsaid)
        assert (answer.status_code, answer.json()["code"]) == (409, "invoice_number_differs")
    assert "“F-1 + F-2”" in answer.json()["detail"]
    (found,) = (await ordered.get(f"{PATH}/invoices")).json()
    assert (found["number"], found["due_on"], found["total_cents"]) == ("F-1", "2027-01-15", 21_176)
    assert len(found["credit_notes"]) == 1
    told = [event.number for event in await said(supply_engine) if isinstance(event, SupplierInvoiceReceived)]
    assert told == ["F-1"]


async def test_two_invoices_for_one_order_are_entered_as_one_that_replaces_the_first(
    ordered: httpx.AsyncClient,
) -> None:
    await entered(ordered)
    both = PRINTED | {"number": "F-1 + F-2", "total_cents": 22_000, "replaces": "F-1"}
    answers = [(await put(ordered, INVOICE, both)).json() | {"recorded_at": None} for _ in range(2)]
    assert answers[0] == answers[1]
    assert (answers[0]["number"], answers[0]["total_cents"]) == ("F-1 + F-2", 22_000)
    late = await ordered.put(INVOICE, json=PRINTED)
    assert late.json()["code"] == "invoice_number_differs"


async def test_an_invoice_that_was_withdrawn_is_not_corrected_to_another_number(ordered: httpx.AsyncClient) -> None:
    await entered(ordered)
    await post(ordered, f"{INVOICE}/withdrawal", {"reason": "of another cycle"})
    answer = await ordered.put(INVOICE, json=PRINTED | {"number": "F-2", "replaces": "F-1"})
    assert (answer.json()["code"], answer.json()["figures"]["number"]) == ("invoice_withdrawn", "F-1")


async def test_each_difference_is_shown_against_order_and_receiving(ordered: httpx.AsyncClient) -> None:
    await deliver(ordered, received=140_000)
    line = {"product": "FLOUR", "quantity": 150_000, "price": "1.10"}
    differing = {"lines": [line], "delivery_cents": 4_000, "vat": [{"vat_cents": 1_700}], "total_cents": 22_222}
    assert await entered(ordered, **differing) == {
        "quantity": ("140000", "150000"),
        "price": ("1.05", "1.1"),
        "fee": ("3800", "4000"),
        "vat": ("1708", "1700"),
        "total": ("22200", "22222"),
    }
    assert await refused(ordered, f"{PATH}/settlement") == (409, "invoice_differences_open")
    found = (await ordered.get(f"{PATH}/invoices")).json()[0]["differences"]
    assert found[1]["sentence"] == "FLOUR is invoiced at 1.1 euros excluding VAT, but was ordered at 1.05."
    assert "€40.00" in found[2]["sentence"]


async def test_vat_at_wrong_rates_is_a_difference_though_it_is_right_in_all(ordered: httpx.AsyncClient) -> None:
    turned = [{"vat_basis_points": 550, "vat_cents": 760}, {"vat_basis_points": 2_000, "vat_cents": 866}]
    assert await entered(ordered, vat=turned) == {"vat_rates": ("0", "106")}
    (difference,) = (await ordered.get(f"{PATH}/invoices")).json()[0]["differences"]
    assert (
        difference["sentence"] == "€1.06 of the VAT printed are at other rates than those of the invoice's own lines."
    )
    assert await refused(ordered, f"{PATH}/settlement") == (409, "invoice_differences_open")
    await decide(ordered, "vat_rates", disputed=True)
    assert await invoiced(ordered) == (15_750, 3_800, 1_626)


async def test_what_is_printed_wins_to_the_cent_once_it_is_accepted(
    ordered: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    assert await entered(ordered, vat=[{"vat_cents": 1_627}], total_cents=21_179) == {
        "vat": ("1626", "1627"),
        "total": ("21177", "21179"),
    }
    await decide(ordered, "vat", disputed=False)
    await decide(ordered, "total", disputed=False)
    assert await invoiced(ordered) == (15_752, 3_800, 1_627)
    assert len(await outcomes(supply_engine, 1)) == 3


async def test_a_decision_holds_for_the_figures_it_was_made_on(ordered: httpx.AsyncClient) -> None:
    await entered(ordered, delivery_cents=4_000, vat=[{"vat_cents": 1_666}], total_cents=21_416)
    assert (await decide(ordered, "fee", disputed=False))["differences"][0]["disputed"] is False
    await entered(ordered, delivery_cents=4_100, vat=[{"vat_cents": 1_686}], total_cents=21_536)
    assert await refused(ordered, f"{PATH}/settlement") == (409, "invoice_differences_open")


async def test_an_invoice_withdrawn_counts_no_more_until_it_is_entered_again(
    ordered: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await entered(ordered, total_cents=30_000)
    wrong = {"reason": "of another cycle"}
    withdrawn = [await post(ordered, f"{INVOICE}/withdrawal", wrong) for _ in range(2)]
    assert withdrawn[0] == withdrawn[1]
    assert await refused(ordered, f"{INVOICE}/withdrawal", {"reason": "why not"}) == (409, "reason_differs")
    assert (withdrawn[0]["withdrawn_because"], withdrawn[0]["counted"]["total_cents"]) == ("of another cycle", 21_176)
    assert await invoiced(ordered) == (15_750, 3_800, 1_626)
    await next_cycle_sealed(ordered, supply_engine, 150_000)
    await order_it(ordered, NEXT_PATH)
    await put(ordered, f"{NEXT_PATH}/invoices/ALMA", PRINTED)
    again = await ordered.put(INVOICE, json=PRINTED | {"again": True})
    assert again.json()["code"] == "invoice_entered_before"
    assert (await put(ordered, INVOICE, PRINTED | {"number": "F-2"})).json()["withdrawn_because"] is None


async def test_an_invoice_of_an_order_that_was_cancelled_counts_for_nothing_and_is_withdrawn(
    ordered: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await entered(ordered, total_cents=30_000)
    cancelled = {"after": 0, "reason": "the mill burnt down"}
    await put(ordered, f"/v1/purchase-orders/1/cancellations/{UUID(int=7)}", cancelled)
    (found,) = (await ordered.get(f"{PATH}/invoices")).json()
    assert (found["total_cents"], found["differences"], found["counted"]["total_cents"]) == (30_000, [], 0)
    assert (await post(ordered, f"{PATH}/settlement"))["invoices"] == []
    withdrawn = await post(ordered, f"{INVOICE}/withdrawal", {"reason": "nothing came of it"})
    assert (withdrawn["withdrawn_because"], withdrawn["counted"]["total_cents"]) == ("nothing came of it", 0)
    told = [event for event in await said(supply_engine) if isinstance(event, SupplierInvoiceReceived)]
    assert [event.withdrawn for event in told] == [False, True]


async def test_whoever_pays_is_told_by_when_and_told_again(
    ordered: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await entered(ordered, due_on="2027-01-15")
    await entered(ordered, due_on="2027-01-20")
    await post(ordered, f"{INVOICE}/withdrawal", {"reason": "entered for another supplier"})
    told = [event for event in await said(supply_engine) if isinstance(event, SupplierInvoiceReceived)]
    assert [(str(event.due_on), event.total, event.withdrawn) for event in told] == [
        ("2027-01-15", 21_176, False),
        ("2027-01-20", 21_176, False),
        ("2027-01-20", 21_176, True),
    ]
    assert told[0].version < told[1].version < told[2].version
    await republish(supply_engine, CYCLE)
    again = [event for event in await said(supply_engine) if isinstance(event, SupplierInvoiceReceived)][3:]
    assert again == told[2:]


async def test_what_makes_no_sense_is_refused(ordered: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    wrong: list[tuple[str, dict[str, Any], int, str]] = [
        (f"{PATH}/invoices/NONE", {}, 409, "invoice_not_ordered"),
        ("/v1/cycles/none/invoices/ALMA", {}, 404, "cycle_unknown"),
        (INVOICE, {"lines": [{"product": "TEA"}]}, 422, "invoice_line_not_ordered"),
        (INVOICE, {"lines": [FLOUR, FLOUR]}, 422, "invoice_line_twice"),
        (INVOICE, {"vat": [{"vat_cents": 1}, VAT[0]]}, 422, "invoice_vat_twice"),
        (INVOICE, {"total_cents": 5_425}, 422, "invoice_total_too_low"),
        (INVOICE, {"total_cents": -1}, 422, "invalid_request"),
    ]
    for path, printed, status, code in wrong:
        answer = await ordered.put(path, json=PRINTED | printed)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert await refused(ordered, f"{INVOICE}/withdrawal", {"reason": "none here"}) == (404, "invoice_unknown")
    unknown = {"kind": "fee", "product": None, "disputed": False, "reason": "why not"}
    assert await refused(ordered, f"{INVOICE}/decisions", unknown) == (404, "invoice_unknown")
    await entered(ordered)
    assert await refused(ordered, f"{INVOICE}/decisions", unknown) == (404, "difference_unknown")
    note = {"noted_on": "2026-12-20", "amount_cents": 19_551, "vat_cents": 0, "reason": "too much"}
    answer = await ordered.put(f"{INVOICE}/credit-notes/A-1", json=note)
    assert (answer.status_code, answer.json()["code"]) == (422, "credit_exceeds_invoice")
    answer = await ordered.put(f"{INVOICE}/credit-notes/A-1", json=note | {"amount_cents": 1, "products": ["TEA"]})
    assert answer.json()["code"] == "invoice_line_not_ordered"
    await next_cycle_sealed(ordered, supply_engine, 150_000)
    await order_it(ordered, NEXT_PATH)
    twice = await ordered.put(f"{NEXT_PATH}/invoices/ALMA", json=PRINTED)
    assert (twice.status_code, twice.json()["code"]) == (409, "invoice_entered_before")


async def test_a_supplier_not_liable_for_vat_has_none_in_plan_order_and_settlement(sealed: httpx.AsyncClient) -> None:
    await put(sealed, "/v1/suppliers/ALMA", SUPPLIER | {"vat_liable": False})
    (order,) = await draft_orders(sealed)
    assert (order["goods_cents"], order["delivery_cents"], order["vat_cents"]) == (15_750, 3_800, 0)
    await put(sealed, "/v1/suppliers/ALMA", SUPPLIER)
    await approve(sealed, 1)
    await post(sealed, "/v1/purchase-orders/1/sending")
    assert await invoiced(sealed) == (15_750, 3_800, 0), "as it was ordered"


async def test_the_vat_of_delivery_may_follow_the_goods(sealed: httpx.AsyncClient) -> None:
    await put(sealed, "/v1/suppliers/ALMA", SUPPLIER | {"delivery_vat": "as_goods"})
    (order,) = await order_it(sealed)
    assert order["vat_cents"] == 1_075, "5.5 % of 195.50"
    assert await invoiced(sealed) == (15_750, 3_800, 1_075)


async def test_only_a_coordinator_enters_invoices(volunteer: httpx.AsyncClient) -> None:
    for method, path in (
        ("GET", f"{PATH}/invoices"),
        ("PUT", INVOICE),
        ("POST", f"{INVOICE}/decisions"),
        ("POST", f"{INVOICE}/withdrawal"),
        ("PUT", f"{INVOICE}/credit-notes/A-1"),
        ("POST", f"{INVOICE}/credit-notes/A-1/withdrawal"),
    ):
        assert (await volunteer.request(method, path)).status_code == 403, path
