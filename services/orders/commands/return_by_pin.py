"""Come back to one's session on a device with a PIN: after a pause, or when another sat there meanwhile.

Isolation: READ COMMITTED; the PIN's row when the attempt is counted, in a transaction of its own, so that many at
once count as many; then the user FOR SHARE and their sessions on this device: one ends wholly before or after.
"""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.commands.account_desk import AccountDesk
from services.orders.commands.begin_session import SignedIn
from services.orders.domain.access import VOLUNTEER
from services.orders.domain.pins import WRONG_PINS
from services.orders.queries.users import User, holds_still, user_by_id
from services.orders.storage.session_rows import end_locked, lock_sessions
from services.orders.storage.session_tables import pins, sessions
from shared.database import transaction
from shared.kernel.refusal import Refused
from shared.web.roles import Actor, Role


@dataclass(frozen=True, slots=True)
class _Attempt:
    session_id: UUID
    device: bytes
    pin_hash: str
    is_last: bool


async def return_by_pin(desk: AccountDesk, device: bytes, user_id: UUID, pin: str) -> SignedIn:
    """A new token of the same session, which ends when it would have ended; as a volunteer only.

    Raises:
        Refused: ``wrong_pin``: it is wrong, or this person has no PIN on this device; ``pin_ended``: it was wrong too
            often, and the session is over.
    """
    async with transaction(desk.engine) as connection:
        attempt = await _count(connection, desk, device, user_id)
    right = await desk.passwords.matches(attempt.pin_hash if attempt else None, pin)
    if attempt is None:
        raise Refused("wrong_pin")
    async with transaction(desk.engine) as connection:
        begun = await _judge(connection, desk, attempt, user_id, right=right)
    if begun is None and attempt.is_last:
        await desk.revoked.refresh(desk.engine)
        raise Refused("pin_ended")
    if begun is None:
        raise Refused("wrong_pin")
    return begun


async def _count(connection: AsyncConnection, desk: AccountDesk, device: bytes, user_id: UUID) -> _Attempt | None:
    """Count one more wrong PIN until it proves to be right; ``None`` where none is left to try."""
    its = sessions.c
    mine = (its.device == device) & (its.user_id == user_id)
    open_now = its.ended_at.is_(None) & (its.ends_at > desk.clock()) & (pins.c.wrong < WRONG_PINS)
    found = select(pins).join(sessions, its.id == pins.c.session_id).where(mine, open_now)
    last = found.order_by(its.began_at.desc(), its.id.desc()).limit(1).with_for_update(of=pins)
    row = (await connection.execute(last)).one_or_none()
    if row is None:
        return None
    counted = update(pins).where(pins.c.session_id == row.session_id)
    await connection.execute(counted.values(wrong=row.wrong + 1))
    return _Attempt(row.session_id, device, row.pin_hash, is_last=row.wrong + 1 == WRONG_PINS)


async def _judge(
    connection: AsyncConnection, desk: AccountDesk, attempt: _Attempt, user_id: UUID, *, right: bool
) -> SignedIn | None:
    """Begin again, or end what this person has open on this device at the last wrong PIN."""
    user = await user_by_id(connection, user_id)
    if user is None or not await holds_still(connection, user):
        return None
    here = (sessions.c.device == attempt.device) & (sessions.c.user_id == user_id)
    found = await lock_sessions(connection, here, desk.clock())
    mine = [session for session in found if session.id == attempt.session_id]
    if right and mine:
        await connection.execute(update(pins).where(pins.c.session_id == attempt.session_id).values(wrong=0))
        return _again(desk, user, mine[0])
    if attempt.is_last:
        await end_locked(connection, desk.revoked, found, desk.clock())
    return None


def _again(desk: AccountDesk, user: User, session: Row[Any]) -> SignedIn:
    actor = Actor(user.id, frozenset({Role.VOLUNTEER}), frozenset(user.centres))
    token, ends = desk.signer.issue(actor, session.id, ends=session.ends_at)
    return SignedIn(replace(user, roles=(VOLUNTEER,)), token, ends, enrolling=False)
