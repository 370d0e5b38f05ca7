"""What households got back for goods they did not get, and the corrections that are not booked."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.storage.hand_over_tables import goods_credits, hand_overs
from services.orders.storage.household_tables import households
from services.orders.storage.order_tables import household_orders
from services.orders.storage.stored_orders import may_see


@dataclass(frozen=True, slots=True)
class GoodsCreditView:
    """An order's credit in cents; ``refused`` says why a correction of it is not booked."""

    order_id: UUID
    household_number: str
    state: str
    credited_cents: int
    refused: str | None


async def goods_credits_after(
    connection: AsyncConnection, cycle: str, centres: frozenset[str] | None, after: str, limit: int
) -> list[GoodsCreditView]:
    """At most ``limit`` orders of these centres (``None``: all) with a credit or a refusal, by member number."""
    credit, heard, order = goods_credits.c, hand_overs.c, household_orders.c
    found = (
        select(credit.order_id, households.c.number, heard.state, credit.credited_cents, credit.refused)
        .select_from(goods_credits)
        .join(hand_overs, heard.order_id == credit.order_id)
        .join(household_orders, order.id == credit.order_id)
        .join(households, households.c.id == order.household_id)
        .where(heard.cycle == cycle, may_see(order.centre, centres), households.c.number > after)
        .order_by(households.c.number)
        .limit(limit)
    )
    return [GoodsCreditView(*row) for row in await connection.execute(found)]
