"""Lists of orders in pages: each page starts after an order, wherever that one stands by now."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select, tuple_

from services.orders.storage.household_tables import households
from services.orders.storage.order_tables import household_orders


@dataclass(frozen=True, slots=True)
class OrderPage:
    """Which orders of a list are asked for: at most ``limit`` after the order ``after``."""

    after: UUID | None = None
    limit: int = 100


def page_of(found: Select[Any], page: OrderPage, *key: ColumnElement[Any]) -> Select[Any]:
    """One more than the page's orders, by ``key``: columns of the order and its household, the last the order's id."""
    if page.after is not None:
        of_one = (household_orders.c.id == page.after) & (households.c.id == household_orders.c.household_id)
        last = select(*key).where(of_one).correlate(None).scalar_subquery()
        found = found.where(tuple_(*key) > last)
    return found.order_by(*key).limit(page.limit + 1)
