"""Invite a user to choose a password, by mail or on a slip of paper: a code of limited life, shown or sent once.

Recorded before it is sent and its outcome after, in two transactions (READ COMMITTED, the user's row locked in the
one that decides): a process that dies in between leaves "not known whether it left", and nothing sends it twice.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.commands.account_desk import AccountDesk
from services.orders.domain.audit import Audited, AuditKind
from services.orders.domain.invitations import Means, life_of
from services.orders.domain.one_time_codes import RAW_BYTES, digest_of, readable
from services.orders.queries.users import User, user_by_id
from services.orders.storage.audit_rows import note
from services.orders.storage.invitation_rows import end_invitations
from services.orders.storage.invitation_tables import invitations
from shared.database import retry_if_taken, transaction
from shared.kernel.refusal import Refused
from shared.mail import Mail, MailState

Letter = Callable[[User, str, datetime], tuple[str, str]]
"""Subject and text for a user, a code and until when it counts."""


@dataclass(frozen=True, slots=True)
class InvitationAsked:
    """An invitation as a device asks for it: its own id, for whom, how, by whom."""

    id: UUID
    user_id: UUID
    means: Means
    by: UUID


@dataclass(frozen=True, slots=True)
class Invited:
    """The code of a new invitation; ``None`` where it was made before: a code is shown once."""

    user: User
    code: str | None


async def invite_user(desk: AccountDesk, asked: InvitationAsked, letter: Letter) -> Invited:
    """Make a code; one made before for the same user by the same means counts no more.

    Raises:
        Refused: ``unknown_user``, ``invitation_differs``, ``no_mail_server`` or ``user_without_email``; nothing is
            stored and nothing sent.
    """
    code = readable(secrets.token_bytes(RAW_BYTES))
    now = desk.clock()

    async def work(connection: AsyncConnection) -> tuple[User, bool]:
        return await _record(connection, desk, asked, code, now)

    user, new = await retry_if_taken(desk.engine, work)
    if new and asked.means is Means.MAIL:
        ends = now + life_of(has_password=user.may_sign_in)
        await _send(desk, asked, user, letter(user, code, ends), now)
    return Invited(user, code if new else None)


async def _record(
    connection: AsyncConnection, desk: AccountDesk, asked: InvitationAsked, code: str, now: datetime
) -> tuple[User, bool]:
    user = await user_by_id(connection, asked.user_id, lock=True)
    if user is None or (asked.by == user.id and not user.may_sign_in):  # whose access ended lets nobody in again
        raise Refused("unknown_user")
    known = await _find(connection, asked.id)
    if known is not None:
        if (known.user_id, known.means) != (asked.user_id, asked.means):
            raise Refused("invitation_differs")
        return user, False
    if asked.means is Means.MAIL:
        _check_mail(desk, user)
    await end_invitations(connection, user.id, now, asked.means)
    await connection.execute(insert(invitations), _row(asked, user, code, now))
    made = Audited(AuditKind.INVITATION_MADE, str(user.id), asked.by, after={"means": asked.means.value})
    await note(connection, made, now)
    return user, True


def _check_mail(desk: AccountDesk, user: User) -> None:
    if desk.post.mailer is None:
        raise Refused("no_mail_server")
    if user.email is None:
        raise Refused("user_without_email")


def _row(asked: InvitationAsked, user: User, code: str, now: datetime) -> dict[str, Any]:
    return {
        "id": asked.id,
        "user_id": user.id,
        "means": asked.means.value,
        "code_digest": digest_of(code),
        "made_by": asked.by,
        "made_at": now,
        "ends_at": now + life_of(has_password=user.may_sign_in),
        "used": False,
        "mail_state": MailState.UNKNOWN.value if asked.means is Means.MAIL else None,
    }


async def _send(desk: AccountDesk, asked: InvitationAsked, user: User, letter: tuple[str, str], now: datetime) -> None:
    if desk.post.mailer is None or user.email is None:
        return
    outcome = await desk.post.mailer.send(Mail(asked.id, user.email, *letter, (), now))
    became = {"mail_state": outcome.state.value, "mail_said": outcome.said}
    async with transaction(desk.engine) as connection:
        await connection.execute(update(invitations).where(invitations.c.id == asked.id).values(became))


async def _find(connection: AsyncConnection, invitation_id: UUID) -> Row[Any] | None:
    found = select(invitations).where(invitations.c.id == invitation_id)
    return (await connection.execute(found)).one_or_none()
