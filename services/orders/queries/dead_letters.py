"""What the dead letters of orders are told by: the cycles it heard of, its centres, their group orders."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.storage.centre_tables import centres
from services.orders.storage.cycle_tables import cycles, group_orders
from shared.web.dead_letters import DeadLetters


def dead_letters_of_orders(engine: AsyncEngine) -> DeadLetters:
    """Messages from supply that could not be applied."""
    return DeadLetters(
        engine,
        cycles=select(cycles.c.code, cycles.c.name),
        centres=select(centres.c.code, centres.c.name),
        group_orders=select(group_orders.c.id, group_orders.c.cycle, group_orders.c.centre),
    )
