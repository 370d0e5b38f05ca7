"""What orders' goods and their credits are at this moment: read once their households are locked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Select, Text, Uuid, and_, case, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.domain.handing_over import GoodsCredit, SettledGoods
from services.orders.storage.arrays import Columns, as_arrays, sent_rows
from services.orders.storage.cycle_tables import catalogue_entries
from services.orders.storage.day_sale_rows import SOLD
from services.orders.storage.hand_over_tables import goods_credits, hand_overs, handed_lines
from services.orders.storage.order_tables import household_orders
from services.orders.storage.settlement_tables import POSTED_RUN, posted_settlements, settled_lines
from shared.kernel.quantity import Unit

StoredCredit = tuple[UUID, int, int, str | None]
"""An order, the cents its household and the solidarity fund got back in all, why a correction is not booked."""
FETCHED = ("collected", "left_with_neighbour")

_CREDIT: Columns = {"order_id": Uuid(), "credited_cents": BigInteger(), "fund_cents": BigInteger(), "refused": Text()}
_new = insert(goods_credits).from_select(list(_CREDIT), sent_rows("credit", _CREDIT).select())
_store = _new.on_conflict_do_update(
    index_elements=["order_id"], set_={name: _new.excluded[name] for name in list(_CREDIT)[1:]}
)


@dataclass(frozen=True, slots=True)
class OrderGoods:
    """A settled order of which something is known from the day: its goods, and what was credited for them so far.

    ``noted`` is the version of what is known, ``noted_by`` who noted it: none, if supply did not say.
    """

    order_id: UUID
    household_id: UUID
    cycle: str
    rate_basis_points: int
    lines: tuple[SettledGoods, ...]
    credited: GoodsCredit
    was_refused: bool
    noted: int
    noted_by: UUID | None


async def households_of(connection: AsyncConnection, order_ids: Sequence[UUID]) -> set[UUID]:
    """The households of those orders that are here."""
    order = household_orders.c
    return set(await connection.scalars(select(order.household_id).where(order.id.in_(order_ids))))


async def order_goods(connection: AsyncConnection, order_ids: Sequence[UUID]) -> list[OrderGoods]:
    """Those of these orders that are settled and of whose day something was heard, by id."""
    rows = await connection.execute(_goods(order_ids))
    return [_of_order(list(of_order)) for _, of_order in groupby(rows, lambda row: row.order_id)]


def _of_order(rows: Sequence[Any]) -> OrderGoods:
    order = rows[0]
    lines = (
        SettledGoods(row.granted, row.charged_cents, row.final_price_cents, Unit(row.unit).base, row.handed, row.sold)
        for row in rows
    )
    return OrderGoods(
        *(order.order_id, order.household_id, order.cycle, order.rate_basis_points, tuple(lines)),
        credited=GoodsCredit(order.credited_cents, order.fund_cents),
        was_refused=order.refused is not None,
        noted=order.version,
        noted_by=order.by,
    )


async def store_credits(connection: AsyncConnection, rows: Iterable[StoredCredit]) -> None:
    """What orders' households were credited in all, and why a correction is not booked."""
    await connection.execute(_store, as_arrays("credit", _CREDIT, rows))


def _goods(order_ids: Sequence[UUID]) -> Select[Any]:
    heard, posted, line, order = hand_overs.c, posted_settlements.c, settled_lines.c, household_orders.c
    of_line = and_(handed_lines.c.order_id == line.order_id, handed_lines.c.product == line.product)
    entry = and_(catalogue_entries.c.cycle == order.cycle, catalogue_entries.c.product == line.product)
    fetched = case((heard.state.in_(FETCHED), func.coalesce(handed_lines.c.handed, 0)), else_=None)
    return (
        select(
            *(heard.order_id, heard.version, heard.by, order.household_id, order.cycle, order.rate_basis_points),
            *(line.granted, line.charged_cents),
            *(line.final_price_cents, catalogue_entries.c.unit),
            *(fetched.label("handed"), SOLD.label("sold")),
            func.coalesce(goods_credits.c.credited_cents, 0).label("credited_cents"),
            *(func.coalesce(goods_credits.c.fund_cents, 0).label("fund_cents"), goods_credits.c.refused),
        )
        .select_from(hand_overs)
        .join(household_orders, order.id == heard.order_id)
        .join(posted_settlements, posted.order_id == heard.order_id)
        .join(settled_lines, POSTED_RUN)
        .join(catalogue_entries, entry)
        .outerjoin(handed_lines, of_line)
        .outerjoin(goods_credits, goods_credits.c.order_id == heard.order_id)
        .where(heard.order_id.in_(order_ids))
        .order_by(heard.order_id, line.product)
    )
