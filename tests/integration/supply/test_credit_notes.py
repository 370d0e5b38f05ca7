"""Suppliers' credit notes: what was disputed counts as expected until one comes; corrected, withdrawn, paid again."""

from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.contracts.cycles import CycleSettled
from tests.fixtures.supply_buying import (
    PATH,
    order_it,
    outcomes,
    post,
    refused,
)
from tests.fixtures.supply_cycle import put, said
from tests.fixtures.supply_invoices import FLOUR, INVOICE, PRINTED, credit, decide, entered, invoiced


@pytest.fixture
async def ordered(sealed: httpx.AsyncClient) -> httpx.AsyncClient:
    """A coordinator who ordered 150 kg of flour: 157.50, delivery 38.00, VAT 16.26."""
    await order_it(sealed)
    return sealed


async def test_what_is_disputed_counts_as_expected_until_its_credit_note_comes(ordered: httpx.AsyncClient) -> None:
    line = FLOUR | {"price": "1.15"}
    vat = [{"vat_basis_points": 550, "vat_cents": 949}, {"vat_basis_points": 2_000, "vat_cents": 760}]
    dearer = {"lines": [line], "vat": vat, "total_cents": 17_250 + 3_800 + 1_709}
    assert await entered(ordered, **dearer) == {"price": ("1.05", "1.15")}
    await decide(ordered, "price", disputed=True, product="FLOUR")
    assert await invoiced(ordered) == (15_750, 3_800, 1_626)
    note = {"noted_on": "2026-12-20", "amount_cents": 1_500, "vat_cents": 83, "products": ["FLOUR"], "reason": "price"}
    credited = [await ordered.put(f"{INVOICE}/credit-notes/A-1", json=note) for _ in range(2)]
    assert [answer.status_code for answer in credited] == [201, 200]
    (difference,) = credited[1].json()["differences"]
    assert (difference["disputed"], difference["reason"]) == (False, "as it should be (A-1)")
    assert await invoiced(ordered) == (15_750, 3_800, 1_626)


async def test_a_credit_note_entered_before_the_dispute_is_taken_off_once(ordered: httpx.AsyncClient) -> None:
    vat = [{"vat_basis_points": 550, "vat_cents": 949}, {"vat_basis_points": 2_000, "vat_cents": 760}]
    await entered(ordered, lines=[FLOUR | {"price": "1.15"}], vat=vat, total_cents=17_250 + 3_800 + 1_709)
    await credit(ordered, 1_500, 83, "FLOUR")
    (difference,) = (await decide(ordered, "price", disputed=True, product="FLOUR"))["differences"]
    assert (difference["disputed"], difference["reason"]) == (False, "as it should be (A-1)")
    assert await invoiced(ordered) == (15_750, 3_800, 1_626)


async def test_a_credit_note_that_is_corrected_answers_the_disputes_that_it_is_about_now(
    ordered: httpx.AsyncClient,
) -> None:
    await entered(ordered, delivery_cents=4_000, vat=[{"vat_cents": 1_666}], total_cents=21_416)
    await decide(ordered, "fee", disputed=True)
    assert (await credit(ordered, 200, 40))["differences"][0]["disputed"] is False
    corrected = await credit(ordered, 200, 40, "FLOUR")
    assert (corrected["differences"][0]["disputed"], corrected["differences"][0]["reason"]) == (True, "as it should be")
    assert await invoiced(ordered) == (15_550, 3_800, 1_586)


async def test_a_credit_note_counts_for_the_invoice_that_it_was_entered_for(ordered: httpx.AsyncClient) -> None:
    async def counted(number: str, **said: str) -> tuple[int, int]:
        found = (await put(ordered, INVOICE, PRINTED | {"number": number} | said)).json()
        return found["counted"]["total_cents"], len(found["credit_notes"])

    await entered(ordered)
    await credit(ordered, 2_000, 110)
    assert await counted("F-11", replaces="F-1") == (21_176 - 2_110, 1), "its number was mistyped"
    await post(ordered, f"{INVOICE}/withdrawal", {"reason": "another supplier's"})
    assert await counted("F-2") == (21_176, 0)
    await post(ordered, f"{INVOICE}/withdrawal", {"reason": "the first was right"})
    assert await counted("F-11") == (21_176 - 2_110, 1)


