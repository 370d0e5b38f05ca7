"""The accounting journal as files: the columns of the FEC, and a plain CSV."""

import csv
import io
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from services.orders.queries.journal import JournalLine
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
        ("DUC", "53", "DUC", "Commande passée ou modifiée", "5,00", "0,00"),
        ("DUC", "4197", "000001", "Commande passée ou modifiée", "0,00", "5,00"),
        ("DUC", "4197", "000001", "Commande passée ou modifiée", "3,20", "0,00"),
        ("DUC", "4191", "000001", "Commande passée ou modifiée", "0,00", "3,20"),
    ]
    assert rows[0]["JournalLib"] == "Espèces dans la caisse de DUC"
    assert rows[1]["CompAuxLib"] == "Avoir du foyer 000001"
    assert len({row["EcritureNum"] for row in rows}) == 1


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
    assert row[:8] == ("RES", "Journal du réseau", "1", "20270101", "37", "Marchandises en stock", "", "")
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
        ["53", "till:DUC:cash", "Espèces dans la caisse de DUC", "DUC", "5.00", ""],
    ]
    assert len(list(csv.reader(io.StringIO(earlier.text)))) == 1
