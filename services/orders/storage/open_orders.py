"""Whether a household waits for goods."""

from uuid import UUID

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.domain.entry import LIVE
from services.orders.storage.cycle_tables import cycles
from services.orders.storage.day_sale_rows import SOLD
from services.orders.storage.goods_credit_rows import FETCHED
from services.orders.storage.hand_over_tables import hand_overs
from services.orders.storage.order_tables import household_orders
from services.orders.storage.settlement_tables import POSTED_RUN, posted_settlements, settled_lines
from shared.contracts.distributions import HandOverState


async def has_open_order(connection: AsyncConnection, household_id: UUID) -> bool:
    """Whether it has a live order in a cycle that is not settled."""
    order = household_orders.c
    running = exists().where(cycles.c.code == order.cycle, cycles.c.settled_run.is_(None))
    live = exists().where(order.household_id == household_id, order.state.in_(LIVE), running)
    return bool(await connection.scalar(select(live)))


async def has_goods_to_come(connection: AsyncConnection, household_id: UUID) -> bool:
    """Whether it waits for goods: its cycle is not settled, or what it was charged for is not fetched or sold yet.

    Once the cycle is archived nobody is handed or sold them any more as its own.

    Args:
        connection: In the transaction that locked the household.
        household_id: Whose orders.
    """
    order, posted, heard = household_orders.c, posted_settlements.c, hand_overs.c
    left = exists().where(POSTED_RUN, settled_lines.c.granted > SOLD).correlate(posted_settlements)
    released = and_(heard.state == HandOverState.RELEASED, ~left)
    done = exists().where(heard.order_id == order.id, or_(heard.state.in_(FETCHED), released))
    archived = exists().where(cycles.c.code == order.cycle, cycles.c.archived_version.is_not(None))
    charged = select(order.id).join(posted_settlements, posted.order_id == order.id)
    charged = charged.where(order.household_id == household_id, posted.charged_cents > 0, ~done, ~archived)
    return await has_open_order(connection, household_id) or await connection.scalar(charged.limit(1)) is not None
