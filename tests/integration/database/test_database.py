"""Transactions, what is tried again, locks and migrations, on PostgreSQL."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.database import create_engine, is_transient, migrate, retry, transaction
from shared.database.locks import transaction_lock, try_session_lock
from tests.fixtures.servers import SERVICES, Servers


@pytest.fixture
def url(servers: Servers, network: str) -> Iterator[str]:
    with servers.database(network) as url:
        yield url


@pytest.fixture
async def engine(url: str) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(url, pool_size=3, application_name="tests")
    async with transaction(engine) as connection:
        await connection.execute(text("CREATE TABLE note (id int PRIMARY KEY, words text NOT NULL)"))
    yield engine
    await engine.dispose()


async def notes(engine: AsyncEngine) -> list[str]:
    async with engine.connect() as connection:
        return list(await connection.scalars(text("SELECT words FROM note ORDER BY id")))


async def test_a_transaction_commits_once_or_not_at_all(engine: AsyncEngine) -> None:
    async with transaction(engine) as connection:
        await connection.execute(text("INSERT INTO note VALUES (1, 'kept')"))

    async def fail() -> None:
        async with transaction(engine) as connection:
            await connection.execute(text("INSERT INTO note VALUES (2, 'lost')"))
            raise LookupError

    with pytest.raises(LookupError):
        await fail()
    assert await notes(engine) == ["kept"]


async def test_a_lost_connection_is_tried_again(engine: AsyncEngine) -> None:
    tries = 0

    async def work(connection: AsyncConnection) -> int:
        nonlocal tries
        tries += 1
        await connection.execute(text("INSERT INTO note VALUES (1, 'once')"))
        if tries < 3:
            await connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        return tries

    assert await retry(engine, work) == 3
    assert await notes(engine) == ["once"]


async def test_two_that_block_each_other_both_succeed(engine: AsyncEngine) -> None:
    async with transaction(engine) as connection:
        await connection.execute(text("INSERT INTO note VALUES (1, ''), (2, '')"))
    both_have_one = asyncio.Barrier(2)

    async def add(first: int, second: int, mark: str) -> None:
        met = False

        async def work(connection: AsyncConnection) -> None:
            nonlocal met
            await connection.execute(text("UPDATE note SET words = words || :m WHERE id = :i"), {"m": mark, "i": first})
            if not met:
                met = True
                await both_have_one.wait()
            await connection.execute(
                text("UPDATE note SET words = words || :m WHERE id = :i"), {"m": mark, "i": second}
            )

        await retry(engine, work)

    await asyncio.gather(add(1, 2, "a"), add(2, 1, "b"))
    assert [sorted(words) for words in await notes(engine)] == [["a", "b"], ["a", "b"]]


async def test_a_statement_planned_before_the_table_changed_is_tried_again(engine: AsyncEngine) -> None:
    async def read(connection: AsyncConnection) -> list[object]:
        return list(await connection.execute(text("SELECT * FROM note")))

    await retry(engine, read)
    async with transaction(engine) as connection:
        await connection.execute(text("ALTER TABLE note ADD COLUMN more int"))
    await asyncio.gather(*(retry(engine, read) for _ in range(3)))


async def test_what_will_not_pass_is_raised_at_once(engine: AsyncEngine) -> None:
    tries = 0

    async def work(connection: AsyncConnection) -> None:
        nonlocal tries
        tries += 1
        await connection.execute(text("INSERT INTO note VALUES (1, NULL)"))

    with pytest.raises(IntegrityError):
        await retry(engine, work)
    assert tries == 1


async def test_what_does_not_pass_in_time_is_raised(engine: AsyncEngine) -> None:
    async def work(_connection: AsyncConnection) -> None:
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await retry(engine, work, attempts=2)


async def test_a_refused_connection_is_transient() -> None:
    nowhere = create_engine("postgresql://vrac@127.0.0.1:1/none", application_name="tests")
    with pytest.raises((DBAPIError, OSError)) as refused:
        async with transaction(nowhere):
            pass
    assert is_transient(refused.value)
    await nowhere.dispose()


@pytest.fixture
async def impatient(url: str, engine: AsyncEngine) -> AsyncIterator[AsyncEngine]:  # noqa: ARG001 - it makes the table
    """An engine of one connection that waits two seconds for an answer."""
    impatient = create_engine(url, pool_size=1, application_name="tests", statement_seconds=2)
    yield impatient
    await impatient.dispose()


async def test_a_server_that_hangs_is_given_up_and_another_connection_taken(impatient: AsyncEngine) -> None:
    async with impatient.connect() as connection:
        backend = await connection.scalar(text("SELECT pg_backend_pid()"))
    os.kill(backend, signal.SIGSTOP)
    try:
        with pytest.raises(TimeoutError) as hung:
            await notes(impatient)
        assert is_transient(hung.value)
        assert await notes(impatient) == []
    finally:
        os.kill(backend, signal.SIGCONT)


async def test_a_statement_that_waits_too_long_is_given_up_and_undone(
    engine: AsyncEngine, impatient: AsyncEngine
) -> None:
    async with transaction(engine) as connection:
        await connection.execute(text("LOCK TABLE note"))
        with pytest.raises(TimeoutError) as waited:
            await notes(impatient)
    assert is_transient(waited.value)
    assert await notes(impatient) == []


async def test_a_client_that_lost_its_power_holds_no_lock_for_hours(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        seconds = [
            int(str(await connection.scalar(text(f"SHOW tcp_keepalives_{name}"))))
            for name in ("idle", "interval", "count")
        ]
    assert seconds[0] + seconds[1] * seconds[2] <= 60


async def test_a_session_lock_has_one_holder(engine: AsyncEngine) -> None:
    async with engine.connect() as first, engine.connect() as second:
        assert await try_session_lock(first, "relay")
        assert not await try_session_lock(second, "relay")
        assert await try_session_lock(second, "another")
        await first.invalidate()
    async with engine.connect() as third:
        assert await try_session_lock(third, "relay")
        await third.invalidate()


async def test_a_transaction_lock_makes_the_second_wait(engine: AsyncEngine) -> None:
    order: list[str] = []
    held = asyncio.Event()

    async def first() -> None:
        async with transaction(engine) as connection:
            await transaction_lock(connection, "migrations")
            held.set()
            await asyncio.sleep(0)
            order.append("first")

    async def second() -> None:
        await held.wait()
        async with transaction(engine) as connection:
            await transaction_lock(connection, "migrations")
            order.append("second")

    await asyncio.gather(first(), second())
    assert order == ["first", "second"]


@pytest.mark.parametrize("service", ["orders", "supply"])
async def test_two_that_migrate_at_once_wait_for_each_other(url: str, service: str) -> None:
    migrations: Path = SERVICES / service / "storage" / "migrations"

    await asyncio.gather(migrate(url, migrations), migrate(url, migrations))

    engine = create_engine(url, application_name="tests")
    async with engine.connect() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM alembic_version")) == 1
        assert await connection.scalar(text("SELECT count(*) FROM outbox")) == 0
    await engine.dispose()
