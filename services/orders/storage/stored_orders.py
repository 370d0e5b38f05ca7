"""Reading what decides about an order, and an order as it was answered."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Row, Select, Text, Uuid, and_, case, false, func, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.domain.entry import BookedPayment, OrderAsked, OrderState, Stored, StoredOrder
from services.orders.domain.late_reasons import LateReason
from services.orders.domain.membership import Needed
from services.orders.storage.arrays import Columns, as_arrays, sent_rows
from services.orders.storage.cycle_tables import CYCLE_IS_OVER, cycles, group_orders
from services.orders.storage.handing_over import Fetch, fetch_columns, with_fetch
from services.orders.storage.household_tables import households
from services.orders.storage.membership_tables import needed_of_orders
from services.orders.storage.order_tables import OWN_HELD_CENTS, household_orders, is_live
from services.orders.storage.payment_rows import read_payments
from services.orders.storage.placement.statement import Written
from services.orders.storage.tariff_rows import in_force, tariff_columns, tariff_of
from services.orders.storage.tariff_tables import household_tariffs

_ASKED: Columns = {"n": Integer(), "order_id": Uuid(), "household_id": Uuid(), "cycle": Text()}
_asked = sent_rows("asked", _ASKED)
_first = household_orders.alias("first_order")


def may_see(centre: ColumnElement[str], centres: frozenset[str] | None) -> ColumnElement[bool]:
    """The condition that a row's centre is one of these; ``None`` for all."""
    return true() if centres is None else centre.in_(sorted(centres))


def _deciding(centres: frozenset[str] | None, day: date) -> Select[Any]:
    asked, order = _asked.c, household_orders.c
    same_household = and_(
        _first.c.household_id == households.c.id,
        _first.c.cycle == asked.cycle,
        is_live(_first),
        _first.c.id != asked.order_id,
    )
    members_only = (needed_of_orders() == Needed.REFUSE.value).label("members_only")
    return (
        select(
            *(asked.n, households.c.credit_cents, group_orders.c.state.label("group_order_state")),
            *(_first.c.id.label("first_order"), func.coalesce(CYCLE_IS_OVER, false()).label("cycle_over")),
            *(households.c.closed_at, households.c.member_until, members_only),
            *(
                order.household_id,
                order.cycle,
                order.version,
                order.state,
                order.base_version,
                order.request_hash,
                OWN_HELD_CENTS.label("held_cents"),
            ),
            *tariff_columns(),
        )
        .select_from(_asked)
        .join(households, households.c.id == asked.household_id)
        .outerjoin(
            group_orders, and_(group_orders.c.cycle == asked.cycle, group_orders.c.centre == households.c.centre)
        )
        .outerjoin(cycles, cycles.c.code == asked.cycle)
        .outerjoin(household_orders, order.id == asked.order_id)
        .outerjoin(_first, same_household)
        .outerjoin(household_tariffs, in_force(day))
        .where(may_see(households.c.centre, centres))
    )


async def read_stored(
    connection: AsyncConnection, asked: Sequence[OrderAsked], centres: frozenset[str] | None, day: date
) -> list[Stored]:
    """Everything stored that decides about each order that day; a household of another centre is as unknown as none."""
    sent = [(n, order.order_id, order.household_id, order.cycle) for n, order in enumerate(asked)]
    rows = await connection.execute(_deciding(centres, day), as_arrays("asked", _ASKED, sent))
    found = {row.n: row for row in rows}
    booked = await read_payments(connection, [payment.id for n in found for payment in asked[n].payments])
    return [_stored(order, found.get(n), booked) for n, order in enumerate(asked)]


def _stored(asked: OrderAsked, row: Row[Any] | None, booked: Mapping[UUID, BookedPayment]) -> Stored:
    if row is None:
        return Stored(None, None, None, None, {})
    order = _stored_order(row)
    payments = {payment.id: booked[payment.id] for payment in asked.payments if payment.id in booked}
    return Stored(
        *(row.credit_cents, row.group_order_state, order, row.first_order, payments),
        cycle_over=row.cycle_over,
        household_closed=row.closed_at is not None,
        member_until=row.member_until,
        members_only=row.members_only,
        tariff=tariff_of(row),
    )


def _stored_order(row: Row[Any]) -> StoredOrder | None:
    if row.version is None:
        return None
    return StoredOrder(
        household_id=row.household_id,
        cycle=row.cycle,
        version=row.version,
        state=OrderState(row.state),
        base_version=row.base_version,
        request_hash=row.request_hash,
        held_cents=row.held_cents,
    )


_credit = case(
    (household_orders.c.state == OrderState.WAITING, households.c.credit_cents),
    else_=household_orders.c.credit_after_cents,
)
"""As it was answered; what a waiting order lacks changes with every payment that comes."""


async def read_written(
    connection: AsyncConnection, order_id: UUID, centres: frozenset[str] | None = None
) -> Written | None:
    """An order as it was last answered; ``None`` if there is none of this id in these centres."""
    return (await read_all_written(connection, [order_id], centres)).get(order_id)


async def read_all_written(
    connection: AsyncConnection, order_ids: Sequence[UUID], centres: frozenset[str] | None = None
) -> dict[UUID, Written]:
    """Orders as they were last answered, those of these ids that are in these centres."""
    order = household_orders.c
    placed = household_orders.join(cycles, cycles.c.code == order.cycle)
    placed = placed.join(households, households.c.id == order.household_id)
    source = with_fetch(placed, order.cycle, order.centre, order.group_order_id)
    asked = needed_of_orders().label("needed")
    figures = (cycles.c.distribution, _credit.label("credit_cents"), households.c.member_until, asked, *fetch_columns())
    found = select(household_orders, *figures).select_from(source)
    rows = await connection.execute(found.where(order.id.in_(order_ids), may_see(order.centre, centres)))
    return {row.id: _written(row) for row in rows}


def _written(row: Row[Any]) -> Written:
    return Written(
        state=OrderState(row.state),
        version=row.version,
        total_cents=row.total_cents,
        missing_cents=max(0, row.own_cents - row.credit_cents) if row.state == OrderState.WAITING else 0,
        paid_cents=row.paid_cents,
        credit_cents=row.credit_cents,
        fetch=Fetch(row.centre, row.place, row.distribution, row.starts, row.ends),
        own_cents=row.own_cents,
        ordinary_from=row.ordinary_from,
        member_until=row.member_until,
        needed=Needed(row.needed),
        late_reason=LateReason(row.late_reason) if row.state == OrderState.LATE and row.late_reason else None,
    )
