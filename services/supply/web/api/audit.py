"""The audit trail of supply: who changed the catalogue and cycles, bought, received and settled."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict

from services.supply.domain.audit import AuditKind
from services.supply.queries.audit import AUDIT_TRAIL
from services.supply.web.parts import Parts
from shared.web.access import require
from shared.web.asked import ChangesAsked
from shared.web.paging import Page
from shared.web.roles import LOOKS_AFTER, Actor

router = APIRouter(prefix="/v1/audit-trail", tags=["catalogue"])
Auditor = Annotated[Actor, Depends(require(*LOOKS_AFTER))]


class AuditAnswer(BaseModel):
    """One change: ``by`` is a user of orders, null for the command line; ``before`` is null for what is new.

    Of a cycle, an invoice or a delivery that was there only what differs is said. ``about_name`` is null where there
    is no name.
    """

    model_config = ConfigDict(from_attributes=True)

    sequence: int
    at: datetime
    kind: AuditKind
    about: str
    about_name: str | None
    by: UUID | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None


@router.get("")
async def get_audit_trail(
    parts: Parts, _actor: Auditor, asked: ChangesAsked, kind: Annotated[AuditKind | None, Query()] = None
) -> Page[AuditAnswer]:
    """Changes, the newest first."""
    lines = await AUDIT_TRAIL.lines(parts.engine, replace(asked, kinds=None if kind is None else {kind}))
    found = [AuditAnswer.model_validate(line) for line in lines]
    return Page[AuditAnswer].of(found, asked.limit, lambda line: str(line.sequence))
