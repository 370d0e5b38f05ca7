"""Household orders as the network was told of them."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.storage.household_tables import households
from services.orders.storage.order_tables import household_order_lines, household_orders
from shared.contracts.group_orders import HouseholdOrderCancelled, HouseholdOrderConfirmed, OrderLine
from shared.contracts.manifest import ManifestState


async def published_orders(
    connection: AsyncConnection, cycle: str, after: UUID, limit: int
) -> Sequence[HouseholdOrderConfirmed | HouseholdOrderCancelled]:
    """At most ``limit`` of the cycle's published orders with an id above ``after``, by id."""
    order, house = household_orders.c, households.c
    found = select(household_orders, house.number, house.label).join(households, house.id == order.household_id)
    found = found.where(order.cycle == cycle, order.digest.is_not(None), order.state.in_(list(ManifestState)))
    orders = (await connection.execute(found.where(order.id > after).order_by(order.id).limit(limit))).all()
    lines = await _lines(connection, [row.id for row in orders])
    return [_event(row, lines.get(row.id, [])) for row in orders]


async def _lines(connection: AsyncConnection, ids: Sequence[UUID]) -> dict[UUID, list[OrderLine]]:
    line = household_order_lines.c
    found = select(line.order_id, line.product, line.quantity, line.held_cents).where(line.order_id.in_(ids))
    rows = await connection.execute(found.order_by(line.order_id, line.product))
    return {
        order_id: [OrderLine(product=row.product, quantity=row.quantity, held=row.held_cents) for row in group]
        for order_id, group in groupby(rows, key=lambda row: row.order_id)
    }


def _event(order: Any, lines: list[OrderLine]) -> HouseholdOrderConfirmed | HouseholdOrderCancelled:  # noqa: ANN401 - a row of the statement above
    about = {
        "group_order_id": order.group_order_id,
        "cycle": order.cycle,
        "centre": order.centre,
        "version": order.version,
        "order_id": order.id,
        "household": order.number,
    }
    if order.state == ManifestState.CANCELLED:
        return HouseholdOrderCancelled(**about)
    by_product = sorted(lines, key=lambda line: line.product)  # as Python sorts, whatever the database's collation
    return HouseholdOrderConfirmed(**about, label=order.label, lines=by_product, held=order.held_cents)
