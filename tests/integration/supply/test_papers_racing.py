"""One paper of a supplier entered in two cycles at once: it is entered in the first, and refused in the other."""

from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.fixtures.racing import held_up
from tests.fixtures.supply_buying import NEXT_PATH, PATH, next_cycle_sealed, order_it
from tests.fixtures.supply_cycle import put

INVOICE: dict[str, Any] = {"number": "F-1", "invoiced_on": "2026-12-16", "delivery_cents": 0, "total_cents": 15_000}
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
    entering = (two_cycles.put(f"{path}/invoices/ALMA", json=INVOICE) for path in (PATH, NEXT_PATH))
    answers = await held_up(supply_engine, "supplier_invoices", *entering)
    assert codes(answers) == [(201, None), (409, "invoice_entered_before")]


async def test_a_credit_note_is_entered_in_one_cycle(two_cycles: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    for number, path in enumerate((PATH, NEXT_PATH)):
        await put(two_cycles, f"{path}/invoices/ALMA", INVOICE | {"number": f"F-{number}"})
    paths = [f"{path}/invoices/ALMA/credit-notes/A-1" for path in (PATH, NEXT_PATH)]
    entering = (two_cycles.put(path, json=CREDIT_NOTE) for path in paths)
    answers = await held_up(supply_engine, "credit_notes", *entering)
    assert codes(answers) == [(201, None), (409, "credit_note_entered_before")]


async def test_a_delivery_note_is_entered_in_one_cycle(
    two_cycles: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    entering = (
        two_cycles.put(f"{path}/deliveries/{UUID(int=number)}", json=DELIVERY)
        for number, path in enumerate((PATH, NEXT_PATH), start=1)
    )
    answers = await held_up(supply_engine, "deliveries", *entering)
    assert codes(answers) == [(201, None), (409, "delivery_entered_before")]
