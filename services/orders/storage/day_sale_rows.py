"""What a sale on the day needs to know: the product at its final price, and whose goods are sold."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Select, func, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.domain.day_sales import SoldProduct
from services.orders.storage.cycle_tables import catalogue_entries
from services.orders.storage.hand_over_tables import day_sales, hand_overs
from services.orders.storage.household_tables import households
from services.orders.storage.ledger_tables import ledger_transactions
from services.orders.storage.order_tables import household_orders
from services.orders.storage.settlement_tables import POSTED_RUN, posted_settlements, settled_lines
from services.orders.storage.versions import AnyRow
from shared.kernel.quantity import Unit

_posted, _line = posted_settlements.c, settled_lines.c

SOLD = (
    select(func.coalesce(func.sum(day_sales.c.quantity), 0).cast(BigInteger))
    .where(day_sales.c.order_id == _line.order_id, day_sales.c.product == _line.product)
    .where(day_sales.c.withdrawn_at.is_(None))
    .scalar_subquery()
)
"""What of a settled line was sold to others on the day, what was taken back left out."""


async def sold_product(connection: AsyncConnection, cycle: str, product: str) -> SoldProduct | None:
    """A product of a cycle with its final price in the posted settlement; ``None``: the cycle doesn't sell it."""
    entry = catalogue_entries.c
    of_cycle = select(entry.name, entry.unit).where(entry.cycle == cycle, entry.product == product)
    row = (await connection.execute(of_cycle)).one_or_none()
    if row is None:
        return None
    return SoldProduct(product, row.name, Unit(row.unit), await connection.scalar(_final_price(cycle, product)))


def _final_price(cycle: str, product: str) -> Select[Any]:
    """From the first of the cycle's orders that has it: order by order, for the lines of all cycles lie together.

    A join would let PostgreSQL look for the product among all of them.
    """
    of_order = select(_line.final_price_cents).where(POSTED_RUN, _line.product == product).limit(1).lateral()
    found = select(of_order.c.final_price_cents).select_from(posted_settlements.join(of_order, true()))
    return found.where(_posted.cycle == cycle, of_order.c.final_price_cents.is_not(None)).limit(1)


async def uncollected_order(connection: AsyncConnection, order_id: UUID) -> AnyRow | None:
    """An order's household and whether it left, cycle, centre, and what is known of its hand-over."""
    order, whose = household_orders.c, households.c
    columns = (order.household_id, order.cycle, order.centre, hand_overs.c.state, whose.closed_at)
    found: Select[*tuple[Any, ...]] = select(*columns)
    joined = found.select_from(household_orders).join(households, whose.id == order.household_id)
    joined = joined.outerjoin(hand_overs, hand_overs.c.order_id == order.id)
    return (await connection.execute(joined.where(order.id == order_id))).one_or_none()


async def goods_left(connection: AsyncConnection, order_id: UUID, product: str) -> int:
    """What of a released order's goods is not sold yet; its household is locked."""
    left = (
        select(_line.granted - SOLD)
        .select_from(posted_settlements)
        .join(settled_lines, POSTED_RUN)
        .where(_posted.order_id == order_id, _line.product == product)
    )
    return int(await connection.scalar(left) or 0)


async def sold_by(connection: AsyncConnection, sales: Collection[UUID]) -> dict[UUID, UUID | None]:
    """Who made these sales, or took them back, as far as they are here and something was booked for them."""
    sale, booked = day_sales.c, ledger_transactions.c
    by = func.coalesce(sale.withdrawn_by, booked.by).label("by")
    found = select(sale.id, by).join(ledger_transactions, booked.id == sale.transaction_id)
    return {row.id: row.by for row in await connection.execute(found.where(sale.id.in_(sales)))}
