"""Hand-overs as rows, and the order they belong to locked while one is noted."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, delete, exists, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.storage.cycle_tables import cycles
from services.supply.storage.demand_tables import erased_households, household_orders, left_out_centres
from services.supply.storage.distribution_tables import goods_sold, hand_overs, handed_lines
from services.supply.storage.upsert import put
from shared.contracts.manifest import ManifestState
from shared.kernel.refusal import Refused


async def share_settled_cycle(connection: AsyncConnection, cycle: str) -> None:
    """A settled cycle, which is neither settled again nor archived before this transaction ends.

    Shared, so that no centre's day of distribution waits for another's.

    Raises:
        Refused: ``cycle_unknown``, ``not_settled`` or ``cycle_archived``.
    """
    found = select(cycles.c.state).where(cycles.c.cycle == cycle).with_for_update(read=True)
    state = await connection.scalar(found)
    if state is None:
        raise Refused("cycle_unknown", cycle=cycle)
    if state == "archived":
        raise Refused("cycle_archived", cycle=cycle)
    if state != "settled":
        raise Refused("not_settled", cycle=cycle)


async def lock_order(
    connection: AsyncConnection, cycle: str, order_id: UUID, centres: frozenset[str] | None
) -> RowMapping:
    """An order that the settlement counts, of these centres (``None``: all): hand-overs of it come one by one.

    Raises:
        Refused: ``handed_order_unknown``.
    """
    order = household_orders.c
    left_out = select(left_out_centres.c.centre).where(left_out_centres.c.cycle == cycle)
    found = select(household_orders).where(
        order.order_id == order_id,
        order.cycle == cycle,
        order.state == ManifestState.CONFIRMED.value,
        order.centre.not_in(left_out),
    )
    row = (await connection.execute(found.with_for_update(key_share=True))).mappings().one_or_none()
    if row is None or not (centres is None or row["centre"] in centres):
        raise Refused("handed_order_unknown")
    return row


async def stored_hand_over(connection: AsyncConnection, order_id: UUID) -> RowMapping | None:
    """What was noted of a locked order last."""
    row = await connection.execute(select(hand_overs).where(hand_overs.c.order_id == order_id))
    return row.mappings().one_or_none()


async def kept_remark(connection: AsyncConnection, household: str, remark: str) -> str:
    """What is kept of a remark about a locked order's household: nothing once it was erased."""
    erased = exists().where(erased_households.c.household == household)
    return "" if await connection.scalar(select(erased)) else remark


async def sold_of_order(connection: AsyncConnection, order_id: UUID) -> dict[str, int]:
    """What of an order's goods was sold to others, by product."""
    sold = goods_sold.c
    summed = select(sold.product, func.sum(sold.quantity)).where(sold.order_id == order_id).group_by(sold.product)
    return {product: int(quantity) for product, quantity in await connection.execute(summed)}


async def write_hand_over(
    connection: AsyncConnection, row: Mapping[str, Any], granted: Mapping[str, int], handed: Mapping[str, int]
) -> None:
    """Write a locked order's hand-over whole, over what was noted before."""
    await put(connection, hand_overs, row)
    await connection.execute(delete(handed_lines).where(handed_lines.c.order_id == row["order_id"]))
    lines = [
        {"order_id": row["order_id"], "product": product, "granted": granted[product], "handed": quantity}
        for product, quantity in handed.items()
    ]
    await connection.execute(insert(handed_lines), lines)
