"""What supply says of hand-overs, told from its stored rows: when it happens, and whenever it is said again."""

from collections.abc import AsyncIterator, Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.storage.distribution_tables import hand_overs, handed_lines
from shared.contracts.distributions import (
    HandedLine,
    HandOverState,
    HouseholdOrderCollected,
    HouseholdOrderHandedOverV2,
)
from shared.contracts.event import Event
from shared.kernel.ids import group_order_id

ORDERS_AT_ONCE = 1_000
_FIRST = UUID(int=0)


async def handed_over(connection: AsyncConnection, order_id: UUID) -> list[Event]:
    """What is said of one order."""
    found = await connection.execute(select(hand_overs).where(hand_overs.c.order_id == order_id))
    return await _events(connection, found.all())


async def every_hand_over(connection: AsyncConnection, cycle: str) -> AsyncIterator[list[Event]]:
    """What is said of a cycle's orders, a thousand at a time, by order id."""
    last = _FIRST
    order = hand_overs.c
    while True:
        found = select(hand_overs).where(order.cycle == cycle, order.order_id > last)
        rows = (await connection.execute(found.order_by(order.order_id).limit(ORDERS_AT_ONCE))).all()
        if not rows:
            return
        yield await _events(connection, rows)
        last = rows[-1].order_id


async def _events(connection: AsyncConnection, rows: Sequence[Any]) -> list[Event]:
    line = handed_lines.c
    found = select(handed_lines).where(line.order_id.in_([row.order_id for row in rows]))
    by_order = groupby(
        await connection.execute(found.order_by(line.order_id, line.product)), key=lambda row: row.order_id
    )
    lines = {
        order_id: [HandedLine(product=one.product, granted=one.granted, handed=one.handed) for one in of_order]
        for order_id, of_order in by_order
    }
    return [event for row in rows for event in _said(row, lines[row.order_id])]


def _said(row: Any, lines: list[HandedLine]) -> list[Event]:  # noqa: ANN401 - a row
    about = {
        "version": row.version,
        "group_order_id": group_order_id(row.cycle, row.centre),
        "cycle": row.cycle,
        "centre": row.centre,
        "order_id": row.order_id,
    }
    whole = HouseholdOrderHandedOverV2(**about, state=HandOverState(row.state), lines=lines, by=row.noted_by)
    if row.collected_at is None:
        return [whole]
    return [whole, HouseholdOrderCollected(**about, collected_at=row.collected_at)]
