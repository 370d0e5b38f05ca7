"""The audit trail, the newest first."""

import operator
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.domain.audit import AuditKind
from services.orders.storage.access_tables import users
from services.orders.storage.audit_tables import audit_trail


@dataclass(frozen=True, slots=True)
class AuditAsked:
    """Which changes: from a moment on, before another, by whom, about what, of which kinds; below a number."""

    begins: datetime | None
    ends: datetime | None
    by: UUID | None
    about: str | None
    kinds: Collection[AuditKind]
    below: int | None
    limit: int


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One change. The names and what it was about may be personal."""

    sequence: int
    at: datetime
    kind: AuditKind
    about: str
    by: UUID | None
    by_name: str | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None


async def audit_lines(engine: AsyncEngine, asked: AuditAsked) -> list[AuditLine]:
    """One more than ``limit`` where there are more."""
    c = audit_trail.c
    columns = (c.sequence, c.at, c.kind, c.about, c.by, users.c.name, c.before, c.after)
    found = select(*columns).outerjoin(users, users.c.id == c.by).where(c.kind.in_(asked.kinds))
    bounds = (
        (operator.ge, c.at, asked.begins),
        (operator.lt, c.at, asked.ends),
        (operator.eq, c.by, asked.by),
        (operator.eq, c.about, asked.about),
        (operator.lt, c.sequence, asked.below),
    )
    found = found.where(*(compare(column, value) for compare, column, value in bounds if value is not None))
    found = found.order_by(c.sequence.desc()).limit(asked.limit + 1)
    async with engine.connect() as connection:
        return [AuditLine(*row) for row in await connection.execute(found)]
