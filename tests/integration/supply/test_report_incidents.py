"""Incidents in the report: how often what went wrong with which supplier, of the settled cycles it is of."""

import io
from typing import Any
from uuid import uuid4

import httpx
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.contracts.centres import CentreRegistered
from tests.fixtures.supply_buying import PATH, deliver, order_it, post
from tests.fixtures.supply_cycle import CYCLE, hear, put

ORDER = "/v1/purchase-orders/1"
SACK = [{"product": "FLOUR", "quantity": 25_000}]
DAMAGED: dict[str, Any] = {"kind": "damaged", "reason": "a sack burst", "lines": SACK}
SHORT: dict[str, Any] = {"kind": "short", "reason": "a sack is missing", "lines": SACK}


async def happened(client: httpx.AsyncClient, body: dict[str, Any]) -> None:
    token = (await post(client, f"{ORDER}/incidents/proposal", body))["token"]
    await put(client, f"{ORDER}/incidents/{uuid4()}", body | {"token": token})


@pytest.fixture
async def settled(sealed: httpx.AsyncClient) -> httpx.AsyncClient:
    """A settled cycle in which ALMA's sacks burst twice and one was missing."""
    await order_it(sealed)
    await deliver(sealed, received=150_000)
    for body in (DAMAGED, SHORT, DAMAGED):
        await happened(sealed, body)
    await post(sealed, f"{PATH}/settlement")
    return sealed


def counted(found: list[dict[str, Any]]) -> list[tuple[str, str, str, int]]:
    return [(one["cycle"], one["supplier"], one["kind"], one["incidents"]) for one in found]


async def test_they_are_counted_by_cycle_supplier_and_kind(settled: httpx.AsyncClient) -> None:
    expected = [(CYCLE, "ALMA", "damaged", 2), (CYCLE, "ALMA", "short", 1)]
    for asked in ({}, {"by": "product"}, {"cycle": CYCLE}, {"from": "2026-12-18", "until": "2026-12-18"}):
        found = (await settled.get("/v1/report", params=asked)).json()
        assert counted(found["incidents"]) == expected
    assert counted((await settled.get("/v1/report/impact")).json()["incidents"]) == expected
    by_kind = (await settled.get(f"{PATH}/incidents")).json()["by_kind"]
    assert by_kind == {kind: count for _, _, kind, count in expected}


async def test_another_period_has_none_and_a_centre_has_none_of_its_own(
    settled: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await hear(supply_engine, CentreRegistered(version=1, centre="DUC", name="DUC", active=True, place=""))
    assert (await settled.get("/v1/report", params={"until": "2026-12-17"})).json()["incidents"] == []
    assert (await settled.get("/v1/report", params={"centre": "DUC"})).json()["incidents"] is None


async def test_of_a_cycle_that_is_not_settled_nothing_is_counted(sealed: httpx.AsyncClient) -> None:
    await order_it(sealed)
    await deliver(sealed, received=150_000)
    await happened(sealed, DAMAGED)
    assert (await sealed.get("/v1/report")).json()["incidents"] == []
    refused = await sealed.get("/v1/report/incidents.csv", params={"cycle": CYCLE})
    assert (refused.status_code, refused.json()["code"]) == (404, "not_settled")


async def test_the_files_hold_them_with_their_total(settled: httpx.AsyncClient) -> None:
    french = {"Accept-Language": "fr"}
    csv = (await settled.get("/v1/report/incidents.csv", headers=french)).text.split("\r\n")
    assert csv[0] == "Cycle,Fournisseur,Nom,Incident,Nombre"
    assert csv[1].startswith(f"{CYCLE},ALMA,")
    assert [row.split(",")[-2:] for row in csv[1:4]] == [
        ["Marchandises abîmées", "2"],
        ["Marchandises manquantes", "1"],
        ["", "3"],
    ]
    with CalamineWorkbook.from_filelike(
        io.BytesIO((await settled.get("/v1/report.xlsx", headers=french)).content)
    ) as book:
        rows = book.get_sheet_by_name("Incidents").to_python()
    assert [row[3:] for row in rows[1:]] == [["Marchandises abîmées", 2], ["Marchandises manquantes", 1], ["", 3]]
