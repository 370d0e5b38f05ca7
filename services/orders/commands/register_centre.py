"""Register a centre, or change its name, place or activity; supply hears of it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.commands.order_desk import OrderDesk
from services.orders.domain.audit import Audited, AuditKind
from services.orders.storage.audit_rows import note
from services.orders.storage.centre_tables import centres
from services.orders.storage.ledger_tables import tills
from shared.contracts.centres import CentreChanged, CentreRegistered
from shared.database import retry
from shared.database.locks import transaction_lock
from shared.kernel.clock import next_version
from shared.kernel.refusal import Refused
from shared.messaging import outbox


@dataclass(frozen=True, slots=True)
class Centre:
    """A centre social: its code, its name, where in it goods are fetched, whether it takes part."""

    code: str
    name: str
    place: str
    active: bool


async def register_centre(desk: OrderDesk, centre: Centre, by: UUID | None = None, *, only_new: bool = False) -> bool:
    """Store the centre with its till; whether it is new. Sent again unchanged, nothing is said again.

    Raises:
        Refused: ``code_taken`` if there is one and it was to be ``only_new``.
    """

    async def work(connection: AsyncConnection) -> bool:
        await transaction_lock(connection, "centres")
        columns = (centres.c.name, centres.c.place, centres.c.active, centres.c.version)
        stored = (await connection.execute(select(*columns).where(centres.c.code == centre.code))).one_or_none()
        if only_new and stored is not None:
            raise Refused("code_taken", taken=centre.code)
        before = None if stored is None else {name: getattr(stored, name) for name in _described(centre)}
        now = desk.clock()
        if stored is None:
            await _add(connection, centre, next_version(0, now))
        elif before != _described(centre):
            await _change(connection, centre, next_version(stored.version, now))
        kind = AuditKind.CENTRE_REGISTERED if stored is None else AuditKind.CENTRE_CHANGED
        await note(connection, Audited(kind, centre.code, by, before, _described(centre)), now)
        return stored is None

    return await retry(desk.engine, work)


async def _add(connection: AsyncConnection, centre: Centre, version: int) -> None:
    await connection.execute(postgresql.insert(tills).values(code=centre.code).on_conflict_do_nothing())
    await connection.execute(insert(centres).values(code=centre.code, version=version, **_described(centre)))
    registered = CentreRegistered(centre=centre.code, version=version, **_described(centre))
    await outbox.append(connection, [registered])


async def _change(connection: AsyncConnection, centre: Centre, version: int) -> None:
    change = update(centres).where(centres.c.code == centre.code)
    await connection.execute(change.values(version=version, **_described(centre)))
    await outbox.append(connection, [CentreChanged(centre=centre.code, version=version, **_described(centre))])


def _described(centre: Centre) -> dict[str, Any]:
    return {"name": centre.name, "place": centre.place, "active": centre.active}
