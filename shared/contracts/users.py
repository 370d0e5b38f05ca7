"""orders → supply: what of a user's access both services must honour. Key: user id."""

from typing import ClassVar
from uuid import UUID

from pydantic import AwareDatetime

from shared.contracts.event import Event, Topic


class AccessRevoked(Event):
    """Every session token of this user issued before this moment is refused from now on."""

    topic: ClassVar[Topic] = Topic.USERS

    user_id: UUID
    before: AwareDatetime

    @property
    def key(self) -> str:
        """User id."""
        return str(self.user_id)


class SessionRevoked(Event):
    """The tokens of this one session are refused from now on; after ``ends`` they are worth nothing anyway."""

    topic: ClassVar[Topic] = Topic.USERS

    session_id: UUID
    user_id: UUID
    ends: AwareDatetime

    @property
    def key(self) -> str:
        """User id."""
        return str(self.user_id)
