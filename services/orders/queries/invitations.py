"""A user's invitations and what became of them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
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
        rows = await connection.execute(found)
        return [
            Invitation(
                row.id,
                Means(row.means),
                state_of(now, row.ends_at, row.ended_at, used=row.used),
                row.made_at,
                row.ends_at,
                row.mail_state and MailState(row.mail_state),
                row.mail_said,
            )
            for row in rows
        ]
