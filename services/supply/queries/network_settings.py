"""What the network decides, as it stands now: read where it counts, never remembered."""

from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.network_settings import NetworkSettings
from services.supply.storage.network_tables import network_settings as table

COLUMNS = tuple(table.c[field.name] for field in fields(NetworkSettings))


async def network_settings(connection: AsyncConnection) -> NetworkSettings:
    """The network's."""
    return NetworkSettings(*(await connection.execute(select(*COLUMNS))).one())


async def versioned_settings(connection: AsyncConnection) -> tuple[NetworkSettings, int]:
    """The network's, with the version that whoever changes them builds on."""
    *values, version = (await connection.execute(select(*COLUMNS, table.c.version))).one()
    return NetworkSettings(*values), version


async def who_orders(connection: AsyncConnection, order: Row[Any]) -> dict[str, str] | None:
    """Who orders, as a purchase order keeps it: what it keeps already, else what stands; None: no name does."""
    if order.network is not None:
        kept: dict[str, str] = order.network
        return kept
    identity = (await network_settings(connection)).identity
    return asdict(identity) if identity else None
