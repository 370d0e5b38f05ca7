"""The report over HTTP: who reads it, what of it is hidden, and as files."""

import io
from collections import Counter
from datetime import datetime
from typing import Any
from uuid import uuid4

import httpx
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.domain.incident import IncidentKind
from services.supply.events import subscriptions
from services.supply.storage.access_tables import revoked_access
from services.supply.storage.solidarity_tables import cycle_solidarity
from services.supply.web.report_files import WENT_WRONG, WORDS
from services.supply.web.report_sentences import REPORT_SENTENCES
from services.supply.web.sentences import LOCALE
from shared.contracts.centres import CentreRegistered
from shared.contracts.group_orders import HouseholdOrderConfirmed
from shared.contracts.solidarity import SolidarityAtCentre, SolidarityFigure, SolidaritySettled
from shared.web.revocations import RevokedAccess
from shared.web.translation import messages_of, untranslated
from tests.fixtures.every_way import EveryWay
from tests.fixtures.supply_buying import PATH, order_it, paid, post
from tests.fixtures.supply_cycle import CYCLE, PRODUCT, TERMS, cycle_sealed, draft, hear, put, seal

CENTRES = [
    *TERMS["centres"],
    {"centre": "MIN", "distribution_starts": "2026-12-19T14:00:00", "distribution_ends": "2026-12-19T17:00:00"},
]
READS = (
    "/v1/report",
    "/v1/report.csv",
    "/v1/report.xlsx",
    "/v1/report/incidents.csv",
    "/v1/report/network.csv",
    "/v1/report/impact",
)


async def settle(client: httpx.AsyncClient, engine: AsyncEngine, **households: int) -> None:
    """A cycle in which each of so many households at each centre ordered 25 kg, bought and settled."""
    await draft(client, centres=CENTRES)
    await put(client, "/v1/products/FLOUR", PRODUCT | {"name": "=1+1", "category": "@family"})
    await post(client, f"{PATH}/opening")
    await hear(
        engine, *(CentreRegistered(version=1, centre=code, name=code, active=True, place="") for code in households)
    )
    number, orders = 0, []
    for centre, count in households.items():
        orders.append([paid(number + one, centre, 25_000) for one in range(1, count + 1)])
        number += count
    await hear(engine, *sum(orders, start=list[HouseholdOrderConfirmed]()))
    await hear(engine, cycle_sealed(*(seal(of[0].centre, of) for of in orders)))
    await order_it(client)
    await post(client, f"{PATH}/settlement")


async def read(client: httpx.AsyncClient, **asked: str) -> dict[str, Any]:
    response = await client.get("/v1/report", params=asked)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


async def total(client: httpx.AsyncClient, **asked: str) -> dict[str, Any]:
    found: dict[str, Any] = (await read(client, **asked))["total"]
    return found


def fund(row: dict[str, Any]) -> tuple[Any, ...]:
    """Orders and cents that the solidarity fund paid, then those it got."""
    return tuple(
        row[f"solidarity_{what}"] for what in ("paid_orders", "paid_cents", "received_orders", "received_cents")
    )


def figure(orders: int, cents: int, **centres: tuple[int, int]) -> SolidarityFigure:
    at = [SolidarityAtCentre(centre=code, orders=some, cents=its) for code, (some, its) in centres.items()]
    return SolidarityFigure(orders=orders, cents=cents, centres=at)


def told(
    version: int, reduced: SolidarityFigure | None = None, surcharges: SolidarityFigure | None = None
) -> SolidaritySettled:
    return SolidaritySettled(version=version, cycle=CYCLE, run=version, reduced=reduced, surcharges=surcharges)


