"""Group orders as volunteers and coordinators see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, case, func, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.storage.cycle_tables import cycle_centres, group_orders
from services.orders.storage.handing_over import fetch_columns, with_fetch
from services.orders.storage.order_tables import household_orders
from services.orders.storage.stored_orders import may_see


@dataclass(frozen=True, slots=True)
class GroupOrder:
    """One centre in one cycle. Times are local to the network; ``orders`` and ``held_cents`` count what is confirmed.

    Args:
        id: Group order id.
        cycle: Cycle code.
        centre: Centre code.
        version: Rises with each sealing and reopening.
        state: ``open``, ``sealed`` or ``left_out``.
        orders: Confirmed orders, now or when it was sealed.
        held_cents: What they hold.
        waiting: Orders that wait for payment.
        late: Orders in the late tray.
        closes: Announced end of order taking; null: the cycle's day.
        place: Where goods are fetched.
        starts: When fetching starts, if known.
        ends: When it ends, if known.
    """

    id: UUID
    cycle: str
    centre: str
    version: int
    state: str
    orders: int
    held_cents: int
    waiting: int
    late: int
    closes: datetime | None
    place: str
    starts: datetime | None
    ends: datetime | None


def _counts() -> Any:  # noqa: ANN401 - SQLAlchemy's Subquery of computed columns
    orders = household_orders.c
    live = orders.state.in_(("confirmed", "waiting", "late"))
    return (
        select(
            func.count().filter(orders.state == "confirmed").label("orders"),
            func.coalesce(func.sum(orders.held_cents), 0).label("held_cents"),
            func.count().filter(orders.state == "waiting").label("waiting"),
            func.count().filter(orders.state == "late").label("late"),
        )
        .where(orders.group_order_id == group_orders.c.id, live)
        .lateral("counts")
    )


def _statement() -> Select[*tuple[Any, ...]]:
    group, counts = group_orders.c, _counts()
    source = with_fetch(group_orders, group.cycle, group.centre, group.id)
    is_open = group.state == "open"
    return select(
        *(group.id, group.cycle, group.centre, group.version, group.state),
        case((is_open, counts.c.orders), else_=group.sealed_orders).label("orders"),
        case((is_open, counts.c.held_cents), else_=group.sealed_held_cents).label("held_cents"),
        *(counts.c.waiting, counts.c.late, cycle_centres.c.closes, *fetch_columns()),
    ).select_from(source.join(counts, onclause=true()))


_GROUP_ORDERS = _statement()


async def group_orders_of_cycle(
    connection: AsyncConnection, cycle: str, centres: frozenset[str] | None
) -> Sequence[GroupOrder]:
    """The cycle's group orders of these centres (``None``: all), by centre."""
    found = _GROUP_ORDERS.where(group_orders.c.cycle == cycle, may_see(group_orders.c.centre, centres))
    rows = await connection.execute(found.order_by(group_orders.c.centre))
    return [_group_order(row) for row in rows]


async def group_order_by_id(
    connection: AsyncConnection, group_order_id: UUID, centres: frozenset[str] | None
) -> GroupOrder | None:
    """One group order; ``None`` if there is none of this id in these centres."""
    found = _GROUP_ORDERS.where(group_orders.c.id == group_order_id, may_see(group_orders.c.centre, centres))
    row = (await connection.execute(found)).one_or_none()
    return _group_order(row) if row else None


def _group_order(row: Any) -> GroupOrder:  # noqa: ANN401 - a row of the statement above
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
    return GroupOrder(**(values | {"held_cents": int(row.held_cents)}))
