"""A purchase order as CSV and XLSX: French, harmless to whoever opens it, the same bytes each time."""

import csv
import io
from decimal import Decimal
from typing import Any

import httpx
from python_calamine import CalamineWorkbook

from tests.fixtures.printed import printed_lines
from tests.fixtures.supply_buying import PATH, approve, draft_orders, order_it, post
from tests.fixtures.supply_cycle import PRODUCT, SUPPLIER, put
from tests.fixtures.supply_http import decide

ORDER = "/v1/purchase-orders/1"
WHO = {
    "name": "VRAC Lyon",
    "address": "3 place du Pont, 69007 Lyon",
    "registration": "RNA W691234567",
    "email": "commandes@vrac.example",
    "phone": "04 78 00 00 00",
}
IN_CSV = [
    ["Commandé par", "VRAC Lyon", "RNA W691234567"],
    ["Adresse postale", "3 place du Pont, 69007 Lyon"],
    ["Contact", "commandes@vrac.example", "04 78 00 00 00"],
]
FEWER = {"after": 0, "reason": "only five left", "lines": [{"product": "FLOUR", "cases": 5}]}


async def csv_rows(client: httpx.AsyncClient) -> list[list[str]]:
    response = await client.get(f"{ORDER}.csv")
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))


async def xlsx_rows(client: httpx.AsyncClient) -> list[list[Any]]:
    response = await client.get(f"{ORDER}.xlsx")
    assert response.status_code == 200, response.text
    return CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0).to_python()


async def test_the_csv_says_all_that_a_supplier_must_know(sealed: httpx.AsyncClient) -> None:
    assert (await decide(sealed, warehouse="12 rue du Port, 69007 Lyon")).is_success
    await order_it(sealed)
    assert await csv_rows(sealed) == [
        ["Bon de commande", "1"],
        ["Fournisseur", "Moulins de l'Alma", "ALMA"],
        ["Livraison le", "15 décembre 2026"],
        ["Lieu de livraison", "12 rue du Port, 69007 Lyon"],
        [],
        ["produit", "désignation", "colis", "par colis", "quantité", "unité", "prix HT", "montant HT"],
        ["FLOUR", "Farine de blé T65", "6", "25", "150", "kg", "1,05", "157,50"],
        [],
        ["Marchandises HT", "157,50"],
        ["Livraison HT", "38,00"],
        ["TVA 5,5 %", "8,66"],
        ["TVA 20 %", "7,60"],
        ["Total TTC", "211,76"],
    ]


async def files(client: httpx.AsyncClient) -> list[bytes]:
    return [(await client.get(f"{ORDER}.{ending}")).content for ending in ("pdf", "csv", "xlsx")]


async def who_orders(client: httpx.AsyncClient) -> list[str]:
    return next((row[1:] for row in await csv_rows(client) if row[:1] == ["Commandé par"]), [])


async def test_every_file_says_who_orders(sealed: httpx.AsyncClient) -> None:
    assert (await decide(sealed, **WHO)).is_success
    await order_it(sealed)
    assert (await csv_rows(sealed))[1:4] == IN_CSV
    assert [[cell for cell in row if cell] for row in await xlsx_rows(sealed)][1:4] == IN_CSV
    printed = " ".join(printed_lines((await sealed.get(f"{ORDER}.pdf")).content))
    reached = f"{WHO['email']} · {WHO['phone']}"
    for said in ("Commandé par", "VRAC Lyon · RNA W691234567", WHO["address"], reached):
        assert said in printed


async def test_what_is_not_entered_of_the_network_is_not_printed(sealed: httpx.AsyncClient) -> None:
    await draft_orders(sealed)
    assert await who_orders(sealed) == []
    assert "Commandé par" not in " ".join(printed_lines((await sealed.get(f"{ORDER}.pdf")).content))
    assert (await decide(sealed, name="VRAC Lyon")).is_success
    rows = await csv_rows(sealed)
    assert (rows[2], rows[3][0]) == (["Commandé par", "VRAC Lyon"], "Fournisseur")


async def test_an_approved_order_keeps_who_ordered_whatever_the_network_is_called_later(
    sealed: httpx.AsyncClient,
) -> None:
    assert (await decide(sealed, **WHO)).is_success
    (order,) = await draft_orders(sealed)
    assert (await decide(sealed, name="VRAC de Lyon")).is_success
    assert await who_orders(sealed) == ["VRAC de Lyon", "RNA W691234567"], "a draft is of now"
    await approve(sealed, order)
    approved = await files(sealed)
    assert (await decide(sealed, name="Autrement", phone="", registration="SIRET 123 456 789 00012")).is_success
    assert await files(sealed) == approved
    await post(sealed, f"{ORDER}/sending")
    assert await files(sealed) == approved
    await put(sealed, f"{ORDER}/amendments/0197f0a0-0000-7000-8000-000000000001", FEWER)
    assert await who_orders(sealed) == ["VRAC de Lyon", "RNA W691234567"], "it is the same that ordered"


