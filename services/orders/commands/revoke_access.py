"""Revoke a user's access: every session ends now, in both services, and the password is gone."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.commands.account_desk import AccountDesk
from services.orders.domain.audit import Audited, AuditKind
from services.orders.queries.users import User, user_by_id
from services.orders.storage.access_tables import credentials, users
from services.orders.storage.audit_rows import note
from services.orders.storage.invitation_rows import end_invitations
from services.orders.storage.session_rows import mark_ended
from services.orders.storage.session_tables import sessions
from shared.contracts.users import AccessRevoked
from shared.database import transaction
from shared.kernel.clock import next_version
from shared.kernel.refusal import Refused
from shared.messaging import outbox
from shared.web.revocations import RevokedAccess


async def revoke_access(desk: AccountDesk, user_id: UUID, by: UUID) -> None:
    """End a user's sessions and take the password away: the coordinator invites them to let them in again.

    Doing it twice ends the sessions begun in between, of which there are none.

    Raises:
        Refused: ``unknown_user``.
    """
    async with transaction(desk.engine) as connection:
        now = desk.clock()
        user = await end_user_sessions(connection, desk.revoked, user_id, now)
        before, after = {"may_sign_in": user.may_sign_in}, {"may_sign_in": False}
        await note(connection, Audited(AuditKind.ACCESS_REVOKED, str(user_id), by, before, after), now)
        await end_invitations(connection, user_id, now)
        await connection.execute(delete(credentials).where(credentials.c.user_id == user_id))
    await desk.revoked.refresh(desk.engine)


async def end_user_sessions(connection: AsyncConnection, revoked: RevokedAccess, user_id: UUID, now: datetime) -> User:
    """Lock a user and end all their sessions; the user as they were.

    Raises:
        Refused: ``unknown_user``.
    """
    user = await user_by_id(connection, user_id, lock=True)
    if user is None:
        raise Refused("unknown_user")
    version = next_version(user.version, now)
    await connection.execute(update(users).where(users.c.id == user_id).values(version=version))
    await end_sessions(connection, revoked, user_id, version, now)
    return user


async def end_sessions(
    connection: AsyncConnection, revoked: RevokedAccess, user_id: UUID, version: int, now: datetime
) -> None:
    """Store and announce that the sessions this user began until now have ended."""
    event = AccessRevoked(user_id=user_id, before=now, version=version)
    await revoked.apply(connection, [event])
    await mark_ended(connection, sessions.c.user_id == user_id, now)
    await outbox.append(connection, [event])
