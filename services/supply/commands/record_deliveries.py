"""What suppliers brought, where it is not what was ordered: the short way, one record for the whole cycle.

It makes one delivery a supplier that it names. A supplier's goods are received either so or line by line.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.domain.incident import LOWERS_WHAT_CAME
from services.supply.domain.receiving import DeliveryLine
from services.supply.queries.receiving import promise_of, sent_lines
from services.supply.storage.cycle_rows import lock_cycle
from services.supply.storage.delivery_rows import (
    FORETOLD,
    RECEIVED,
    Header,
    said,
    version_said,
    write_delivery,
    write_withdrawal,
)
from services.supply.storage.incident_tables import incidents
from services.supply.storage.receiving_tables import deliveries
from shared.database import transaction
from shared.kernel.ids import uuid7
from shared.kernel.refusal import Refused

NOT_NAMED = "The cycle's record names this supplier no more."


@dataclass(frozen=True, slots=True)
class RecordedLine:
    """One product as it came from a supplier."""

    supplier: str
    line: DeliveryLine


@dataclass(frozen=True, slots=True)
class Record:
    """What came in a cycle otherwise than ordered; ``seen`` are versions of it that were looked at, by supplier.

    ``days`` are those on which suppliers came, as far as they are said; one that is named there alone came as ordered.
    """

    cycle: str
    lines: tuple[RecordedLine, ...]
    seen: Mapping[str, int] = field(default_factory=dict)
    days: Mapping[str, date] = field(default_factory=dict)


async def record_deliveries(engine: AsyncEngine, record: Record, recorded_by: UUID) -> None:
    """Replace the cycle's delivery record: lines that are not named came as ordered.

    Raises:
        Refused: ``cycle_unknown``, ``delivery_named_twice``, ``delivery_not_ordered``: no purchase order sent to that
            supplier has that product, ``delivery_day_not_ordered``: nor any, ``delivery_received_by_line``: its goods
            were entered line by line, ``best_before_too_short`` or ``best_before_missing``, counted from the day
            said or the cycle's delivery day, or ``delivery_changed``: it would replace
            another version than was seen, or what an incident wrote, unseen.
    """
    cycle, lines = record.cycle, record.lines
    async with transaction(engine) as connection:
        delivery_day = (await lock_cycle(connection, cycle))["delivery"]
        await _check(connection, record)
        promise = await promise_of(connection, cycle, [recorded.line.product for recorded in lines])
        by_supplier: dict[str, list[DeliveryLine]] = {supplier: [] for supplier in record.days}
        for recorded in lines:
            by_supplier.setdefault(recorded.supplier, []).append(recorded.line)
        for supplier, its in by_supplier.items():
            promise.check(its, record.days.get(supplier, delivery_day))
        await _replace(connection, record, by_supplier, recorded_by)


async def _check(connection: AsyncConnection, record: Record) -> None:
    ordered = await sent_lines(connection, record.cycle)
    if unknown := record.days.keys() - {supplier for supplier, _ in ordered}:
        raise Refused("delivery_day_not_ordered", cycle=record.cycle, supplier=min(unknown))
    seen: set[tuple[str, str]] = set()
    for recorded in record.lines:
        named = (recorded.supplier, recorded.line.product)
        if named in seen:
            raise Refused("delivery_named_twice", supplier=named[0], product=named[1])
        if named not in ordered:
            raise Refused("delivery_not_ordered", supplier=named[0], product=named[1])
        seen.add(named)
    named_suppliers = {recorded.supplier for recorded in record.lines} | record.days.keys()
    await _check_not_by_line(connection, record.cycle, named_suppliers)


async def _check_not_by_line(connection: AsyncConnection, cycle: str, suppliers: set[str]) -> None:
    other = deliveries.c
    query = select(other.supplier).where(
        other.cycle == cycle, other.supplier.in_(suppliers), other.state == RECEIVED, ~other.rest_as_ordered
    )
    by_line = await connection.scalar(query.order_by(other.supplier).limit(1))
    if by_line is not None:
        raise Refused("delivery_received_by_line", cycle=cycle, supplier=by_line)


async def _replace(
    connection: AsyncConnection, record: Record, by_supplier: Mapping[str, Sequence[DeliveryLine]], recorded_by: UUID
) -> None:
    """The next version of each supplier's delivery that is now another; of one not named any more a withdrawal."""
    cycle, seen = record.cycle, await _to_be_seen(connection, record)
    query = select(deliveries).where(deliveries.c.cycle == cycle, deliveries.c.rest_as_ordered)
    before = {row["supplier"]: Header(**row) for row in (await connection.execute(query)).mappings()}
    for supplier, lines in sorted(by_supplier.items()):
        day, old = record.days.get(supplier), before.get(supplier)
        new = Header(uuid7(), cycle, supplier, received_on=day, rest_as_ordered=True)
        if old is None or await _says_otherwise(connection, old, new, lines):
            _check_seen(old, seen)
            await write_record(connection, old, new, lines, recorded_by)
    for supplier, header in sorted(before.items()):
        if supplier not in by_supplier and header.state == RECEIVED:
            _check_seen(header, seen)
            await write_withdrawal(connection, header, NOT_NAMED, recorded_by)


async def _to_be_seen(connection: AsyncConnection, record: Record) -> dict[str, int | None]:
    """The version that must stand, by supplier; None where an incident may have written one that nobody has seen."""
    found = incidents.c
    lowers = or_(found.kind.in_(LOWERS_WHAT_CAME), found.asked.has_key("unusable"))
    lowered = select(found.supplier).where(found.cycle == record.cycle, lowers)
    return {**dict.fromkeys(await connection.scalars(lowered)), **record.seen}


def _check_seen(stands: Header | None, seen: Mapping[str, int | None]) -> None:
    if stands is not None and seen.get(stands.supplier, stands.version) != stands.version:
        raise Refused("delivery_changed", delivery=str(stands.delivery_id), version=stands.version)


async def _says_otherwise(
    connection: AsyncConnection, before: Header, new: Header, lines: Sequence[DeliveryLine]
) -> bool:
    stored = await version_said(connection, before.delivery_id, before.version)
    return stored is None or bool(stored["said"] | {FORETOLD: True} != said(new, lines) | {FORETOLD: True})


async def write_record(
    connection: AsyncConnection, before: Header | None, new: Header, lines: Sequence[DeliveryLine], recorded_by: UUID
) -> None:
    """Store what the record says of a supplier now, unless it is what it said ``before`` (withdrawn, perhaps)."""
    if before is None:
        await write_delivery(connection, new, lines, recorded_by)
    elif await _says_otherwise(connection, before, new, lines):
        header = replace(before, received_on=new.received_on, state=RECEIVED, version=before.version + 1)
        await write_delivery(connection, header, lines, recorded_by)
