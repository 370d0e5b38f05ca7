"""Consumers that share a service's partitions come and go while events flow: every event is applied."""

import asyncio
import signal
from itertools import count

from sqlalchemy.ext.asyncio import AsyncEngine

from shared.messaging.relay import Relay
from shared.messaging.settings import MessagingSettings
from tests.fixtures.hearing import started_hearing
from tests.fixtures.listening import centre, heard_centres, say
from tests.fixtures.waiting import eventually, running


class Traffic:
    """Says the next version of some centre every few milliseconds."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self.said: dict[str, tuple[int, str]] = {}
        self.ended = False

    async def go_on(self) -> None:
        for version in count(1):
            if self.ended:
                return
            code = f"{version % 30:02}"
            await say(self._engine, centre(code, version, f"{version}"))
            self.said[code] = (version, f"{version}")
            await asyncio.sleep(0.01)

    async def is_heard(self) -> bool:
        return await heard_centres(self._engine) == self.said

    async def flows(self) -> None:
        """Return once what is said from now on is heard."""
        now = max((version for version, _ in self.said.values()), default=0)

        async def further() -> bool:
            heard = await heard_centres(self._engine)
            return any(version > now for version, _ in heard.values())

        await eventually(further, seconds=120)


async def test_consumers_that_join_leave_and_are_killed_lose_nothing(
    engine: AsyncEngine, topics: MessagingSettings
) -> None:
    url = engine.url.render_as_string()
    traffic = Traffic(engine)
    async with running(Relay(engine, "orders", topics, asyncio.Event())):
        going = asyncio.create_task(traffic.go_on())
        first = await started_hearing(url, topics)
        await traffic.flows()
        second = await started_hearing(url, topics)
        await traffic.flows()
        first.terminate()
        assert await first.wait() == 0, "it left in order"
        await traffic.flows()
        third = await started_hearing(url, topics)
        await traffic.flows()
        third.kill()
        assert await third.wait() == -signal.SIGKILL
        await traffic.flows()
        traffic.ended = True
        await going
        await eventually(traffic.is_heard, seconds=120)
        second.terminate()
        assert await second.wait() == 0
