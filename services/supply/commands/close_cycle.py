"""The coordinator closes a cycle: orders seals what is still open."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.domain.audit import AuditKind
from services.supply.storage.audit_rows import cycle_audited
from services.supply.storage.cycle_rows import change_cycle, lock_cycle
from shared.contracts.cycles import CycleClosing
from shared.database import transaction
from shared.kernel.clock import Clock, next_version
from shared.kernel.refusal import Refused
from shared.messaging import outbox


async def close_cycle(engine: AsyncEngine, clock: Clock, cycle: str, by: UUID | None = None) -> None:
    """Close an open cycle; one that is closing or further stays as it is.

    Raises:
        Refused: ``cycle_unknown`` or ``cycle_not_open``: it is still a draft.
    """
    async with transaction(engine) as connection, cycle_audited(connection, AuditKind.CYCLE_CLOSED, cycle, by):
        row = await lock_cycle(connection, cycle)
        if row["state"] == "draft":
            raise Refused("cycle_not_open", cycle=cycle)
        if row["state"] != "open":
            return
        version = next_version(row["version"], clock())
        await change_cycle(connection, cycle, state="closing", version=version, closing_version=version)
        await outbox.append(connection, [CycleClosing(version=version, cycle=cycle)])
