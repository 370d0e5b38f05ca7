"""The audit trail of supply: who changed products, offers, suppliers and cycles, before and after."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict

from services.supply.domain.audit import AuditKind
from services.supply.queries.audit import AuditAsked, audit_lines
from services.supply.web.parts import Parts
from shared.kernel.refusal import Refused
from shared.web.access import require
from shared.web.asked import Moment
from shared.web.paging import PRINTABLE, Page, Paging
from shared.web.roles import LOOKS_AFTER, Actor

router = APIRouter(prefix="/v1/audit-trail", tags=["catalogue"])
Auditor = Annotated[Actor, Depends(require(*LOOKS_AFTER))]


class AuditAnswer(BaseModel):
    """One change: ``by`` is a user of orders, null for the command line; ``before`` is null for what is new.

    Of a cycle that was there only what differs is said.
    """

    model_config = ConfigDict(from_attributes=True)

    sequence: int
    at: datetime
    kind: AuditKind
    about: str
    by: UUID | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None


@router.get("")
async def get_audit_trail(  # noqa: PLR0913, PLR0917 - a route's parameters are its interface
    parts: Parts,
    _actor: Auditor,
    paging: Paging,
    begins: Annotated[Moment | None, Query(description="From this moment on.")] = None,
    ends: Annotated[Moment | None, Query(description="Before this moment.")] = None,
    by: Annotated[UUID | None, Query(description="What this user did.")] = None,
    about: Annotated[
        str | None,
        Query(
            max_length=200,
            pattern=PRINTABLE,
            description="What was done to this: a code; of an offer `supplier/product`.",
        ),
    ] = None,
    kind: Annotated[AuditKind | None, Query()] = None,
) -> Page[AuditAnswer]:
    """Changes, the newest first."""
    asked = AuditAsked(begins, ends, by, about, kind, _below(paging.after), paging.limit)
    found = [AuditAnswer.model_validate(line) for line in await audit_lines(parts.engine, asked)]
    return Page[AuditAnswer].of(found, paging.limit, lambda line: str(line.sequence))


def _below(after: str | None) -> int | None:
    if after is None:
        return None
    if not (after.isascii() and after.isdecimal() and len(after) < 19):
        raise Refused("page_unknown", after=after)
    return int(after)
