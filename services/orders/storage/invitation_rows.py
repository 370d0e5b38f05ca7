"""Ends invitations, in its caller's transaction."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.domain.invitations import Means
from services.orders.storage.invitation_tables import invitations


async def end_invitations(
    connection: AsyncConnection, user_id: UUID, now: datetime, means: Means | None = None
) -> None:
    """The codes that a user has, by this means or any, count no more."""
    its = invitations.c
    by_it: ColumnElement[bool] = true() if means is None else its.means == means
    open_now = update(invitations).where(its.user_id == user_id, its.ended_at.is_(None), by_it)
    await connection.execute(open_now.values(ended_at=now))
