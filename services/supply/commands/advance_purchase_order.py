"""A purchase order goes from draft to approved to sent, each step once."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.queries.buying import check_plan_stands
from services.supply.queries.choices import choices
from services.supply.storage.buying_tables import purchase_orders
from services.supply.storage.cycle_rows import lock_cycle
from services.supply.storage.plan_rows import plan_in_force
from shared.database import transaction
from shared.kernel.refusal import Refused


async def approve_purchase_order(
    engine: AsyncEngine, number: int, approved_by: UUID, now: datetime, gap_limit_cents: int
) -> None:
    """Approve a draft of the plan in force; one approved or sent stays as it is.

    Raises:
        Refused: ``purchase_order_unknown``, ``purchase_order_cancelled``, ``purchase_order_outdated``,
            ``centres_not_proved``, ``plan_outdated``: orders were admitted or centres left out since, or
            ``choices_open`` with the subjects that still wait for the coordinator.
    """
    async with transaction(engine) as connection:
        order = await _lock(connection, number)
        if order.state != "draft":
            return
        plan = await plan_in_force(connection, order.cycle)
        if plan is None or order.plan != plan.plan:
            raise Refused("purchase_order_outdated", number=number)
        await check_plan_stands(connection, plan)
        asked = await choices(connection, order.cycle, order.plan, gap_limit_cents)
        if waiting := sorted({choice.subject for choice in asked if choice.accepted_by is None}):
            raise Refused("choices_open", number=number, subjects=waiting)
        await _advance(connection, number, state="approved", approved_by=approved_by, approved_at=now)


async def send_purchase_order(engine: AsyncEngine, number: int, sent_by: UUID, now: datetime) -> None:
    """Record that an approved order was sent to its supplier; one that was sent stays as it is.

    Raises:
        Refused: ``purchase_order_unknown``, ``purchase_order_cancelled`` or ``purchase_order_not_approved``.
    """
    async with transaction(engine) as connection:
        order = await _lock(connection, number)
        if order.state == "draft":
            raise Refused("purchase_order_not_approved", number=number)
        if order.state == "approved":
            await _advance(connection, number, state="sent", sent_by=sent_by, sent_at=now)


async def _lock(connection: AsyncConnection, number: int) -> Row[Any]:
    """The order, its cycle locked: planning and ordering of one cycle follow each other."""
    query = select(purchase_orders).where(purchase_orders.c.number == number)
    found = (await connection.execute(query)).one_or_none()
    if found is None:
        raise Refused("purchase_order_unknown", number=number)
    await lock_cycle(connection, found.cycle)
    order = (await connection.execute(query)).one()
    if order.state == "cancelled":
        raise Refused("purchase_order_cancelled", number=number)
    return order


async def _advance(connection: AsyncConnection, number: int, **values: Any) -> None:  # noqa: ANN401 - column values
    await connection.execute(update(purchase_orders).where(purchase_orders.c.number == number).values(values))
