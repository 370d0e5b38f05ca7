"""One cycle's row, locked for what changes its state."""

from typing import Any

from sqlalchemy import RowMapping, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.storage.cycle_tables import cycles
from shared.kernel.refusal import Refused


async def lock_cycle(connection: AsyncConnection, cycle: str) -> RowMapping:
    """The row of a cycle that may still change, nobody else's until this transaction ends.

    Raises:
        Refused: ``cycle_unknown`` or ``cycle_archived``.
    """
    return _not_archived(await lock_cycle_of_any_state(connection, cycle))


async def read_cycle(connection: AsyncConnection, cycle: str) -> RowMapping:
    """The same row, not locked: for what looks at what a change would lead to, and changes nothing.

    Raises:
        Refused: ``cycle_unknown`` or ``cycle_archived``.
    """
    row = (await connection.execute(select(cycles).where(cycles.c.cycle == cycle))).mappings().one_or_none()
    if row is None:
        raise Refused("cycle_unknown", cycle=cycle)
    return _not_archived(row)


async def lock_cycle_of_any_state(connection: AsyncConnection, cycle: str) -> RowMapping:
    """The same, also of a cycle that is archived: for what says or looks at it and changes nothing.

    It is written, not only locked: who reads in one snapshot (``run_settlement.in_one_snapshot``) and waited here
    for another's delivery record or choice of centres would go on without what it waited for; so it begins anew.

    Raises:
        Refused: ``cycle_unknown``.
    """
    locked = update(cycles).where(cycles.c.cycle == cycle).values(version=cycles.c.version).returning(cycles)
    row: RowMapping | None = (await connection.execute(locked)).mappings().one_or_none()
    if row is None:
        raise Refused("cycle_unknown", cycle=cycle)
    return row


async def change_cycle(connection: AsyncConnection, cycle: str, /, **values: Any) -> None:  # noqa: ANN401 - column values
    """Write columns of a locked cycle."""
    await connection.execute(update(cycles).where(cycles.c.cycle == cycle).values(values))


def _not_archived(row: RowMapping) -> RowMapping:
    if row["state"] == "archived":
        raise Refused("cycle_archived", cycle=row["cycle"])
    return row
