"""End one session, or all of a user, in both services; the password stays.

Isolation: READ COMMITTED; one session: its row locked; all: the user's row, so that a session begins wholly before
or after.
"""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.commands.account_desk import AccountDesk
from services.orders.commands.revoke_access import end_user_sessions
from services.orders.domain.audit import Audited, AuditKind
from services.orders.storage.audit_rows import note
from services.orders.storage.session_rows import end_locked, lock_sessions
from services.orders.storage.session_tables import sessions
from shared.database import retry
from shared.kernel.refusal import Refused
from shared.web.tokens import Session


async def end_session(desk: AccountDesk, user_id: UUID, session_id: UUID, by: UUID) -> None:
    """End one session of a user; ended before, nothing changes. Another's stands in the audit trail.

    Raises:
        Refused: ``session_unknown``: this user never had it.
    """

    async def work(connection: AsyncConnection) -> None:
        mine = (sessions.c.id == session_id) & (sessions.c.user_id == user_id)
        if await connection.scalar(select(sessions.c.id).where(mine)) is None:
            raise Refused("session_unknown")
        now = desk.clock()
        found = await lock_sessions(connection, mine, now)
        await end_locked(connection, desk.revoked, found, now)
        if by != user_id:
            for session in found:
                before = {"session": str(session.id), "device": session.label}
                await note(connection, Audited(AuditKind.SESSIONS_ENDED, str(user_id), by, before), now)

    await retry(desk.engine, work)
    await desk.revoked.refresh(desk.engine)


async def sign_out(desk: AccountDesk, session: Session) -> None:
    """End the session that says so itself; one that is not known here ends by its cookie alone."""

    async def work(connection: AsyncConnection) -> None:
        now = desk.clock()
        found = await lock_sessions(connection, sessions.c.id == session.id, now)
        await end_locked(connection, desk.revoked, found, now)

    await retry(desk.engine, work)
    await desk.revoked.refresh(desk.engine)


async def end_all_sessions(desk: AccountDesk, user_id: UUID, by: UUID) -> None:
    """End every session that this user began until now.

    Raises:
        Refused: ``unknown_user``.
    """

    async def work(connection: AsyncConnection) -> None:
        now = desk.clock()
        await end_user_sessions(connection, desk.revoked, user_id, now)
        if by != user_id:
            await note(connection, Audited(AuditKind.SESSIONS_ENDED, str(user_id), by), now)

    await retry(desk.engine, work)
    await desk.revoked.refresh(desk.engine)
