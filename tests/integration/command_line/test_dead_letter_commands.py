"""Dead letters from the command line: listed, shown, replayed through the service's handler, discarded."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.storage.demand_tables import centres
from shared.contracts.centres import CentreRegistered
from shared.database import create_engine
from shared.kernel.refusal import Refused
from shared.messaging.guard import Guard, Subscription
from tests.fixtures.records import record_of
from tests.integration.command_line.terminal import Vrac

REGISTERED = CentreRegistered(centre="north", name="Nord", active=True, place="", version=1)


async def cannot_yet(_connection: AsyncConnection, events: Sequence[CentreRegistered]) -> None:
    """A handler with a rule that is mended later."""
    raise Refused("not_yet", centres=len(events))


@pytest.fixture
def put_aside(settings: dict[str, str], supply_database: str) -> None:
    """Number 1 could not be applied then, number 2 never can be."""
    settings["VRAC_SUPPLY_DATABASE_URL"] = supply_database

    async def work() -> None:
        engine = create_engine(supply_database, application_name="tests")
        guard = Guard(engine, "supply", [Subscription((CentreRegistered,), cannot_yet)])
        await guard.handle([record_of(REGISTERED)])
        await guard.handle([replace(record_of(REGISTERED), value=b"not \xff JSON")])
        await engine.dispose()

    asyncio.run(work())


def stored_centres(url: str) -> list[str]:
    async def read() -> list[str]:
        engine = create_engine(url, application_name="tests")
        async with engine.connect() as connection:
            codes = list(await connection.scalars(select(centres.c.centre)))
        await engine.dispose()
        return codes

    return asyncio.run(read())


@pytest.mark.usefixtures("put_aside")
def test_they_are_listed_and_shown_whole(vrac: Vrac) -> None:
    listed = vrac("dead-letters", "list", "--service", "supply").out.splitlines()
    assert listed[-1] == "supply: 2 waiting"
    assert "vrac.CentreRegistered.v1" in listed[0]
    shown = vrac("dead-letters", "show", "2", "--service", "supply").out
    for part in ("state: waiting", "key: north", "header ce_type: vrac.CentreRegistered.v1", r"value: not \xff JSON"):
        assert part in shown


@pytest.mark.usefixtures("put_aside")
def test_replayed_it_is_applied_once_by_the_services_own_handler(vrac: Vrac, supply_database: str) -> None:
    assert vrac("dead-letters", "replay", "1", "--service", "supply").out == "supply: 1 is applied\n"
    assert stored_centres(supply_database) == ["north"]
    again = vrac("dead-letters", "replay", "1", "--service", "supply")
    assert (again.code, again.err.startswith("vrac: "), "Traceback" in again.err) == (1, True, False)
    assert "state: replayed" in vrac("dead-letters", "show", "1", "--service", "supply").out


@pytest.mark.usefixtures("put_aside")
def test_what_still_cannot_be_read_waits_on_until_it_is_discarded(vrac: Vrac) -> None:
    refused = vrac("dead-letters", "replay", "2", "--service", "supply")
    assert (refused.code, "still can't be read" in refused.err) == (1, True)
    assert vrac("dead-letters", "discard", "2", "--service", "supply").code == 0
    assert vrac("dead-letters", "list", "--service", "supply").out.endswith("supply: 1 waiting\n")
    assert "state: discarded" in vrac("dead-letters", "show", "2", "--service", "supply").out


@pytest.mark.usefixtures("put_aside")
def test_one_that_is_not_there_is_said_so(vrac: Vrac) -> None:
    for command in ("show", "replay", "discard"):
        ended = vrac("dead-letters", command, "9", "--service", "supply")
        assert (ended.code, "9" in ended.err, "Traceback" in ended.err) == (1, True, False)
