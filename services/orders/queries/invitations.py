"""A user's invitations and what became of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.domain.invitations import InvitationState, Means, state_of
from services.orders.storage.invitation_tables import invitations
from shared.mail import MailState


@dataclass(frozen=True, slots=True)
class Invitation:
    """One invitation, without its code; of a mail what became of it and what the server said."""

    id: UUID
    means: Means
    state: InvitationState
    made_at: datetime
    ends_at: datetime
    mail: MailState | None
    said: str | None


async def invitations_of(engine: AsyncEngine, user_id: UUID, now: datetime) -> list[Invitation]:
    """The last made first, at most a hundred."""
    its = invitations.c
    found = select(invitations).where(its.user_id == user_id).order_by(its.made_at.desc(), its.id.desc()).limit(100)
    async with engine.connect() as connection:
        return [_invitation(row, now) for row in await connection.execute(found)]


async def invitation_by_id(engine: AsyncEngine, invitation_id: UUID, now: datetime) -> Invitation:
    """One that was made."""
    async with engine.connect() as connection:
        found = await connection.execute(select(invitations).where(invitations.c.id == invitation_id))
        return _invitation(found.one(), now)


def _invitation(row: Row[Any], now: datetime) -> Invitation:
    state = state_of(now, row.ends_at, row.ended_at, used=row.used)
    mail = row.mail_state and MailState(row.mail_state)
    return Invitation(row.id, Means(row.means), state, row.made_at, row.ends_at, mail, row.mail_said)
