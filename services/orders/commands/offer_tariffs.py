"""A centre sets its tariffs: the rates that its households may be given. Those given before stay."""

from collections.abc import Sequence

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.commands.order_desk import OrderDesk
from services.orders.storage.centre_tables import centres
from services.orders.storage.tariff_tables import centre_tariffs
from shared.database import retry
from shared.kernel.refusal import Refused


async def offer_tariffs(desk: OrderDesk, centre: str, rates: Sequence[int]) -> bool:
    """Replace the centre's rates, in basis points, by these; whether it had none before.

    Raises:
        Refused: ``centre_unknown``; nothing is stored.
    """

    async def work(connection: AsyncConnection) -> bool:
        locked = select(centres.c.code).where(centres.c.code == centre).with_for_update(key_share=True)
        if await connection.scalar(locked) is None:
            raise Refused("centre_unknown", centre=centre)
        gone = await connection.execute(delete(centre_tariffs).where(centre_tariffs.c.centre == centre))
        rows = [{"centre": centre, "basis_points": rate} for rate in sorted(set(rates))]
        if rows:
            await connection.execute(insert(centre_tariffs), rows)
        return gone.rowcount == 0

    return await retry(desk.engine, work)
