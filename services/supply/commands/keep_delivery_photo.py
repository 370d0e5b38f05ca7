"""Whoever receives goods keeps a photo of a delivery's line."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Exists, exists, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.domain.photo import media_type_of
from services.supply.storage.cycle_rows import lock_cycle
from services.supply.storage.receiving_tables import deliveries, delivery_lines, delivery_photos
from shared.database import retry
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo under the id that a line of the delivery names it by."""

    cycle: str
    delivery_id: UUID
    photo: UUID
    content: bytes


async def keep_delivery_photo(engine: AsyncEngine, photo: Photo, recorded_by: UUID) -> None:
    """Store a photo; sent again it is the same one.

    Raises:
        Refused: ``photo_kind_unknown``, ``cycle_unknown``, ``photo_not_named``: no line of the delivery names it, or
            ``photo_differs``: another one has this id.
    """
    media_type = media_type_of(photo.content)

    async def work(connection: AsyncConnection) -> None:
        await lock_cycle(connection, photo.cycle)
        if not await connection.scalar(select(_named(photo))):
            raise Refused("photo_not_named", photo=str(photo.photo))
        stored = select(delivery_photos).where(delivery_photos.c.photo == photo.photo)
        before = (await connection.execute(stored)).one_or_none()
        if before is None:
            row = {
                "photo": photo.photo,
                "delivery_id": photo.delivery_id,
                "media_type": media_type,
                "content": photo.content,
                "recorded_by": recorded_by,
            }
            await connection.execute(insert(delivery_photos), row)
        elif (before.delivery_id, before.content) != (photo.delivery_id, photo.content):
            raise Refused("photo_differs", photo=str(photo.photo))

    await retry(engine, work)


def _named(photo: Photo) -> Exists:
    line, delivery = delivery_lines.c, deliveries.c
    return exists().where(
        line.delivery_id == photo.delivery_id,
        line.photo == photo.photo,
        delivery.delivery_id == line.delivery_id,
        delivery.cycle == photo.cycle,
    )
