"""What each order was granted by the settlement in force."""

from typing import Any

from sqlalchemy import ScalarSelect, Select, and_, case, func, select

from services.supply.storage.cycle_tables import cycle_products
from services.supply.storage.demand_tables import household_order_lines
from services.supply.storage.settlement_tables import settled_grants, settled_products, settlements

_line, _product, _grant, _sold = household_order_lines.c, settled_products.c, settled_grants.c, cycle_products.c


def run_in_force(cycle: str) -> ScalarSelect[int]:
    """The number of a cycle's last settlement run; null before the first."""
    return select(func.max(settlements.c.run)).where(settlements.c.cycle == cycle).scalar_subquery()


def granted_lines(cycle: str) -> Select[Any]:
    """``order_id``, ``product``, ``unit``, ``granted`` of every line; an order has a grant where goods did not suffice.

    Nothing was granted of a product without a final price.
    """
    settled = and_(
        _product.cycle == _line.cycle, _product.product == _line.product, _product.run == run_in_force(cycle)
    )
    shared = and_(
        _grant.cycle == _line.cycle,
        _grant.run == _product.run,
        _grant.product == _line.product,
        _grant.order_id == _line.order_id,
    )
    whole = case((_product.final_price_cents.is_(None), 0), else_=_line.quantity)
    return (
        select(_line.order_id, _line.product, _sold.unit, func.coalesce(_grant.granted, whole).label("granted"))
        .select_from(household_order_lines)
        .join(settled_products, settled)
        .join(cycle_products, and_(_sold.cycle == _line.cycle, _sold.product == _line.product))
        .outerjoin(settled_grants, shared)
        .where(_line.cycle == cycle)
    )
