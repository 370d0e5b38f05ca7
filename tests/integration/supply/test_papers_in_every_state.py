"""Papers in whatever state their cycle is, and whatever people typed: a screen reader reads them all the same."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.contracts.centres import CentreRegistered
from tests.fixtures.supply_buying import PATH, draft_orders, order_it, paid, post
from tests.fixtures.supply_cycle import PRODUCT, SUPPLIER, cycle_sealed, draft, hear, put, seal
from tests.fixtures.verapdf import ACCESSIBLE, Printed

pytestmark = ACCESSIBLE

ORDER = "/v1/purchase-orders/1"
AMENDED = {"after": 0, "reason": "only five left", "lines": [{"product": "FLOUR", "cases": 5}]}
CANCELLED = {"after": 1, "reason": "the mill burnt down"}
CHANGE = "0197f0a0-0000-7000-8000-00000000000"
LONG = ("Farine de blé tendre semi-complète des moulins réunis " * 3 + "sans-aucune-espace" * 9)[:200]
ARABIC = "طحين القمح الكامل"
LABELS = [f"labels.pdf?on={on}" for on in ("24", "65&skipped=64", "roll&centre=DUC")]
LISTS = ("loading-sheet.pdf", "repacking.pdf")
OF_THE_CENTRE = ("delivery-note.pdf", "pick-list-by-household.pdf", "pick-list-by-product.pdf", "roster.pdf")


@pytest.fixture
def printed(coordinator: httpx.AsyncClient, tmp_path: Path) -> Printed:
    return Printed(coordinator, tmp_path)


async def test_a_purchase_order_that_is_drafted_sent_amended_and_cancelled(
    sealed: httpx.AsyncClient, printed: Printed
) -> None:
    await draft_orders(sealed)
    await printed.keep("draft", f"{ORDER}.pdf")
    await order_it(sealed)
    await printed.keep("sent", f"{ORDER}.pdf", "en")
    await put(sealed, f"{ORDER}/amendments/{CHANGE}1", AMENDED)
    await printed.keep("amended", f"{ORDER}.pdf")
    await put(sealed, f"{ORDER}/cancellations/{CHANGE}2", CANCELLED)
    await printed.keep("cancelled", f"{ORDER}.pdf")
    assert printed.refused() == []


async def test_names_that_are_long_or_read_from_right_to_left(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine, printed: Printed
) -> None:
    await bought(coordinator, supply_engine, name=LONG[-90:], allergens="GLUTEN")
    await post(coordinator, f"{PATH}/settlement")
    await post(coordinator, f"{PATH}/roster")
    await print_cycle(printed, "long", "fr", "ar")
    await printed.keep("order-long", f"{ORDER}.pdf")
    await put(coordinator, "/v1/products/FLOUR", PRODUCT | {"name": ARABIC, "allergens": ""})
    await put(coordinator, "/v1/suppliers/ALMA", SUPPLIER | {"name": ARABIC})
    await print_cycle(printed, "turned", "fr")
    await printed.keep("order-turned", f"{ORDER}.pdf")
    await printed.keep("impact-turned", "/v1/report/impact.pdf")
    assert printed.refused() == []


async def test_a_cycle_that_nothing_is_handed_out_of(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine, printed: Printed
) -> None:
    await ordered(coordinator, supply_engine)
    await post(coordinator, f"{PATH}/abandonment", {"reason": "no supplier delivers"})
    await post(coordinator, f"{PATH}/roster")
    await print_cycle(printed, "empty", "fr")
    await printed.keep("impact-empty", "/v1/report/impact.pdf")
    assert printed.refused() == []


async def ordered(client: httpx.AsyncClient, engine: AsyncEngine, **product: Any) -> None:
    """Forty households ordered, more than a page of them; a label is Arabic, another as long as labels are."""
    await draft(client)
    await put(client, "/v1/products/FLOUR", PRODUCT | product)
    await post(client, f"{PATH}/opening")
    await hear(
        engine, CentreRegistered(version=1, centre="DUC", name=f"{LONG[:150]} {ARABIC}", active=True, place=LONG)
    )
    labels = {1: "بيت ليلى والأولاد", 2: ("Famille de la Tour-du-Pin-Montauban " * 2)[:60]}
    orders = [
        paid(one, "DUC", 2_500 + one * 500).model_copy(update={"label": labels.get(one, "")}) for one in range(1, 41)
    ]
    await hear(engine, *orders)
    await hear(engine, cycle_sealed(seal("DUC", orders)))


async def bought(client: httpx.AsyncClient, engine: AsyncEngine, **product: Any) -> None:
    """The same, with its purchase order sent."""
    await ordered(client, engine, **product)
    await order_it(client)


async def print_cycle(printed: Printed, state: str, *languages: str) -> None:
    """All that a cycle prints for the warehouse and the centre."""
    at_duc = [f"{PATH}/centres/DUC/papers/{name}" for name in OF_THE_CENTRE]
    for path in (*(f"{PATH}/papers/{name}" for name in (*LISTS, *LABELS)), *at_duc):
        name = path.rpartition("/")[2].replace("?", "-").replace("&", "-").replace(".pdf", "")
        for language in languages:
            await printed.keep(f"{name}-{state}-{language}", path, language)
