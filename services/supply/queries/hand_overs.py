"""What was handed over at the centres, and who is still to come: as the volunteers of the day see it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Select, Uuid, any_, func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.shifts import weight_grams
from services.supply.queries.demand import counted
from services.supply.queries.granted import granted_lines
from services.supply.storage.catalogue_tables import products
from services.supply.storage.demand_tables import household_order_lines, household_orders
from services.supply.storage.distribution_tables import hand_overs, handed_lines
from shared.contracts.manifest import ManifestState
from shared.kernel.ids import group_order_id
from shared.kernel.quantity import Unit

_order, _noted = household_orders.c, hand_overs.c


@dataclass(frozen=True, slots=True)
class HandedLineView:
    """One product of an order in base units of its display unit; ``handed`` is none while nothing is noted.

    ``grams`` is what weighs that which was granted, ``shortage`` the reason code when it is less than ordered.
    """

    product: str
    name: str
    unit: Unit
    ordered: int
    granted: int
    grams: int
    final_price_cents: int | None
    shortage: str | None
    handed: int | None


@dataclass(frozen=True, slots=True)
class HandOverView:
    """An order on the day of distribution; ``state`` is none and ``version`` 0 while nothing is noted."""

    order_id: UUID
    centre: str
    household: str
    label: str
    version: int
    state: str | None
    neighbour: str | None
    remark: str
    collected_at: datetime | None
    lines: list[HandedLineView]


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of the orders were fetched, how many nobody came for so far, how many there are."""

    fetched: int
    absent: int
    orders: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which orders are asked for: of a cycle, of the centres that one may see (``None``: all), of one of them."""

    cycle: str
    seen: frozenset[str] | None
    centre: str | None = None

    def of(self, columns: Sequence[Any]) -> Select[Any]:
        """These columns of those orders, with what was noted of them."""
        found = select(*columns).select_from(household_orders).outerjoin(hand_overs, _noted.order_id == _order.order_id)
        found = found.where(
            _order.cycle == self.cycle,
            _order.state == ManifestState.CONFIRMED.value,
            counted(_order.centre, self.cycle),
        )
        if self.centres is not None:
            found = found.where(_order.group_order_id.in_([group_order_id(self.cycle, one) for one in self.centres]))
        return found

    @property
    def centres(self) -> frozenset[str] | None:
        """Those asked for, as far as one may see them; ``None`` for all."""
        if self.centre is None:
            return self.seen
        one = frozenset({self.centre})
        return one if self.seen is None else one & self.seen


_COLUMNS = (
    *(
        _order.order_id,
        _order.centre,
        _order.household,
        _order.label,
        func.coalesce(_noted.version, 0).label("version"),
    ),
    *(_noted.state, _noted.neighbour, func.coalesce(_noted.remark, "").label("remark"), _noted.collected_at),
)


async def hand_overs_after(
    connection: AsyncConnection, wanted: Wanted, after: str | None, limit: int
) -> list[HandOverView]:
    """At most ``limit`` orders whose member number comes after ``after``, by member number."""
    found = wanted.of(_COLUMNS).where(_order.household > (after or "")).order_by(_order.household).limit(limit)
    return await _views(connection, wanted.cycle, found)


async def hand_over_of(connection: AsyncConnection, wanted: Wanted, order_id: UUID) -> HandOverView | None:
    """One of those orders."""
    views = await _views(connection, wanted.cycle, wanted.of(_COLUMNS).where(_order.order_id == order_id))
    return views[0] if views else None


async def progress(connection: AsyncConnection, wanted: Wanted) -> Progress:
    """How far the distribution is."""
    states = wanted.of((_noted.state, func.count().label("orders"))).group_by(_noted.state)
    orders = {row.state: row.orders for row in await connection.execute(states)}
    fetched = orders.get("collected", 0) + orders.get("left_with_neighbour", 0)
    return Progress(fetched, orders.get("absent", 0) + orders.get("released", 0), sum(orders.values()))


async def _views(connection: AsyncConnection, cycle: str, found: Select[Any]) -> list[HandOverView]:
    rows = (await connection.execute(found)).mappings().all()
    lines = await _lines(connection, cycle, [row["order_id"] for row in rows])
    return [HandOverView(**row, lines=lines[row["order_id"]]) for row in rows]


async def _lines(
    connection: AsyncConnection, cycle: str, order_ids: Sequence[UUID]
) -> Mapping[UUID, list[HandedLineView]]:
    """What was noted stays as it was noted; what is not is as the settlement in force grants it."""
    asked = any_(literal(order_ids, ARRAY(Uuid)))  # one statement however many they are: PostgreSQL prepares it once
    its = granted_lines(cycle).where(household_order_lines.c.order_id == asked).subquery().c
    handed = handed_lines.c
    noted = (handed.order_id == its.order_id) & (handed.product == its.product)
    found = (
        select(*its, handed.granted.label("noted"), handed.handed, products.c.net_grams)
        .outerjoin(handed_lines, noted)
        .join(products, products.c.product == its.product)
        .order_by(its.order_id, its.product)
    )
    lines: dict[UUID, list[HandedLineView]] = defaultdict(list)
    for row in await connection.execute(found):
        lines[row.order_id].append(_line(row))
    return lines


def _line(row: Any) -> HandedLineView:  # noqa: ANN401 - a row
    granted = row.granted if row.noted is None else row.noted
    unit = Unit(row.unit)
    return HandedLineView(
        product=row.product,
        name=row.name,
        unit=unit,
        ordered=row.ordered,
        granted=granted,
        grams=weight_grams(granted, unit, row.net_grams),
        final_price_cents=row.final_price_cents,
        shortage=row.shortage if granted < row.ordered else None,
        handed=row.handed,
    )
