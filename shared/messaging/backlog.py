"""What waits in a service's database, measured by every process: a relay that is dead can't say that it is."""

from sqlalchemy.ext.asyncio import AsyncEngine

from shared.messaging import metrics
from shared.messaging.dead_letters import how_many_wait
from shared.messaging.outbox_reading import measure


async def sample_backlog(engine: AsyncEngine, service: str) -> None:
    """Set the gauges of unpublished events and of dead letters: a chore of every process."""
    async with engine.connect() as connection:
        rows, age = await measure(connection)
        dead_letters = await how_many_wait(connection)
    metrics.OUTBOX_ROWS.labels(service).set(rows)
    metrics.OUTBOX_AGE.labels(service).set(age)
    metrics.DEAD_LETTERS_WAITING.labels(service).set(dead_letters)
