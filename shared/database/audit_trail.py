"""The audit trails of both services: which changes are asked for, the newest first."""

import operator
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Table
from sqlalchemy.ext.asyncio import AsyncEngine


@dataclass(frozen=True, slots=True)
class AuditAsked:
    """Which changes: from a moment on, before another, by whom, about what, of which kinds; below a number."""

    begins: datetime | None = None
    ends: datetime | None = None
    by: UUID | None = None
    about: str | None = None
    kinds: Collection[StrEnum] | None = None
    below: int | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One change. The name, which orders alone knows, and what it was about may be personal.

    ``about_name`` is how people call what it was about; null: it has no name, or is gone.
    """

    by_name: str | None
    about_name: str | None
    sequence: int
    at: datetime
    kind: str
    about: str
    by: UUID | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class AuditTrail:
    """The audit trail of a service.

    Args:
        table: Its rows.
        names: The name of who did each, and of what it was about: two columns.
    """

    table: Table
    names: Select[Any]

    async def lines(self, engine: AsyncEngine, asked: AuditAsked) -> list[AuditLine]:
        """One more than ``limit`` where there are more."""
        c = self.table.c
        bounds = (
            (operator.ge, c.at, asked.begins),
            (operator.lt, c.at, asked.ends),
            (operator.eq, c.by, asked.by),
            (operator.eq, c.about, asked.about),
            (operator.lt, c.sequence, asked.below),
        )
        found = self.names.where(*(compare(column, value) for compare, column, value in bounds if value is not None))
        if asked.kinds is not None:
            found = found.where(c.kind.in_(asked.kinds))
        found = found.add_columns(c.sequence, c.at, c.kind, c.about, c.by, c.before, c.after)
        found = found.order_by(c.sequence.desc()).limit(asked.limit + 1)
        async with engine.connect() as connection:
            return [AuditLine(*row) for row in await connection.execute(found)]

    async def shown(self, engine: AsyncEngine, asked: AuditAsked) -> tuple[list[AuditLine], int | None]:
        """What a page shows, and the number below which older ones are."""
        lines = await self.lines(engine, asked)
        shown = lines[: asked.limit]
        return shown, shown[-1].sequence if len(lines) > asked.limit else None
