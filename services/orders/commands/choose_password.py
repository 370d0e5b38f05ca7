"""Choose a password with the code of an invitation: it ends every invitation and every session from before.

Isolation: READ COMMITTED; the attempts; then the user FOR UPDATE, under which the invitation is looked at again.
"""

from hashlib import blake2b
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.commands.account_desk import AccountDesk
from services.orders.commands.revoke_access import end_user_sessions
from services.orders.domain.access import check_password, normal_login
from services.orders.domain.audit import Audited, AuditKind
from services.orders.domain.one_time_codes import digest_of
from services.orders.storage.access_tables import credentials, users
from services.orders.storage.attempt_rows import count_attempt, forget_attempts
from services.orders.storage.audit_rows import note
from services.orders.storage.invitation_rows import end_invitations
from services.orders.storage.invitation_tables import invitations
from shared.database import transaction
from shared.kernel.refusal import Refused


async def choose_password(desk: AccountDesk, *, login: str, code: str, password: str) -> None:
    """Store the password that somebody invited chose.

    An unknown login, one without invitation and a wrong code get one answer, after one query.

    Raises:
        Refused: ``invitation_wrong``, ``too_many_attempts``, or what makes a password too weak.
    """
    check_password(password, normal_login(login))
    async with transaction(desk.engine) as connection:
        await count_attempt(connection, _digest(login), desk.clock())
        user_id = await _invited(connection, desk, login, code)
    if user_id is None:
        raise Refused("invitation_wrong")
    new_hash = await desk.passwords.hash(password)
    async with transaction(desk.engine) as connection:
        await _store(connection, desk, user_id, login, code, new_hash)
    await desk.revoked.refresh(desk.engine)


async def _invited(connection: AsyncConnection, desk: AccountDesk, login: str, code: str) -> UUID | None:
    """Whom this code is for, while it counts."""
    its = invitations.c
    mine = (its.code_digest == digest_of(code)) & (users.c.login == normal_login(login))
    counts = its.ended_at.is_(None) & (its.ends_at > desk.clock())
    found = select(users.c.id).join(invitations, its.user_id == users.c.id).where(mine, counts)
    user_id: UUID | None = await connection.scalar(found)
    return user_id


async def _store(  # noqa: PLR0913, PLR0917 - what it works with, then what was typed
    connection: AsyncConnection, desk: AccountDesk, user_id: UUID, login: str, code: str, new_hash: str
) -> None:
    now = desk.clock()
    user = await end_user_sessions(connection, desk.revoked, user_id, now)
    if await _invited(connection, desk, login, code) is None:  # used, replaced or revoked meanwhile
        raise Refused("invitation_wrong")
    secret = insert(credentials).values(user_id=user_id, password_hash=new_hash)
    await connection.execute(secret.on_conflict_do_update(index_elements=["user_id"], set_={"password_hash": new_hash}))
    used = update(invitations).where(invitations.c.code_digest == digest_of(code))
    await connection.execute(used.values(used=True))
    await end_invitations(connection, user_id, now)
    await forget_attempts(connection, _digest(login), now)
    before = {"may_sign_in": user.may_sign_in}
    chosen = Audited(AuditKind.PASSWORD_CHOSEN, str(user_id), user_id, before, {"may_sign_in": True, "by": "code"})
    await note(connection, chosen, now)


def _digest(login: str) -> bytes:
    return blake2b(normal_login(login).encode(), digest_size=32, person=b"invitation").digest()
