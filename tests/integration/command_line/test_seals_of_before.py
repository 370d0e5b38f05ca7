"""A till session that was sealed before seals covered payments is as it was closed, once the database is migrated."""

import asyncio
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from services.orders.storage import MIGRATIONS
from shared.database import create_engine, migrate, transaction
from shared.kernel.ids import uuid7
from shared.web.roles import Role
from tests.fixtures.orders_http import DUC, OrdersHttp
from tests.fixtures.servers import Servers
from tests.integration.command_line.terminal import Vrac

BEFORE = "0025"
TILL = "INSERT INTO tills (code) VALUES ('DUC')"
SESSION = """INSERT INTO till_sessions (id, till, number, opened_at, opened_by, float_cents, after_sequence, closed_at,
    closed_by, until_sequence, chain_head, expected_cents, pieces, counted_cents, reason, seal)
    VALUES ('00000000-0000-0000-0000-000000000007', 'DUC', 1, '2026-11-02 09:00Z',
    '00000000-0000-0000-0000-000000000009', 2000, 0, '2026-11-02 18:00Z', '00000000-0000-0000-0000-000000000009', 0,
    decode(repeat('00', 32), 'hex'), 2000, '[[1000, 2]]', 2000, '',
    decode('3eb6aa6a5beb30e0ec46015319c96f7b6f721dd428e204f109b38aa584315045', 'hex'))"""
"""20 € counted in the morning, and again in the evening; the seal is what the code of that time made of it."""
COUNTED = {"pieces": [{"denomination_cents": 1_000, "number": 2}], "reason": ""}
TAMPERED = "UPDATE till_sessions SET {}, seal_version = {} WHERE number = 1"


@pytest.fixture
def of_before(servers: Servers, network: str) -> Iterator[str]:
    """A database of that time with that session."""
    with servers.database(f"{network}_before") as url:
        asyncio.run(migrate(url, MIGRATIONS, BEFORE))
        for statement in (TILL, SESSION):
            servers.postgres.sql(statement, f"{network}_before")
        yield url


async def count_another(url: str) -> None:
    """The till's next session, whose seal covers its payments and follows the old one."""
    engine = create_engine(url, application_name="tests")
    async with OrdersHttp(engine).table(role=Role.COORDINATOR) as coordinator:
        centre = {"name": "Duchère", "place": "salle 2", "active": True}
        assert (await coordinator.client.put(f"/v1/centres/{DUC}", json=centre)).status_code == 201
    async with OrdersHttp(engine).table(DUC) as table:
        session = f"/v1/tills/{DUC}/sessions/{uuid7()}"
        opened = await table.client.put(session, json=COUNTED | {"reason": "the till was found full"})
        assert opened.status_code == 201, opened.text
        await table.pay(await table.household(), 300, means="cheque")
        assert (await table.client.post(f"{session}/closing", json=COUNTED)).status_code == 200
    await engine.dispose()


async def tamper(url: str, what: str, version: int) -> None:
    engine = create_engine(url, application_name="tests")
    async with transaction(engine) as connection:
        await connection.execute(text("SET LOCAL session_replication_role = replica"))  # as one who may do anything
        await connection.execute(text(TAMPERED.format(what, version)))
    await engine.dispose()


def test_it_is_proved_with_what_follows_it_and_what_changes_it_is_found(vrac: Vrac, of_before: str) -> None:
    at = {"VRAC_ORDERS_DATABASE_URL": of_before}
    assert vrac("migrate", "orders", **at).code == 0
    asyncio.run(count_another(of_before))
    proved = vrac("ledger", "verify", **at)
    assert (proved.code, "every chain and closed session is whole" in proved.out) == (0, True), proved.out
    for what, version in (("float_cents = 1900", 1), ("float_cents = 2000", 2)):
        asyncio.run(tamper(of_before, what, version))
        broken = vrac("ledger", "verify", **at)
        assert (broken.code, "session 1 of till DUC is not as it was closed" in broken.out) == (1, True), broken.out
    asyncio.run(tamper(of_before, "float_cents = 2000", 1))
    assert vrac("ledger", "verify", **at).code == 0
