"""The audit trail: who did what, before and after; for the coordinator and the operator."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict

from services.orders.domain.audit import ABOUT_A_HOUSEHOLDS_TARIFF, AuditKind
from services.orders.queries.audit import AuditAsked, audit_lines
from services.orders.web.api.desk import Desk
from shared.kernel.refusal import Refused
from shared.web.access import require
from shared.web.asked import Moment
from shared.web.paging import PRINTABLE, Page, Paging
from shared.web.roles import Actor, Role

router = APIRouter(prefix="/v1/audit-trail", tags=["users"])
Auditor = Annotated[Actor, Depends(require(Role.COORDINATOR, Role.OPERATOR))]


class AuditAnswer(BaseModel):
    """One change: ``by`` is null for whoever has the command line, ``before`` for what is new."""

    model_config = ConfigDict(from_attributes=True)

    sequence: int
    at: datetime
    kind: AuditKind
    about: str
    by: UUID | None
    by_name: str | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None


@router.get("")
async def get_audit_trail(  # noqa: PLR0913, PLR0917 - a route's parameters are its interface
    desk: Desk,
    actor: Auditor,
    paging: Paging,
    begins: Annotated[Moment | None, Query(description="From this moment on.")] = None,
    ends: Annotated[Moment | None, Query(description="Before this moment.")] = None,
    by: Annotated[UUID | None, Query(description="What this user did.")] = None,
    about: Annotated[
        str | None, Query(max_length=64, pattern=PRINTABLE, description="What was done to this: an id or a code.")
    ] = None,
    kind: Annotated[AuditKind | None, Query()] = None,
) -> Page[AuditAnswer]:
    """Changes, the newest first. Tariffs of households are shown to the coordinator only."""
    kinds = _seen_by(actor) & (frozenset(AuditKind) if kind is None else {kind})
    asked = AuditAsked(begins, ends, by, about, kinds, _below(paging.after), paging.limit)
    found = [AuditAnswer.model_validate(line) for line in await audit_lines(desk.engine, asked)]
    return Page[AuditAnswer].of(found, paging.limit, lambda line: str(line.sequence))


def _seen_by(actor: Actor) -> frozenset[AuditKind]:
    return frozenset(AuditKind) if actor.has(Role.COORDINATOR) else frozenset(AuditKind) - ABOUT_A_HOUSEHOLDS_TARIFF


def _below(after: str | None) -> int | None:
    if after is None:
        return None
    if not (after.isascii() and after.isdecimal() and len(after) < 19):
        raise Refused("page_unknown", after=after)
    return int(after)
