"""Less was received of an order than was counted so far: the next version of the deliveries that say so.

Isolation: in the transaction that reports the incident, the cycle's row locked.
"""

from dataclasses import replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.came_short import CameShort, less_received
from services.supply.domain.receiving import DeliveryLine
from services.supply.queries.deliveries import EnteredDelivery, deliveries_of
from services.supply.storage.delivery_rows import RECEIVED, Header, is_foretold, write_delivery
from services.supply.storage.receiving_tables import deliveries
from shared.kernel.ids import uuid7


async def receive_less(connection: AsyncConnection, short: CameShort, recorded_by: UUID, *, damaged: bool) -> None:
    """Take what is missing from the last deliveries first; where nothing was entered, the cycle's record says it."""
    entered = [one for one in await deliveries_of(connection, short.cycle) if one.supplier == short.supplier]
    standing = [one for one in entered if one.state == RECEIVED]
    if any(not one.rest_as_ordered for one in standing):
        await _correct(connection, short, standing, recorded_by, damaged=damaged)
    else:
        await _correct_record(connection, short, standing, recorded_by, damaged=damaged)


async def _correct(
    connection: AsyncConnection,
    short: CameShort,
    standing: list[EnteredDelivery],
    recorded_by: UUID,
    *,
    damaged: bool,
) -> None:
    left = {line.product: line.less for line in short.lines if line.less}
    for delivery in reversed(standing):
        lines = delivery.lines
        for product, quantity in left.items():
            lines, left[product] = less_received(lines, product, quantity, damaged=damaged)
        if lines != delivery.lines:
            await write_delivery(connection, _next(delivery), lines, recorded_by)


def _next(delivery: EnteredDelivery) -> Header:
    return Header(
        delivery.delivery_id,
        delivery.cycle,
        delivery.supplier,
        delivery.note_number,
        delivery.received_on,
        version=delivery.version + 1,
    )


async def _correct_record(
    connection: AsyncConnection,
    short: CameShort,
    standing: list[EnteredDelivery],
    recorded_by: UUID,
    *,
    damaged: bool,
) -> None:
    """What the record does not name came as ordered: it is named now."""
    named = {line.product: line for one in standing for line in one.lines}
    for line in short.lines:
        if line.less:
            before = named.get(line.product, DeliveryLine(line.product, line.came))
            broken = before.damaged + (line.less if damaged else 0)
            named[line.product] = replace(before, received=before.received - line.less, damaged=broken)
    new = Header(uuid7(), short.cycle, short.supplier, rest_as_ordered=True)
    foretold = not standing or await is_foretold(connection, standing[0].delivery_id, standing[0].version)
    stored = await _record(connection, short)
    header = new if stored is None else replace(stored, state=RECEIVED, version=stored.version + 1)
    await write_delivery(connection, header, list(named.values()), recorded_by, foretold=foretold)


async def _record(connection: AsyncConnection, short: CameShort) -> Header | None:
    """What the cycle's record says of the supplier, perhaps withdrawn."""
    entered = deliveries.c
    mine = (entered.cycle == short.cycle, entered.supplier == short.supplier, entered.rest_as_ordered)
    row = (await connection.execute(select(deliveries).where(*mine))).mappings().one_or_none()
    return None if row is None else Header(**row)
