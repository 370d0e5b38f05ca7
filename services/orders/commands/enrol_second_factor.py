"""Enrol a second factor: the secret is shown once, a first code proves that an app has it.

Isolation: READ COMMITTED; the user FOR SHARE, or FOR UPDATE when a session begins with it; then the second factor.
"""

import secrets
from dataclasses import dataclass
from uuid import UUID

import pyotp
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.commands.account_desk import AccountDesk
from services.orders.commands.begin_session import Device, SignedIn, begin_session
from services.orders.commands.check_code import count_code, counts, forget_codes
from services.orders.commands.check_password import accept_password, own_password
from services.orders.domain.audit import Audited, AuditKind
from services.orders.domain.one_time_codes import RAW_BYTES, digest_of, readable
from services.orders.domain.second_factor import RECOVERY_CODES
from services.orders.queries.users import User, user_by_id
from services.orders.storage.audit_rows import note
from services.orders.storage.second_factor_rows import (
    lock_factor,
    replace_recovery_codes,
    store_confirmed,
    store_secret,
)
from services.orders.storage.session_rows import end_locked, lock_sessions
from services.orders.storage.session_tables import sessions
from shared.database import transaction
from shared.kernel.refusal import Refused
from shared.web.tokens import Session


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an app makes codes from: shown once, and never again."""

    secret: str
    uri: str


@dataclass(frozen=True, slots=True)
class Enrolled:
    """The recovery codes, shown once; and the session that replaces one that could do nothing but enrol."""

    recovery_codes: list[str]
    session: SignedIn | None


async def begin_enrolment(desk: AccountDesk, user_id: UUID, password: str) -> Enrolment:
    """A new secret for somebody who typed their password again; one that was never confirmed is replaced.

    Raises:
        Refused: ``wrong_login_or_password``, ``too_many_attempts`` or ``second_factor_enrolled``.
    """
    user = await own_password(desk, user_id, password)
    secret = pyotp.random_base32()
    async with transaction(desk.engine) as connection:
        await accept_password(connection, desk, user, None)
        stored = await lock_factor(connection, user_id)
        if stored is not None and stored.confirmed_at is not None:
            raise Refused("second_factor_enrolled")
        await store_secret(connection, user_id, desk.sealed.seal(user_id, secret))
    uri = pyotp.TOTP(secret).provisioning_uri(name=user.login, issuer_name=desk.second_factor.issuer)
    return Enrolment(secret, uri)


async def confirm_enrolment(desk: AccountDesk, session: Session, code: str) -> Enrolled:
    """The app's first code: from now on one is asked at each sign-in.

    Raises:
        Refused: ``wrong_code``, ``too_many_attempts``, ``second_factor_missing``, ``second_factor_enrolled`` or
            ``session_unknown``.
    """
    await count_code(desk, session.actor.user_id)
    async with transaction(desk.engine) as connection:
        user = await _confirm(connection, desk, session.actor.user_id, code)
        codes, begun = await new_recovery_codes(connection, user.id), None
        if session.enrolling:
            device = await _leave(connection, desk, session)
            begun = await begin_session(connection, desk, user, device)
    await desk.revoked.refresh(desk.engine)
    return Enrolled(codes, begun)


async def _confirm(connection: AsyncConnection, desk: AccountDesk, user_id: UUID, code: str) -> User:
    user = await user_by_id(connection, user_id, lock=True)
    factor = await lock_factor(connection, user_id)
    if user is None or factor is None:
        raise Refused("second_factor_missing")
    if factor.confirmed_at is not None:
        raise Refused("second_factor_enrolled")
    if not await counts(connection, desk, factor, code):
        raise Refused("wrong_code")
    await forget_codes(connection, desk, user_id)
    await store_confirmed(connection, user_id, desk.clock())
    await note(connection, Audited(AuditKind.SECOND_FACTOR_ENROLLED, str(user_id), user_id), desk.clock())
    return user


async def new_recovery_codes(connection: AsyncConnection, user_id: UUID) -> list[str]:
    """Ten new codes in place of those before."""
    codes = [readable(secrets.token_bytes(RAW_BYTES)) for _ in range(RECOVERY_CODES)]
    await replace_recovery_codes(connection, user_id, [digest_of(code) for code in codes])
    return codes


async def _leave(connection: AsyncConnection, desk: AccountDesk, session: Session) -> Device:
    """End the session that could only enrol; the device it was on.

    Raises:
        Refused: ``session_unknown``: it ended in another process, and none follows it.
    """
    now = desk.clock()
    found = await lock_sessions(connection, sessions.c.id == session.id, now)
    if not found:
        raise Refused("session_unknown")
    await end_locked(connection, desk.revoked, found, now)
    return Device(found[0].device, found[0].label)
