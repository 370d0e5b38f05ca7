"""Deliveries as they were entered, and the photos of their lines."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.receiving import DeliveryLine
from services.supply.queries.receiving import line_of
from services.supply.storage.receiving_tables import deliveries, delivery_lines, delivery_photos, delivery_versions
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class EnteredDelivery:
    """A delivery in its version in force; one of the cycle's record has no note, its day if it is said."""

    delivery_id: UUID
    cycle: str
    supplier: str
    note_number: str | None
    received_on: date | None
    rest_as_ordered: bool
    state: str
    version: int
    recorded_by: UUID
    recorded_at: datetime
    lines: tuple[DeliveryLine, ...]


@dataclass(frozen=True, slots=True)
class StoredPhoto:
    """A photo and what its bytes are."""

    media_type: str
    content: bytes


async def deliveries_of(connection: AsyncConnection, cycle: str) -> list[EnteredDelivery]:
    """A cycle's deliveries by day then id, withdrawn ones too."""
    return await _found(connection, deliveries.c.cycle == cycle)


async def delivery(connection: AsyncConnection, cycle: str, delivery_id: UUID) -> EnteredDelivery:
    """One delivery.

    Raises:
        Refused: ``delivery_unknown``.
    """
    wanted = (deliveries.c.cycle == cycle) & (deliveries.c.delivery_id == delivery_id)
    for found in await _found(connection, wanted):
        return found
    raise Refused("delivery_unknown", delivery=str(delivery_id))


async def photo_of(connection: AsyncConnection, cycle: str, delivery_id: UUID, photo: UUID) -> StoredPhoto:
    """One photo of a delivery.

    Raises:
        Refused: ``photo_unknown``.
    """
    stored, of_delivery = delivery_photos.c, deliveries.c
    query = (
        select(stored.media_type, stored.content)
        .join(deliveries, of_delivery.delivery_id == stored.delivery_id)
        .where(of_delivery.cycle == cycle, stored.delivery_id == delivery_id, stored.photo == photo)
    )
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise Refused("photo_unknown", photo=str(photo))
    return StoredPhoto(row.media_type, bytes(row.content))


async def photos_kept(connection: AsyncConnection, delivery_id: UUID) -> frozenset[UUID]:
    """The photos of a delivery whose pictures are here: a line names one before its bytes arrive."""
    stored = delivery_photos.c
    found = await connection.scalars(select(stored.photo).where(stored.delivery_id == delivery_id))
    return frozenset(found)


async def _found(connection: AsyncConnection, where: ColumnElement[bool]) -> list[EnteredDelivery]:
    entered, version, line = deliveries.c, delivery_versions.c, delivery_lines.c
    query = (
        select(deliveries, version.recorded_by, version.recorded_at)
        .join(
            delivery_versions,
            (version.delivery_id == entered.delivery_id) & (version.version == entered.version),
        )
        .where(where)
        .order_by(entered.received_on, entered.delivery_id)
    )
    headers = (await connection.execute(query)).mappings().all()
    lines: dict[UUID, list[DeliveryLine]] = defaultdict(list)
    of_these = select(delivery_lines).join(deliveries, entered.delivery_id == line.delivery_id).where(where)
    for row in await connection.execute(of_these.order_by(line.line)):
        lines[row.delivery_id].append(line_of(row))
    return [_delivery(row, lines) for row in headers]


def _delivery(row: Any, lines: dict[UUID, list[DeliveryLine]]) -> EnteredDelivery:  # noqa: ANN401 - a row
    return EnteredDelivery(**row, lines=tuple(lines[row["delivery_id"]]))
