"""The report of settled cycles, as JSON or a file, and the numbers behind the funders' page."""

import asyncio
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel

from services.supply.papers.impact import impact_paper
from services.supply.queries.distribution_days import last_day
from services.supply.queries.report import Report, incidents_reported, report
from services.supply.queries.report_facts import By, Scope
from services.supply.queries.snapshot import snapshot
from services.supply.web.parts import Parts
from services.supply.web.report_files import incidents_table, network_table, report_table
from services.supply.web.report_views import ImpactView, ReportView
from shared.papers.tables import CSV_MEDIA, XLSX_MEDIA, csv_file, xlsx_file
from shared.web.access import require
from shared.web.paging import PRINTABLE
from shared.web.paper_files import IN_PDF, answer_paper
from shared.web.roles import Role
from shared.web.translation import Reader, Translator

router = APIRouter(prefix="/v1", tags=["report"], dependencies=[Depends(require(Role.COORDINATOR, Role.TREASURER))])

_CODE = Query(min_length=1, max_length=64, pattern=PRINTABLE)


class Asked(BaseModel):
    """What a report is of."""

    scope: Scope
    centre: str | None = None
    by: By = By.CENTRE


async def _scope(
    begins: Annotated[
        date | None,
        Query(alias="from", examples=["2026-01-01"], description="First distribution day; absent: from the beginning."),
    ] = None,
    until: Annotated[
        date | None, Query(examples=["2026-12-31"], description="Last distribution day; absent: to this day.")
    ] = None,
    cycle: Annotated[str | None, _CODE] = None,
) -> Scope:
    return Scope(begins, until, cycle)


async def _asked(
    scope: Annotated[Scope, Depends(_scope)],
    centre: Annotated[str | None, _CODE] = None,
    by: Annotated[By, Query(description="What the rows are.")] = By.CENTRE,
) -> Asked:
    return Asked(scope=scope, centre=centre, by=by)


What = Annotated[Asked, Depends(_asked)]


async def _found(parts: Parts, asked: What) -> Report:
    (found,) = await report(parts.engine, asked.scope, parts.zone, asked.by, centre=asked.centre)
    return found


Found = Annotated[Report, Depends(_found)]


async def _of_network(parts: Parts, scope: Annotated[Scope, Depends(_scope)]) -> Report:
    (found,) = await report(parts.engine, scope, parts.zone, By.CYCLE)
    return found


@router.get("/report")
async def get_report(found: Found) -> ReportView:
    """Settled cycles by centre, family, product or cycle: of the network, or of one centre."""
    return ReportView.of(found)


@router.get("/report.csv", response_class=Response)
async def get_report_as_csv(found: Found, asked: What, say: Reader) -> Response:
    """The same as a CSV file, its total in the last row."""
    return _attached(csv_file(report_table(found, asked.by, say)), CSV_MEDIA, "csv", say)


@router.get("/report.xlsx", response_class=Response)
async def get_report_as_xlsx(found: Found, asked: What, say: Reader) -> Response:
    """The same as a workbook; what belongs to the network alone, and incidents, on sheets of their own."""
    tables = [report_table(found, asked.by, say)]
    if found.network is not None:
        tables.append(network_table(found.network, say))
    if found.incidents is not None:
        tables.append(incidents_table(found.incidents, say))
    return _attached(await asyncio.to_thread(xlsx_file, tables), XLSX_MEDIA, "xlsx", say)


@router.get("/report/impact.pdf", response_class=Response, responses=IN_PDF)
async def get_impact_sheet(parts: Parts, scope: Annotated[Scope, Depends(_scope)], say: Reader) -> Response:
    """The same on one page for funders; what the report hides is hidden there."""
    by_family, by_cycle = await report(parts.engine, scope, parts.zone, By.FAMILY, By.CYCLE)
    async with snapshot(parts.engine) as connection:
        dated = scope.until or await last_day(connection, by_cycle.cycles)
    return await answer_paper(impact_paper(by_family, by_cycle, dated or parts.today(), say), "impact", say.language)


@router.get("/report/incidents.csv", response_class=Response)
async def get_incidents_as_csv(parts: Parts, scope: Annotated[Scope, Depends(_scope)], say: Reader) -> Response:
    """What went wrong with purchase orders, by cycle, supplier and kind, as a CSV file; its total in the last row."""
    found = await incidents_reported(parts.engine, scope)
    return _attached(csv_file(incidents_table(found, say)), CSV_MEDIA, "csv", say)


@router.get("/report/network.csv", response_class=Response)
async def get_network_as_csv(found: Annotated[Report, Depends(_of_network)], say: Reader) -> Response:
    """What belongs to the network alone as a CSV file: money, stock, hours; without rows where it is not told."""
    return _attached(csv_file(network_table(found.network, say)), CSV_MEDIA, "csv", say)


@router.get("/report/impact")
async def get_impact(parts: Parts, scope: Annotated[Scope, Depends(_scope)]) -> ImpactView:
    """Headline figures, families, organic and local shares, saving, and how they went from cycle to cycle."""
    by_family, by_cycle = await report(parts.engine, scope, parts.zone, By.FAMILY, By.CYCLE)
    return ImpactView.of(by_family, by_cycle)


def _attached(content: str | bytes, media_type: str, ending: str, say: Translator) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="report.{ending}"', "Content-Language": say.language}
    return Response(content, media_type=media_type, headers=headers)
