"""Goods at a centre that nobody fetched so far: whose, what of it, whether they are released for sale."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.queries.hand_overs import Wanted, hand_overs_after
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
    """Of a centre's first ``limit`` orders those that were granted goods and not fetched, by member number."""
    found = await hand_overs_after(connection, Wanted(cycle, None, centre), None, limit)
    return [
        Uncollected(
            order.order_id,
            order.household,
            order.label,
            order.state == HandOverState.RELEASED.value,
            [(line.name, Quantity(line.granted, Unit(line.unit))) for line in order.lines if line.granted],
        )
        for order in found
        if order.state not in _FETCHED and any(line.granted for line in order.lines)
    ]
