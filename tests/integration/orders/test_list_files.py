"""Lists as files to keep or to send: what they hold, who may have them, and nothing that a spreadsheet would run."""

import csv
import io
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.domain.ledger import Means
from shared.kernel.ids import uuid7
from shared.web.roles import Role
from tests.fixtures.orders_http import DUC, FLOUR, MIN, SOAP, OrdersHttp, Table, cash
from tests.fixtures.orders_story import CYCLE, apply, closing, control, place, settled
from tests.fixtures.printed import A4, colours, page_sizes
from tests.fixtures.tariffs import donate, give_tariff
from tests.fixtures.verapdf import ACCESSIBLE, verdicts

ORDERS = f"/v1/cycles/{CYCLE}/centres/{DUC}/papers/orders"
CASH = "/v1/cash-transfers/papers/on-its-way"
WAITING = "/v1/bank/papers/waiting"
REFUNDS, OWING, PAYABLE = (
    "/v1/refunds/papers/due",
    "/v1/households/papers/owing",
    "/v1/suppliers/papers/payable",
)
RECEIPT = UUID(int=77)
DEPOSIT = f"/v1/bank/receipts/{RECEIPT}/papers/deposit"
OF_THE_TREASURER = (WAITING, f"{WAITING}?means=transfer", f"{WAITING}?means=card", DEPOSIT, REFUNDS, OWING, PAYABLE)
FORMULA = "=1+1"
LATER = "2999-01-05"


def in_form(path: str, form: str) -> str:
    address, mark, query = path.partition("?")
    return f"{address}.{form}{mark}{query}"


async def as_csv(table: Table, path: str) -> list[list[str]]:
    response = await table.client.get(in_form(path, "csv"))
    assert (response.status_code, response.headers["content-type"]) == (200, "text/csv; charset=utf-8"), response.text
    return list(csv.reader(io.StringIO(response.text)))


async def as_xlsx(table: Table, path: str) -> list[list[Any]]:
    first, again = [await table.client.get(in_form(path, "xlsx")) for _ in range(2)]
    assert first.status_code == 200, first.text
    assert first.content == again.content
    with CalamineWorkbook.from_filelike(io.BytesIO(first.content)) as book:
        return book.get_sheet_by_index(0).to_python()


@pytest.fixture
async def treasurer(orders_http: OrdersHttp) -> AsyncIterator[Table]:
    async with orders_http.table(role=Role.TREASURER, language="fr") as treasurer:
        yield treasurer


@pytest.fixture
async def volunteer(orders_http: OrdersHttp, table: Table) -> AsyncIterator[Table]:
    assert table.client
    async with orders_http.table(DUC, language="fr") as volunteer:
        yield volunteer


@pytest.fixture
async def named_so(volunteer: Table) -> UUID:
    """A household whose label is a formula to a spreadsheet."""
    return await volunteer.household(label=FORMULA)


async def paid(table: Table, household: UUID, cents: int, means: str, **changed: Any) -> str:
    response = await table.pay(household, cents, means=means, **changed)
    assert response.status_code == 201, response.text
    return str(response.json()["payment_id"])


async def test_who_ordered_what_at_a_centre(volunteer: Table, named_so: UUID) -> None:
    second, late, gone = [await volunteer.household(number) for number in ("000002", "000003", "000004")]
    await volunteer.order(named_so, {SOAP: 2, FLOUR: 2_500}, payments=[cash()])
    await volunteer.order(second, {SOAP: 1})
    given_up = uuid7()
    await volunteer.order(gone, {SOAP: 1}, order_id=given_up)
    assert (await volunteer.client.post(f"/v1/orders/{given_up}/cancellation")).status_code == 200
    await volunteer.seal()
    await volunteer.order(late, {FLOUR: 500}, payments=[cash(73)])
    assert await as_csv(volunteer, ORDERS) == [
        ["Foyer", "Libellé", "État", "Produit", "Quantité", "unité"],
        ["000001", f"'{FORMULA}", "confirmée", "Farine de blé T65", "2.5", "kg"],
        ["000001", f"'{FORMULA}", "confirmée", "Savon de Marseille", "2", "pièces"],
        ["000002", "Foyer 000002", "annulée faute de paiement", "Savon de Marseille", "1", "pièces"],
        ["000003", "Foyer 000003", "tardive", "Farine de blé T65", "0.5", "kg"],
    ]
    in_workbook = await as_xlsx(volunteer, ORDERS)
    assert in_workbook[1] == ["000001", FORMULA, "confirmée", "Farine de blé T65", 2.5, "kg"]
    assert len(in_workbook) == 5


async def test_it_tells_nothing_of_a_reduced_price(
    orders_http: OrdersHttp, volunteer: Table, orders_engine: AsyncEngine
) -> None:
    await donate(orders_http, 1_000)
    reduced, ordinary = await volunteer.household(), await volunteer.household("000002")
    await give_tariff(orders_engine, reduced, 37)
    for household in (reduced, ordinary):
        placed = await volunteer.order(household, {FLOUR: 2_000}, payments=[cash()])
        assert placed.json()["state"] == "confirmed", placed.text
    rows = await as_csv(volunteer, ORDERS)
    assert rows[1][2:] == rows[2][2:]
    assert not [cell for row in rows for cell in row if "," in cell or "€" in cell or cell in {"1.07", "2.90"}]


