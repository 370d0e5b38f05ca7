"""The audit trail: who did what, before and after; for the coordinator and the operator."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict

from services.orders.domain.audit import ABOUT_A_HOUSEHOLDS_TARIFF, AuditKind
from services.orders.queries.audit import AUDIT_TRAIL
from services.orders.web.api.desk import Desk
from shared.web.access import require
from shared.web.asked import ChangesAsked
from shared.web.paging import Page
from shared.web.roles import Actor, Role

router = APIRouter(prefix="/v1/audit-trail", tags=["users"])
Auditor = Annotated[Actor, Depends(require(Role.COORDINATOR, Role.OPERATOR))]


class AuditAnswer(BaseModel):
    """One change: ``by`` is null for whoever has the command line, ``before`` for what is new.

    ``about_name`` is null where there is no name; a household's is its number.
    """

    model_config = ConfigDict(from_attributes=True)

    sequence: int
    at: datetime
    kind: AuditKind
    about: str
    about_name: str | None
    by: UUID | None
    by_name: str | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None


@router.get("")
async def get_audit_trail(
    desk: Desk, actor: Auditor, asked: ChangesAsked, kind: Annotated[AuditKind | None, Query()] = None
) -> Page[AuditAnswer]:
    """Changes, the newest first. Tariffs of households are shown to the coordinator only."""
    kinds = seen_by(actor) & (frozenset(AuditKind) if kind is None else {kind})
    lines = await AUDIT_TRAIL.lines(desk.engine, replace(asked, kinds=kinds))
    found = [AuditAnswer.model_validate(line) for line in lines]
    return Page[AuditAnswer].of(found, asked.limit, lambda line: str(line.sequence))


def seen_by(actor: Actor) -> frozenset[AuditKind]:
    """The kinds of changes that one may see."""
    return frozenset(AuditKind) if actor.has(Role.COORDINATOR) else frozenset(AuditKind) - ABOUT_A_HOUSEHOLDS_TARIFF
