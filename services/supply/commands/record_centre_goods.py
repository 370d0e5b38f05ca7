"""Note what a centre was sent, sends back or lost, and close its day once that balances or says why not.

Surplus that it was sent leaves the lots of the warehouse as it is noted, what it sends back goes into them.
Isolation: READ COMMITTED with the centre's day locked, so that nothing is noted beside its closing; then the stock.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, exists, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.commands.bring_back import DayMoves, bring_back
from services.supply.commands.hand_over import Author
from services.supply.commands.send_along import send_along
from services.supply.domain.centre_goods import Day
from services.supply.queries.centre_goods import centre_goods, distribution_ends
from services.supply.storage.cycle_tables import cycle_products
from services.supply.storage.distribution_tables import distribution_days, goods_back, goods_sent
from services.supply.storage.hand_over_rows import share_settled_cycle
from services.supply.storage.upsert import put
from shared.database import retry
from shared.kernel.clock import Clock
from shared.kernel.refusal import Refused


async def record_sent(  # noqa: PLR0913, PLR0917 - all that is sent of one product
    engine: AsyncEngine, clock: Clock, day: Day, product: str, sent: int, who: Author
) -> bool:
    """Note what a centre was sent of a product, surplus included; whether it was noted for the first time.

    Raises:
        Refused: ``cycle_unknown``, ``not_settled``, ``cycle_archived``, ``distribution_unknown``,
            ``distribution_closed`` or ``goods_not_of_cycle``.
    """

    async def work(connection: AsyncConnection) -> bool:
        await _open_day(connection, day, who, product)
        before: int | None = await connection.scalar(_sent(day, product))
        row = {"cycle": day.cycle, "centre": day.centre, "product": product, "sent": sent, "noted_by": who.user_id}
        is_new = await put(connection, goods_sent, row)
        await send_along(connection, DayMoves(day, who.user_id, clock()), product, before)
        return is_new

    return await retry(engine, work)


def _sent(day: Day, product: str) -> Select[Any]:
    sent = goods_sent.c
    return select(sent.sent).where(sent.cycle == day.cycle, sent.centre == day.centre, sent.product == product)


async def record_back(  # noqa: PLR0913, PLR0917 - all that comes back of one product
    engine: AsyncEngine, clock: Clock, day: Day, product: str, returned: int, lost: int, who: Author
) -> bool:
    """Note what goes back to the warehouse and what is lost of a product; whether it is noted for the first time.

    Raises:
        Refused: as ``record_sent``.
    """

    async def work(connection: AsyncConnection) -> bool:
        await _open_day(connection, day, who, product)
        row = {"cycle": day.cycle, "centre": day.centre, "product": product, "returned": returned, "lost": lost}
        is_new = await put(connection, goods_back, row | {"noted_by": who.user_id})
        await bring_back(connection, DayMoves(day, who.user_id, clock()), [product])
        return is_new

    return await retry(engine, work)


async def close_day(engine: AsyncEngine, clock: Clock, day: Day, reason: str | None, who: Author) -> None:
    """Close a centre's day; closed already, nothing changes. Goods that wait for a household need a reason too.

    Raises:
        Refused: ``cycle_unknown``, ``not_settled``, ``cycle_archived``, ``distribution_unknown``,
            ``distribution_closed`` for another reason, or ``distribution_differs`` without one.
    """

    async def work(connection: AsyncConnection) -> None:
        row = await _lock_day(connection, day, who)
        if row.closed_at is not None:
            if row.reason is not None and reason not in {None, row.reason}:
                raise Refused("distribution_closed", centre=day.centre)
            return
        goods = await centre_goods(connection, day.cycle, day.centre)
        differing = [one.product for one in goods if not one.adds_up]
        if differing and reason is None:
            raise Refused("distribution_differs", centre=day.centre, products=differing)
        now, returned = clock(), [one.product for one in goods if one.returned]
        # Goods may have been released since they were noted.
        await bring_back(connection, DayMoves(day, who.user_id, now), returned)
        await _set_closed(connection, day, now, who.user_id, reason if differing else None)

    await retry(engine, work)


async def reopen_day(engine: AsyncEngine, day: Day, who: Author) -> None:
    """Open a centre's day again, for what came back since.

    Raises:
        Refused: ``cycle_unknown``, ``not_settled``, ``cycle_archived`` or ``distribution_unknown``.
    """

    async def work(connection: AsyncConnection) -> None:
        await _lock_day(connection, day, who)
        await _set_closed(connection, day, None, None, None)

    await retry(engine, work)


async def _open_day(connection: AsyncConnection, day: Day, who: Author, product: str) -> None:
    """The day, locked and still open, and a product that was sold in its cycle."""
    row = await _lock_day(connection, day, who)
    if row.closed_at is not None:
        raise Refused("distribution_closed", centre=day.centre)
    sold = exists().where(cycle_products.c.cycle == day.cycle, cycle_products.c.product == product)
    if not await connection.scalar(select(sold)):
        raise Refused("goods_not_of_cycle", product=product, cycle=day.cycle)


async def _lock_day(connection: AsyncConnection, day: Day, who: Author) -> Row[Any]:
    await share_settled_cycle(connection, day.cycle)
    seen = who.centres is None or day.centre in who.centres
    if not seen or await distribution_ends(connection, day.cycle, day.centre) is None:
        raise Refused("distribution_unknown", cycle=day.cycle)
    new = insert(distribution_days).values(cycle=day.cycle, centre=day.centre)
    await connection.execute(new.on_conflict_do_nothing())
    its = distribution_days.c
    found = select(distribution_days).where(its.cycle == day.cycle, its.centre == day.centre).with_for_update()
    return (await connection.execute(found)).one()


async def _set_closed(
    connection: AsyncConnection, day: Day, at: datetime | None, by: UUID | None, reason: str | None
) -> None:
    its = distribution_days.c
    changed = update(distribution_days).where(its.cycle == day.cycle, its.centre == day.centre)
    await connection.execute(changed.values(closed_at=at, closed_by=by, reason=reason))