async def test_a_till_is_closed_with_what_came_in_and_what_was_counted(volunteer: Table, named_so: UUID) -> None:
    session = f"/v1/tills/{DUC}/sessions/{uuid7()}"
    pieces = [{"denomination_cents": 1_000, "number": 2}]
    opened = await volunteer.client.put(session, json={"pieces": pieces, "reason": "fond de caisse"})
    assert opened.status_code == 201, opened.text
    await paid(volunteer, named_so, 1_250, "cash")
    await paid(volunteer, named_so, 500, "cheque")
    so_far = await as_csv(volunteer, f"{session}/papers/closing")
    assert not [row for row in so_far if row[7] == "Compté"]
    pieces = [{"denomination_cents": 1_000, "number": 3}, {"denomination_cents": 50, "number": 4}]
    closed = await volunteer.client.post(f"{session}/closing", json={"pieces": pieces, "reason": FORMULA})
    assert closed.status_code == 200, closed.text
    headings, *rows = await as_xlsx(volunteer, f"{session}/papers/closing")
    assert headings[:4] == ["Caisse", "Session", "Ouverte", "Ouverte par"]
    assert headings[4:] == ["Fermée", "Fermée par", "Motif", "Partie", "Quoi", "Nombre", "Montant"]
    for row in rows:
        assert (row[0], row[1], row[6]) == (DUC, 1, FORMULA)
        assert datetime.fromisoformat(row[2]) <= datetime.fromisoformat(row[4])
    assert [row[7:] for row in rows] == [
        ["Reçu", "espèces", 1, 12.5],
        ["Reçu", "chèque", 1, 5],
        ["Compté", 10, 3, 30],
        ["Compté", 0.5, 4, 2],
        ["Sommes", "Fond de caisse", "", 20],
        ["Sommes", "Espèces reçues", "", 12.5],
        ["Sommes", "Devrait y être", "", 32.5],
        ["Sommes", "Compté", "", 32],
        ["Sommes", "Écart", "", -0.5],
    ]
    in_csv = await as_csv(volunteer, f"{session}/papers/closing")
    assert (in_csv[1][6], in_csv[-1][7:]) == (f"'{FORMULA}", ["Sommes", "Écart", "", "-0.50"])


async def test_cheques_to_deposit_those_that_wait_for_their_day_last(
    volunteer: Table, treasurer: Table, named_so: UUID
) -> None:
    await paid(volunteer, named_so, 700, "cheque", not_before=LATER)
    await paid(volunteer, named_so, 1_250, "cheque")
    await paid(volunteer, named_so, 300, "transfer")
    headings, *rows = await as_csv(treasurer, WAITING)
    assert headings == ["Foyer", "Libellé", "Caisse", "Reçu le", "Pas avant le", "Montant"]
    assert [[*row[:3], *row[4:]] for row in rows] == [
        ["000001", f"'{FORMULA}", "Centre DUC", "", "12.50"],
        ["000001", f"'{FORMULA}", "Centre DUC", LATER, "7.00"],
    ]
    assert datetime.fromisoformat(rows[0][3]).utcoffset() is not None
    assert [row[1] for row in await as_xlsx(treasurer, WAITING)] == ["Libellé", FORMULA, FORMULA]
    assert [row[-1] for row in await as_xlsx(treasurer, f"{WAITING}?means=transfer")] == ["Montant", 3]


async def test_the_deposit_list_is_what_the_bank_got(volunteer: Table, treasurer: Table, named_so: UUID) -> None:
    payment = await paid(volunteer, named_so, 1_250, "cheque")
    await paid(volunteer, named_so, 100, "cheque")
    got = await treasurer.client.put(f"/v1/bank/receipts/{RECEIPT}", json={"payment_ids": [payment]})
    assert got.status_code == 201, got.text
    rows = await as_xlsx(treasurer, DEPOSIT)
    assert [(row[0], row[1], row[2], row[5]) for row in rows[1:]] == [("000001", FORMULA, "Centre DUC", 12.5)]
    unknown = await treasurer.client.get(in_form(DEPOSIT.replace(str(RECEIPT), str(uuid7())), "csv"))
    assert (unknown.status_code, unknown.json()["code"]) == (404, "bank_receipt_unknown")


