"""Goods at a centre that nobody fetched so far: whose, what of it, whether they are released for sale."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.queries.hand_overs import HandOverView, Wanted, hand_overs_after
from services.supply.storage.distribution_tables import goods_sold
from shared.contracts.distributions import HandOverState
from shared.kernel.quantity import Quantity, Unit

_FETCHED = {HandOverState.COLLECTED.value, HandOverState.LEFT_WITH_NEIGHBOUR.value}


@dataclass(frozen=True, slots=True)
class Uncollected:
    """An order whose goods are still there, with the name of each product and how much of it."""

    order_id: UUID
    household: str
    label: str
    is_released: bool
    goods: Sequence[tuple[str, Quantity]]


async def uncollected(connection: AsyncConnection, cycle: str, centre: str, limit: int) -> Sequence[Uncollected]:
    """Of a centre's first ``limit`` orders those of whose goods some are still there, by member number."""
    orders = await hand_overs_after(connection, Wanted(cycle, None, centre), None, limit)
    sold = await _sold(connection, cycle, centre)
    found = [_left(order, sold) for order in orders if order.state not in _FETCHED]
    return [order for order in found if order.goods]


def _left(order: HandOverView, sold: Mapping[tuple[UUID, str], int]) -> Uncollected:
    left = [(line, line.granted - sold.get((order.order_id, line.product), 0)) for line in order.lines]
    return Uncollected(
        order.order_id,
        order.household,
        order.label,
        order.state == HandOverState.RELEASED.value,
        [(line.name, Quantity(quantity, Unit(line.unit))) for line, quantity in left if quantity > 0],
    )


async def _sold(connection: AsyncConnection, cycle: str, centre: str) -> Mapping[tuple[UUID, str], int]:
    """What of the goods of each order was sold to others, by product."""
    sold = goods_sold.c
    summed = (
        select(sold.order_id, sold.product, func.sum(sold.quantity))
        .where(sold.cycle == cycle, sold.centre == centre, sold.order_id.is_not(None))
        .group_by(sold.order_id, sold.product)
    )
    return {(order, product): int(quantity) for order, product, quantity in await connection.execute(summed)}