async def test_an_order_approved_before_the_network_had_a_name_takes_it_when_it_is_sent_or_changed(
    sealed: httpx.AsyncClient,
) -> None:
    (order,) = await draft_orders(sealed)
    await approve(sealed, order)
    assert (await decide(sealed, name="VRAC Lyon")).is_success
    assert await who_orders(sealed) == ["VRAC Lyon"]
    await post(sealed, f"{ORDER}/sending")
    assert (await decide(sealed, name="Autrement")).is_success
    assert await who_orders(sealed) == ["VRAC Lyon"]


async def test_an_order_sent_without_a_name_stays_so_until_it_is_changed(sealed: httpx.AsyncClient) -> None:
    await order_it(sealed)
    sent = await files(sealed)
    assert (await decide(sealed, name="VRAC Lyon")).is_success
    assert await files(sealed) == sent
    await put(sealed, f"{ORDER}/amendments/0197f0a0-0000-7000-8000-000000000001", FEWER)
    assert (await decide(sealed, name="Autrement")).is_success
    cancelled = {"after": 1, "reason": "the mill burnt down"}
    await put(sealed, f"{ORDER}/cancellations/0197f0a0-0000-7000-8000-000000000002", cancelled)
    assert await who_orders(sealed) == ["VRAC Lyon"]


async def test_the_page_of_orders_says_what_is_missing_of_the_network_before_they_are_sent(
    sealed: httpx.AsyncClient,
) -> None:
    async def page() -> str:
        return (await sealed.get(f"{PATH[3:]}/orders", headers={"Accept": "text/html", "Accept-Language": "fr"})).text

    missing = "il manque le nom du réseau ou son adresse postale"
    await draft_orders(sealed)
    assert missing in await page()
    assert (await decide(sealed, name="VRAC Lyon")).is_success
    assert missing in await page()
    assert (await decide(sealed, address=WHO["address"])).is_success
    assert missing not in await page()
    assert (await decide(sealed, **dict.fromkeys(WHO, ""))).is_success
    await order_it(sealed)
    assert missing not in await page(), "what is sent is sent"


async def test_the_xlsx_says_the_same_in_numbers(sealed: httpx.AsyncClient) -> None:
    await order_it(sealed)
    rows = await xlsx_rows(sealed)
    (line,) = [row for row in rows if row[0] == "FLOUR"]
    assert line == ["FLOUR", "Farine de blé T65", 6.0, 25.0, 150.0, "kg", 1.05, 157.5]
    assert [row[1] for row in rows if row[0] == "Total TTC"] == [211.76]
    in_csv = [[cell for cell in row if cell] for row in await csv_rows(sealed)]
    assert len(rows) == len(in_csv)


async def test_the_same_order_is_the_same_bytes(sealed: httpx.AsyncClient) -> None:
    await order_it(sealed)
    for ending in ("csv", "xlsx"):
        first, second = [(await sealed.get(f"{ORDER}.{ending}")).content for _ in range(2)]
        assert first == second


async def test_nothing_in_the_files_is_taken_for_a_formula(sealed: httpx.AsyncClient) -> None:
    await put(sealed, "/v1/suppliers/ALMA", SUPPLIER | {"name": "@SUM(A1:A9)"})
    await put(sealed, "/v1/products/FLOUR", PRODUCT | {"name": '=HYPERLINK("https://bad.example")'})
    await order_it(sealed)
    cells = [cell for row in await csv_rows(sealed) for cell in row]
    assert "'@SUM(A1:A9)" in cells
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))] == []
    shown = [cell for row in await xlsx_rows(sealed) for cell in row]
    assert '=HYPERLINK("https://bad.example")' in shown, "as text: a formula would show its value"


async def test_drafts_amendments_and_cancelled_orders_say_so(sealed: httpx.AsyncClient) -> None:
    await draft_orders(sealed)
    draft = ["Brouillon : ne livrez rien pour l’instant."]
    assert draft in await csv_rows(sealed)
    await order_it(sealed)
    assert draft not in await csv_rows(sealed)
    await put(sealed, f"{ORDER}/amendments/0197f0a0-0000-7000-8000-000000000001", FEWER)
    response = await sealed.get(f"{ORDER}.csv")
    assert response.headers["content-disposition"] == 'attachment; filename="1-1.csv"'
    rows = await csv_rows(sealed)
    assert ["Avenant", "1", "Il remplace ce qui a été envoyé avant."] in rows
    amounts = {row[0]: Decimal(row[1].replace(",", ".")) for row in rows if row and row[0].startswith("T")}
    assert amounts["Total TTC"] == Decimal("201.21")
    cancelled = {"after": 1, "reason": "the mill burnt down"}
    await put(sealed, f"{ORDER}/cancellations/0197f0a0-0000-7000-8000-000000000002", cancelled)
    assert ["Annulé : n’en livrez rien."] in await csv_rows(sealed)


async def test_only_a_coordinator_reads_them(sealed: httpx.AsyncClient, volunteer: httpx.AsyncClient) -> None:
    await order_it(sealed)
    for ending in ("csv", "xlsx"):
        assert (await volunteer.get(f"{ORDER}.{ending}")).status_code == 403
        assert (await sealed.get(f"/v1/purchase-orders/9.{ending}")).json()["code"] == "purchase_order_unknown"
