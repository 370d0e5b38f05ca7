"""A person's own account: open sessions, PIN, second factor; and for the coordinator, who changed what."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from services.orders.domain.audit import AuditKind
from services.orders.queries.audit import AUDIT_TRAIL
from services.orders.queries.second_factors import second_factor_of
from services.orders.queries.sessions import has_pin, open_sessions
from services.orders.queries.users import user_by_id
from services.orders.web.accounts import AppDesk
from services.orders.web.api.audit import Auditor, seen_by
from services.orders.web.api.desk import Desk
from services.orders.web.pages.audit_words import told
from services.orders.web.pages.drawing import draw
from shared.database.audit_trail import AuditAsked
from shared.web.access import require, require_enrolling, session_of
from shared.web.asked import Before
from shared.web.roles import Actor
from shared.web.tokens import Session
from shared.web.translation import reader

KINDS: Final = {
    AuditKind.USER_REGISTERED: "User registered",
    AuditKind.USER_CHANGED: "User changed",
    AuditKind.ACCESS_REVOKED: "Access ended",
    AuditKind.SESSIONS_ENDED: "Sessions ended",
    AuditKind.SECOND_FACTOR_ENROLLED: "Second factor set up",
    AuditKind.SECOND_FACTOR_REMOVED: "Second factor taken away",
    AuditKind.RECOVERY_CODES_RENEWED: "Recovery codes renewed",
    AuditKind.INVITATION_MADE: "Invitation made",
    AuditKind.PASSWORD_CHOSEN: "Password chosen",
    AuditKind.CENTRE_REGISTERED: "Centre registered",
    AuditKind.CENTRE_CHANGED: "Centre changed",
    AuditKind.HOUSEHOLD_CHANGED: "Household changed",
    AuditKind.HOUSEHOLD_CLOSED: "Household’s account closed",
    AuditKind.HOUSEHOLD_REOPENED: "Household’s account opened again",
    AuditKind.HOUSEHOLD_ERASED: "Household erased",
    AuditKind.RATES_OFFERED: "Rates offered",
    AuditKind.TARIFF_GIVEN: "Tariff given",
    AuditKind.TARIFF_ENDED: "Tariff ended",
    AuditKind.CONTAINER_KEPT: "Container kept",
    AuditKind.MEMBERSHIP_RULES_KEPT: "Membership fees changed",
    AuditKind.LANGUAGES_OFFERED: "Languages of households changed",
    AuditKind.GROUP_ORDER_SEALED: "Centre’s orders closed",
    AuditKind.GROUP_ORDER_REOPENED: "Centre’s orders opened again",
    AuditKind.LATE_ORDER_ADMITTED: "Late order admitted",
    AuditKind.LATE_ORDER_REFUNDED: "Late order closed, its money left",
}
"""What was done, as msgids."""

router = APIRouter(include_in_schema=False)
ThisSession = Annotated[Session, Depends(session_of)]


@router.get("/account")
async def show_account(
    request: Request, desk: AppDesk, table: Desk, actor: Annotated[Actor, Depends(require())], session: ThisSession
) -> HTMLResponse:
    """One's own sessions, PIN and second factor."""
    enrolled, left = await second_factor_of(desk.engine, actor.user_id)
    return draw(
        request,
        table,
        "account/show.html",
        sessions=await open_sessions(desk.engine, actor.user_id, desk.clock()),
        this=session.id,
        pin=await has_pin(desk.engine, session.id),
        enrolled=enrolled,
        needed=desk.second_factor.is_needed(actor.roles),
        codes_left=left,
    )


@router.get("/account/second-factor")
async def show_second_factor(
    request: Request, desk: AppDesk, table: Desk, actor: Annotated[Actor, Depends(require_enrolling())]
) -> HTMLResponse:
    """Where a second factor is enrolled, step by step."""
    enrolled, left = await second_factor_of(desk.engine, actor.user_id)
    return draw(request, table, "account/second_factor.html", enrolled=enrolled, codes_left=left)


@router.get("/audit-trail")
async def show_audit_trail(
    request: Request, desk: Desk, actor: Auditor, before: Before = None, by: UUID | None = None
) -> HTMLResponse:
    """Who did what, before and after; the newest first."""
    asked = AuditAsked(by=by, kinds=seen_by(actor), below=before)
    lines, older = await AUDIT_TRAIL.shown(desk.engine, asked)
    whose = None
    if by is not None:
        async with desk.engine.connect() as connection:
            whose = await user_by_id(connection, by)
    say = reader(request)
    shown = [(line, told(line.before, say), told(line.after, say)) for line in lines]
    return draw(request, desk, "audit_trail.html", lines=shown, older=older, by=by, whose=whose, kinds=KINDS)
