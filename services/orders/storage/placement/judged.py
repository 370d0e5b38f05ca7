"""Locking and testing: what survives ``accepted`` is stored, the rest is as if never sent.

Locks are taken in the order of the whole service: group orders (shared), orders, households, tills.
"""

from sqlalchemy import CTE, BigInteger, ColumnElement, bindparam, case, cast, false, func, or_, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Boolean, Text

from services.orders.domain.entry import LIVE, OrderState
from services.orders.domain.membership import Needed
from services.orders.domain.tariffs import ORDINARY
from services.orders.storage.cycle_tables import CYCLE_IS_OVER, cycles, group_orders
from services.orders.storage.household_tables import households
from services.orders.storage.ledger_tables import tills
from services.orders.storage.membership_tables import needed_of_orders
from services.orders.storage.order_tables import OWN_HELD_CENTS, household_orders
from services.orders.storage.placement import sent

_every_centre = bindparam("every_centre", type_=Boolean)
_centres = bindparam("centres", type_=ARRAY(Text))


def _located() -> CTE:
    """Orders whose household the actor may see and whose group order is open (late: is not), locked FOR SHARE.

    A late one must find its cycle unsettled: after that nothing can be bought for it. One that waits in the tray for
    another reason than a sealed centre is taken in whatever state they are.

    A sealing in progress is waited for and then seen: PostgreSQL tests the conditions again on the
    row as it is once locked.
    """
    asked, group = sent.orders.c, group_orders.c
    visible = or_(_every_centre, households.c.centre == func.any(_centres))
    kept = asked.late_reason.is_not(None)
    takes_it = or_(kept, (group.state == "open") != (asked.state == OrderState.LATE))
    sold = (cycles.c.code == asked.cycle) & (cycles.c.catalogue_version == asked.catalogue_version)
    goes_on = or_(kept, asked.state != OrderState.LATE, ~CYCLE_IS_OVER)
    return (
        select(*asked, group.id.label("group_order_id"), group.centre, cycles.c.distribution)
        .join(households, (households.c.id == asked.household_id) & visible)
        .join(group_orders, (group.cycle == asked.cycle) & (group.centre == households.c.centre) & takes_it)
        .join(cycles, sold & goes_on)
        .join(tills, tills.c.code == group.centre)
        .order_by(group.id)
        .with_for_update(read=True, of=group_orders)
        .cte("located")
    )


def _previous(located: CTE) -> CTE:
    """The stored orders that are amended, if still at the version their request builds on."""
    order = household_orders.c
    return (
        select(order.id, OWN_HELD_CENTS.label("held_cents"))
        .join(located, located.c.order_id == order.id)
        .where(
            order.version == located.c.expected_version,
            order.household_id == located.c.household_id,
            order.group_order_id == located.c.group_order_id,
            or_(*(order.state == state for state in LIVE)),
        )
        .order_by(order.id)
        .with_for_update(key_share=True, of=household_orders)
        .cte("previous")
    )


def _purses(located: CTE, previous: CTE) -> CTE:
    """The households, locked, with their credit as it is now; none that was closed or that the network refuses.

    A closed one's order may wait in the late tray. The network refuses new orders where a yearly fee is due, if it
    says so.
    One that ever had a tariff takes only orders that were judged by it: they come with their rate.
    """
    house = households.c
    is_member = or_(
        located.c.member_on.is_(None),
        located.c.expected_version > 0,
        house.member_until >= located.c.member_on,
        needed_of_orders() != Needed.REFUSE.value,
    )
    judged_by_tariff = located.c.rate_basis_points.is_not(None)
    may_order = or_(house.closed_at.is_(None), located.c.late_reason.is_not(None))
    is_there = or_(located.c.expected_version == 0, located.c.order_id.in_(select(previous.c.id)))
    return (
        select(house.id, house.number, house.label, house.credit_cents)
        .join(located, (located.c.household_id == house.id) & (located.c.centre == house.centre))
        .where(is_there, is_member, may_order, house.has_tariffs == judged_by_tariff)
        .order_by(house.id)
        .with_for_update(key_share=True, of=households)
        .cte("purses")
    )


def _brought() -> CTE:
    """The money that came along with each order."""
    paid = sent.payments.c
    known = cast(func.coalesce(func.sum(paid.amount_cents), 0), BigInteger).label("known_cents")
    is_open = func.bool_or(paid.amount_cents.is_(None)).label("is_open")
    return select(paid.n, known, is_open).group_by(paid.n).cte("brought")


def _money(located: CTE, previous: CTE, purses: CTE) -> CTE:
    """What each order needs more than it holds already, and what was paid: an open amount is what is lacking.

    All of it of the household's own money: ``own`` is ``domain.tariffs.own_cents``.
    """
    brought = _brought()
    rate = func.coalesce(located.c.rate_basis_points, ORDINARY)
    own: ColumnElement[int] = (located.c.total_cents * rate + ORDINARY // 2) // ORDINARY
    due: ColumnElement[int] = own - func.coalesce(previous.c.held_cents, 0)
    known: ColumnElement[int] = func.coalesce(brought.c.known_cents, 0)
    lacking = case(
        (func.coalesce(brought.c.is_open, false()), func.greatest(0, due - purses.c.credit_cents - known)), else_=0
    )
    hold = case((located.c.state == OrderState.CONFIRMED, due), else_=0)
    return (
        select(
            located,
            rate.label("rate"),
            purses.c.number,
            purses.c.label,
            due.label("due_cents"),
            hold.label("hold_cents"),
            lacking.label("lacking_cents"),
            (known + lacking).label("paid_cents"),
        )
        .join(purses, purses.c.id == located.c.household_id)
        .outerjoin(previous, previous.c.id == located.c.order_id)
        .outerjoin(brought, brought.c.n == located.c.n)
        .cte("money")
    )


def accepted() -> CTE:
    """The orders that may be written: their households' credit is moved, tested in the UPDATE itself."""
    located = _located()
    previous = _previous(located)
    money = _money(located, previous, _purses(located, previous))
    credit = households.c.credit_cents
    after = credit + money.c.paid_cents - money.c.hold_cents
    still_waits = or_(money.c.state != OrderState.WAITING, money.c.held_back, after < money.c.due_cents)
    return (
        update(households)
        .where(households.c.id == money.c.household_id, after >= 0, still_waits)
        .values(credit_cents=after)
        .returning(*money.c, credit.label("credit_after_cents"), households.c.member_until)
        .cte("accepted")
    )
