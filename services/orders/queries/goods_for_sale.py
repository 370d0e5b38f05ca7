"""What a centre may sell on the day: products at their final price, and what is left of released goods."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.storage.cycle_tables import catalogue_entries, cycles, group_orders
from services.orders.storage.day_sale_rows import SOLD
from services.orders.storage.hand_over_tables import hand_overs
from services.orders.storage.household_tables import households
from services.orders.storage.order_tables import household_orders
from services.orders.storage.settlement_tables import POSTED_RUN, posted_settlements, settled_lines
from shared.contracts.distributions import HandOverState

_posted, _line, _entry = posted_settlements.c, settled_lines.c, catalogue_entries.c


@dataclass(frozen=True, slots=True)
class PricedProduct:
    """A product of a cycle at its final price, in cents per display unit."""

    product: str
    name: str
    unit: str
    final_price_cents: int


@dataclass(frozen=True, slots=True)
class UncollectedGoods:
    """What of an order's released product is not sold yet, in base units; ``household_number`` is on its bag."""

    order_id: UUID
    household_number: str
    product: str
    left: int


@dataclass(frozen=True, slots=True)
class SettledCycle:
    """A cycle whose final prices are known."""

    cycle: str
    name: str


async def settled_cycles_of(connection: AsyncConnection, centre: str, limit: int) -> list[SettledCycle]:
    """The settled cycles that a centre took part in, the last to be handed out first."""
    its, group = cycles.c, group_orders.c
    found = (
        select(its.code, func.coalesce(its.name, its.code))
        .join(group_orders, group.cycle == its.code)
        .where(group.centre == centre, its.settled_run.is_not(None))
        .order_by(its.distribution.desc().nulls_last(), its.code.desc())
        .limit(limit)
    )
    return [SettledCycle(*row) for row in await connection.execute(found)]


async def is_settled_at(connection: AsyncConnection, cycle: str, centre: str) -> bool:
    """Whether a centre took part in a cycle whose final prices are known."""
    its, group = cycles.c, group_orders.c
    there = select(its.code).join(group_orders, group.cycle == its.code)
    there = there.where(its.code == cycle, group.centre == centre, its.settled_run.is_not(None))
    return await connection.scalar(there) is not None


async def priced_products(connection: AsyncConnection, cycle: str) -> Sequence[PricedProduct]:
    """A settled cycle's products that have a final price, by name."""
    prices = (
        select(_line.product, func.max(_line.final_price_cents).label("cents"))
        .select_from(posted_settlements)
        .join(settled_lines, POSTED_RUN)
        .where(_posted.cycle == cycle, _line.final_price_cents.is_not(None))
        .group_by(_line.product)
        .subquery()
    )
    of_cycle = and_(_entry.cycle == cycle, _entry.product == prices.c.product)
    found = select(_entry.product, _entry.name, _entry.unit, prices.c.cents).join(prices, of_cycle)
    return [PricedProduct(*row) for row in await connection.execute(found.order_by(_entry.name, _entry.product))]


async def uncollected_goods(connection: AsyncConnection, cycle: str, centre: str) -> Sequence[UncollectedGoods]:
    """Released goods at a centre of which some are left, by member number; whose household left, they are surplus."""
    return [UncollectedGoods(*row) for row in await connection.execute(_uncollected(cycle, centre))]


def _uncollected(cycle: str, centre: str) -> Select[*tuple[Any, ...]]:
    heard, order = hand_overs.c, household_orders.c
    found: Select[*tuple[Any, ...]] = (
        select(order.id, households.c.number, _line.product, _line.granted - SOLD)
        .select_from(hand_overs)
        .join(household_orders, order.id == heard.order_id)
        .join(households, households.c.id == order.household_id)
        .join(posted_settlements, _posted.order_id == order.id)
        .join(settled_lines, POSTED_RUN)
        .where(heard.cycle == cycle, heard.state == HandOverState.RELEASED.value, order.centre == centre)
        .where(households.c.closed_at.is_(None), _line.granted > SOLD, _line.final_price_cents.is_not(None))
        .order_by(households.c.number, _line.product)
    )
    return found
