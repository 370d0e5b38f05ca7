"""Failed attempts, counted before what was typed is looked at: many at once count as many."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.domain.access import pause_after
from services.orders.storage.access_tables import sign_in_attempts
from shared.kernel.refusal import Refused

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_table = sign_in_attempts


async def count_attempt(connection: AsyncConnection, digest: bytes, now: datetime) -> None:
    """Count one more failure until it proves to be none; refuse while whoever tries must wait.

    Raises:
        Refused: ``too_many_attempts``.
    """
    first = insert(_table).values(login_digest=digest, failures=0, blocked_until=_EPOCH)
    # Updated, not read: a row that a good attempt just deleted is made anew, where a read would find none.
    kept = first.on_conflict_do_update(index_elements=["login_digest"], set_={"login_digest": digest})
    found = kept.returning(_table.c.failures, _table.c.blocked_until)
    attempt = (await connection.execute(found)).one()
    if attempt.blocked_until > now:
        seconds = -((now - attempt.blocked_until) // timedelta(seconds=1))
        raise Refused("too_many_attempts", seconds=seconds)
    failures = attempt.failures + 1
    values = {"failures": failures, "blocked_until": now + pause_after(failures)}
    await connection.execute(update(_table).where(_table.c.login_digest == digest).values(values))


async def forget_attempts(connection: AsyncConnection, digest: bytes, now: datetime) -> None:
    """Forget these failures, and those of any that nobody has tried for a day."""
    await connection.execute(delete(_table).where(_table.c.login_digest == digest))
    old = select(_table.c.login_digest).where(_table.c.blocked_until < now - timedelta(days=1))
    # Sign-ins at once forget the same old rows: whoever finds one taken leaves it to the other.
    free = old.with_for_update(skip_locked=True)
    await connection.execute(delete(_table).where(_table.c.login_digest.in_(free)))
