"""What the solidarity fund paid and got of the orders of a settled cycle, by centre, as SQL over what was posted."""

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, Update, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.domain.solidarity_told import FundPart
from services.orders.storage.order_tables import household_orders
from services.orders.storage.settlement_changes import own_of
from services.orders.storage.settlement_tables import posted_settlements
from services.orders.storage.versions import AnyRow

Parts = dict[str, FundPart]


async def fund_parts(connection: AsyncConnection, cycle: str) -> tuple[Parts, Parts]:
    """Of each centre that has an order: what the fund paid of reduced prices, and what it got of surcharges."""
    rows = (await connection.execute(_parts(cycle))).all()
    return {row.centre: _of(row, "reduced") for row in rows}, {row.centre: _of(row, "surcharged") for row in rows}


def _of(row: AnyRow, kind: str) -> FundPart:
    found = row._asdict()
    orders, moved = found[kind], found[f"{kind}_moved"]
    return FundPart(orders, found[f"{kind}_cents"], row.charged - orders, moved, row.moved - moved)


def _parts(cycle: str) -> Select[*tuple[Any, ...]]:
    posted, order = posted_settlements.c, household_orders.c
    told = func.coalesce(posted.told_charged_cents, 0)
    paid, got = _paid(posted.charged_cents), _paid(posted.charged_cents, -1)
    moved = told != posted.charged_cents
    return (
        select(
            order.centre,
            func.count().filter(posted.charged_cents > 0).label("charged"),
            func.count().filter(paid > 0).label("reduced"),
            func.count().filter(got > 0).label("surcharged"),
            func.sum(paid).cast(BigInteger).label("reduced_cents"),
            func.sum(got).cast(BigInteger).label("surcharged_cents"),
            func.count().filter(moved).label("moved"),
            func.count().filter(moved, func.greatest(paid, _paid(told)) > 0).label("reduced_moved"),
            func.count().filter(moved, func.greatest(got, _paid(told, -1)) > 0).label("surcharged_moved"),
        )
        .join(household_orders, order.id == posted.order_id)
        .where(posted.cycle == cycle)
        .group_by(order.centre)
    )


def _paid(charged: ColumnElement[int], sign: int = 1) -> ColumnElement[int]:
    """What the fund pays of it; with ``sign`` -1 what it gets."""
    return func.greatest(0, (charged - own_of(charged)) * sign)


def remember_told(cycle: str) -> Update:
    """Keeps what each order was charged when the figures of its cycle were told, to compare later ones with.

    Of the first run, which is always told, ``remember_posted`` has kept it.
    """
    posted = posted_settlements
    other = posted.c.told_charged_cents.is_distinct_from(posted.c.charged_cents)
    return update(posted).where(posted.c.cycle == cycle, other).values(told_charged_cents=posted.c.charged_cents)
