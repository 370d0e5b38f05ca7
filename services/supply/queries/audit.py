"""The audit trail, the newest first."""

import operator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.domain.audit import AuditKind
from services.supply.storage.audit_tables import audit_trail


@dataclass(frozen=True, slots=True)
class AuditAsked:
    """Which changes: from a moment on, before another, by whom, about what, of which kind; below a number."""

    begins: datetime | None = None
    ends: datetime | None = None
    by: UUID | None = None
    about: str | None = None
    kind: AuditKind | None = None
    below: int | None = None
    limit: int = 100


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One change. Who did it is known by name to orders alone."""

    sequence: int
    at: datetime
    kind: AuditKind
    about: str
    by: UUID | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None


async def audit_lines(engine: AsyncEngine, asked: AuditAsked) -> list[AuditLine]:
    """One more than ``limit`` where there are more."""
    c = audit_trail.c
    bounds = (
        (operator.ge, c.at, asked.begins),
        (operator.lt, c.at, asked.ends),
        (operator.eq, c.by, asked.by),
        (operator.eq, c.about, asked.about),
        (operator.eq, c.kind, asked.kind),
        (operator.lt, c.sequence, asked.below),
    )
    found = select(c.sequence, c.at, c.kind, c.about, c.by, c.before, c.after)
    found = found.where(*(compare(column, value) for compare, column, value in bounds if value is not None))
    found = found.order_by(c.sequence.desc()).limit(asked.limit + 1)
    async with engine.connect() as connection:
        return [AuditLine(*row) for row in await connection.execute(found)]
