"""Reads and writes second factors, in its caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.storage.second_factor_tables import recovery_codes, second_factors

_its = second_factors.c


@dataclass(frozen=True, slots=True)
class StoredFactor:
    """A user's second factor."""

    user_id: UUID
    sealed_secret: bytes
    confirmed_at: datetime | None
    last_step: int


async def lock_factor(connection: AsyncConnection, user_id: UUID) -> StoredFactor | None:
    """The user's second factor, confirmed or not, locked: a code is looked at by one at a time."""
    found = select(second_factors).where(_its.user_id == user_id).with_for_update()
    row = (await connection.execute(found)).one_or_none()
    return None if row is None else StoredFactor(*row)


async def is_enrolled(connection: AsyncConnection, user_id: UUID) -> bool:
    """Whether the user's second factor is confirmed."""
    found = select(_its.user_id).where(_its.user_id == user_id, _its.confirmed_at.is_not(None))
    return await connection.scalar(found) is not None


async def store_secret(connection: AsyncConnection, user_id: UUID, sealed: bytes) -> None:
    """Keep a secret that no code was seen of yet, in place of one like it."""
    new = postgresql.insert(second_factors).values(user_id=user_id, sealed_secret=sealed, last_step=0)
    kept = {"sealed_secret": new.excluded.sealed_secret, "last_step": 0}
    await connection.execute(new.on_conflict_do_update(index_elements=["user_id"], set_=kept))


async def store_step(connection: AsyncConnection, user_id: UUID, step: int) -> None:
    """The code of this step counted: it and those before count no more."""
    await connection.execute(update(second_factors).where(_its.user_id == user_id).values(last_step=step))


async def store_confirmed(connection: AsyncConnection, user_id: UUID, now: datetime) -> None:
    """A code of it was seen."""
    await connection.execute(update(second_factors).where(_its.user_id == user_id).values(confirmed_at=now))


async def replace_recovery_codes(connection: AsyncConnection, user_id: UUID, digests: Sequence[bytes]) -> None:
    """Keep these in place of those before."""
    await connection.execute(delete(recovery_codes).where(recovery_codes.c.user_id == user_id))
    if digests:
        await connection.execute(
            insert(recovery_codes), [{"user_id": user_id, "code_digest": digest} for digest in digests]
        )


async def use_recovery_code(connection: AsyncConnection, user_id: UUID, digest: bytes) -> bool:
    """Whether this was one of theirs; it is none any more."""
    its = recovery_codes.c
    used = delete(recovery_codes).where(its.user_id == user_id, its.code_digest == digest)
    return (await connection.execute(used)).rowcount > 0


async def remove_factor(connection: AsyncConnection, user_id: UUID) -> bool:
    """Take it away with its recovery codes; whether there was one that is confirmed."""
    await replace_recovery_codes(connection, user_id, ())
    gone = delete(second_factors).where(_its.user_id == user_id).returning(_its.confirmed_at)
    return await connection.scalar(gone) is not None
