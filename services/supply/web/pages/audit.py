"""Who changed what of the catalogue and the cycles, bought, received and settled, before and after."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from services.supply.domain.audit import AuditKind
from services.supply.queries.audit import AUDIT_TRAIL
from services.supply.web.api.audit import Auditor
from services.supply.web.audit_words import told
from services.supply.web.parts import Parts
from shared.database.audit_trail import AuditAsked
from shared.web.asked import Before
from shared.web.pages import page
from shared.web.translation import reader

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
    AuditKind.NETWORK_SETTINGS_KEPT: "Network’s settings changed",
    AuditKind.PLAN_MADE: "Purchase plan made",
    AuditKind.ORDERS_DRAFTED: "Purchase orders prepared",
    AuditKind.ORDER_APPROVED: "Purchase order approved",
    AuditKind.ORDER_SENT: "Purchase order sent",
    AuditKind.ORDER_ACKNOWLEDGED: "Supplier’s answer noted",
    AuditKind.ORDER_AMENDED: "Purchase order changed",
    AuditKind.ORDER_CANCELLED: "Purchase order cancelled",
    AuditKind.ORDER_COMPLETED: "Nothing more to come",
    AuditKind.INCIDENT_REPORTED: "Incident reported",
    AuditKind.DELIVERY_RECORDED: "Delivery entered",
    AuditKind.DELIVERY_WITHDRAWN: "Delivery withdrawn",
    AuditKind.INVOICE_KEPT: "Invoice entered",
    AuditKind.INVOICE_WITHDRAWN: "Invoice withdrawn",
    AuditKind.DIFFERENCE_DECIDED: "Difference of an invoice decided",
    AuditKind.CREDIT_NOTE_KEPT: "Credit note entered",
    AuditKind.CREDIT_NOTE_WITHDRAWN: "Credit note withdrawn",
    AuditKind.SETTLEMENT_PUBLISHED: "Final prices published",
    AuditKind.CYCLE_ABANDONED: "Cycle abandoned",
}
"""What was done, as msgids."""

router = APIRouter(include_in_schema=False)


@router.get("/audit-trail")
async def show_audit_trail(
    request: Request, parts: Parts, _: Auditor, before: Before = None, by: UUID | None = None
) -> HTMLResponse:
    """The newest first."""
    lines, older = await AUDIT_TRAIL.shown(parts.engine, AuditAsked(by=by, below=before))
    say = reader(request)
    return page(
        request,
        "audit_trail.html",
        lines=[(line, *told(line, say)) for line in lines],
        older=older,
        by=by,
        whose=None,  # names are known to orders alone
        kinds=KINDS,
    )
