"""Check a code of the second factor: six digits from an app, or a recovery code. Each counts once."""

import hmac
from hashlib import blake2b
from uuid import UUID

import pyotp
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.commands.account_desk import AccountDesk
from services.orders.domain.one_time_codes import digest_of
from services.orders.domain.second_factor import steps_that_count
from services.orders.storage.attempt_rows import count_attempt, forget_attempts
from services.orders.storage.second_factor_rows import StoredFactor, lock_factor, store_step, use_recovery_code
from shared.database import transaction
from shared.kernel.refusal import Refused


async def count_code(desk: AccountDesk, user_id: UUID) -> None:
    """Count an attempt before the code is looked at, apart from those at the password.

    Raises:
        Refused: ``too_many_attempts`` with the seconds to wait.
    """
    async with transaction(desk.engine) as connection:
        await count_attempt(connection, _digest(user_id), desk.clock())


async def accept_code(connection: AsyncConnection, desk: AccountDesk, user_id: UUID, code: str) -> None:
    """Use the code up; recovery codes too, where the second factor is confirmed.

    Raises:
        Refused: ``wrong_code``: it is none, it was used, or there is no second factor.
    """
    factor = await lock_factor(connection, user_id)
    if factor is None or factor.confirmed_at is None:
        raise Refused("wrong_code")
    right = await counts(connection, desk, factor, code)
    if not right and not await use_recovery_code(connection, user_id, digest_of(code)):
        raise Refused("wrong_code")
    await forget_codes(connection, desk, user_id)


async def forget_codes(connection: AsyncConnection, desk: AccountDesk, user_id: UUID) -> None:
    """A code was right: forget the wrong ones before it."""
    await forget_attempts(connection, _digest(user_id), desk.clock())


async def counts(connection: AsyncConnection, desk: AccountDesk, factor: StoredFactor, code: str) -> bool:
    """Whether it is the app's code of now, a step early or late, not used before; it is used by asking."""
    secret = desk.sealed.open(factor.user_id, factor.sealed_secret)
    if secret is None:
        return False
    totp, typed = pyotp.TOTP(secret), code.strip().replace(" ", "").encode()
    steps = steps_that_count(desk.clock(), factor.last_step)
    found = [step for step in steps if hmac.compare_digest(totp.generate_otp(step).encode(), typed)]
    if found:
        await store_step(connection, factor.user_id, found[-1])
    return bool(found)


def _digest(user_id: UUID) -> bytes:
    return blake2b(user_id.bytes, digest_size=32, person=b"second factor").digest()
