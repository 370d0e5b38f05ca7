"""A supplier's record: cycle by cycle, what went wrong and whether it came on the day it was awaited."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, cast, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.incident import IncidentKind
from services.supply.domain.punctuality import awaited
from services.supply.domain.purchase_order import PurchaseOrderState
from services.supply.queries.incident_counts import incident_counts
from services.supply.queries.invoiced_otherwise import costs_more, invoiced_tariffs
from services.supply.storage.buying_tables import purchase_order_acknowledgements, purchase_orders
from services.supply.storage.catalogue_tables import suppliers
from services.supply.storage.cycle_tables import cycles
from services.supply.storage.delivery_rows import RECEIVED
from services.supply.storage.incident_tables import incidents
from services.supply.storage.receiving_tables import deliveries
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class Arrival:
    """A delivery and the day it was awaited: the one the supplier promised before it was due, else the cycle's."""

    delivery_id: UUID
    awaited: date
    received_on: date

    @property
    def days_late(self) -> int:
        """Below 0: early."""
        return (self.received_on - self.awaited).days


@dataclass(frozen=True, slots=True)
class CycleRecord:
    """One cycle in which the supplier was sent an order; ``arrivals`` are the deliveries of which the day is known.

    ``tariffs_cost_more`` is what another tariff than announced came to, in cents with VAT.
    """

    cycle: str
    incidents: Mapping[IncidentKind, int]
    tariffs_cost_more: int
    arrivals: tuple[Arrival, ...]


async def supplier_record(
    connection: AsyncConnection, supplier: str, after: str | None, limit: int, zone: ZoneInfo
) -> list[CycleRecord]:
    """At most ``limit`` cycles whose codes come after ``after``, by code; days are those of the network's zone.

    Raises:
        Refused: ``supplier_unknown``.
    """
    if not await connection.scalar(select(exists().where(suppliers.c.supplier == supplier))):
        raise Refused("supplier_unknown", supplier=supplier)
    order = purchase_orders.c
    sent = select(order.cycle).distinct().where(order.supplier == supplier, order.sent_at.is_not(None))
    following = sent.where(order.cycle > (after or "")).order_by(order.cycle).limit(limit)
    found = list(await connection.scalars(following))
    counts, arrivals = await _incidents(connection, supplier, found), await _arrivals(connection, supplier, found, zone)
    tariffs = await _tariffs(connection, supplier, found)
    return [CycleRecord(cycle, counts[cycle], tariffs[cycle], tuple(arrivals[cycle])) for cycle in found]


async def _incidents(connection: AsyncConnection, supplier: str, found: list[str]) -> dict[str, Counter[IncidentKind]]:
    counts: dict[str, Counter[IncidentKind]] = defaultdict(Counter)
    for one in await incident_counts(connection, found, supplier):
        counts[one.cycle][one.kind] = one.incidents
    return counts


async def _tariffs(connection: AsyncConnection, supplier: str, found: list[str]) -> Counter[str]:
    """By cycle, cents that incidents of another tariff cost more, and what is invoiced so without one."""
    kept, cents = incidents.c, Counter[str]()
    more = cast(kept.consequences["costs_more_cents"].astext, BigInteger)
    query = select(kept.cycle, more).where(kept.supplier == supplier, kept.cycle.in_(found))
    for cycle, costs in await connection.execute(query.where(kept.kind == IncidentKind.TARIFF.value)):
        cents[cycle] += costs
    for one in await invoiced_tariffs(connection, found, supplier):
        cents[one.cycle] += await costs_more(connection, one)
    return cents


async def _arrivals(
    connection: AsyncConnection, supplier: str, found: list[str], zone: ZoneInfo
) -> dict[str, list[Arrival]]:
    """By cycle, the deliveries in force of which the day is known, by day, each with the day it was awaited."""
    due, came = await _promised(connection, supplier, found, zone), deliveries.c
    query = (
        select(came.cycle, came.delivery_id, came.received_on, cycles.c.delivery)
        .join(cycles, cycles.c.cycle == came.cycle)
        .where(came.supplier == supplier, came.cycle.in_(found), came.state == RECEIVED, came.received_on.is_not(None))
        .order_by(came.cycle, came.received_on, came.delivery_id)
    )
    arrivals: dict[str, list[Arrival]] = defaultdict(list)
    for row in await connection.execute(query):
        awaited_on = due.get(row.cycle, row.delivery)
        arrivals[row.cycle].append(Arrival(row.delivery_id, awaited_on, row.received_on))
    return arrivals


async def _promised(connection: AsyncConnection, supplier: str, found: list[str], zone: ZoneInfo) -> dict[str, date]:
    """By cycle in which an order of the supplier stands, the day that was promised before it was due."""
    order, said = purchase_orders.c, purchase_order_acknowledgements.c
    query = (
        select(order.cycle, cycles.c.delivery.label("agreed"), order.sent_at, said.acknowledged_at, said.delivery)
        .join(cycles, cycles.c.cycle == order.cycle)
        .outerjoin(purchase_order_acknowledgements, said.number == order.number)
        .where(order.supplier == supplier, order.cycle.in_(found), order.sent_at.is_not(None))
        .where(order.state != PurchaseOrderState.CANCELLED)
        .order_by(order.cycle, order.number, said.acknowledgement)
    )
    by_cycle = groupby(await connection.execute(query), key=lambda row: row.cycle)
    return {cycle: _awaited(list(rows), zone) for cycle, rows in by_cycle}


def _awaited(rows: Sequence[Any], zone: ZoneInfo) -> date:
    answers = [(_day(row.acknowledged_at, zone), row.delivery) for row in rows if row.acknowledged_at is not None]
    return awaited(rows[0].agreed, _day(rows[0].sent_at, zone), answers)


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()
