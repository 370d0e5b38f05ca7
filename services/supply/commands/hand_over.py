"""Note what a household was handed on the day of distribution, or that nobody came.

Isolation: READ COMMITTED with the order's row locked, so that of two tablets one sees what the other noted.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.domain.handing_over import check_neighbour, handed_of
from services.supply.queries.granted import granted_lines, lines_heard_since
from services.supply.queries.handed_over_events import handed_over
from services.supply.storage.demand_tables import household_order_lines
from services.supply.storage.hand_over_rows import (
    kept_remark,
    lock_order,
    share_settled_cycle,
    sold_of_order,
    stored_hand_over,
    write_hand_over,
)
from shared.contracts.distributions import HandOverState
from shared.database import retry
from shared.kernel.clock import Clock, next_version
from shared.kernel.quantity import Quantity, Unit
from shared.kernel.refusal import Refused
from shared.messaging import outbox


@dataclass(frozen=True, slots=True)
class Author:
    """Who hands goods over: a user, and the centres whose orders they may see (``None``: all)."""

    user_id: UUID
    centres: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class HandOver:
    """What became of an order's goods, as a device sends it.

    Args:
        cycle: Of the order.
        order_id: Which order.
        base_version: The version it corrects; 0: nothing was noted before.
        state: Fetched, left with a neighbour, or nobody came.
        neighbour: Member number of whoever took the goods along.
        remark: A word for the other volunteers.
        handed: Base units of the products that were weighed or counted; all that was granted of the others.
    """

    cycle: str
    order_id: UUID
    base_version: int
    state: HandOverState
    neighbour: str | None
    remark: str
    handed: Mapping[str, int]

    @property
    def is_fetched(self) -> bool:
        """Whether somebody came for the goods."""
        return self.state in {HandOverState.COLLECTED, HandOverState.LEFT_WITH_NEIGHBOUR}

    @property
    def request_hash(self) -> bytes:
        """The same for the same request sent again."""
        told = [self.state.value, self.neighbour, self.remark, sorted(self.handed.items())]
        return sha256(json.dumps(told).encode()).digest()


async def hand_over(engine: AsyncEngine, clock: Clock, asked: HandOver, who: Author) -> bool:
    """Note a hand-over, or correct the one before; whether it is the order's first.

    Raises:
        Refused: ``cycle_unknown``, ``not_settled``, ``cycle_archived``, ``handed_order_unknown``,
            ``hand_over_differs``, ``hand_over_changed``, ``order_not_in_run``, ``neighbour_needed``,
            ``neighbour_without_goods``, ``handed_not_ordered``, ``handed_to_nobody`` or ``handed_beyond_granted``;
            nothing is stored.
    """
    check_neighbour(asked.neighbour, took_goods=asked.state is HandOverState.LEFT_WITH_NEIGHBOUR)

    async def work(connection: AsyncConnection) -> bool:
        await share_settled_cycle(connection, asked.cycle)
        order = await lock_order(connection, asked.cycle, asked.order_id, who.centres)
        before = await stored_hand_over(connection, asked.order_id)
        if not _is_known(asked, before):
            granted = await granted_of(connection, asked.cycle, asked.order_id)
            sold = await sold_of_order(connection, asked.order_id)
            handed = handed_of(granted, asked.handed, sold, fetched=asked.is_fetched)
            row = _row(asked, order, before, who, clock())
            row["remark"] = await kept_remark(connection, order["household"], asked.remark)
            await note(connection, row, granted, handed)
        return before is None

    return await retry(engine, work)


async def granted_of(connection: AsyncConnection, cycle: str, order_id: UUID) -> dict[str, Quantity]:
    """What an order was granted of each product, by the settlement in force.

    Raises:
        Refused: ``order_not_in_run``: it was admitted, or heard, after it.
    """
    ordered = household_order_lines.c
    since = lines_heard_since(cycle).where(ordered.order_id == order_id).order_by(ordered.product)
    outside = (await connection.execute(since.limit(1))).one_or_none()
    if outside is not None:
        raise Refused("order_not_in_run", cycle=cycle, product=outside.product)
    rows = await connection.execute(granted_lines(cycle).where(ordered.order_id == order_id))
    return {row.product: Quantity(row.granted, Unit(row.unit)) for row in rows}


async def note(
    connection: AsyncConnection, row: Mapping[str, Any], granted: Mapping[str, Quantity], handed: Mapping[str, int]
) -> None:
    """Write a locked order's hand-over and say it."""
    await write_hand_over(connection, row, {product: most.base for product, most in granted.items()}, handed)
    await outbox.append(connection, await handed_over(connection, row["order_id"]))


def _is_known(asked: HandOver, before: RowMapping | None) -> bool:
    """Whether this very request was noted already; if not, it must build on what is noted."""
    noted = 0 if before is None else before["version"]
    if before is not None and before["base_version"] == asked.base_version:
        if before["request_hash"] != asked.request_hash:
            raise Refused("hand_over_differs", version=noted)
        return True
    if noted != asked.base_version:
        raise Refused("hand_over_changed", version=noted)
    return False


def _row(asked: HandOver, order: RowMapping, before: RowMapping | None, who: Author, now: datetime) -> dict[str, Any]:
    first = before["collected_at"] if before is not None else None
    return {
        "order_id": asked.order_id,
        "version": next_version(asked.base_version, now),
        "base_version": asked.base_version,
        "request_hash": asked.request_hash,
        "cycle": asked.cycle,
        "centre": order["centre"],
        "state": asked.state.value,
        "neighbour": asked.neighbour,
        "collected_at": (first or now) if asked.is_fetched else None,
        "noted_by": who.user_id,
    }
