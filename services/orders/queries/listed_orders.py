"""Who ordered what at a centre in a cycle, as it is listed: by member number, without any money."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.domain.entry import LIVE, OrderState
from services.orders.queries.named_lines import NamedLine, named_lines
from services.orders.storage.household_tables import households
from services.orders.storage.order_tables import household_orders


@dataclass(frozen=True, slots=True)
class ListedOrder:
    """An order that counts, that might have, or that lapsed because it was not paid."""

    household: str
    label: str
    state: OrderState
    lines: tuple[NamedLine, ...]


async def listed_orders(connection: AsyncConnection, cycle: str, centre: str) -> Sequence[ListedOrder]:
    """Those of a centre in a cycle, by member number; neither cancelled nor given back."""
    order, house = household_orders.c, households.c
    found = select(order.id, house.number, house.label, order.state).join(households, house.id == order.household_id)
    found = found.where(order.cycle == cycle, order.centre == centre, order.state.in_((*LIVE, OrderState.LAPSED)))
    rows = (await connection.execute(found.order_by(house.number, order.id))).all()
    lines = await named_lines(connection, [row.id for row in rows])
    return [ListedOrder(row.number, row.label, OrderState(row.state), lines[row.id]) for row in rows]
