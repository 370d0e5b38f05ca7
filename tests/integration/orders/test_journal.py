"""The accounting journal as files: the columns of the FEC, and a plain CSV."""

import csv
import io
import re
from datetime import UTC, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.domain.ledger import Means, Transaction, TransactionKind, received
from services.orders.queries.journal import JournalLine
from services.orders.storage import ledger
from services.orders.web.journal_files import FEC_COLUMNS, fec_row
from services.orders.web.sentences import LOCALE
from shared.kernel.ids import uuid7
from shared.web.roles import Role
from shared.web.translation import Catalogues
from tests.fixtures.orders_http import SOAP, OrdersHttp, Table, cash

AROUND = {"from": "2020-01-01", "until": "2999-12-31"}


async def file_of(http: OrdersHttp, language: str = "fr", **parameters: str) -> str:
    async with http.table(role=Role.TREASURER, language=language) as treasurer:
        answer = await treasurer.client.get("/v1/ledger/journal", params={**AROUND, **parameters})
    assert answer.status_code == 200, answer.text
    assert "attachment" in answer.headers["content-disposition"]
    return answer.text


async def test_the_fec_has_its_columns_and_balances(table: Table, orders_http: OrdersHttp) -> None:
    await table.order(await table.household(), {SOAP: 1}, payments=[cash(500)])
    rows = list(csv.DictReader(io.StringIO(await file_of(orders_http, format="fec")), delimiter="\t"))
    assert tuple(rows[0]) == FEC_COLUMNS
    assert len(rows[0]) == 18
    shown = ("JournalCode", "CompteNum", "CompAuxNum", "EcritureLib", "Debit", "Credit")
    assert [tuple(row[column] for column in shown) for row in rows] == [
        ("DUC", "531", "DUC", "Commande passée ou modifiée", "5,00", "0,00"),
        ("DUC", "4197", "000001", "Commande passée ou modifiée", "0,00", "5,00"),
        ("DUC", "4197", "000001", "Commande passée ou modifiée", "3,20", "0,00"),
        ("DUC", "4191", "000001", "Commande passée ou modifiée", "0,00", "3,20"),
    ]
    assert rows[0]["JournalLib"] == "Espèces dans la caisse de DUC"
    assert rows[1]["CompAuxLib"] == "Avoir du foyer 000001"
    assert len({row["EcritureNum"] for row in rows}) == 1


async def test_each_journal_of_the_fec_counts_its_entries_without_a_gap(
    table: Table, orders_http: OrdersHttp, orders_engine: AsyncEngine
) -> None:
    payer, cheque, gift = await table.household(), uuid7(), uuid7()
    await table.order(payer, {SOAP: 1}, payments=[cash(500)])
    await booked_and_undone(orders_engine)
    await table.pay(payer, 150, means="cheque", id=cheque)
    await booked_and_undone(orders_engine)
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        banked = await treasurer.client.put(f"/v1/bank/receipts/{uuid7()}", json={"payment_ids": [str(cheque)]})
        assert banked.status_code == 201
        body = {"amount_cents": 500, "means": "transfer", "centre": None, "received_from": "VILLE"}
        assert (await treasurer.client.put(f"/v1/solidarity/receipts/{gift}", json=body)).status_code == 201
    rows = list(csv.DictReader(io.StringIO(await file_of(orders_http, format="fec")), delimiter="\t"))
    numbers = {
        code: [int(number) for number, _ in groupby(row["EcritureNum"] for row in lines)]
        for code, lines in groupby(sorted(rows, key=lambda row: row["JournalCode"]), key=lambda row: row["JournalCode"])
    }
    assert numbers == {"DUC": [1, 2], "RES": [1, 2]}


async def booked_and_undone(engine: AsyncEngine) -> None:
    """What a request leaves behind that is tried again: a number of the ledger's sequence that nobody has."""
    entries = received(Means.CASH, "DUC", "000001", 100)
    undone = Transaction(uuid7(), datetime.now(UTC), TransactionKind.PAYMENT, "DUC", entries)
    async with engine.connect() as connection:
        await ledger.append(connection, [undone])
        await connection.rollback()


