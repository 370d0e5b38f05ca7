"""Whoever receives goods at the warehouse enters a delivery line by line, or corrects one.

A product that was not ordered is received too, as extra goods, from a supplier that has an order.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.domain.receiving import DeliveryLine, Promise
from services.supply.queries.distribution_days import last_distribution_day
from services.supply.queries.receiving import sent_lines
from services.supply.storage.catalogue_tables import products
from services.supply.storage.cycle_rows import lock_cycle
from services.supply.storage.delivery_rows import RECEIVED, Header, said, stored_header, version_said, write_delivery
from services.supply.storage.receiving_tables import deliveries
from services.supply.storage.supplier_papers import lock_papers
from shared.database import retry
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class Delivery:
    """What one supplier brought at once, as it is sent: a correction names the version it builds on, else 0."""

    delivery_id: UUID
    cycle: str
    supplier: str
    note_number: str | None
    received_on: date
    lines: tuple[DeliveryLine, ...]
    base_version: int = 0


async def receive_delivery(engine: AsyncEngine, delivery: Delivery, recorded_by: UUID) -> bool:
    """Store a delivery or its next version; whether it is new. Sent again it changes nothing.

    Raises:
        Refused: ``cycle_unknown``, ``delivery_unknown``, ``delivery_changed``: not the version it builds on,
            ``delivery_id_taken``: another cycle's or supplier's, ``delivery_in_record``: the cycle's record says what
            this supplier brought, ``delivery_entered_before``: under another id, by its note's number,
            ``delivery_not_ordered``: nothing was ordered from this supplier, ``product_unknown``, or
            ``best_before_too_short``.
    """

    async def work(connection: AsyncConnection) -> bool:
        await lock_cycle(connection, delivery.cycle)
        await lock_papers(connection, delivery.supplier)
        before = await stored_header(connection, delivery.delivery_id)
        header = _next(delivery, before)
        if before is not None and await _is_said(connection, before, header, delivery):
            return False
        _check_base(delivery, before)
        await _check(connection, delivery)
        await write_delivery(connection, header, delivery.lines, recorded_by)
        return before is None

    return await retry(engine, work)


def _next(delivery: Delivery, before: Header | None) -> Header:
    header = Header(
        delivery.delivery_id,
        delivery.cycle,
        delivery.supplier,
        delivery.note_number,
        delivery.received_on,
        version=delivery.base_version + 1,
    )
    if before is None:
        return header
    if before.rest_as_ordered:
        raise Refused("delivery_in_record", cycle=before.cycle, supplier=before.supplier)
    if (before.cycle, before.supplier) != (header.cycle, header.supplier):
        raise Refused("delivery_id_taken", delivery=str(header.delivery_id))
    return header


async def _is_said(connection: AsyncConnection, before: Header, header: Header, delivery: Delivery) -> bool:
    """Whether the version in force is what is sent."""
    if replace(before, received_on=header.received_on, note_number=header.note_number) != header:
        return False
    stored = await version_said(connection, before.delivery_id, before.version)
    return stored is not None and stored["said"] == said(header, delivery.lines)


def _check_base(delivery: Delivery, before: Header | None) -> None:
    if before is None and delivery.base_version:
        raise Refused("delivery_unknown", delivery=str(delivery.delivery_id))
    if before is not None and before.version != delivery.base_version:
        raise Refused("delivery_changed", delivery=str(delivery.delivery_id), version=before.version)


async def _check(connection: AsyncConnection, delivery: Delivery) -> None:
    await _check_not_entered(connection, delivery)
    sent_to = {supplier for supplier, _ in await sent_lines(connection, delivery.cycle)}
    named = [line.product for line in delivery.lines]
    if delivery.supplier not in sent_to:
        raise Refused("delivery_not_ordered", supplier=delivery.supplier, product=named[0])
    promised = await _promised(connection, named)
    for product in named:
        if product not in promised:
            raise Refused("product_unknown", product=product)
    promise = Promise(await last_distribution_day(connection, delivery.cycle), promised)
    promise.check(delivery.lines, delivery.received_on)


async def _check_not_entered(connection: AsyncConnection, delivery: Delivery) -> None:
    """Neither in the cycle's record nor, by the number of its note, under another id."""
    other = deliveries.c
    same_supplier = select(deliveries).where(
        other.supplier == delivery.supplier, other.state == RECEIVED, other.delivery_id != delivery.delivery_id
    )
    record = same_supplier.where(other.cycle == delivery.cycle, other.rest_as_ordered)
    if (await connection.execute(record)).first() is not None:
        raise Refused("delivery_in_record", cycle=delivery.cycle, supplier=delivery.supplier)
    twin = (await connection.execute(same_supplier.where(other.note_number == delivery.note_number))).first()
    if delivery.note_number is not None and twin is not None:
        raise Refused(
            "delivery_entered_before",
            supplier=delivery.supplier,
            note_number=delivery.note_number,
            received_on=twin.received_on,
            cycle=twin.cycle,
            delivery=str(twin.delivery_id),
        )


async def _promised(connection: AsyncConnection, named: Iterable[str]) -> dict[str, int | None]:
    product = products.c
    query = select(product.product, product.min_remaining_days).where(product.product.in_(set(named)))
    return {row.product: row.min_remaining_days for row in await connection.execute(query)}
