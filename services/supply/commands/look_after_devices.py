"""Stores which devices of halls were heard of, once a minute and not at each request; forgets one that is gone.

Isolation: READ COMMITTED under an advisory lock, so that no two devices have one number.
"""

from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.storage.device_tables import devices
from shared.database import retry
from shared.web.devices import SeenDevices


async def store_heard(engine: AsyncEngine, seen: SeenDevices) -> None:
    """Store what a process heard since it stored last: called every minute."""
    heard = seen.taken()

    async def work(connection: AsyncConnection) -> None:
        await seen.store(connection, heard)

    await retry(engine, work)


async def forget_device(engine: AsyncEngine, device: UUID) -> bool:
    """Forget a device with what it said waits on it; whether it was known."""

    async def work(connection: AsyncConnection) -> bool:
        gone = delete(devices).where(devices.c.id == device).returning(devices.c.id)
        return await connection.scalar(gone) is not None

    return await retry(engine, work)
