"""A supplier's price list through the API: its columns, what it would change, and exactly that done."""

from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.web.price_list_sentences import ROUNDED, ROW_FAULTS
from services.supply.web.sentences import LOCALE
from shared.web.translation import Catalogues
from tests.fixtures.racing import held_up
from tests.fixtures.spreadsheets import ODS, XLSX, Cell, ods, xlsx
from tests.fixtures.statements import statements_of
from tests.fixtures.supply_cycle import OFFER, PRODUCT, draft, put

COLUMNS_PATH = "/v1/suppliers/ALMA/price-list-columns"
PATH = "/v1/suppliers/ALMA/price-lists"
COLUMNS: dict[str, Any] = {
    "product_column": "Réf.",
    "case_size_column": "Colis",
    "case_unit": "kg",
    "price_column": "Prix HT",
    "from_column": "À partir de",
    "name_column": "Désignation",
    "references": {"T65": "FLOUR"},
}
HEADERS: list[Cell] = ["Réf.", "Désignation", "Colis", "À partir de", "Prix HT"]
DEARER = "Réf.;Désignation;Colis;À partir de;Prix HT\nT65;Farine;25;;1,25 €\nT65;;;150;1,05\nRYE;Seigle;20 kg;;2,00\n"


def rung(starts_at: int, price: str) -> dict[str, Any]:
    return {"starts_at": starts_at, "price": price}


def offer(product: str, case_size: int, *rungs: dict[str, Any]) -> dict[str, Any]:
    terms = {"case_size": case_size, "max_cases": None, "basis": "quantity", "rungs": list(rungs)}
    return {"supplier": "ALMA", "product": product, **terms, "only_in_replacement": False}


FLOUR = offer("FLOUR", 25_000, rung(0, "1.18"), rung(150_000, "1.05"))
FLOUR_DEARER = offer("FLOUR", 25_000, rung(0, "1.25"), rung(150_000, "1.05"))
RYE = offer("RYE", 20_000, rung(0, "2"))
SPELT = offer("SPELT", 25_000, rung(0, "1.18"), rung(150_000, "1.05"))


@pytest.fixture
async def mill(coordinator: httpx.AsyncClient) -> httpx.AsyncClient:
    """A mill that offers flour and spelt; rye is known, the columns of its list are said."""
    await draft(coordinator)
    for product in ("RYE", "SPELT"):
        await put(coordinator, f"/v1/products/{product}", PRODUCT)
    await put(coordinator, "/v1/offers/ALMA/SPELT", OFFER)
    await put(coordinator, COLUMNS_PATH, COLUMNS)
    return coordinator


async def send(client: httpx.AsyncClient, content: bytes | str, kind: str = "text/csv", **query: str) -> httpx.Response:
    return await client.post(PATH, content=content, headers={"Content-Type": kind}, params=query)


async def offered(client: httpx.AsyncClient, product: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await client.get("/v1/offers", params={"product": product})).json()["items"]
    return found


async def test_the_columns_of_a_list_are_remembered(coordinator: httpx.AsyncClient) -> None:
    await draft(coordinator)
    unknown = await coordinator.get(COLUMNS_PATH)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "price_list_columns_unknown")
    kept = {"supplier": "ALMA", "max_cases_column": None, "basis": "quantity", "price_per": "unit", **COLUMNS}
    first = await put(coordinator, COLUMNS_PATH, COLUMNS)
    assert (first.status_code, first.json()) == (201, kept)
    again = await put(coordinator, COLUMNS_PATH, COLUMNS | {"case_unit": None})
    assert (again.status_code, (await coordinator.get(COLUMNS_PATH)).json()) == (200, kept | {"case_unit": None})


