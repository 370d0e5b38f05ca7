"""A centre sets its tariffs: the rates that its households may be given. Those given before stay."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.commands.order_desk import OrderDesk
from services.orders.domain.audit import Audited, AuditKind
from services.orders.storage.audit_rows import note
from services.orders.storage.centre_tables import centres
from services.orders.storage.tariff_tables import centre_tariffs
from shared.database import retry
from shared.kernel.refusal import Refused


async def offer_tariffs(desk: OrderDesk, centre: str, rates: Sequence[int], by: UUID) -> bool:
    """Replace the centre's rates, in basis points, by these; whether it had none before.

    Raises:
        Refused: ``centre_unknown``; nothing is stored.
    """

    async def work(connection: AsyncConnection) -> bool:
        locked = select(centres.c.code).where(centres.c.code == centre).with_for_update(key_share=True)
        if await connection.scalar(locked) is None:
            raise Refused("centre_unknown", centre=centre)
        here = centre_tariffs.c.centre == centre
        gone = sorted(
            await connection.scalars(delete(centre_tariffs).where(here).returning(centre_tariffs.c.basis_points))
        )
        rows = [{"centre": centre, "basis_points": rate} for rate in sorted(set(rates))]
        if rows:
            await connection.execute(insert(centre_tariffs), rows)
        before, after = {"rates": gone}, {"rates": sorted(set(rates))}
        await note(connection, Audited(AuditKind.RATES_OFFERED, centre, by, before, after), desk.clock())
        return not gone

    return await retry(desk.engine, work)
