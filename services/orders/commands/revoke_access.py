"""Revoke a user's access: every session ends now, in both services, and the password is gone."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.orders.queries.users import User, user_by_id
from services.orders.storage.access_tables import credentials, users
from shared.contracts.users import AccessRevoked
from shared.database import transaction
from shared.kernel.clock import Clock, next_version
from shared.kernel.refusal import Refused
from shared.messaging import outbox
from shared.web.revocations import RevokedAccess


async def revoke_access(engine: AsyncEngine, revoked: RevokedAccess, clock: Clock, user_id: UUID) -> None:
    """End a user's sessions and take the password away: the coordinator registers a new one to let them in again.

    Doing it twice ends the sessions begun in between, of which there are none.

    Raises:
        Refused: ``unknown_user``.
    """
    async with transaction(engine) as connection:
        user = await user_by_id(connection, user_id, lock=True)
        if user is None:
            raise Refused("unknown_user")
        now = clock()
        await connection.execute(delete(credentials).where(credentials.c.user_id == user_id))
        version = next_version(user.version, now)
        await connection.execute(update(users).where(users.c.id == user_id).values(version=version))
        await end_sessions(connection, revoked, user, version, now)
    await revoked.refresh(engine)


async def end_sessions(
    connection: AsyncConnection, revoked: RevokedAccess, user: User, version: int, now: datetime
) -> None:
    """Store and announce that the sessions this user began until now have ended."""
    event = AccessRevoked(user_id=user.id, before=now, version=version)
    await revoked.apply(connection, [event])
    await outbox.append(connection, [event])
