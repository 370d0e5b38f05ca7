"""Sign in: a login and a password become a session token."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.orders.commands.passwords import Passwords
from services.orders.domain.access import LONGEST_PASSWORD, normal_login, pause_after
from services.orders.queries.users import User, holds_still, user_by_login
from services.orders.storage.access_tables import credentials, sign_in_attempts
from shared.database import transaction
from shared.kernel.clock import Clock
from shared.kernel.refusal import Refused
from shared.web.roles import Actor, Role
from shared.web.tokens import SessionSigner

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session that begins: its token and the moment it ends."""

    user: User
    token: str
    ends: datetime


async def sign_in(  # noqa: PLR0913 - what it works with, then what was typed
    engine: AsyncEngine, passwords: Passwords, signer: SessionSigner, clock: Clock, *, login: str, password: str
) -> SignedIn:
    """Check a login and its password and begin a session.

    The attempt is counted before the password is looked at, so that many at once count as many.
    An unknown login takes as long as a known one and gets the same answer.

    Raises:
        Refused: ``wrong_login_or_password``, or ``too_many_attempts`` with the seconds to wait.
    """
    digest = sha256(normal_login(login).encode()).digest()
    async with transaction(engine) as connection:
        await _count_attempt(connection, digest, clock())
        user = await user_by_login(connection, normal_login(login))
    stored = user.password_hash if user else None
    right = await passwords.matches(stored, password[: LONGEST_PASSWORD + 1])
    if user is None or stored is None or not right:
        raise Refused("wrong_login_or_password")
    renewed = await passwords.hash(password) if passwords.is_outdated(stored) else None
    actor = Actor(user.id, frozenset(Role(role) for role in user.roles), frozenset(user.centres))
    async with transaction(engine) as connection:
        if not await holds_still(connection, user):  # changed while the password was checked
            raise Refused("wrong_login_or_password")
        await _forget_attempts(connection, digest, clock())
        if renewed is not None:
            same = (credentials.c.user_id == user.id) & (credentials.c.password_hash == stored)
            await connection.execute(update(credentials).where(same).values(password_hash=renewed))
        token, ends = signer.issue(actor)  # while the user is locked: a revocation comes wholly before or after it
    return SignedIn(user, token, ends)


async def _forget_attempts(connection: AsyncConnection, digest: bytes, now: datetime) -> None:
    """Forget the failures of this login, and those of any that nobody has tried for a day."""
    table = sign_in_attempts
    await connection.execute(delete(table).where(table.c.login_digest == digest))
    old = select(table.c.login_digest).where(table.c.blocked_until < now - timedelta(days=1))
    # Sign-ins at once forget the same old rows: whoever finds one taken leaves it to the other.
    free = old.with_for_update(skip_locked=True)
    await connection.execute(delete(table).where(table.c.login_digest.in_(free)))


async def _count_attempt(connection: AsyncConnection, digest: bytes, now: datetime) -> None:
    """Count one more failure until it proves to be none; refuse while the login must wait.

    Raises:
        Refused: ``too_many_attempts``.
    """
    table = sign_in_attempts
    first = insert(table).values(login_digest=digest, failures=0, blocked_until=_EPOCH)
    await connection.execute(first.on_conflict_do_nothing())
    found = select(table.c.failures, table.c.blocked_until).where(table.c.login_digest == digest).with_for_update()
    attempt = (await connection.execute(found)).one()
    if attempt.blocked_until > now:
        seconds = -((now - attempt.blocked_until) // timedelta(seconds=1))
        raise Refused("too_many_attempts", seconds=seconds)
    failures = attempt.failures + 1
    values = {"failures": failures, "blocked_until": now + pause_after(failures)}
    await connection.execute(update(table).where(table.c.login_digest == digest).values(values))
