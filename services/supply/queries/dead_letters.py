"""What supply's dead letters are told by: its cycles, the centres it heard of, their group orders."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.storage.cycle_tables import cycles
from services.supply.storage.demand_tables import centres, group_orders
from shared.web.dead_letters import DeadLetters


def dead_letters_of_supply(engine: AsyncEngine) -> DeadLetters:
    """Messages from orders that could not be applied."""
    return DeadLetters(
        engine,
        cycles=select(cycles.c.cycle, cycles.c.name),
        centres=select(centres.c.centre, centres.c.name),
        group_orders=select(group_orders.c.group_order_id, group_orders.c.cycle, group_orders.c.centre),
    )
