"""Cash that is carried: what is on its way, and one transfer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select, true, tuple_
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.storage.access_tables import users
from services.orders.storage.cash_transfer_tables import cash_transfers

_transfer = cash_transfers.c
_giver, _receiver = users.alias("giver"), users.alias("receiver")


@dataclass(frozen=True, slots=True)
class CashTransfer:
    """Cash that was given to be carried; ``None`` for a till is the bank. ``received_at`` is none while on its way."""

    transfer_id: UUID
    from_till: str | None
    to_till: str | None
    amount_cents: int
    given_by: UUID
    given_by_name: str | None
    given_at: datetime
    received_cents: int | None
    received_by: UUID | None
    received_by_name: str | None
    received_at: datetime | None
    reason: str


_shown: Select[Any] = (
    select(
        *(_transfer.id, _transfer.from_till, _transfer.to_till, _transfer.amount_cents),
        *(_transfer.given_by, _giver.c.name.label("giver_name"), _transfer.given_at),
        *(_transfer.received_cents, _transfer.received_by, _receiver.c.name.label("receiver_name")),
        *(_transfer.received_at, _transfer.reason),
    )
    .outerjoin(_giver, _giver.c.id == _transfer.given_by)
    .outerjoin(_receiver, _receiver.c.id == _transfer.received_by)
)


def _may_see(centres: frozenset[str] | None) -> ColumnElement[bool]:
    """Whoever sees the till it left or goes to."""
    if centres is None:
        return true()
    return or_(_transfer.from_till.in_(sorted(centres)), _transfer.to_till.in_(sorted(centres)))


async def find_cash_transfer(
    engine: AsyncEngine, transfer_id: UUID, centres: frozenset[str] | None
) -> CashTransfer | None:
    """One transfer, of a till of these centres (``None``: all)."""
    async with engine.connect() as connection:
        found = await connection.execute(_shown.where(_transfer.id == transfer_id, _may_see(centres)))
        row = found.one_or_none()
    return None if row is None else CashTransfer(*row)


async def cash_on_its_way(
    engine: AsyncEngine, centres: frozenset[str] | None, after: UUID | None, limit: int
) -> list[CashTransfer]:
    """What was given and is not received, what was given first first, one more than the limit."""
    place = tuple_(_transfer.given_at, _transfer.id)
    found = _shown.where(_transfer.received_at.is_(None), _may_see(centres)).order_by(*place).limit(limit + 1)
    if after is not None:
        last = select(_transfer.given_at, _transfer.id).where(_transfer.id == after).scalar_subquery()
        found = found.where(place > last)
    async with engine.connect() as connection:
        return [CashTransfer(*row) for row in await connection.execute(found)]


async def cash_received(
    engine: AsyncEngine, centres: frozenset[str] | None, after: UUID | None, limit: int
) -> list[CashTransfer]:
    """What was received, the latest first, one more than the limit."""
    place = tuple_(_transfer.received_at, _transfer.id)
    found = _shown.where(_transfer.received_at.is_not(None), _may_see(centres)).limit(limit + 1)
    found = found.order_by(_transfer.received_at.desc(), _transfer.id.desc())
    if after is not None:
        last = select(_transfer.received_at, _transfer.id).where(_transfer.id == after).scalar_subquery()
        found = found.where(place < last)
    async with engine.connect() as connection:
        return [CashTransfer(*row) for row in await connection.execute(found)]


async def cash_carried(engine: AsyncEngine, till: str | None, limit: int) -> list[CashTransfer]:
    """The latest transfers that left a till or were to reach it; ``None``: the bank."""
    touched = [side.is_(None) if till is None else side == till for side in (_transfer.from_till, _transfer.to_till)]
    found = _shown.where(or_(*touched)).order_by(_transfer.given_at.desc(), _transfer.id).limit(limit)
    async with engine.connect() as connection:
        return [CashTransfer(*row) for row in await connection.execute(found)]
