"""Moving the solidarity fund's balance inside the caller's transaction."""

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.storage.solidarity_tables import solidarity_fund

_ONLY = 1


async def balance(connection: AsyncConnection) -> int:
    """What the fund has now, in cents; nothing yet received is nothing."""
    return await connection.scalar(select(solidarity_fund.c.balance_cents)) or 0


async def lock(connection: AsyncConnection) -> int:
    """Let nobody else move the fund until the transaction ends; what it has, in cents. Before a till, after households.

    Nobody takes from a fund that has no row yet.
    """
    locked = select(solidarity_fund.c.balance_cents).with_for_update(key_share=True)
    return int(await connection.scalar(locked) or 0)


async def move(connection: AsyncConnection, cents: int) -> bool:
    """Add to the fund, or take from it; whether it had enough: if not, nothing changes.

    Locks it until the transaction ends: lock households before, tills after it.
    """
    if cents > 0:
        await _add(connection, cents)
        return True
    if cents == 0:
        return True
    after = solidarity_fund.c.balance_cents + cents
    taken = await connection.execute(update(solidarity_fund).where(after >= 0).values(balance_cents=after))
    return taken.rowcount == 1


async def _add(connection: AsyncConnection, cents: int) -> None:
    """Its row is made by the first money that comes in."""
    first = insert(solidarity_fund).values(id=_ONLY, balance_cents=cents)
    added = {"balance_cents": solidarity_fund.c.balance_cents + first.excluded.balance_cents}
    await connection.execute(first.on_conflict_do_update(index_elements=["id"], set_=added))
