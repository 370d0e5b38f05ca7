"""The coordinator changes which languages the network offers its households.

A household that reads another one keeps it: what it reads is its own, until somebody changes it.
Isolation: READ COMMITTED with the one row locked: of two who change it at once the second is told.
"""

from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.commands.order_desk import OrderDesk
from services.orders.domain.audit import Audited, AuditKind, State
from services.orders.queries.languages import Languages, versioned_languages
from services.orders.storage.audit_rows import note
from services.orders.storage.language_tables import offered_languages as table
from shared.database import retry
from shared.kernel.refusal import Refused


async def offer_languages(desk: OrderDesk, wanted: Languages, version: int, by: UUID) -> None:
    """Store them in place of those of this version; those that stand already stay as they are.

    Raises:
        Refused: ``offered_languages_changed``: by somebody else, since that version.
    """

    async def work(connection: AsyncConnection) -> None:
        await connection.execute(select(table.c.version).with_for_update())
        before, stands = await versioned_languages(connection)
        if wanted == before:
            return
        if version != stands:
            raise Refused("offered_languages_changed")
        await connection.execute(update(table).values(version=stands + 1, **_state(wanted)))
        kept = Audited(AuditKind.LANGUAGES_OFFERED, "languages", by, _state(before), _state(wanted))
        await note(connection, kept, desk.clock())

    await retry(desk.engine, work)


def _state(languages: Languages) -> State:
    return {"languages": [language.value for language in languages]}
