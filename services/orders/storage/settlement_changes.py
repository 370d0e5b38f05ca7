"""What a settlement run changes, as SQL over its staged orders: compared with what an earlier run posted."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Exists,
    Insert,
    Select,
    Update,
    and_,
    case,
    exists,
    func,
    literal,
    select,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from services.orders.domain.tariffs import ORDINARY
from services.orders.storage.household_tables import households
from services.orders.storage.order_tables import household_orders
from services.orders.storage.settlement_tables import posted_settlements, settled_orders


def outcome(cycle: str, run: int, left_out: Sequence[UUID]) -> CTE:
    """Every order that the run settles, and those of centres left out, whose holds are released whole."""
    orders, settled = household_orders.c, settled_orders.c
    of_run = select(settled.order_id, settled.held_cents, settled.charged_cents)
    of_run = of_run.where(settled.cycle == cycle, settled.run == run)
    released = select(orders.id, orders.held_cents, literal(0, BigInteger))
    released = released.where(orders.cycle == cycle, orders.state == "confirmed")
    released = released.where(orders.group_order_id.in_(left_out), ~_in_run(run))
    return union_all(of_run, released).cte("outcome")


def own_of(cents: ColumnElement[int]) -> ColumnElement[int]:
    """As ``domain.tariffs.own_cents``, by the rate that the order was entered at."""
    return (cents * household_orders.c.rate_basis_points + ORDINARY // 2) // ORDINARY


def changes(cycle: str, run: int, left_out: Sequence[UUID]) -> Select[UUID, UUID, str, int, int, int, int]:
    """Per order: its household, the held money to release and what to add to what is charged, in cents.

    Its household's, then the solidarity fund's: each by its share of the full amounts.
    """
    found, posted, order = outcome(cycle, run, left_out), posted_settlements.c, household_orders.c
    first = posted.order_id.is_(None)
    before = func.coalesce(posted.charged_cents, 0)
    own = own_of(found.c.charged_cents) - own_of(before)
    of_fund = func.greatest(0, order.total_cents - order.own_cents)
    return (
        select(
            found.c.order_id,
            households.c.id.label("household_id"),
            households.c.number,
            case((first, order.own_cents), else_=0).label("released"),
            own.label("charged"),
            case((first, of_fund), else_=0).label("fund_released"),
            (found.c.charged_cents - before - own).label("fund_charged"),
        )
        .join(household_orders, household_orders.c.id == found.c.order_id)
        .join(households, households.c.id == household_orders.c.household_id)
        .outerjoin(posted_settlements, posted.order_id == found.c.order_id)
    )


def obstacles(cycle: str, run: int, left_out: Sequence[UUID]) -> Select[int, int, int]:
    """How many orders speak against posting the run: ``other_hold``, ``missing``, ``above_published``."""
    missing = select(func.count()).where(_missing(cycle, run, left_out))
    found = select(
        func.count().filter(_other_hold(cycle)).label("other_hold"),
        missing.scalar_subquery().label("missing"),
        func.count().filter(_ABOVE_PUBLISHED).label("above_published"),
    )
    return found.select_from(_COMPARED).where(_settled_in(cycle, run))


def orders_against(cycle: str, run: int, left_out: Sequence[UUID]) -> Select[UUID, str, str | None]:
    """The orders that ``obstacles`` counts, by id: each with its centre, and its household's number if one is here."""
    orders, settled = household_orders.c, settled_orders.c
    settled_otherwise = select(settled.order_id, settled.centre).select_from(_COMPARED)
    settled_otherwise = settled_otherwise.where(_settled_in(cycle, run), _other_hold(cycle) | _ABOVE_PUBLISHED)
    missing = select(orders.id, orders.centre).where(_missing(cycle, run, left_out))
    found = union_all(settled_otherwise, missing).subquery()
    return (
        select(found.c.order_id, found.c.centre, households.c.number)
        .outerjoin(household_orders, orders.id == found.c.order_id)
        .outerjoin(households, households.c.id == orders.household_id)
        .order_by(found.c.order_id)
    )


def lock_households(cycle: str, run: int, left_out: Sequence[UUID]) -> Select[int]:
    """Locks the households whose credit the run changes, in id order."""
    found = changes(cycle, run, left_out).subquery()
    their = select(found.c.household_id).scalar_subquery()
    locked = select(households.c.id).where(households.c.id.in_(their)).order_by(households.c.id).with_for_update()
    return select(func.count()).select_from(locked.cte("locked"))


def credit_households(cycle: str, run: int, left_out: Sequence[UUID]) -> Update:
    """Gives each household what the run brings it back."""
    found = changes(cycle, run, left_out).subquery()
    rebate = func.sum(found.c.released - found.c.charged).cast(BigInteger).label("rebate")
    back = select(found.c.household_id, rebate).group_by(found.c.household_id).cte("back")
    credited = update(households).where(households.c.id == back.c.household_id, back.c.rebate != 0)
    return credited.values(credit_cents=households.c.credit_cents + back.c.rebate)


def fund_gets(cycle: str, run: int, left_out: Sequence[UUID]) -> Select[int]:
    """What the run brings the solidarity fund: what it held and is not charged, and surcharges; those lowered take."""
    found = changes(cycle, run, left_out).subquery()
    return select(func.coalesce(func.sum(found.c.fund_released - found.c.fund_charged), 0).cast(BigInteger))


def remember_posted(cycle: str, run: int, left_out: Sequence[UUID]) -> Insert:
    """Keeps what each order is charged now, to compare a later run with; the first, as told of the fund, too."""
    found = outcome(cycle, run, left_out)
    columns = ["order_id", "cycle", "run", "held_cents", "charged_cents", "told_charged_cents"]
    charged = found.c.charged_cents
    source = select(found.c.order_id, literal(cycle), literal(run), found.c.held_cents, charged, charged)
    statement = insert(posted_settlements).from_select(columns, source)
    changed = {name: statement.excluded[name] for name in ("run", "charged_cents")}
    return statement.on_conflict_do_update(index_elements=["order_id"], set_=changed)


_COMPARED = settled_orders.outerjoin(household_orders, household_orders.c.id == settled_orders.c.order_id).outerjoin(
    posted_settlements, posted_settlements.c.order_id == settled_orders.c.order_id
)
"""What a run settles beside what stands here, and what was posted of it before."""
_ABOVE_PUBLISHED = settled_orders.c.charged_cents > func.coalesce(
    posted_settlements.c.charged_cents, settled_orders.c.held_cents
)


def _settled_in(cycle: str, run: int) -> ColumnElement[bool]:
    return (settled_orders.c.cycle == cycle) & (settled_orders.c.run == run)


def _confirmed(cycle: str) -> ColumnElement[bool]:
    return (household_orders.c.cycle == cycle) & (household_orders.c.state == "confirmed")


def _other_hold(cycle: str) -> ColumnElement[bool]:
    """Another amount is held here, or the order is not confirmed here, or not known."""
    return (_confirmed(cycle) & (household_orders.c.held_cents == settled_orders.c.held_cents)).is_not(True)


def _missing(cycle: str, run: int, left_out: Sequence[UUID]) -> ColumnElement[bool]:
    """The order is confirmed here and neither settled by the run nor left out."""
    return and_(_confirmed(cycle), household_orders.c.group_order_id.not_in(left_out), ~_in_run(run))


def _in_run(run: int) -> Exists:
    settled = settled_orders.c
    return exists().where(settled.order_id == household_orders.c.id, settled.run == run)
