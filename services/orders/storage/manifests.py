"""The manifest of a group order: what is counted when it is sealed, and when somebody asks if it still holds."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, cast, func, literal_column, select
from sqlalchemy.dialects.postgresql import BYTEA, aggregate_order_by

from services.orders.storage.cycle_tables import group_orders
from services.orders.storage.order_tables import household_orders

_NO_BYTES: ColumnElement[bytes] = cast(literal_column("''"), BYTEA)


def manifests_of(ids: Sequence[UUID]) -> CTE:
    """Per group order: confirmed orders, what they hold, and the digest over every published order in id order."""
    orders = household_orders.c
    confirmed, was_published = orders.state == "confirmed", orders.digest.is_not(None)
    digests = func.string_agg(orders.digest, aggregate_order_by(_NO_BYTES, orders.id)).filter(was_published)
    manifests = (
        select(
            group_orders.c.id,
            func.count(orders.id).filter(confirmed).label("orders"),
            func.coalesce(func.sum(orders.held_cents).filter(confirmed), 0).label("held_cents"),
            func.sha256(func.coalesce(digests, _NO_BYTES)).label("digest"),
            func.max(orders.version).filter(was_published).label("newest"),
        )
        .outerjoin(household_orders, orders.group_order_id == group_orders.c.id)
        .where(group_orders.c.id.in_(ids))
        .group_by(group_orders.c.id)
    )
    return manifests.cte("manifests")
