"""What the network did: figures with their bars, and a page for funders to print."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import BeforeValidator, Field

from services.supply.papers.impact import on_one_page
from services.supply.queries.centres import centres_after
from services.supply.queries.cycles import cycles_after
from services.supply.queries.report import report
from services.supply.queries.report_facts import By, Scope
from services.supply.web.parts import Parts
from services.supply.web.report_files import KINDS, WENT_WRONG
from services.supply.web.report_views import ImpactView, ReportView
from shared.kernel.quantity import Unit
from shared.web.access import require
from shared.web.pages import page
from shared.web.paging import PRINTABLE
from shared.web.roles import Role
from shared.web.translation import Reader

router = APIRouter(
    prefix="/report",
    include_in_schema=False,
    dependencies=[Depends(require(Role.COORDINATOR, Role.TREASURER))],
)

_Empty = BeforeValidator(lambda typed: typed or None)  # a field of a form that nobody filled in
_Day = Annotated[date | None, _Empty]
_Code = Annotated[Annotated[str, Field(max_length=64, pattern=PRINTABLE)] | None, _Empty]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the reader asked for."""

    scope: Scope
    centre: str | None

    def query(self, **more: str) -> str:
        """The same as the query of an address."""
        said = {"from": self.scope.begins, "until": self.scope.until, "cycle": self.scope.cycle, "centre": self.centre}
        return urlencode({name: value for name, value in (said | more).items() if value is not None})


async def _wanted(
    begins: Annotated[_Day, Query(alias="from")] = None, until: _Day = None, cycle: _Code = None, centre: _Code = None
) -> Wanted:
    return Wanted(Scope(begins, until, cycle), centre)


Asked = Annotated[Wanted, Depends(_wanted)]


@router.get("")
async def show_report(request: Request, parts: Parts, asked: Asked, by: By = By.CENTRE) -> HTMLResponse:
    """Settled cycles by centre, family, product or cycle, and from cycle to cycle."""
    rows, over_time = await report(parts.engine, asked.scope, parts.zone, by, By.CYCLE, centre=asked.centre)
    found, time = ReportView.of(rows), ReportView.of(over_time)
    return page(
        request,
        "report/show.html",
        found=found,
        over_time=time.rows,
        by=by,
        kinds=KINDS,
        wrong=WENT_WRONG,
        **await _choices(parts, asked),
    )


@router.get("/impact")
async def show_impact(request: Request, parts: Parts, asked: Asked, say: Reader) -> HTMLResponse:
    """One page for funders, made to be printed."""
    by_family, by_cycle = await report(parts.engine, asked.scope, parts.zone, By.FAMILY, By.CYCLE)
    found = ImpactView.of(*on_one_page(by_family, by_cycle, say))
    return page(request, "report/impact.html", found=found, **await _choices(parts, asked))


async def _choices(parts: Parts, asked: Wanted) -> dict[str, Any]:
    cycles = {one.cycle: one for one in await cycles_after(parts.engine)}
    return {
        "asked": asked,
        "cycles": [one for one in cycles.values() if one.state in {"settled", "archived"}],
        "names_of_cycles": {code: one.name for code, one in cycles.items()},
        "centres": await centres_after(parts.engine),
        "kilo": Unit.KG,
    }
