"""The coordinator looks at a settlement, or at a correction of it, before it is published; as often as wanted.

It is stored, told and proved by the very code that publishes it, in a transaction that is undone: whoever reads in
that transaction finds what would be in force. So no figure of a rehearsal is computed in another way than when it
is published, and none is left behind.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.commands.run_settlement import rehearse_run
from services.supply.commands.settle_cycle import inputs_to_publish
from services.supply.queries.snapshot import snapshot
from services.supply.storage.cycle_rows import read_cycle
from services.supply.storage.settlement_rows import last_run

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Rehearsed(Generic[T]):
    """What was read of a settlement as it would be published now.

    Args:
        digest: Of its figures: given back to ``settle_cycle``, no others are published.
        publishes: Whether there is anything to publish; else the run in force was read.
        corrects: The run in force that it would correct; None: it is the first.
        found: What was read.
    """

    digest: str
    publishes: bool
    corrects: int | None
    found: T


async def rehearse_settlement(
    engine: AsyncEngine, cycle: str, read: Callable[[AsyncConnection], Awaitable[T]]
) -> Rehearsed[T]:
    """Run ``read`` where the cycle is settled from what is here now; nothing is kept of it, published nor locked.

    Raises:
        Refused: as ``settle_cycle``: what would stop it.
    """
    async with snapshot(engine) as connection:
        row = await read_cycle(connection, cycle)
        inputs = await inputs_to_publish(connection, row)
        before = await last_run(connection, cycle)
        corrects = int(before["run"]) if before else None
        publishes = await rehearse_run(connection, row, inputs)
        found = await read(connection)
        await connection.rollback()
    return Rehearsed(inputs.figures_after(corrects), publishes, corrects, found)
