"""What of all that was charged is organic, and what is local, in the files of a report."""

import csv
import io
from typing import Any

import httpx
from python_calamine import CalamineWorkbook
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.contracts.group_orders import OrderLine
from tests.fixtures.supply_buying import PATH, order_it, paid, post
from tests.fixtures.supply_cycle import CYCLE, OFFER, PRODUCT, TERMS, cycle_sealed, draft, hear, put, seal

NEITHER_IS_ALL: dict[str, dict[str, Any]] = {"BEANS": {"local": False}, "FLOUR": {}, "RICE": {"organic": False}}
EXPECTED = {
    "BEANS": ["222.00", "222.00", "0.00"],
    "FLOUR": ["222.00", "222.00", "222.00"],
    "RICE": ["222.00", "0.00", "222.00"],
    "Total": ["666.00", "444.00", "444.00"],
}
"""Of each, 200 kg at 1.05 and VAT of 5.5 %: 1.11 a kilo."""
CHARGED, ORGANIC, LOCAL = "Facturé (€)", "Bio (€)", "Local (€)"
ASKED: dict[str, Any] = {"params": {"by": "product"}, "headers": {"Accept-Language": "fr"}}


async def settle(client: httpx.AsyncClient, engine: AsyncEngine) -> None:
    """Ten households had 20 kg of each: beans from far away, flour, rice that is not organic."""
    await draft(client)
    for code, differs in NEITHER_IS_ALL.items():
        await put(client, f"/v1/products/{code}", PRODUCT | differs)
        await put(client, f"/v1/offers/ALMA/{code}", OFFER)
    ceilings = [{"product": code, "ceiling_price_cents": 145} for code in NEITHER_IS_ALL]
    await put(client, f"/v1/cycles/{CYCLE}", TERMS | {"products": ceilings})
    await post(client, f"{PATH}/opening")
    lines = [OrderLine(product=code, quantity=20_000, held=2_900) for code in NEITHER_IS_ALL]
    orders = [paid(one, "DUC", 1).model_copy(update={"lines": lines, "held": 8_700}) for one in range(1, 11)]
    await hear(engine, *orders)
    await hear(engine, cycle_sealed(seal("DUC", orders)))
    await order_it(client)
    await post(client, f"{PATH}/settlement")


async def test_the_files_say_what_is_organic_and_what_is_local(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await settle(coordinator, supply_engine)
    text = (await coordinator.get("/v1/report.csv", **ASKED)).content.decode("utf-8-sig")
    in_csv = {row["Produit"]: [row[CHARGED], row[ORGANIC], row[LOCAL]] for row in csv.DictReader(io.StringIO(text))}
    assert in_csv == EXPECTED
    xlsx = (await coordinator.get("/v1/report.xlsx", **ASKED)).content
    with CalamineWorkbook.from_filelike(io.BytesIO(xlsx)) as book:
        headings, *rows = book.get_sheet_by_name("Bilan").to_python()
    places = [headings.index(word) for word in (CHARGED, ORGANIC, LOCAL)]
    in_xlsx = {row[0]: [row[place] for place in places] for row in rows}
    assert in_xlsx == {code: [float(euros) for euros in cells] for code, cells in EXPECTED.items()}
