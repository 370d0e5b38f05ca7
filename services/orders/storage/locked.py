"""Locking and moving rows inside a longer transaction, always in the same order.

Group orders (shared), then orders, then households, the solidarity fund, then tills, each in id order: so two
transactions wait for each other but never in a circle.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Row, Uuid, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.storage.arrays import Columns, as_arrays, sent_rows
from services.orders.storage.cycle_tables import group_orders
from services.orders.storage.household_tables import households
from services.orders.storage.order_tables import household_orders
from shared.kernel.refusal import Refused

_CREDIT: Columns = {"id": Uuid(), "credit_cents": BigInteger()}
_credits = sent_rows("credit", _CREDIT)
_set_credit = households.update().where(households.c.id == _credits.c.id).values(credit_cents=_credits.c.credit_cents)


@dataclass(frozen=True, slots=True)
class Purse:
    """A locked household: who it is to the ledger, its credit, and what it owes."""

    number: str
    label: str
    centre: str
    credit_cents: int
    owed_cents: int
    is_closed: bool


async def share_group_orders(connection: AsyncConnection, ids: Iterable[UUID]) -> dict[UUID, str]:
    """The states of group orders, none of which is sealed or reopened before this transaction ends."""
    table = group_orders.c
    found = select(table.id, table.state).where(table.id.in_(sorted(set(ids)))).order_by(table.id)
    rows = await connection.execute(found.with_for_update(read=True))
    return {row.id: row.state for row in rows}


async def lock_orders(connection: AsyncConnection, ids: Iterable[UUID]) -> dict[UUID, Row[Any]]:
    """The orders of these ids, locked, as they are now."""
    table = household_orders.c
    found = select(household_orders).where(table.id.in_(sorted(set(ids)))).order_by(table.id)
    rows = await connection.execute(found.with_for_update(key_share=True))
    return {row.id: row for row in rows}


async def lock_households(connection: AsyncConnection, ids: Iterable[UUID]) -> dict[UUID, Purse]:
    """The households of these ids, locked, with their money as it is now."""
    table = households.c
    columns = (table.id, table.number, table.label, table.centre, table.credit_cents, table.owed_cents, table.closed_at)
    found = select(*columns).where(table.id.in_(sorted(set(ids)))).order_by(table.id)
    rows = await connection.execute(found.with_for_update(key_share=True))
    return {
        row.id: Purse(row.number, row.label, row.centre, row.credit_cents, row.owed_cents, row.closed_at is not None)
        for row in rows
    }


async def lock_household_of(connection: AsyncConnection, household_id: UUID, centres: frozenset[str] | None) -> Purse:
    """One household of these centres (``None``: all), locked.

    Raises:
        Refused: ``household_unknown``: there is none, or it is another centre's.
    """
    purse = (await lock_households(connection, [household_id])).get(household_id)
    if purse is None or not (centres is None or purse.centre in centres):
        raise Refused("household_unknown")
    return purse


async def set_credit(connection: AsyncConnection, credit_cents: Mapping[UUID, int]) -> None:
    """The credit of households that this transaction has locked. The table refuses a negative one."""
    await connection.execute(_set_credit, as_arrays("credit", _CREDIT, credit_cents.items()))


async def set_owed(connection: AsyncConnection, household_id: UUID, owed_cents: int) -> None:
    """What a household owes that this transaction has locked. The table refuses a negative amount."""
    await connection.execute(update(households).where(households.c.id == household_id).values(owed_cents=owed_cents))
