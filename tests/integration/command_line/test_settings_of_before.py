"""What variables said that are settings no more is taken over by ``vrac migrate``, once."""

import asyncio
from collections.abc import Iterator

import pytest

from services.supply.queries.network_settings import network_settings
from services.supply.storage import MIGRATIONS
from shared.database import create_engine, migrate
from tests.fixtures.servers import Servers
from tests.integration.command_line.terminal import Vrac

BEFORE = "0025"


@pytest.fixture
def of_before(servers: Servers, network: str) -> Iterator[str]:
    """A database of that time."""
    with servers.database(f"{network}_before") as url:
        asyncio.run(migrate(url, MIGRATIONS, BEFORE))
        yield url


async def days(url: str) -> int:
    engine = create_engine(url, application_name="tests")
    try:
        async with engine.connect() as connection:
            return (await network_settings(connection)).uncollected_days
    finally:
        await engine.dispose()


def test_the_network_keeps_its_own(vrac: Vrac, of_before: str) -> None:
    at = {"VRAC_SUPPLY_DATABASE_URL": of_before}
    refused = vrac("migrate", "supply", **at, VRAC_UNCOLLECTED_DAYS="a week")
    assert (refused.code, "VRAC_UNCOLLECTED_DAYS is wrong" in refused.err) == (2, True), refused.err
    assert vrac("migrate", "supply", **at, VRAC_UNCOLLECTED_DAYS="10").code == 0
    assert vrac("migrate", "supply", **at, VRAC_UNCOLLECTED_DAYS="3").code == 0
    assert asyncio.run(days(of_before)) == 10
    told = vrac("doctor", "supply", **at, VRAC_UNCOLLECTED_DAYS="3").out
    assert "VRAC_UNCOLLECTED_DAYS: no such setting" in told