async def test_columns_said_by_two_at_once_are_those_of_the_last(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await draft(coordinator)
    both = (coordinator.put(COLUMNS_PATH, json=COLUMNS | {"price_column": name}) for name in ("Prix", "PU"))
    answers = await held_up(supply_engine, "price_list_columns", *both)
    first, last = sorted(answers, key=lambda answer: -answer.status_code)
    assert (first.status_code, last.status_code) == (201, 200)
    assert (await coordinator.get(COLUMNS_PATH)).json() == last.json()


async def test_columns_that_make_no_sense_are_refused(mill: httpx.AsyncClient) -> None:
    for path, body, status, code in (
        ("/v1/suppliers/NONE/price-list-columns", COLUMNS, 404, "supplier_unknown"),
        (COLUMNS_PATH, COLUMNS | {"references": {"X": "NONE"}}, 404, "product_unknown"),
        (COLUMNS_PATH, COLUMNS | {"price_column": "COLIS "}, 422, "listed_twice"),
        (COLUMNS_PATH, COLUMNS | {"case_unit": "sac"}, 422, "invalid_request"),
    ):
        response = await mill.put(path, json=body)
        assert (response.status_code, response.json()["code"]) == (status, code), response.text


async def test_what_a_list_would_change_is_shown_and_nothing_is_changed(mill: httpx.AsyncClient) -> None:
    shown = (await send(mill, DEARER)).json()
    assert len(shown.pop("token")) == 64
    assert shown == {
        "sheet": "",
        "applied": False,
        "new": [{"name": "Seigle", "after": RYE}],
        "changed": [{"name": "Farine", "before": FLOUR, "after": FLOUR_DEARER, "price_move_percent": "5.9"}],
        "vanished": [SPELT],
        "unchanged": [],
        "rounded": [],
        "wrong": [],
        "unmapped": [],
    }
    assert (await offered(mill, "FLOUR"), await offered(mill, "RYE")) == ([FLOUR], [])


async def test_exactly_what_was_shown_is_applied_and_what_vanished_stays(mill: httpx.AsyncClient) -> None:
    token = (await send(mill, DEARER)).json()["token"]
    applied = (await send(mill, DEARER, apply=token)).json()
    assert (applied["applied"], len(applied["new"]), len(applied["changed"])) == (True, 1, 1)
    assert [await offered(mill, product) for product in ("FLOUR", "RYE", "SPELT")] == [[FLOUR_DEARER], [RYE], [SPELT]]
    again = (await send(mill, DEARER)).json()
    assert (again["new"], again["changed"], again["unchanged"]) == ([], [], ["FLOUR", "RYE"])


async def test_another_list_or_other_offers_than_were_shown_are_refused(mill: httpx.AsyncClient) -> None:
    token = (await send(mill, DEARER)).json()["token"]
    other = await send(mill, DEARER.replace("2,00", "3,00"), apply=token)
    assert (other.status_code, other.json()["code"]) == (409, "price_list_changed")
    await put(mill, "/v1/offers/ALMA/FLOUR", OFFER | {"max_cases": 4})
    moved = await send(mill, DEARER, apply=token)
    assert (moved.status_code, moved.json()["code"]) == (409, "price_list_changed")
    assert await offered(mill, "RYE") == []


async def test_prices_per_case_are_shown_per_unit_and_said_where_they_are_rounded(mill: httpx.AsyncClient) -> None:
    await put(mill, COLUMNS_PATH, COLUMNS | {"price_per": "case", "from_column": None})
    assert (await mill.get(COLUMNS_PATH)).json()["price_per"] == "case"
    listed = "Réf.;Désignation;Colis;Prix HT\nRYE;Seigle;12,5;29,90\nT65;;6;10,00\n"
    shown = (await send(mill, listed)).json()
    assert [new["after"]["rungs"] for new in shown["new"]] == [[rung(0, "2.392")]]
    assert [change["after"]["rungs"] for change in shown["changed"]] == [[rung(0, "1.6667")]]
    (rounded,) = shown["rounded"]
    assert "10.00 a case is kept as 1.6667 per kg" in rounded.pop("sentence")
    assert rounded == {"row": 3, "column": "Prix HT", "product": "FLOUR", "case_price": "10.00", "price": "1.6667"}
    other = await send(mill, listed.replace("10,00", "10,0001"), apply=shown["token"])  # the same price, rounded
    assert (other.status_code, other.json()["code"]) == (409, "price_list_changed")
    assert (await send(mill, listed, apply=shown["token"])).json()["rounded"][0]["price"] == "1.6667"
    assert (await offered(mill, "FLOUR"))[0]["rungs"] == [rung(0, "1.6667")]
    again = (await send(mill, listed)).json()
    assert (again["unchanged"], [one["row"] for one in again["rounded"]]) == (["FLOUR", "RYE"], [3])


async def test_a_long_list_takes_as_many_statements_as_a_short_one_and_each_offer_stands_with_what_it_was(
    mill: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    codes = [f"P{number:02}" for number in range(20)]
    for code in codes:
        await put(mill, f"/v1/products/{code}", PRODUCT)

    async def statements(price: str, listed: list[str]) -> int:
        """How many it takes to apply a list that has these products at this price."""
        rows = "".join(f"{code};;25;;{price}\n{code};;;150;0,50\n" for code in listed)
        content = "Réf.;Désignation;Colis;À partir de;Prix HT\n" + rows
        token = (await send(mill, content)).json()["token"]
        with statements_of(supply_engine) as executed:
            applied = await send(mill, content, apply=token)
        assert applied.json()["applied"], applied.text
        return len(executed)

    few = [await statements("1,00", codes[:1]), await statements("1,10", codes[:1])]
    assert [await statements("1,20", codes), await statements("1,30", codes)] == few
    assert [await offered(mill, code) for code in codes] == [
        [offer(code, 25_000, rung(0, "1.3"), rung(150_000, "0.5"))] for code in codes
    ]
    trail = (await mill.get("/v1/audit-trail", params={"kind": "offer_kept", "limit": "42"})).json()["items"][::-1]
    dearer = [(one["about"], one["before"] and one["before"]["rungs"][0], one["after"]["rungs"][0]) for one in trail]
    assert dearer[:2] == [("ALMA/P00", None, "0: 1"), ("ALMA/P00", "0: 1", "0: 1.1")]
    assert dearer[22:] == [(f"ALMA/{code}", "0: 1.2", "0: 1.3") for code in codes]
    assert sorted(dearer[2:22]) == [
        ("ALMA/P00", "0: 1.1", "0: 1.2"),
        *((f"ALMA/{code}", None, "0: 1.2") for code in codes[1:]),
    ]


async def test_sent_twice_at_once_it_is_applied_once(mill: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    token = (await send(mill, DEARER)).json()["token"]
    both = (send(mill, DEARER, apply=token) for _ in range(2))
    answers = await held_up(supply_engine, "audit_trail", *both)
    assert [answer.status_code for answer in answers] == [200, 409]
    assert (await offered(mill, "FLOUR"), await offered(mill, "RYE")) == ([FLOUR_DEARER], [RYE])


async def test_one_wrong_row_refuses_the_whole_list(mill: httpx.AsyncClient) -> None:
    wrong = DEARER + ";;;;\nSPELT;;25;;sur demande\n"
    shown = (await send(mill, wrong)).json()
    assert shown["token"] is None
    assert shown["vanished"] == []
    assert shown["wrong"] == [
        {
            "row": 6,
            "column": "Prix HT",
            "code": "price_unreadable",
            "sentence": "Row 6, “Prix HT”: “sur demande” is no price. Write it like 1,05.",
        }
    ]
    refused = await send(mill, wrong, apply="0" * 64)
    assert (refused.status_code, refused.json()["code"]) == (422, "price_list_wrong_rows")
    assert refused.json()["figures"] == {"count": 1, "rows": [6]}
    assert await offered(mill, "RYE") == []


async def test_spreadsheets_are_read_as_csv_is(mill: httpx.AsyncClient) -> None:
    rows: list[list[Cell]] = [
        ["Moulins de l'Alma, tarif 2027"],
        [],
        HEADERS,
        ["T65", "Farine", 25, None, 1.25],
        ["T65", None, None, 150, 1.05],
        ["RYE", "Seigle", "20 kg", None, 2],
    ]
    as_csv = (await send(mill, DEARER)).json()
    for kind, content in ((XLSX, xlsx(rows)), (ODS, ods(rows))):
        assert (await send(mill, content, kind)).json() == as_csv | {"sheet": "Tarif"}


async def test_files_that_are_no_list_are_refused_in_a_sentence(mill: httpx.AsyncClient) -> None:
    for content, kind, status, code in (
        (b"{}", "application/json", 415, "file_kind_unknown"),
        (b"no spreadsheet", XLSX, 422, "file_unreadable"),
        (b"a;b\n" * 10_001, "text/csv", 422, "file_too_large"),
        (b"a" * 3_000_000, "text/csv", 413, "body_too_large"),
        ("Réf.;Colis\n", "text/csv; charset=utf-8", 422, "price_list_headers_missing"),
        (f"{';'.join(map(str, HEADERS))};Colis\n", "text/csv", 422, "price_list_header_twice"),
    ):
        response = await send(mill, content, kind)
        assert (response.status_code, response.json()["code"]) == (status, code), response.text
    unknown = await mill.post("/v1/suppliers/NONE/price-lists", content="a", headers={"Content-Type": "text/csv"})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "price_list_columns_unknown")


async def test_a_volunteer_imports_nothing(volunteer: httpx.AsyncClient) -> None:
    assert (await send(volunteer, DEARER)).status_code == 403


def test_every_fault_of_a_row_is_there_in_french() -> None:
    french = Catalogues(LOCALE).of("fr")
    assert [text for text in (*ROW_FAULTS.values(), ROUNDED) if french(text) == text] == []
