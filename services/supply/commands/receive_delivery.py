"""Whoever receives goods at the warehouse enters a delivery line by line, or corrects one.

A product that was not ordered is received too, as extra goods, from a supplier that has an order.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.domain.receiving import DeliveryLine, Receipt
from services.supply.queries.receiving import NOTHING_ENTERED, promise_of, receipts, sent_lines
from services.supply.storage.cycle_rows import lock_cycle
from services.supply.storage.delivery_rows import (
    RECEIVED,
    Header,
    said,
    stored_header,
    version_said,
    write_delivery,
    write_withdrawal,
)
from services.supply.storage.receiving_tables import deliveries, delivery_versions
from services.supply.storage.supplier_papers import lock_papers
from shared.database import retry
from shared.kernel.refusal import Refused

ENTERED_BY_LINE = "What came is entered line by line."


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
            ``delivery_looks_entered``: just this came that day already, and no note's number tells them apart,
            ``delivery_not_ordered``: nothing was ordered from this supplier, ``product_unknown``, or
            ``best_before_too_short`` or ``best_before_missing``.
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
        await _replace_foretold(connection, delivery, recorded_by)
        await write_delivery(connection, header, delivery.lines, recorded_by)
        return before is None

    return await retry(engine, work)


def _next(delivery: Delivery, before: Header | None) -> Header:
    header = _header(delivery)
    if before is None:
        return header
    if before.rest_as_ordered:
        raise Refused("delivery_in_record", cycle=before.cycle, supplier=before.supplier)
    if (before.cycle, before.supplier) != (header.cycle, header.supplier):
        raise Refused("delivery_id_taken", delivery=str(header.delivery_id))
    return header


def _header(delivery: Delivery) -> Header:
    return Header(
        delivery.delivery_id,
        delivery.cycle,
        delivery.supplier,
        delivery.note_number,
        delivery.received_on,
        version=delivery.base_version + 1,
    )


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
    promise = await promise_of(connection, delivery.cycle, named)
    for product in named:
        if product not in promise.min_remaining_days:
            raise Refused("product_unknown", product=product)
    promise.check(delivery.lines, delivery.received_on)


async def _check_not_entered(connection: AsyncConnection, delivery: Delivery) -> None:
    """Neither in the cycle's record nor, by the number of its note, under another id."""
    other = deliveries.c
    same_supplier = select(deliveries).where(
        other.supplier == delivery.supplier, other.state == RECEIVED, other.delivery_id != delivery.delivery_id
    )
    receipt = (await receipts(connection, delivery.cycle)).get(delivery.supplier, NOTHING_ENTERED)
    if receipt.rest_as_ordered and receipt.state is not Receipt.AS_ORDERED:
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
    if delivery.note_number is None and delivery.base_version == 0:
        await _check_not_the_same(connection, delivery)


async def _replace_foretold(connection: AsyncConnection, delivery: Delivery, recorded_by: UUID) -> None:
    """What incidents said before anything came counts no more: whoever received the goods says what is there."""
    other = deliveries.c
    record = select(deliveries).where(
        other.cycle == delivery.cycle, other.supplier == delivery.supplier, other.rest_as_ordered
    )
    for row in (await connection.execute(record.where(other.state == RECEIVED))).mappings():
        await write_withdrawal(connection, Header(**row), ENTERED_BY_LINE, recorded_by)


async def _check_not_the_same(connection: AsyncConnection, delivery: Delivery) -> None:
    """Two people who enter one delivery, each on a device of their own, count it once."""
    version, other = delivery_versions.c, deliveries.c
    in_force = (version.delivery_id == other.delivery_id) & (version.version == other.version)
    that_day = (
        select(other.delivery_id, version.said)
        .join(delivery_versions, in_force)
        .where(other.cycle == delivery.cycle, other.supplier == delivery.supplier, other.state == RECEIVED)
        .where(other.received_on == delivery.received_on, other.delivery_id != delivery.delivery_id)
    )
    lines = _without_photos(said(_header(delivery), delivery.lines))
    for row in await connection.execute(that_day.order_by(other.delivery_id)):
        if _without_photos(row.said) == lines:
            raise Refused(
                "delivery_looks_entered",
                supplier=delivery.supplier,
                received_on=delivery.received_on,
                delivery=str(row.delivery_id),
            )


def _without_photos(version: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{**line, "photo": None} for line in version["lines"]]
