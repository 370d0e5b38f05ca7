"""What is put into bags: of each product, how many of which size for which centre."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.queries.demand import counted
from services.supply.queries.granted import granted_lines
from services.supply.storage.catalogue_tables import products
from services.supply.storage.cycle_tables import cycle_products
from services.supply.storage.demand_tables import household_orders
from shared.kernel.quantity import Quantity, Unit


@dataclass(frozen=True, slots=True)
class Bags:
    """So many bags of one size for a centre: each is what one household gets of the product."""

    product: str
    name: str
    centre: str
    size: Quantity
    number: int
    net_grams: int | None
    allergens: str

    @property
    def quantity(self) -> Quantity:
        """In all of them."""
        return Quantity(self.size.base * self.number, self.size.unit)


async def bags_of(connection: AsyncConnection, cycle: str, centre: str | None = None) -> list[Bags]:
    """By product, centre and falling size, as the settlement in force grants them; of all centres or of one."""
    found = _bags(cycle)
    if centre is not None:
        found = found.where(household_orders.c.centre == centre)
    rows = (
        Bags(row.product, row.name or row.product, row.centre, Quantity(row.granted, Unit(row.unit)), *row[5:])
        for row in await connection.execute(found)
    )
    return sorted(rows, key=lambda bags: (bags.product, bags.centre, -bags.size.base))


def _bags(cycle: str) -> Select[Any]:
    granted, order, sold = granted_lines(cycle).subquery(), household_orders.c, cycle_products.c
    name = sold.entry["name"].astext
    of_size = (granted.c.product, name, order.centre, granted.c.granted, granted.c.unit)
    return (
        select(*of_size[:1], name.label("name"), *of_size[2:], func.count(), products.c.net_grams, products.c.allergens)
        .select_from(granted)
        .join(household_orders, order.order_id == granted.c.order_id)
        .join(cycle_products, (sold.cycle == cycle) & (sold.product == granted.c.product))
        .join(products, products.c.product == granted.c.product)
        .where(granted.c.granted > 0, counted(order.centre, cycle))
        .group_by(*of_size, products.c.net_grams, products.c.allergens)
    )
