"""The coordinator changes what the network decides for buying and handing out.

Isolation: READ COMMITTED with the one row locked: of two who change it at once the second is told.
"""

from dataclasses import asdict
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.domain.audit import Audited, AuditKind, State
from services.supply.domain.network_settings import NetworkSettings
from services.supply.queries.network_settings import versioned_settings
from services.supply.storage.audit_rows import note, written
from services.supply.storage.network_tables import network_settings as table
from shared.database import retry
from shared.kernel.refusal import Refused


async def keep_network_settings(engine: AsyncEngine, wanted: NetworkSettings, version: int, by: UUID) -> None:
    """Store them in place of those of this version; those that stand already stay as they are.

    Raises:
        Refused: ``usual_hours_invalid``, or ``network_settings_changed``: by somebody else, since that version.
    """
    wanted.check()

    async def work(connection: AsyncConnection) -> None:
        await connection.execute(select(table.c.version).with_for_update())
        before, stands = await versioned_settings(connection)
        if wanted == before:
            return
        if version != stands:
            raise Refused("network_settings_changed")
        await connection.execute(update(table).values(version=stands + 1, **asdict(wanted)))
        kept = Audited(AuditKind.NETWORK_SETTINGS_KEPT, "network", by, _state(before), _state(wanted))
        await note(connection, kept)

    await retry(engine, work)


def _state(settings: NetworkSettings) -> State:
    return {name: written(value) for name, value in asdict(settings).items()}
