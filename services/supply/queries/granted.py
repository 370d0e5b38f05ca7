"""What each order was granted by the settlement in force, and which orders were heard only after it."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, ScalarSelect, Select, and_, case, func, literal, or_, select

from services.supply.domain.allocation import Shortfall
from services.supply.storage.buying_tables import plans
from services.supply.storage.cycle_tables import cycle_products
from services.supply.storage.demand_tables import household_order_lines, household_orders
from services.supply.storage.settlement_tables import settled_grants, settled_products, settlements

_order, _line, _sold = household_orders.c, household_order_lines.c, cycle_products.c
_product, _grant = settled_products.c, settled_grants.c


def run_in_force(cycle: str) -> ScalarSelect[int]:
    """The number of a cycle's last settlement run; null before the first."""
    return select(func.max(settlements.c.run)).where(settlements.c.cycle == cycle).scalar_subquery()


def in_run(sealed_version: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether a run counts a line, of orders and lines joined with its products and grants.

    Every order admitted after the plan, made from the seal of ``sealed_version``, has a grant in each run that it is
    in; but of a product without a final price nobody got any, whoever it was.
    """
    counted = or_(_product.final_price_cents.is_(None), _order.version <= sealed_version, _grant.order_id.is_not(None))
    return and_(_product.product.is_not(None), counted)


def granted_lines(cycle: str) -> Select[Any]:
    """``order_id``, ``product``, ``name``, ``unit``, ``ordered``, ``granted`` and more, of the run in force.

    A product has the name it was sold under. An order has a grant where goods did not suffice. Nothing was granted of
    a product without a final price. ``shortage`` is the reason code of whoever gets less of the product than ordered.
    """
    whole = case((_product.final_price_cents.is_(None), 0), else_=_line.quantity)
    late = and_(_order.version > _sealed_version(cycle), _product.final_price_cents.is_not(None))
    return (
        select(
            *(_line.order_id, _line.product, func.coalesce(_sold.entry["name"].astext, _line.product).label("name")),
            *(_sold.unit, _line.quantity.label("ordered"), _product.final_price_cents),
            case((late, literal(Shortfall.ADMITTED_LATE.value)), else_=_product.shortage).label("shortage"),
            func.coalesce(_grant.granted, whole).label("granted"),
        )
        .select_from(_lines_with_run(cycle))
        .join(cycle_products, and_(_sold.cycle == _line.cycle, _sold.product == _line.product))
        .where(_line.cycle == cycle, in_run(_sealed_version(cycle)))
    )


def lines_heard_since(cycle: str) -> Select[Any]:
    """``order_id``, ``product`` of every line that is not in the run in force: admitted, or heard, since."""
    sealed = _sealed_version(cycle)
    return (
        select(_line.order_id, _line.product)
        .select_from(_lines_with_run(cycle))
        .where(_line.cycle == cycle, _order.version > sealed, ~in_run(sealed))
    )


def _sealed_version(cycle: str) -> ColumnElement[int]:
    """Of the seal that the plan in force was made from; 0 when there is no plan, as of a cycle that was abandoned."""
    plan = select(plans.c.sealed_version).where(plans.c.cycle == cycle).order_by(plans.c.plan.desc()).limit(1)
    return func.coalesce(plan.scalar_subquery(), 0)


def _lines_with_run(cycle: str) -> FromClause:
    """Every line of confirmed orders, with what the run in force says of its product and of its grant, if it does."""
    settled = and_(
        _product.cycle == _line.cycle, _product.product == _line.product, _product.run == run_in_force(cycle)
    )
    shared = and_(
        _grant.cycle == _line.cycle,
        _grant.run == _product.run,
        _grant.product == _line.product,
        _grant.order_id == _line.order_id,
    )
    return (
        household_order_lines.join(household_orders, _order.order_id == _line.order_id)
        .outerjoin(settled_products, settled)
        .outerjoin(settled_grants, shared)
    )
