"""What waits in the database is measured whether or not a relay runs."""

import asyncio
from dataclasses import replace

from prometheus_client import REGISTRY
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.database import transaction
from shared.messaging.backlog import sample_backlog
from shared.messaging.guard import Guard
from tests.fixtures.listening import LISTENING, centre, dead_letters, outbox_rows, say
from tests.fixtures.records import record_of


def gauge(name: str) -> float | None:
    return REGISTRY.get_sample_value(name, {"service": "orders"})


async def test_events_and_dead_letters_that_wait_are_measured_until_they_do_not(engine: AsyncEngine) -> None:
    await Guard(engine, "orders", LISTENING).handle([replace(record_of(centre("P")), value=None)])
    await say(engine, centre("A"), centre("B"))
    await asyncio.sleep(0.01)
    await sample_backlog(engine, "orders")
    assert (gauge("vrac_outbox_rows"), gauge("vrac_dead_letters_waiting")) == (2, 1)
    assert (gauge("vrac_outbox_age_seconds") or 0) >= 0.01
    async with transaction(engine) as connection:
        await connection.execute(update(outbox_rows).values(published_at=outbox_rows.c.created_at))
        await connection.execute(update(dead_letters).values(resolution="discarded"))
    await sample_backlog(engine, "orders")
    assert (gauge("vrac_outbox_rows"), gauge("vrac_outbox_age_seconds"), gauge("vrac_dead_letters_waiting")) == (
        0,
        0,
        0,
    )
