"""kill -9 between any two commits: nothing is lost, and what comes twice changes nothing."""

import asyncio

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.messaging.consumer import Consumer
from shared.messaging.relay import Relay
from shared.messaging.settings import MessagingSettings
from tests.fixtures.dying import CONSUMER_POINTS, RELAY_POINTS, killed_at
from tests.fixtures.listening import LISTENING, centre, heard_centres, say
from tests.fixtures.reading import records_on
from tests.fixtures.waiting import eventually, running

CENTRES = [centre(f"{number:02}", version, f"{version}") for version in (1, 2) for number in range(12)]
EXPECTED = {f"{number:02}": (2, "2") for number in range(12)}


@pytest.mark.parametrize("point", RELAY_POINTS)
async def test_a_killed_relay_loses_nothing(engine: AsyncEngine, topics: MessagingSettings, point: str) -> None:
    await say(engine, *CENTRES)
    await killed_at(point, engine.url.render_as_string(), topics)

    async def all_there() -> bool:
        return {event.model_dump_json().encode() for event in CENTRES} <= {r.value for r in await records_on(topics)}

    async with running(Relay(engine, "orders", topics, asyncio.Event())):
        await eventually(all_there)

    last = {record.key.decode(): record.value for record in await records_on(topics)}
    assert last == {event.centre: event.model_dump_json().encode() for event in CENTRES[12:]}


@pytest.mark.parametrize("point", CONSUMER_POINTS)
async def test_a_killed_consumer_loses_nothing(engine: AsyncEngine, topics: MessagingSettings, point: str) -> None:
    await say(engine, *CENTRES)
    async with running(Relay(engine, "orders", topics, asyncio.Event())):
        await killed_at(point, engine.url.render_as_string(), topics)

        async def all_heard() -> bool:
            return await heard_centres(engine) == EXPECTED

        async with running(Consumer(engine, "supply", LISTENING, topics, asyncio.Event())):
            await eventually(all_heard, seconds=30)