async def withdraw_note(client: httpx.AsyncClient, reason: str = "another supplier's") -> dict[str, Any]:
    found: dict[str, Any] = await post(client, f"{INVOICE}/credit-notes/A-1/withdrawal", {"reason": reason})
    return found


async def test_a_credit_note_that_is_withdrawn_answers_no_dispute_any_more(ordered: httpx.AsyncClient) -> None:
    """Who, when and why stay; a late copy of its request doesn't bring it back; its number is free elsewhere."""
    await entered(ordered, delivery_cents=4_000, vat=[{"vat_cents": 1_666}], total_cents=21_416)
    open_dispute = await decide(ordered, "fee", disputed=True)
    assert (await credit(ordered, 200, 40))["differences"][0]["disputed"] is False
    found = await withdraw_note(ordered)
    assert found == await withdraw_note(ordered) | {"recorded_at": found["recorded_at"]}
    why = {"reason": "another reason"}
    assert await refused(ordered, f"{INVOICE}/credit-notes/A-1/withdrawal", why) == (409, "reason_differs")
    (kept,) = found["credit_notes"]
    assert kept["withdrawn_because"] == "another supplier's"
    assert (kept["withdrawn_by"], kept["withdrawn_at"] is None) == (found["recorded_by"], False)
    assert (found["differences"], found["counted"]) == (open_dispute["differences"], open_dispute["counted"])
    assert await invoiced(ordered) == (15_750, 3_800, 1_626)
    note: dict[str, Any] = {"noted_on": "2026-12-20", "amount_cents": 200, "vat_cents": 40, "reason": "price"}
    late = await ordered.put(f"{INVOICE}/credit-notes/A-1", json=note, headers={"Accept-Language": "fr"})
    assert (late.status_code, late.json()["code"]) == (409, "credit_note_withdrawn")
    assert late.json()["detail"].startswith("L’avoir A-1 de ALMA a été retiré (« another supplier's »).")
    again = (await put(ordered, f"{INVOICE}/credit-notes/A-1", note | {"again": True})).json()
    assert (again["credit_notes"][0]["withdrawn_because"], again["differences"][0]["disputed"]) == (None, False)
    assert await refused(ordered, f"{INVOICE}/credit-notes/A-2/withdrawal", {"reason": "none of it"}) == (
        404,
        "credit_note_unknown",
    )


async def test_a_credit_note_withdrawn_after_publishing_is_paid_again_and_raises_no_charge(
    ordered: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    """What the supplier is owed is told with the next run, as before; the network bears what it charged less."""
    await entered(ordered)
    await credit(ordered, 2_000, 110)
    await post(ordered, f"{PATH}/settlement")
    await withdraw_note(ordered)
    corrected = await post(ordered, f"{PATH}/settlement")
    assert (corrected["times_settled"], corrected["invoices_cents"]) == (2, 21_176)
    before, after = await outcomes(supply_engine, 1), await outcomes(supply_engine, 2)
    assert {number: one.charged for number, one in after.items()} == {
        number: one.charged for number, one in before.items()
    }
    told = [event for event in await said(supply_engine) if isinstance(event, CycleSettled)]
    assert [(event.run, event.invoices[0].total) for event in told[-2:]] == [
        (told[-2].run, 19_066),
        (told[-1].run, 21_176),
    ]


async def test_a_credit_note_after_publishing_only_lowers_charges(
    ordered: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await entered(ordered)
    await post(ordered, f"{PATH}/settlement")
    note = {"noted_on": "2026-12-20", "amount_cents": 2_000, "vat_cents": 110, "reason": "a bag torn open"}
    await put(ordered, f"{INVOICE}/credit-notes/A-1", note)
    corrected = await post(ordered, f"{PATH}/settlement")
    assert (corrected["times_settled"], corrected["invoices_cents"]) == (2, 21_176 - 2_110)
    before, after = await outcomes(supply_engine, 1), await outcomes(supply_engine, 2)
    assert all(after[number].charged < before[number].charged for number in before)
