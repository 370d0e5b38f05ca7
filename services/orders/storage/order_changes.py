"""Changing the state of an order that is locked, and the event that tells it."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.domain.entry import OrderState
from services.orders.domain.ledger import Entry, held, held_by_fund
from services.orders.domain.tariffs import fund_holds_cents
from services.orders.storage.locked import Purse
from services.orders.storage.order_tables import household_order_lines, household_orders
from shared.contracts.group_orders import HouseholdOrderCancelled, HouseholdOrderConfirmed, OrderLine
from shared.contracts.manifest import ManifestState, order_digest


def fund_holds(order: Row[Any]) -> int:
    """What the solidarity fund holds of an order while it is confirmed, by the rate it was entered at."""
    return fund_holds_cents(order.total_cents, order.rate_basis_points)


def hold_entries(order: Row[Any], number: str) -> tuple[Entry, ...]:
    """The ledger's entries when it is confirmed: of its household's credit and of the solidarity fund."""
    return (*held(number, order.own_cents), *held_by_fund(fund_holds(order)))


def release_entries(order: Row[Any], number: str) -> tuple[Entry, ...]:
    """The ledger's entries when a confirmed one is not any more: to each its part again."""
    return (*held(number, -order.own_cents), *held_by_fund(-fund_holds(order)))


async def confirm(
    connection: AsyncConnection, order: Row[Any], version: int, purse: Purse, credit_cents: int
) -> HouseholdOrderConfirmed:
    """Confirm a locked order whose money is held in the same transaction; returns the event to append."""
    lines = await order_lines(connection, order.id)
    await _change(
        connection,
        order.id,
        state=OrderState.CONFIRMED,
        version=version,
        held_cents=order.total_cents,
        digest=order_digest(order.id, version, ManifestState.CONFIRMED, lines),
        credit_after_cents=credit_cents,
    )
    return HouseholdOrderConfirmed(
        group_order_id=order.group_order_id,
        cycle=order.cycle,
        centre=order.centre,
        version=version,
        order_id=order.id,
        household=purse.number,
        label=purse.label,
        lines=lines,
        held=order.total_cents,
    )


async def cancel(
    connection: AsyncConnection, order: Row[Any], version: int, purse: Purse, credit_cents: int
) -> HouseholdOrderCancelled | None:
    """Cancel a locked order; returns the event to append, ``None`` if it was never published.

    A cancelled order's digest is over no lines: its event carries none.
    """
    published = order.digest is not None
    digest = order_digest(order.id, version, ManifestState.CANCELLED, ()) if published else None
    await _change(
        connection,
        order.id,
        state=OrderState.CANCELLED,
        version=version,
        held_cents=0,
        digest=digest,
        credit_after_cents=credit_cents,
    )
    if not published:
        return None
    return HouseholdOrderCancelled(
        group_order_id=order.group_order_id,
        cycle=order.cycle,
        centre=order.centre,
        version=version,
        order_id=order.id,
        household=purse.number,
    )


async def order_lines(connection: AsyncConnection, order_id: UUID) -> list[OrderLine]:
    """The lines of an order with what each holds, by product code."""
    line = household_order_lines.c
    rows = await connection.execute(
        select(line.product, line.quantity, line.held_cents).where(line.order_id == order_id)
    )
    lines = [OrderLine(product=row.product, quantity=row.quantity, held=row.held_cents) for row in rows]
    return sorted(lines, key=lambda line: line.product)


async def _change(connection: AsyncConnection, order_id: UUID, **values: object) -> None:
    await connection.execute(update(household_orders).where(household_orders.c.id == order_id).values(values))