async def test_every_cell_of_the_fec_is_as_the_tax_code_has_it(table: Table, orders_http: OrdersHttp) -> None:
    """Article A47 A-1 of the livre des procédures fiscales, VII."""
    await table.order(await table.household(), {SOAP: 1}, payments=[cash(123_456)])
    async with orders_http.table(role=Role.TREASURER, language="fr") as treasurer:
        body = {"amount_cents": 500, "means": "transfer", "centre": None, "received_from": 'VILLE "de  Lyon"'}
        assert (await treasurer.client.put(f"/v1/solidarity/receipts/{uuid7()}", json=body)).status_code == 201
        period = {"from": "2026-01-01", "until": "2999-12-31", "format": "fec"}
        answer = await treasurer.client.get("/v1/ledger/journal", params=period)
    assert 'filename="FEC29991231.txt"' in answer.headers["content-disposition"], "a SIREN is to be put before it"
    first, *lines = answer.text.split("\r\n")
    assert (tuple(first.split("\t")), lines.pop()) == (FEC_COLUMNS, "")
    rows = [dict(zip(FEC_COLUMNS, line.split("\t"), strict=True)) for line in lines]
    shapes = {
        **dict.fromkeys(("EcritureDate", "PieceDate", "ValidDate"), r"\d{8}"),
        **dict.fromkeys(("Debit", "Credit"), r"\d+,\d\d"),
        **dict.fromkeys(("JournalCode", "JournalLib", "CompteLib", "PieceRef", "EcritureLib"), r"\S.*"),
        **dict.fromkeys(("EcritureLet", "DateLet", "Montantdevise", "Idevise"), ""),
        "EcritureNum": r"[1-9]\d*",
        "CompteNum": r"[1-7]\d\d+",
    }
    for row in rows:
        for column, shape in shapes.items():
            assert re.fullmatch(shape, row[column]), (column, row[column])
        assert bool(row["CompAuxNum"]) == bool(row["CompAuxLib"])
    assert rows[0]["Debit"] == "1234,56"
    assert rows[-1]["EcritureLib"].endswith('VILLE "de Lyon"'), "the FEC knows no quotes"


async def test_the_plain_file_says_what_and_why_and_holds_no_formula(table: Table, orders_http: OrdersHttp) -> None:
    await table.pay(await table.household(), 150, means="cheque")
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        gift = {"amount_cents": 500, "means": "transfer", "centre": None, "received_from": "=1+1;VILLE"}
        assert (await treasurer.client.put(f"/v1/solidarity/receipts/{uuid7()}", json=gift)).status_code == 201
    rows = list(csv.DictReader(io.StringIO(await file_of(orders_http, "en", format="plain"))))
    assert [(row["account"], row["debit"], row["credit"]) for row in rows] == [
        ("till:DUC:cheques", "1.50", ""),
        ("household:000001:credit", "", "1.50"),
        ("bank:account", "5.00", ""),
        ("solidarity:fund", "", "5.00"),
    ]
    assert (rows[0]["why"], rows[2]["what"]) == ("Payment received", "'=1+1;VILLE")


async def test_a_period_has_its_days_and_no_other(table: Table, orders_http: OrdersHttp) -> None:
    await table.pay(await table.household(), 100)
    assert len((await file_of(orders_http)).splitlines()) == 3
    assert len((await file_of(orders_http, **{"from": "2020-01-01", "until": "2020-12-31"})).splitlines()) == 1


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"from": "2026-02-01", "until": "2026-01-31"}, "period_backwards"),
        ({"until": "9999-12-31"}, "invalid_request"),
        ({"from": "hier"}, "invalid_request"),
        ({"format": "pdf"}, "invalid_request"),
    ],
)
async def test_what_is_no_period_is_refused(orders_http: OrdersHttp, parameters: dict[str, str], code: str) -> None:
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        answer = await treasurer.client.get("/v1/ledger/journal", params=AROUND | parameters)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_an_entry_belongs_to_the_day_it_was_on_in_the_network() -> None:
    late = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    line = JournalLine(1, uuid7(), late, "clearing", "run 1", None, "", "2026-12", None, "stock", -655)
    row = fec_row(line, ZoneInfo("Europe/Paris"), Catalogues(LOCALE).of("fr"))
    assert row[:8] == ("RES", "Journal du réseau", "1", "20270101", "371", "Marchandises en stock", "", "")
    assert row[10:13] == ("Cycle soldé : factures, stock, écart run 1", "0,00", "6,55")


async def test_the_balances_are_a_file_that_balances(table: Table, orders_http: OrdersHttp) -> None:
    before = datetime.now(UTC).isoformat()
    await table.order(await table.household(), {SOAP: 1}, payments=[cash(500)])
    async with orders_http.table(role=Role.TREASURER, language="fr") as treasurer:
        answer = await treasurer.client.get("/v1/ledger/balances")
        earlier = await treasurer.client.get("/v1/ledger/balances", params={"at": before})
    assert "attachment" in answer.headers["content-disposition"]
    rows = list(csv.reader(io.StringIO(answer.text)))
    assert rows == [
        ["number", "account", "name", "whose", "debit", "credit"],
        ["4197", "household:000001:credit", "Avoir du foyer 000001", "000001", "", "1.80"],
        ["4191", "household:000001:held", "Mis de côté pour les commandes du foyer 000001", "000001", "", "3.20"],
        ["531", "till:DUC:cash", "Espèces dans la caisse de DUC", "DUC", "5.00", ""],
    ]
    assert len(list(csv.reader(io.StringIO(earlier.text)))) == 1
