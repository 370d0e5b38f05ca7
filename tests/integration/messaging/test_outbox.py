from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine


async def test_starts(orders_engine: AsyncEngine, supply_engine: AsyncEngine, kafka_bootstrap: str) -> None:
    for engine in (orders_engine, supply_engine):
        async with engine.connect() as connection:
            assert await connection.scalar(text("select 1")) == 1
    assert kafka_bootstrap
