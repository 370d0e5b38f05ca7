"""Writes the audit trail, in the transaction of what it tells."""

from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.domain.audit import Audited
from services.orders.storage.audit_tables import audit_trail


async def note(connection: AsyncConnection, audited: Audited, now: datetime) -> None:
    """Add one change; what changed nothing is none."""
    if not audited.changes_something:
        return
    row = {
        "at": now,
        "by": audited.by,
        "kind": audited.kind.value,
        "about": audited.about,
        "before": audited.before,
        "after": audited.after,
    }
    await connection.execute(insert(audit_trail), row)
