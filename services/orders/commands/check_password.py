"""Check a login and its password, slowly for who guesses: what signing in and what is asked again begin with."""

from hashlib import sha256
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.commands.account_desk import AccountDesk
from services.orders.domain.access import LONGEST_PASSWORD, normal_login
from services.orders.queries.users import User, holds_still, user_by_id, user_by_login
from services.orders.storage.access_tables import credentials
from services.orders.storage.attempt_rows import count_attempt, forget_attempts
from shared.database import transaction
from shared.kernel.refusal import Refused


async def checked_user(desk: AccountDesk, login: str, password: str) -> User:
    """The user whose login and password these are.

    The attempt is counted before the password is looked at, so that many at once count as many.
    An unknown login takes as long as a known one and gets the same answer.

    Raises:
        Refused: ``wrong_login_or_password``, or ``too_many_attempts`` with the seconds to wait.
    """
    async with transaction(desk.engine) as connection:
        await count_attempt(connection, _digest(login), desk.clock())
        user = await user_by_login(connection, normal_login(login))
    stored = user.password_hash if user else None
    right = await desk.passwords.matches(stored, password[: LONGEST_PASSWORD + 1])
    if user is None or stored is None or not right:
        raise Refused("wrong_login_or_password")
    return user


async def own_password(desk: AccountDesk, user_id: UUID, password: str) -> User:
    """The signed-in user, who typed their password again.

    Raises:
        Refused: as ``checked_user``.
    """
    async with desk.engine.connect() as connection:
        user = await user_by_id(connection, user_id)
    return await checked_user(desk, user.login if user else "", password)


async def renewed_hash(desk: AccountDesk, user: User, password: str) -> str | None:
    """The hash to store instead of one made with weaker parameters; ``None`` where it is as strong as today's."""
    outdated = user.password_hash is not None and desk.passwords.is_outdated(user.password_hash)
    return await desk.passwords.hash(password) if outdated else None


async def accept_password(connection: AsyncConnection, desk: AccountDesk, user: User, renewed: str | None) -> None:
    """The password was right: forget the failures and store its renewed hash. The user stays as they are until the end.

    Raises:
        Refused: ``wrong_login_or_password``: the user was changed while the password was checked.
    """
    if not await holds_still(connection, user):
        raise Refused("wrong_login_or_password")
    await forget_attempts(connection, _digest(user.login), desk.clock())
    if renewed is not None:
        same = (credentials.c.user_id == user.id) & (credentials.c.password_hash == user.password_hash)
        await connection.execute(update(credentials).where(same).values(password_hash=renewed))


def _digest(login: str) -> bytes:
    return sha256(normal_login(login).encode()).digest()
