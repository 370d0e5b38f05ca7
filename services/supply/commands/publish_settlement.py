"""Says what became of every order in a settlement run, then the totals that prove them complete."""

from collections.abc import Iterable

from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.control_totals import Said
from services.supply.queries.settled_events import cycle_settled, settled_orders
from shared.contracts.settlements import HouseholdOrderSettled
from shared.messaging import outbox


async def publish_settlement(connection: AsyncConnection, run: RowMapping) -> Said:
    """Append a stored run whole, in the caller's transaction; what was said in it."""
    said = Said()
    async for orders in settled_orders(connection, run):
        await outbox.append(connection, orders)
        _sum_up(said, orders)
    await outbox.append(connection, [await cycle_settled(connection, run)])
    said.events += 1
    return said


def _sum_up(said: Said, orders: Iterable[HouseholdOrderSettled]) -> None:
    for order in orders:
        said.events += 1
        said.orders += 1
        said.held += order.held
        for line in order.lines:
            said.charged[line.product] += line.charged
