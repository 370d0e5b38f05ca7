"""What the solidarity fund paid and got of the orders of a settled cycle, by centre, as SQL over what was posted."""

from sqlalchemy import BigInteger, ColumnElement, Select, Update, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.domain.solidarity_told import FundPart
from services.orders.storage.order_tables import household_orders
from services.orders.storage.settlement_changes import own_of
from services.orders.storage.settlement_tables import posted_settlements

Parts = dict[str, FundPart]


async def fund_parts(connection: AsyncConnection, cycle: str) -> tuple[Parts, Parts]:
    """Of each centre that has an order: what the fund paid of reduced prices, and what it got of surcharges."""
    rows = (await connection.execute(_parts(cycle))).all()
    reduced = {row.centre: FundPart(row.reduced, row.paid, row.charged - row.reduced, row.paid_anew) for row in rows}
    more = {row.centre: FundPart(row.surcharged, row.got, row.charged - row.surcharged, row.got_anew) for row in rows}
    return reduced, more


def _parts(cycle: str) -> Select[str, int, int, int, int, int, int, int]:
    posted, order = posted_settlements.c, household_orders.c
    paid, got = _paid(posted.charged_cents), _paid(posted.charged_cents, -1)
    told = func.coalesce(posted.told_charged_cents, 0)
    return (
        select(
            order.centre,
            func.count().filter(posted.charged_cents > 0).label("charged"),
            func.count().filter(paid > 0).label("reduced"),
            func.count().filter(got > 0).label("surcharged"),
            func.sum(paid).cast(BigInteger).label("paid"),
            func.sum(got).cast(BigInteger).label("got"),
            func.count().filter(paid != _paid(told)).label("paid_anew"),
            func.count().filter(got != _paid(told, -1)).label("got_anew"),
        )
        .join(household_orders, order.id == posted.order_id)
        .where(posted.cycle == cycle)
        .group_by(order.centre)
    )


def _paid(charged: ColumnElement[int], sign: int = 1) -> ColumnElement[int]:
    """What the fund pays of it; with ``sign`` -1 what it gets."""
    return func.greatest(0, (charged - own_of(charged)) * sign)


def remember_told(cycle: str) -> Update:
    """Keeps what each order was charged when the figures of its cycle were told, to compare later ones with."""
    posted = posted_settlements
    return update(posted).where(posted.c.cycle == cycle).values(told_charged_cents=posted.c.charged_cents)
