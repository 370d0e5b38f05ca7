"""A purchase order goes from draft to approved to sent to delivered, each step once.

Isolation: READ COMMITTED with the cycle's row locked first, as for planning and settling: no plan is
replaced between its being looked at and the approval of an order that carries it out.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.domain.audit import AuditKind
from services.supply.domain.purchase_order import PurchaseOrderState
from services.supply.queries.buying import check_plan_stands
from services.supply.queries.choices import check_choices_accepted
from services.supply.queries.network_settings import network_settings, who_orders
from services.supply.storage.plan_rows import plan_in_force
from services.supply.storage.purchase_order_rows import (
    change_order,
    check_not_cancelled,
    check_sent,
    lock_order,
    note_order,
    note_sent,
    total_of,
)
from shared.database import transaction
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approves which order, drafted from which plan: a draft of the next plan keeps its number."""

    number: int
    plan: int
    approved_by: UUID


async def approve_purchase_order(engine: AsyncEngine, asked: Approval, now: datetime) -> None:
    """Approve a draft of the plan in force as it was shown; one approved or sent stays as it is.

    Raises:
        Refused: ``purchase_order_unknown``, ``purchase_order_cancelled``, ``purchase_order_outdated``,
            ``purchase_order_drafted_again``: it carries out another plan than the one that was shown,
            ``centres_not_proved``, ``plan_outdated``: orders were admitted or centres left out since, or
            ``choices_open`` with the subjects that still wait for the coordinator.
    """
    async with transaction(engine) as connection:
        order = (await lock_order(connection, asked.number)).order
        check_not_cancelled(order)
        if order.state != PurchaseOrderState.DRAFT:
            return
        plan = await plan_in_force(connection, order.cycle)
        if plan is None or order.plan != plan.plan:
            raise Refused("purchase_order_outdated", number=order.number)
        if order.plan != asked.plan:
            raise Refused("purchase_order_drafted_again", number=order.number, plan=order.plan)
        await check_plan_stands(connection, plan)
        limit = (await network_settings(connection)).gap_limit_cents
        await check_choices_accepted(connection, order.cycle, order.plan, limit)
        approved = {"approved_by": asked.approved_by, "approved_at": now}
        approved["network"] = await who_orders(connection, order)
        await change_order(connection, order.number, state=PurchaseOrderState.APPROVED, **approved)
        became = {"order": PurchaseOrderState.APPROVED.value, "total_cents": total_of(order)}
        await note_order(connection, AuditKind.ORDER_APPROVED, order, asked.approved_by, became)


async def send_purchase_order(engine: AsyncEngine, number: int, sent_by: UUID, now: datetime) -> None:
    """Record that an approved order was sent to its supplier; one that was sent stays as it is.

    Raises:
        Refused: ``purchase_order_unknown``, ``purchase_order_cancelled`` or ``purchase_order_not_approved``.
    """
    async with transaction(engine) as connection:
        order = (await lock_order(connection, number)).order
        check_not_cancelled(order)
        if order.state == PurchaseOrderState.DRAFT:
            raise Refused("purchase_order_not_approved", number=number)
        await note_sent(connection, order, sent_by, now, await who_orders(connection, order))


async def mark_delivered(connection: AsyncConnection, number: int) -> None:
    """Note, in the transaction that records what came, that a sent or acknowledged order is delivered.

    Raises:
        Refused: ``purchase_order_unknown``, ``purchase_order_cancelled`` or ``purchase_order_not_sent``.
    """
    check_sent((await lock_order(connection, number)).order)
    await change_order(connection, number, state=PurchaseOrderState.DELIVERED)