async def test_a_cycle_of_few_households_is_hidden_whole(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await settle(coordinator, supply_engine, DUC=3, MIN=1)
    for by in ("centre", "family", "product", "cycle"):
        report = await read(coordinator, by=by)
        assert (report["cycles"], report["network"]) == ([CYCLE], None)
        assert (await coordinator.get("/v1/report/network.csv")).text.strip("\ufeff\r\n") == "Network,Value"
        for row in (report["total"], *report["rows"]):
            figures = {row[name] for name in row if name not in {"code", "name", "hidden"}}
            assert (row["hidden"], figures) == (True, {None})
        assert report["rows"]


async def test_a_centre_of_few_takes_the_next_smallest_with_it(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await settle(coordinator, supply_engine, DUC=9, MIN=2, NOI=6)
    report = await read(coordinator)
    assert report["total"]["households"] == 17
    shown = {row["code"]: row["households"] for row in report["rows"]}
    assert shown == {"DUC": 9, "MIN": None, "NOI": None}
    assert {row["code"]: row["hidden"] for row in report["rows"]} == {"DUC": False, "MIN": True, "NOI": False}
    noi = (await read(coordinator, centre="NOI", by="product"))["total"]
    told = ("households", "baskets", "first_time_buyers", "grams", "charged_cents")
    assert [noi[name] for name in told] == [None] * 5
    assert (await read(coordinator, centre="MIN", by="product"))["total"]["hidden"]


async def test_volunteers_hours_are_of_their_centre_or_of_the_warehouse(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await settle(coordinator, supply_engine, DUC=6, MIN=5)
    windows = [{"starts": f"2026-12-{day}T08:00:00", "ends": f"2026-12-{day}T18:00:00"} for day in (15, 16, 19)]
    skills = ["distribution", "reception", "repacking"]
    kept = {"name": "Bénévole", "skills": skills, "max_minutes": 900, "done_minutes": 0, "available": windows}
    for number in range(6):
        await put(coordinator, f"/v1/volunteers/V{number}", kept | {"centre": "DUC"})
    minutes = Counter[str | None]()
    for shift in (await post(coordinator, f"{PATH}/roster"))["shifts"]:
        length = datetime.fromisoformat(shift["ends"]) - datetime.fromisoformat(shift["starts"])
        minutes[shift["centre"]] += length.seconds // 60 * len(shift["assigned"])
    report = await read(coordinator)
    assert min(minutes.values()) > 0
    assert {row["code"]: row["volunteer_minutes"] for row in report["rows"]} == {
        "DUC": minutes["DUC"],
        "MIN": minutes["MIN"],
    }
    assert report["network"]["warehouse_minutes"] == minutes[None]
    assert report["total"]["volunteer_minutes"] == minutes.total()
    assert (await read(coordinator, by="cycle"))["rows"][0]["volunteer_minutes"] == minutes.total()


async def test_a_centres_report_says_what_stock_lies_there(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await settle(coordinator, supply_engine, DUC=6, MIN=6)
    await put(coordinator, "/v1/stock/FLOUR/A1", {"quantity": 10_000, "value_cents": 1_180, "best_before": None})
    sent = {"product": "FLOUR", "lot": "A1", "quantity": 4_000, "centre": "DUC"}
    await put(coordinator, f"/v1/stock/transfers/{uuid4()}", sent)
    found = [(await read(coordinator, centre=centre))["stock_value_cents"] for centre in ("DUC", "MIN")]
    assert found == [472, 0]
    assert (await read(coordinator, centre="DUC", until="2020-12-31"))["stock_value_cents"] == 0
    assert (await read(coordinator))["stock_value_cents"] is None


async def test_the_files_hold_the_same_and_no_formula(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await settle(coordinator, supply_engine, DUC=6, MIN=5)
    french = {"Accept-Language": "fr"}
    csv = await coordinator.get("/v1/report.csv", params={"by": "product"}, headers=french)
    assert csv.headers["content-type"] == "text/csv; charset=utf-8"
    headings, flour, total = csv.text.split("\r\n")[:3]
    assert headings.startswith("Produit,Nom,Foyers,Nouveaux foyers,Paniers,Kilos")
    assert flour.startswith("FLOUR,'=1+1,11,11,11,275,0,0,")
    assert total.startswith("Total,,11,11,11,275,0,0,")
    family = await coordinator.get("/v1/report.csv", params={"by": "family", "centre": "MIN"})
    assert family.text.split("\r\n")[1].startswith("'@family,'@family,5,5,5,125,0,0,,")
    xlsx = [(await coordinator.get("/v1/report.xlsx", params={"by": "product"}, headers=french)) for _ in range(2)]
    assert xlsx[0].content == xlsx[1].content
    with CalamineWorkbook.from_filelike(io.BytesIO(xlsx[0].content)) as book:
        rows = book.get_sheet_by_name("Bilan").to_python()
        network = book.get_sheet_by_name("Réseau").to_python()
    assert ",".join(map(str, rows[0])) == headings
    assert rows[1][:6] == ["FLOUR", "=1+1", 11, 11, 11, 275]
    charged = (await read(coordinator))["total"]["charged_cents"]
    assert rows[2][8] == charged / 100
    assert ["Factures (€)", (await read(coordinator))["network"]["invoices_cents"] / 100] in network
    alone = (await coordinator.get("/v1/report/network.csv", headers=french)).text.split("\r\n")
    assert alone[0].removeprefix("\ufeff") == "Réseau,Valeur"
    assert [line.split(",")[0].removeprefix("\ufeff") for line in alone if line] == [row[0] for row in network]
    assert f"Factures (€),{network[3][1]:g}" in alone


async def test_in_a_file_hidden_cells_say_so(coordinator: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    await settle(coordinator, supply_engine, DUC=9, MIN=2, NOI=6)
    french = (await coordinator.get("/v1/report.csv", headers={"Accept-Language": "fr"})).text.split("\r\n")
    assert french[2] == "MIN,MIN" + ",masqué" * 17
    assert french[3].startswith("NOI,NOI,masqué,masqué,masqué,masqué,0,0,masqué,")


async def test_solidarity_euros_are_told_with_their_centre_and_add_up(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await settle(coordinator, supply_engine, DUC=9, MIN=6, NOI=6)
    assert fund(await total(coordinator)) == (None, None, None, None)
    await hear(supply_engine, told(1, reduced=figure(10, 1_050, DUC=(5, 500)), surcharges=figure(7, 210, DUC=(7, 210))))
    whole, at_duc, unnamed = (10, 1_050, 7, 210), (5, 500, 7, 210), (None, None, 0, 0)
    by_centre = await read(coordinator)
    assert fund(by_centre["total"]) == whole
    assert {row["code"]: fund(row) for row in by_centre["rows"]} == {"DUC": at_duc, "MIN": unnamed, "NOI": unnamed}
    assert [fund(row) for row in (await read(coordinator, by="cycle"))["rows"]] == [whole]
    assert {fund(row) for row in (await read(coordinator, by="product"))["rows"]} == {(None,) * 4}
    assert (fund(await total(coordinator, centre="DUC")), fund(await total(coordinator, centre="MIN"))) == (
        at_duc,
        unnamed,
    )
    assert fund(await total(coordinator, until="2026-12-17")) == (0, 0, 0, 0)
    impact = (await coordinator.get("/v1/report/impact")).json()
    assert fund(impact["total"]["figures"]) == fund(impact["over_time"][0]["figures"]) == whole
    rows = (await coordinator.get("/v1/report.csv", headers={"Accept-Language": "fr"})).text.split("\r\n")
    assert rows[0].endswith(
        "Commandes à prix réduit,Payé par le fonds de solidarité (€),"
        "Commandes à prix majoré,Versé au fonds de solidarité (€)"
    )
    assert [row.rsplit(",", 4)[1:] for row in rows[1:3]] == [
        ["5", "5.00", "7", "2.10"],
        ["masqué", "masqué", "0", "0.00"],
    ]
    assert rows[4].endswith(",10,10.50,7,2.10")


async def test_of_a_hidden_centre_solidarity_is_hidden_too(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await settle(coordinator, supply_engine, DUC=11, MIN=2, NOI=10)
    await hear(supply_engine, told(1, reduced=figure(10, 1_050, DUC=(5, 500), NOI=(5, 550))))
    rows = {row["code"]: fund(row)[:2] for row in (await read(coordinator))["rows"]}
    assert rows == {"DUC": (5, 500), "MIN": (None, None), "NOI": (5, 550)}


async def test_solidarity_is_what_was_told_last_in_whatever_way_it_is_heard(supply_every_way: EveryWay) -> None:
    async def rows(connection: AsyncConnection) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in await connection.execute(select(cycle_solidarity).order_by("cycle"))]

    other = told(3).model_copy(update={"cycle": "2027-01"})
    events = [told(1), told(2, reduced=figure(6, 600)), told(2, reduced=figure(6, 600)), other]
    found = await supply_every_way(subscriptions(RevokedAccess(revoked_access)), events, rows)
    said = figure(6, 600).model_dump()
    assert found == [(CYCLE, 2, 2, said, None), ("2027-01", 3, 3, None, None)]


async def test_a_period_has_the_cycles_whose_distribution_day_is_in_it(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await settle(coordinator, supply_engine, DUC=6, MIN=5)
    for asked, cycles in (
        ({"from": "2026-12-18", "until": "2026-12-18"}, [CYCLE]),
        ({"until": "2026-12-17"}, []),
        ({"from": "2026-12-19"}, []),
        ({"from": "2026-12-19", "cycle": CYCLE}, []),
        ({"cycle": CYCLE}, [CYCLE]),
    ):
        report = await read(coordinator, **asked)
        assert report["cycles"] == cycles
        assert report["total"]["households"] == (11 if cycles else 0)
    assert (await read(coordinator, until="2026-12-17", by="cycle"))["rows"] == []


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ({"from": "2027-01-01", "until": "2026-01-01"}, 422, "period_backwards"),
        ({"cycle": "1999-01"}, 404, "cycle_unknown"),
        ({"cycle": CYCLE}, 404, "not_settled"),
        ({"centre": "NONE"}, 404, "report_centre_unknown"),
        ({"by": "household"}, 422, "invalid_request"),
        ({"from": "december"}, 422, "invalid_request"),
    ],
)
async def test_what_makes_no_sense_is_refused(
    coordinator: httpx.AsyncClient, asked: dict[str, str], status: int, code: str
) -> None:
    await draft(coordinator)
    response = await coordinator.get("/v1/report", params=asked)
    assert (response.status_code, response.json()["code"]) == (status, code)


async def test_coordinators_and_treasurers_read_it_and_volunteers_do_not(
    coordinator: httpx.AsyncClient, treasurer: httpx.AsyncClient, volunteer: httpx.AsyncClient
) -> None:
    await draft(coordinator)
    for path in READS:
        assert (await coordinator.get(path)).status_code == (await treasurer.get(path)).status_code == 200
        assert (await volunteer.get(path)).json()["code"] == "role_needed"


def test_everything_is_said_in_french() -> None:
    assert untranslated(REPORT_SENTENCES, LOCALE) == []
    assert set(WENT_WRONG) >= set(IncidentKind)
    assert [word for word in WORDS if word not in messages_of(LOCALE, "fr")] == []
