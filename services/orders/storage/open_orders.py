"""Whether a household waits for goods."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.domain.entry import LIVE
from services.orders.storage.cycle_tables import cycles, distributions
from services.orders.storage.goods_credit_rows import FETCHED
from services.orders.storage.hand_over_tables import hand_overs
from services.orders.storage.order_tables import household_orders
from services.orders.storage.settlement_tables import posted_settlements


async def has_open_order(connection: AsyncConnection, household_id: UUID) -> bool:
    """Whether it has a live order in a cycle that is not settled."""
    order = household_orders.c
    running = exists().where(cycles.c.code == order.cycle, cycles.c.settled_run.is_(None))
    live = exists().where(order.household_id == household_id, order.state.in_(LIVE), running)
    return bool(await connection.scalar(select(live)))


async def has_goods_to_come(connection: AsyncConnection, household_id: UUID, now: datetime) -> bool:
    """Whether it waits for goods: its cycle is not settled, or they are handed out yet and were not.

    Args:
        connection: In the transaction that locked the household.
        household_id: Whose orders.
        now: The network's local time, as distributions are announced in.
    """
    order, posted = household_orders.c, posted_settlements.c
    still_to_come = exists().where(distributions.c.group_order_id == order.group_order_id, distributions.c.ends > now)
    fetched = exists().where(hand_overs.c.order_id == order.id, hand_overs.c.state.in_(FETCHED))
    charged = exists().where(posted.order_id == order.id, posted.charged_cents > 0)
    waits = exists().where(order.household_id == household_id, charged, still_to_come, ~fetched)
    return await has_open_order(connection, household_id) or bool(await connection.scalar(select(waits)))
