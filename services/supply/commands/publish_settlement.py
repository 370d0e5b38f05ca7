"""Says what became of every order in a settlement run, then the totals that prove them complete."""

from collections.abc import Awaitable, Callable, Iterable, Sequence

from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.control_totals import Said
from services.supply.queries.settled_events import cycle_settled, settled_orders
from shared.contracts.event import Event
from shared.contracts.settlements import HouseholdOrderSettled
from shared.messaging import outbox


async def publish_settlement(connection: AsyncConnection, run: RowMapping) -> Said:
    """Append a stored run whole, in the caller's transaction; what was said in it."""

    async def append(events: Sequence[Event]) -> None:
        await outbox.append(connection, events)

    return await _say(connection, run, append)


async def rehearse_publication(connection: AsyncConnection, run: RowMapping) -> Said:
    """What ``publish_settlement`` would say, event by event; nothing is appended."""

    async def keep_quiet(_events: Sequence[Event]) -> None:
        """Nobody hears it."""

    return await _say(connection, run, keep_quiet)


async def _say(
    connection: AsyncConnection, run: RowMapping, tell: Callable[[Sequence[Event]], Awaitable[None]]
) -> Said:
    said = Said()
    async for orders in settled_orders(connection, run):
        await tell(orders)
        _sum_up(said, orders)
    await tell([await cycle_settled(connection, run)])
    said.events += 1
    return said


def _sum_up(said: Said, orders: Iterable[HouseholdOrderSettled]) -> None:
    for order in orders:
        said.events += 1
        said.orders[order.centre] += 1
        said.held[order.centre] += order.held
        for line in order.lines:
            said.charged[line.product] += line.charged