async def test_refunds_to_make_and_who_owes(volunteer: Table, treasurer: Table, named_so: UUID) -> None:
    cheque = await paid(volunteer, named_so, 900, "cheque")
    second = await volunteer.household("000002")
    await paid(volunteer, second, 1_000, "card")
    body = {"household_id": str(second), "means": "transfer", "amount_cents": 650}
    assert (await treasurer.client.put(f"/v1/refunds/{uuid7()}", json=body)).status_code == 201
    bounced = await treasurer.client.post(f"/v1/payments/{cheque}/rejection", json={"reason": "sans provision"})
    assert bounced.status_code == 200, bounced.text
    headings, *rows = await as_csv(treasurer, REFUNDS)
    assert headings == ["Foyer", "Libellé", "Centre", "Demandé le", "Montant"]
    assert [[*row[:3], row[4]] for row in rows] == [["000002", "Foyer 000002", "Centre DUC", "6.50"]]
    assert await as_csv(treasurer, OWING) == [
        ["Foyer", "Libellé", "Centre", "Doit", "A comme crédit"],
        ["000001", f"'{FORMULA}", "Centre DUC", "9.00", "9.00"],
    ]


async def test_suppliers_to_pay(treasurer: Table, table: Table, orders_engine: AsyncEngine) -> None:
    assert table.client
    await place(orders_engine, 1)
    run = [settled(1, 1, 254)]
    await apply(orders_engine, closing(), *run, control(1, run))
    (owed,) = (await treasurer.client.get("/v1/suppliers/payable")).json()
    headings, *rows = await as_csv(treasurer, PAYABLE)
    assert headings == ["Fournisseur", "Cycle", "Facture", "À payer le", "Reste"]
    assert [(row[0], row[-1]) for row in rows] == [("ALMA", f"{owed['owed_cents'] / 100:.2f}")]


async def test_cash_on_its_way_from_or_to_ones_own_till(
    orders_http: OrdersHttp, volunteer: Table, treasurer: Table, named_so: UUID
) -> None:
    await paid(volunteer, named_so, 1_000, "cash")
    body = {"from_till": DUC, "to_till": None, "pieces": [{"denomination_cents": 200, "number": 3}]}
    assert (await volunteer.client.put(f"/v1/cash-transfers/{uuid7()}", json=body)).status_code == 201
    for reader in (volunteer, treasurer):
        headings, *rows = await as_csv(reader, CASH)
        assert headings == ["De", "Vers", "Donné le", "Par", "Montant"]
        assert [[row[0], row[1], row[4]] for row in rows] == [["Centre DUC", "Banque", "6.00"]]
    async with orders_http.table(MIN) as elsewhere:
        assert len(await as_csv(elsewhere, CASH)) == 1


async def test_nobody_else_has_them(orders_http: OrdersHttp, volunteer: Table) -> None:
    session = f"/v1/tills/{DUC}/sessions/{uuid7()}"
    opened = await volunteer.client.put(session, json={"pieces": [], "reason": ""})
    assert opened.status_code == 201, opened.text
    of_the_centre = (ORDERS, f"{session}/papers/closing")
    for form in ("pdf", "csv", "xlsx"):
        for path in OF_THE_TREASURER:
            assert (await volunteer.client.get(in_form(path, form))).status_code == 403, path
        async with orders_http.table(MIN) as elsewhere:
            for path in of_the_centre:
                assert (await elsewhere.client.get(in_form(path, form))).status_code == 404, path
        async with orders_http.table(role=Role.OPERATOR) as operator:
            for path in (*of_the_centre, *OF_THE_TREASURER, CASH):
                assert (await operator.client.get(in_form(path, form))).status_code == 403, path
        async with orders_http.table(role=Role.COORDINATOR) as coordinator:
            for path in of_the_centre:
                assert (await coordinator.client.get(in_form(path, form))).status_code == 200, path
    assert (await volunteer.client.get(in_form(ORDERS, "ods"))).status_code == 422


@pytest.fixture
async def printed(volunteer: Table, treasurer: Table, named_so: UUID) -> list[bytes]:
    """Every list of the treasurer, with something on it and with nothing."""
    papers = [await treasurer.client.get(in_form(path, "pdf")) for path in (CASH, REFUNDS, OWING, PAYABLE)]
    cheque, *_ = [await paid(volunteer, named_so, 1_000, means) for means in (Means.CHEQUE, Means.CARD, Means.TRANSFER)]
    await paid(volunteer, named_so, 1_000, "cheque", not_before=LATER)
    body = {"household_id": str(named_so), "means": "transfer", "amount_cents": 650}
    assert (await treasurer.client.put(f"/v1/refunds/{uuid7()}", json=body)).status_code == 201
    assert (
        await treasurer.client.put(f"/v1/bank/receipts/{RECEIPT}", json={"payment_ids": [cheque]})
    ).status_code == 201
    papers += [await treasurer.client.get(in_form(path, "pdf")) for path in OF_THE_TREASURER]
    assert {paper.status_code for paper in papers} == {200}
    return [paper.content for paper in papers]


async def test_printed_they_are_grey_and_on_a4(printed: list[bytes]) -> None:
    for paper in printed:
        assert (colours(paper), page_sizes(paper)) == (set(), {A4})


@ACCESSIBLE
async def test_a_screen_reader_can_read_them(printed: list[bytes], tmp_path: Path) -> None:
    for number, paper in enumerate(printed):
        (tmp_path / f"{number:02}.pdf").write_bytes(paper)
    assert verdicts(tmp_path) == [f"PASS {number:02}.pdf" for number in range(len(printed))]
