"""What stands on a household's final slip: paid, received, price, what lacked and why, what is on its account."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.storage.cycle_tables import catalogue_entries
from services.orders.storage.hand_over_tables import goods_credits, hand_overs, handed_lines
from services.orders.storage.handing_over import fetch_columns, with_fetch
from services.orders.storage.household_tables import households
from services.orders.storage.order_tables import household_order_lines, household_orders
from services.orders.storage.settlement_changes import own_of
from services.orders.storage.settlement_tables import posted_settlements, settled_lines
from shared.contracts.settlements import ReasonCode

_order, _posted = household_orders.c, posted_settlements.c
_FETCHED = ("collected", "left_with_neighbour")
"""Goods that nobody came for are not handed over for less: they wait, or are sold."""


@dataclass(frozen=True, slots=True)
class SlipLine:
    """A line: base units, cents per display unit; ``handed`` is none while nobody fetched it."""

    product: str
    name: str
    unit: str
    ordered: int
    granted: int
    handed: int | None
    final_price_cents: int | None
    charged_cents: int
    reason_code: str | None
    reason_demand: int
    reason_available: int

    @property
    def received(self) -> int:
        """What was handed over, or is to be."""
        return self.granted if self.handed is None else self.handed


@dataclass(frozen=True, slots=True)
class Slip:
    """A settled order. Money is in cents: ``held`` and ``charged`` are its household's own part.

    ``full_cents`` is what all households pay for these goods; ``credited_cents`` came back for goods that it was
    charged for and not handed.
    """

    order_id: UUID
    household: str
    label: str
    language: str
    centre: str
    place: str
    starts: datetime | None
    ends: datetime | None
    held_cents: int
    charged_cents: int
    full_cents: int
    credited_cents: int
    credit_cents: int
    lines: Sequence[SlipLine]

    @property
    def rebate_cents(self) -> int:
        """What was set aside and not needed."""
        return self.held_cents - self.charged_cents


async def slips_of_centre(connection: AsyncConnection, cycle: str, centre: str) -> list[Slip]:
    """Every settled order of a centre, by member number."""
    return await _slips(connection, (_order.cycle == cycle) & (_order.centre == centre))


async def slip_of_order(connection: AsyncConnection, order_id: UUID) -> Slip | None:
    """One order; ``None``: it is not settled."""
    found = await _slips(connection, _order.id == order_id)
    return found[0] if found else None


async def _slips(connection: AsyncConnection, which: ColumnElement[bool]) -> list[Slip]:
    rows = (await connection.execute(_headers().where(which).order_by(households.c.number))).mappings().all()
    lines: dict[UUID, list[SlipLine]] = defaultdict(list)
    for order_id, *line in await connection.execute(_lines().where(which)):
        lines[order_id].append(SlipLine(*line))
    return [Slip(**row, lines=lines[row["order_id"]]) for row in rows]


def _headers() -> Select[Any]:
    source = with_fetch(
        household_orders.join(posted_settlements, _posted.order_id == _order.id)
        .join(households, households.c.id == _order.household_id)
        .outerjoin(goods_credits, goods_credits.c.order_id == _order.id),
        *(_order.cycle, _order.centre, _order.group_order_id),
    )
    member = households.c
    named = (member.number.label("household"), member.label, member.language)
    money = (
        _order.own_cents.label("held_cents"),
        own_of(_posted.charged_cents).label("charged_cents"),
        _posted.charged_cents.label("full_cents"),
        func.coalesce(goods_credits.c.credited_cents, 0).label("credited_cents"),
        households.c.credit_cents,
    )
    return select(_order.id.label("order_id"), *named, _order.centre, *fetch_columns(), *money).select_from(source)


def _lines() -> Select[Any]:
    """A line that the posted run has no word about belongs to a centre that was left out."""
    line, settled, entry = household_order_lines.c, settled_lines.c, catalogue_entries.c
    noted, handed = hand_overs.c, handed_lines.c
    its_run = and_(settled.order_id == line.order_id, settled.run == _posted.run, settled.product == line.product)
    left_out = settled.order_id.is_(None)
    return (
        select(
            *(line.order_id, line.product, func.coalesce(entry.name, line.product)),
            *(func.coalesce(entry.unit, "piece"), line.quantity, func.coalesce(settled.granted, 0), handed.handed),
            *(settled.final_price_cents, func.coalesce(settled.charged_cents, 0)),
            case((left_out, ReasonCode.CENTRE_LEFT_OUT.value), else_=settled.reason_code),
            *(func.coalesce(settled.reason_demand, 0), func.coalesce(settled.reason_available, 0)),
        )
        .select_from(household_order_lines)
        .join(household_orders, _order.id == line.order_id)
        .join(posted_settlements, _posted.order_id == line.order_id)
        .outerjoin(settled_lines, its_run)
        .outerjoin(catalogue_entries, (entry.cycle == _order.cycle) & (entry.product == line.product))
        .outerjoin(hand_overs, (noted.order_id == line.order_id) & noted.state.in_(_FETCHED))
        .outerjoin(handed_lines, (handed.order_id == noted.order_id) & (handed.product == line.product))
        .order_by(line.order_id, func.coalesce(entry.name, line.product), line.product)
    )
