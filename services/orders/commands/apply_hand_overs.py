"""Keep what households were handed, as supply says it, and credit what they did not get."""

from collections.abc import Sequence

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.commands.credit_goods import credit_goods
from services.orders.storage.arrays import as_arrays, sent_rows
from services.orders.storage.hand_over_tables import hand_overs, handed_lines
from services.orders.storage.versions import newest, typed, upsert_newer
from shared.contracts.distributions import HouseholdOrderHandedOver, HouseholdOrderHandedOverV2
from shared.kernel.clock import Clock

_HAND_OVER, _LINE = typed(hand_overs.c), typed(handed_lines.c)
_UPSERT = upsert_newer(tuple(hand_overs.c), hand_overs.c.version).returning(hand_overs.c.order_id)
_INSERT_LINES = insert(handed_lines).from_select(list(_LINE), sent_rows("line", _LINE).select())


async def apply_hand_overs(
    clock: Clock, connection: AsyncConnection, events: Sequence[HouseholdOrderHandedOver]
) -> None:
    """Apply ``HouseholdOrderHandedOver``: the newest state of each order stands, its credit follows."""
    found = newest(events, lambda event: event.order_id)
    rows = [_row(event) for event in found]
    applied = set(await connection.scalars(_UPSERT, as_arrays("new", _HAND_OVER, rows)))
    if applied:
        await connection.execute(delete(handed_lines).where(handed_lines.c.order_id.in_(applied)))
        lines = [
            (event.order_id, line.product, line.handed)
            for event in found
            if event.order_id in applied
            for line in event.lines
        ]
        await connection.execute(_INSERT_LINES, as_arrays("line", _LINE, lines))
        await credit_goods(connection, sorted(applied), clock(), lambda goods: goods.noted_by)


def _row(event: HouseholdOrderHandedOver) -> tuple[object, ...]:
    by = event.by if isinstance(event, HouseholdOrderHandedOverV2) else None
    return (event.order_id, event.version, event.cycle, event.centre, event.state.value, by)
