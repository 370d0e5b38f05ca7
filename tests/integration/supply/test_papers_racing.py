"""Papers of a supplier at once: one is entered in one cycle only, and each stands on the invoice as it is then."""

from collections.abc import Coroutine
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.storage.invoice_tables import credit_notes
from shared.contracts.cycles import SupplierInvoiceReceived
from tests.fixtures.racing import held_up
from tests.fixtures.supply_buying import NEXT_PATH, PATH, next_cycle_sealed, order_it
from tests.fixtures.supply_cycle import put, said

INVOICE: dict[str, Any] = {"number": "F-1", "invoiced_on": "2026-12-16", "delivery_cents": 0, "total_cents": 15_000}
FEE = {"kind": "fee", "product": None, "disputed": False, "reason": "so agreed"}
CREDIT_NOTE: dict[str, Any] = {"noted_on": "2026-12-20", "amount_cents": 500, "vat_cents": 0, "reason": "a torn bag"}
DELIVERY: dict[str, Any] = {
    "supplier": "ALMA",
    "received_on": "2026-12-15",
    "note_number": "BL-1",
    "lines": [{"product": "FLOUR", "received": 1_000}],
}


@pytest.fixture
async def two_cycles(sealed: httpx.AsyncClient, supply_engine: AsyncEngine) -> httpx.AsyncClient:
    """A coordinator who ordered flour from one supplier in two cycles."""
    await order_it(sealed)
    await next_cycle_sealed(sealed, supply_engine, 150_000)
    await order_it(sealed, NEXT_PATH)
    return sealed


def codes(answers: list[httpx.Response]) -> list[tuple[int, str | None]]:
    return [(answer.status_code, answer.json().get("code")) for answer in answers]


async def test_an_invoice_is_entered_in_one_cycle(two_cycles: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    both = (two_cycles.put(f"{path}/invoices/ALMA", json=INVOICE) for path in (PATH, NEXT_PATH))
    answers = await held_up(supply_engine, "supplier_invoices", *both)
    assert codes(answers) == [(201, None), (409, "invoice_entered_before")]


async def test_a_credit_note_is_entered_in_one_cycle(two_cycles: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    for number, path in enumerate((PATH, NEXT_PATH)):
        await put(two_cycles, f"{path}/invoices/ALMA", INVOICE | {"number": f"F-{number}"})
    paths = [f"{path}/invoices/ALMA/credit-notes/A-1" for path in (PATH, NEXT_PATH)]
    both = (two_cycles.put(path, json=CREDIT_NOTE) for path in paths)
    answers = await held_up(supply_engine, "credit_notes", *both)
    assert codes(answers) == [(201, None), (409, "credit_note_entered_before")]


async def test_a_credit_note_that_is_being_withdrawn_is_not_entered_by_a_late_copy(
    two_cycles: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    """Its number is free for the other cycle, of which it is."""
    for number, path in enumerate((PATH, NEXT_PATH)):
        await put(two_cycles, f"{path}/invoices/ALMA", INVOICE | {"number": f"F-{number}"})
    this, other = (f"{path}/invoices/ALMA/credit-notes/A-1" for path in (PATH, NEXT_PATH))
    await put(two_cycles, this, CREDIT_NOTE)
    withdrawn = two_cycles.post(f"{this}/withdrawal", json={"reason": "of the other cycle"})
    answers = await held_up(supply_engine, "credit_notes", withdrawn, two_cycles.put(this, json=CREDIT_NOTE))
    assert codes(answers) == [(200, None), (409, "credit_note_withdrawn")]
    assert (await two_cycles.put(other, json=CREDIT_NOTE)).status_code == 201
    late = await two_cycles.put(this, json=CREDIT_NOTE | {"again": True})
    assert codes([late]) == [(409, "credit_note_entered_before")]


async def test_a_delivery_note_is_entered_in_one_cycle(
    two_cycles: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    both = (
        two_cycles.put(f"{path}/deliveries/{UUID(int=number)}", json=DELIVERY)
        for number, path in enumerate((PATH, NEXT_PATH), start=1)
    )
    answers = await held_up(supply_engine, "deliveries", *both)
    assert codes(answers) == [(201, None), (409, "delivery_entered_before")]


@pytest.fixture
async def invoiced(sealed: httpx.AsyncClient) -> httpx.AsyncClient:
    """A coordinator who entered the invoice of an order, without the delivery that was agreed on."""
    await order_it(sealed)
    await put(sealed, f"{PATH}/invoices/ALMA", INVOICE)
    return sealed


def entering(client: httpx.AsyncClient, **changed: Any) -> Coroutine[Any, Any, httpx.Response]:
    return client.put(f"{PATH}/invoices/ALMA", json=INVOICE | changed)


def withdrawing(client: httpx.AsyncClient, reason: str) -> Coroutine[Any, Any, httpx.Response]:
    return client.post(f"{PATH}/invoices/ALMA/withdrawal", json={"reason": reason})


async def test_a_difference_that_is_being_corrected_is_not_decided_on(
    invoiced: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    deciding = invoiced.post(f"{PATH}/invoices/ALMA/decisions", json=FEE)
    corrected = entering(invoiced, delivery_cents=3_800)
    answers = await held_up(supply_engine, "supplier_invoices", corrected, deciding)
    assert codes(answers) == [(200, None), (404, "difference_unknown")]


async def test_an_invoice_withdrawn_by_two_is_withdrawn_once(
    invoiced: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    both = (withdrawing(invoiced, reason) for reason in ("of another cycle", "entered twice"))
    answers = await held_up(supply_engine, "supplier_invoices", *both)
    assert codes(answers) == [(200, None), (409, "reason_differs")]
    assert answers[0].json()["withdrawn_because"] == "of another cycle"
    told = [event.withdrawn for event in await said(supply_engine) if isinstance(event, SupplierInvoiceReceived)]
    assert told == [False, True]


async def test_an_invoice_that_is_being_withdrawn_is_not_entered_by_a_late_copy(
    invoiced: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    answers = await held_up(
        supply_engine, "supplier_invoices", withdrawing(invoiced, "of another cycle"), entering(invoiced)
    )
    assert codes(answers) == [(200, None), (409, "invoice_withdrawn")]


async def test_of_two_invoices_entered_at_once_the_second_replaces_none(
    sealed: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await order_it(sealed)
    both = (entering(sealed, number=number) for number in ("F-1", "F-2"))
    answers = await held_up(supply_engine, "supplier_invoices", *both)
    assert codes(answers) == [(201, None), (409, "invoice_number_differs")]
    (found,) = (await sealed.get(f"{PATH}/invoices")).json()
    assert found["number"] == "F-1"


async def test_a_credit_note_is_of_the_invoice_as_it_is_being_numbered(
    invoiced: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    """Both take the papers' lock too."""
    crediting = invoiced.put(f"{PATH}/invoices/ALMA/credit-notes/A-1", json=CREDIT_NOTE)
    answers = await held_up(
        supply_engine, "supplier_invoices", entering(invoiced, number="F-2", replaces="F-1"), crediting
    )
    assert codes(answers) == [(200, None), (201, None)]
    async with supply_engine.connect() as connection:
        assert await connection.scalar(select(credit_notes.c.invoice)) == "F-2"
