"""A person's own account: open sessions, PIN, second factor; and for the coordinator, who changed what."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from services.orders.domain.audit import ABOUT_A_HOUSEHOLDS_TARIFF, AuditKind
from services.orders.queries.audit import AuditAsked, audit_lines
from services.orders.queries.second_factors import second_factor_of
from services.orders.queries.sessions import has_pin, open_sessions
from services.orders.web.accounts import AppDesk
from services.orders.web.api.audit import Auditor
from services.orders.web.api.desk import Desk
from services.orders.web.pages.audit_words import told
from services.orders.web.pages.drawing import draw
from shared.web.access import require, require_enrolling, session_of
from shared.web.asked import Before
from shared.web.roles import Actor, Role
from shared.web.tokens import Session
from shared.web.translation import reader

LINES = 50
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
    AuditKind.RATES_OFFERED: "Rates offered",
    AuditKind.TARIFF_GIVEN: "Tariff given",
    AuditKind.TARIFF_ENDED: "Tariff ended",
    AuditKind.CONTAINER_KEPT: "Container kept",
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
    kinds = set(AuditKind) if actor.has(Role.COORDINATOR) else set(AuditKind) - ABOUT_A_HOUSEHOLDS_TARIFF
    asked = AuditAsked(begins=None, ends=None, by=by, about=None, kinds=kinds, below=before, limit=LINES)
    lines = await audit_lines(desk.engine, asked)
    older = lines[LINES - 1].sequence if len(lines) > LINES else None
    say = reader(request)
    shown = [(line, told(line.before, say), told(line.after, say)) for line in lines[:LINES]]
    return draw(request, desk, "account/audit_trail.html", lines=shown, older=older, by=by, kinds=KINDS)
