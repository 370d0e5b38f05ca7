"""Begin a session on a device: its token, and what its owner sees of it. In its caller's transaction."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.commands.account_desk import AccountDesk
from services.orders.queries.users import User
from services.orders.storage.session_rows import Begun, store_session
from shared.kernel.ids import uuid7
from shared.web.roles import Actor, Role


@dataclass(frozen=True, slots=True)
class Device:
    """Where somebody signs in: the digest of the device's secret, and what they call it."""

    digest: bytes
    label: str = ""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session that begins: its token and the moment it ends."""

    user: User
    token: str
    ends: datetime
    enrolling: bool


async def begin_session(
    connection: AsyncConnection, desk: AccountDesk, user: User, device: Device, *, enrolling: bool = False
) -> SignedIn:
    """Issue a token while the user is locked: a revocation comes wholly before or after it.

    ``enrolling``: it may do nothing but enrol a second factor.
    """
    actor = Actor(user.id, frozenset(Role(role) for role in user.roles), frozenset(user.centres))
    session_id, now = uuid7(), desk.clock()
    token, ends = desk.signer.issue(actor, session_id, enrolling=enrolling)
    await store_session(connection, Begun(session_id, user.id, device.digest, device.label, user.roles, now, ends))
    return SignedIn(user, token, ends, enrolling)
