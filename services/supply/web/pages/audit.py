"""Who changed what of the catalogue and the cycles, before and after."""

from functools import partial
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from services.supply.domain.audit import AuditKind
from services.supply.queries.audit import AuditAsked, audit_lines
from services.supply.web.api.audit import Auditor
from services.supply.web.audit_words import name_of, told, value_of
from services.supply.web.parts import Parts
from shared.web.asked import Before
from shared.web.pages import page
from shared.web.translation import reader

LINES: Final = 50
KINDS: Final = {
    AuditKind.PRODUCT_KEPT: "Product kept",
    AuditKind.OFFER_KEPT: "Offer kept",
    AuditKind.OFFER_WITHDRAWN: "Offer withdrawn",
    AuditKind.SUPPLIER_KEPT: "Supplier kept",
    AuditKind.CYCLE_DRAFTED: "Cycle prepared",
    AuditKind.CATALOGUE_COPIED: "Catalogue copied",
    AuditKind.CYCLE_OPENED: "Orders opened",
    AuditKind.PRODUCT_ADDED: "Product on sale",
    AuditKind.SALE_STOPPED: "Sale stopped",
    AuditKind.CYCLE_CLOSED: "Cycle closed",
    AuditKind.DATES_MOVED: "Distribution moved",
    AuditKind.CYCLE_ARCHIVED: "Cycle archived",
}
"""What was done, as msgids."""

router = APIRouter(include_in_schema=False)


@router.get("/audit-trail")
async def show_audit_trail(
    request: Request, parts: Parts, _: Auditor, before: Before = None, by: UUID | None = None
) -> HTMLResponse:
    """The newest first."""
    lines = await audit_lines(parts.engine, AuditAsked(by=by, below=before, limit=LINES))
    say = reader(request)
    return page(
        request,
        "audit_trail.html",
        lines=[(line, *told(line)) for line in lines[:LINES]],
        older=lines[LINES - 1].sequence if len(lines) > LINES else None,
        by=by,
        kinds=KINDS,
        name_of=partial(name_of, say=say),
        value_of=partial(value_of, say=say),
    )
