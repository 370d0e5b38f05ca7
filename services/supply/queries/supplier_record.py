"""A supplier's record: cycle by cycle, what went wrong and whether it came on the day it was awaited."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Select, cast, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.incident import IncidentKind
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
    """A delivery and the day it was awaited: the one the supplier last confirmed, else the cycle's."""

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
    connection: AsyncConnection, supplier: str, after: str | None, limit: int
) -> list[CycleRecord]:
    """At most ``limit`` cycles whose codes come after ``after``, by code.

    Raises:
        Refused: ``supplier_unknown``.
    """
    if not await connection.scalar(select(exists().where(suppliers.c.supplier == supplier))):
        raise Refused("supplier_unknown", supplier=supplier)
    order = purchase_orders.c
    sent = select(order.cycle).distinct().where(order.supplier == supplier, order.sent_at.is_not(None))
    following = sent.where(order.cycle > (after or "")).order_by(order.cycle).limit(limit)
    found = list(await connection.scalars(following))
    counts, arrivals = await _incidents(connection, supplier, found), await _arrivals(connection, supplier, found)
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


async def _arrivals(connection: AsyncConnection, supplier: str, found: list[str]) -> dict[str, list[Arrival]]:
    came: dict[str, list[Arrival]] = defaultdict(list)
    for row in await connection.execute(_awaited(supplier).where(deliveries.c.cycle.in_(found))):
        came[row.cycle].append(Arrival(row.delivery_id, row.awaited, row.received_on))
    return came


def _awaited(supplier: str) -> Select[Any]:
    """The deliveries in force of which the day is known, by day, each with the day it was awaited."""
    came, order, said = deliveries.c, purchase_orders.c, purchase_order_acknowledgements.c
    confirmed = (
        select(said.delivery)
        .join(purchase_orders, order.number == said.number)
        .where(order.cycle == came.cycle, order.supplier == came.supplier, order.state != "cancelled")
        .order_by(said.acknowledgement.desc())
        .limit(1)
        .scalar_subquery()
    )
    awaited = func.coalesce(confirmed, cycles.c.delivery).label("awaited")
    return (
        select(came.cycle, came.delivery_id, came.received_on, awaited)
        .join(cycles, cycles.c.cycle == came.cycle)
        .where(came.supplier == supplier, came.state == RECEIVED, came.received_on.is_not(None))
        .order_by(came.cycle, came.received_on, came.delivery_id)
    )
