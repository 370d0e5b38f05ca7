"""What a user is told of their second factor."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.storage.second_factor_rows import is_enrolled
from services.orders.storage.second_factor_tables import recovery_codes


async def second_factor_of(engine: AsyncEngine, user_id: UUID) -> tuple[bool, int]:
    """Whether it is confirmed, and how many recovery codes are left."""
    left = select(func.count()).select_from(recovery_codes).where(recovery_codes.c.user_id == user_id)
    async with engine.connect() as connection:
        return await is_enrolled(connection, user_id), int(await connection.scalar(left) or 0)
