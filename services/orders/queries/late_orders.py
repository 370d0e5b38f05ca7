"""The late tray: orders that came after their centre was sealed or couldn't be taken, with their household's money."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.domain.late_reasons import LateReason
from services.orders.queries.named_lines import NamedLine, named_lines
from services.orders.queries.order_pages import OrderPage, page_of
from services.orders.storage.centre_tables import centres
from services.orders.storage.household_tables import households
from services.orders.storage.order_tables import household_orders
from services.orders.storage.stored_orders import may_see


@dataclass(frozen=True, slots=True)
class LateOrder:
    """A late order: what it asks for, what it would hold of its household's money, what that has, what it lacks.

    ``reason``: why it waits; none: its centre was sealed.
    """

    order_id: UUID
    household_number: str
    centre: str
    centre_name: str
    total_cents: int
    credit_cents: int
    missing_cents: int
    placed_at: datetime
    reason: LateReason | None
    lines: tuple[NamedLine, ...]


async def late_orders(
    connection: AsyncConnection, cycle: str, visible: frozenset[str] | None, page: OrderPage
) -> Sequence[LateOrder]:
    """The late tray of a cycle for these centres (``None``: all), in the order of arrival, one more than the page."""
    order, house = household_orders.c, households.c
    missing = func.greatest(0, order.own_cents - house.credit_cents).label("missing_cents")
    centre_name = func.coalesce(centres.c.name, order.centre).label("centre_name")
    whose = (order.id.label("order_id"), house.number.label("household_number"), order.centre, centre_name)
    money = (order.own_cents.label("total_cents"), house.credit_cents, missing)
    source = household_orders.join(households, house.id == order.household_id)
    found = select(*whose, *money, order.placed_at, order.late_reason.label("reason"))
    found = found.select_from(source.outerjoin(centres, centres.c.code == order.centre))
    found = found.where(order.cycle == cycle, order.state == "late", may_see(order.centre, visible))
    rows = (await connection.execute(page_of(found, page, order.placed_at, order.id))).mappings().all()
    lines = await named_lines(connection, [row["order_id"] for row in rows])
    return [LateOrder(**{**row, "reason": _reason(row)}, lines=lines[row["order_id"]]) for row in rows]


def _reason(row: Mapping[str, Any]) -> LateReason | None:
    return LateReason(row["reason"]) if row["reason"] else None
