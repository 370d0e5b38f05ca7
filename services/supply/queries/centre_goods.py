"""The goods of one centre in one cycle: what it was sent and what became of it, by product."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Select, case, func, literal, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.centre_goods import CentreGoods, last_day_to_fetch
from services.supply.queries.demand import counted
from services.supply.queries.granted import granted_lines
from services.supply.queries.network_settings import network_settings
from services.supply.storage.cycle_tables import cycle_centres, cycle_products
from services.supply.storage.demand_tables import household_order_lines, household_orders
from services.supply.storage.distribution_tables import (
    distribution_days,
    goods_back,
    goods_sent,
    goods_sold,
    hand_overs,
    handed_lines,
)
from shared.kernel.ids import group_order_id

_FIGURES = ("granted", "handed_over", "sold", "returned", "lost", "awaited")


@dataclass(frozen=True, slots=True)
class DayView:
    """A centre's day of distribution: until when goods are fetched, its goods, whether it is closed and why so."""

    cycle: str
    centre: str
    ends: datetime
    last_day: date
    closed_at: datetime | None
    reason: str | None
    goods: list[CentreGoods]


async def day_view(connection: AsyncConnection, cycle: str, centre: str) -> DayView | None:
    """A centre's day in a cycle. ``None``: the centre takes no part."""
    ends = await distribution_ends(connection, cycle, centre)
    if ends is None:
        return None
    its = distribution_days.c
    noted = select(its.closed_at, its.reason).where(its.cycle == cycle, its.centre == centre)
    closed_at, reason = (await connection.execute(noted)).one_or_none() or (None, None)
    goods = await centre_goods(connection, cycle, centre)
    days = (await network_settings(connection)).uncollected_days
    return DayView(cycle, centre, ends, last_day_to_fetch(ends, days), closed_at, reason, goods)


async def distribution_ends(connection: AsyncConnection, cycle: str, centre: str) -> datetime | None:
    """When a centre's distribution ends, in local time; ``None``: it takes no part in the cycle."""
    its = cycle_centres.c
    taking_part = (its.cycle == cycle, its.centre == centre, its.scheduled_version.is_not(None))
    ends: datetime | None = await connection.scalar(
        select(its.distribution_ends).where(*taking_part, counted(its.centre, cycle))
    )
    return ends


async def centre_goods(connection: AsyncConnection, cycle: str, centre: str) -> list[CentreGoods]:
    """Every product that the centre was granted, sent or sold, by product code."""
    parts = union_all(*_parts(cycle, centre)).subquery()
    sums = (func.coalesce(func.sum(parts.c[name]), 0).cast(BigInteger).label(name) for name in _FIGURES)
    summed = select(parts.c.product, *sums).group_by(parts.c.product).subquery()
    sent = goods_sent.c
    noted = (sent.cycle == cycle) & (sent.centre == centre) & (sent.product == summed.c.product)
    sold = cycle_products.c
    found = (
        select(*summed.c, sold.unit, func.coalesce(sent.sent, summed.c.granted).label("sent"))
        .select_from(summed)
        .join(cycle_products, (sold.cycle == cycle) & (sold.product == summed.c.product))
        .outerjoin(goods_sent, noted)
        .order_by(summed.c.product)
    )
    return [CentreGoods(**row) for row in (await connection.execute(found)).mappings()]


def _parts(cycle: str, centre: str) -> Sequence[Select[Any]]:
    """Rows of one product each, with one figure or two and zero for the others."""
    order = household_orders.c
    here = select(order.order_id).where(order.cycle == cycle, order.group_order_id == group_order_id(cycle, centre))
    granted = granted_lines(cycle).where(household_order_lines.c.order_id.in_(here)).subquery()
    noted, handed, sold, back, sent = hand_overs.c, handed_lines.c, goods_sold.c, goods_back.c, goods_sent.c
    awaits = or_(noted.state.is_(None), noted.state == "absent")
    awaited = case((awaits, granted.c.granted), else_=0)
    return (
        _part(granted.c.product, granted=granted.c.granted, awaited=awaited).select_from(
            granted.outerjoin(hand_overs, noted.order_id == granted.c.order_id)
        ),
        _part(handed.product, handed_over=handed.handed)
        .select_from(handed_lines.join(hand_overs, noted.order_id == handed.order_id))
        .where(handed.order_id.in_(here)),
        _part(sold.product, sold=sold.quantity).where(sold.cycle == cycle, sold.centre == centre),
        _part(back.product, returned=back.returned, lost=back.lost).where(back.cycle == cycle, back.centre == centre),
        _part(sent.product).where(sent.cycle == cycle, sent.centre == centre),
    )


def _part(product: Any, **figures: Any) -> Select[Any]:  # noqa: ANN401 - columns
    none = literal(0, BigInteger)
    return select(product.label("product"), *(figures.get(name, none).label(name) for name in _FIGURES))
