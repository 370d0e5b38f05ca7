"""What an operator types, and what comes back: a line each, and an exit code."""

import asyncio
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import pytest

from services.local.ports import free_port
from services.orders.domain.ledger import Transaction, TransactionKind, donated
from services.orders.storage import ledger
from services.orders.storage.ledger_tables import NETWORK_TILL
from shared.database import create_engine, transaction
from shared.kernel.ids import uuid7
from tests.fixtures.servers import Servers
from tests.integration.command_line.terminal import Vrac

PASSWORD = "le savon de Marseille"


@pytest.fixture
def migrated(settings: dict[str, str], orders_database: str, supply_database: str) -> None:
    """Both databases have their tables."""
    settings["VRAC_ORDERS_DATABASE_URL"] = orders_database
    settings["VRAC_SUPPLY_DATABASE_URL"] = supply_database


@pytest.fixture
def empty_databases(settings: dict[str, str], servers: Servers, network: str) -> Iterator[None]:
    """Both databases exist and hold nothing."""
    with servers.database(f"{network}_o") as orders, servers.database(f"{network}_s") as supply:
        settings["VRAC_ORDERS_DATABASE_URL"] = orders
        settings["VRAC_SUPPLY_DATABASE_URL"] = supply
        yield


def test_help_names_every_command(vrac: Vrac) -> None:
    ended = vrac("--help")
    assert ended.code == 0
    for command in ("orders", "supply", "migrate", "doctor", "keys", "republish", "play", "demo", "dead-letters"):
        assert command in ended.out


@pytest.mark.usefixtures("empty_databases")
def test_migrate_makes_tables_and_topics_and_may_be_run_again(vrac: Vrac) -> None:
    first = vrac("migrate")
    assert (first.code, first.err) == (0, "")
    assert first.out.splitlines() == [
        "topics: 7 made",
        "orders: the database is at head",
        "supply: the database is at head",
    ]
    assert vrac("migrate").out.splitlines()[0] == "topics: all there"
    assert vrac("migrate", "supply").out.splitlines()[1:] == ["supply: the database is at head"]


@pytest.mark.usefixtures("migrated")
def test_the_books_are_proved_and_the_first_broken_link_is_named(
    vrac: Vrac, servers: Servers, orders_database: str
) -> None:
    assert vrac("migrate", "orders").code == 0
    whole = vrac("ledger", "verify")
    assert (whole.code, whole.out) == (
        0,
        "ledger: 0 transactions on 0 tills, every chain and closed session is whole\n",
    )
    database = orders_database.rsplit("/", 1)[1]
    servers.postgres.sql("INSERT INTO tills (code, chain_head, sequence) VALUES ('DUC', '\\x00', 1)", database)
    broken = vrac("ledger", "verify")
    assert (broken.code, "till DUC breaks at its transaction 1" in broken.out) == (1, True)


@pytest.mark.usefixtures("migrated")
def test_a_rewritten_link_is_named(vrac: Vrac, servers: Servers, orders_database: str) -> None:
    assert vrac("migrate", "orders").code == 0
    second = asyncio.run(booked_thrice(orders_database))
    whole = vrac("ledger", "verify")
    assert (whole.code, whole.out.startswith("ledger: 3 transactions on 1 tills")) == (0, True)
    database = orders_database.rsplit("/", 1)[1]
    rewritten = f"UPDATE ledger_entries SET amount_cents = amount_cents * 2 WHERE transaction_id = '{second}'"  # noqa: S608 - ours
    servers.postgres.sql(f"SET session_replication_role = replica; {rewritten}", database)
    broken = vrac("ledger", "verify")
    assert (broken.code, "till network breaks at its transaction 2" in broken.out) == (1, True)
    assert str(second) in broken.out


async def booked_thrice(url: str) -> UUID:
    """Three donations in the network's journal; the second's transaction."""
    engine = create_engine(url, application_name="tests")
    ids = [uuid7() for _ in range(3)]
    try:
        async with transaction(engine) as connection:
            for one in ids:
                given = donated(None, 500)
                booked = Transaction(one, datetime.now(UTC), TransactionKind.SOLIDARITY, NETWORK_TILL, given)
                await ledger.append(connection, [booked])
    finally:
        await engine.dispose()
    return ids[1]


@pytest.mark.usefixtures("migrated")
def test_the_first_coordinator_is_made_from_the_command_line(vrac: Vrac) -> None:
    arguments = ("user", "add", "--role", "coordinator", "--login", "claire")
    added = vrac(*arguments, VRAC_PASSWORD=PASSWORD)
    assert (added.code, added.out.startswith("registered: coordinator "), "claire" in added.out) == (0, True, False)
    again = vrac(*arguments, VRAC_PASSWORD=PASSWORD)
    assert (again.code, again.err) == (1, "vrac: Another user has this login. Choose another one.\n")
    short = vrac(*arguments[:-1], "other", VRAC_PASSWORD="short")
    assert (short.code, "at least 12 characters" in short.err) == (1, True)


@pytest.mark.usefixtures("migrated")
def test_the_only_coordinators_second_factor_is_dropped_from_the_command_line(vrac: Vrac) -> None:
    added = vrac("user", "add", "--role", "coordinator", "--login", "claire", VRAC_PASSWORD=PASSWORD)
    user_id = added.out.split()[-1]
    for _ in range(2):
        dropped = vrac("user", "drop-second-factor", "--login", " Claire ")
        assert (dropped.code, dropped.out) == (0, f"dropped: {user_id}\n")
    unknown = vrac("user", "drop-second-factor", "--login", "nobody")
    assert (unknown.code, "no user" in unknown.err) == (1, True)


def test_a_user_without_password_or_with_a_role_that_is_none_is_refused(vrac: Vrac) -> None:
    assert "set VRAC_PASSWORD" in vrac("user", "add", "--role", "coordinator", "--login", "claire").err
    ended = vrac("user", "add", "--role", "queen", "--login", "claire", VRAC_PASSWORD=PASSWORD)
    assert (ended.code, "queen is not a role" in ended.err) == (2, True)


def test_keys_makes_a_pair_that_settings_take(vrac: Vrac) -> None:
    lines = dict(line.split("=", 1) for line in vrac("keys").out.splitlines())
    assert sorted(lines) == ["VRAC_SESSION_PRIVATE_KEY", "VRAC_SESSION_PUBLIC_KEYS"]
    assert "ok   session keys" in vrac("doctor", **lines).out


@pytest.mark.usefixtures("migrated")
def test_the_doctor_says_what_is_reachable_and_what_is_not(vrac: Vrac) -> None:
    ended = vrac("doctor", VRAC_KAFKA_BOOTSTRP="typo")
    said = {line[5:].split(":")[0]: line for line in ended.out.splitlines()}
    assert ended.code == 1
    for part in ("orders settings", "session keys", "orders database", "supply migrations", "broker"):
        assert said[part].startswith("ok"), said[part]
    assert said["variables"].startswith("NOT  variables: VRAC_KAFKA_BOOTSTRP: no such setting")
    assert "Topics missing: " in said["topics"]
    assert said["topics"].endswith("Run vrac migrate.")
    assert said["orders process"].startswith("NOT  orders process: nothing answers on 127.0.0.1:")


@pytest.mark.usefixtures("migrated")
@pytest.mark.parametrize(("service", "other"), [("orders", "supply"), ("supply", "orders")])
def test_the_doctor_looks_at_one_service_with_nothing_of_the_other(vrac: Vrac, service: str, other: str) -> None:
    others = {f"VRAC_{other.upper()}_DATABASE_URL": "", f"VRAC_{other.upper()}_PORT": "many"}
    said = vrac("doctor", service, **others, VRAC_GRAFANA_PASSWORD="x").out
    for part in (f"{service} settings", "variables", "session keys", f"{service} migrations", "broker"):
        assert f"ok   {part}\n" in said
    assert f"NOT  {service} process" in said
    assert f"{other} " not in said


def test_supply_needs_the_public_key_alone(vrac: Vrac) -> None:
    assert "ok   session keys" in vrac("doctor", "supply", VRAC_SESSION_PRIVATE_KEY="").out
    without = vrac("doctor", "supply", VRAC_SESSION_PUBLIC_KEYS="").out
    assert "NOT  session keys: VRAC_SESSION_PUBLIC_KEYS is not set" in without


def test_the_doctor_survives_that_nothing_is_there(vrac: Vrac) -> None:
    ended = vrac("doctor", VRAC_KAFKA_BOOTSTRAP=f"127.0.0.1:{free_port()}", VRAC_SESSION_PRIVATE_KEY="x")
    assert ended.code == 1
    assert "NOT  orders settings: VRAC_SESSION_PRIVATE_KEY is wrong" in ended.out
    assert "NOT  supply database: PostgreSQL could not be reached" in ended.out
    assert "NOT  broker: " in ended.out


@pytest.mark.parametrize(
    ("arguments", "others", "code", "said"),
    [
        (("migrate",), {}, 1, "PostgreSQL could not be reached"),
        (("migrate",), {"VRAC_LOG_LEVEL": "loud"}, 2, "VRAC_LOG_LEVEL is wrong"),
        (("orders",), {"VRAC_ORDERS_PORT": "many"}, 2, "VRAC_ORDERS_PORT is wrong"),
        (("orders", "--roles", "http,dance"), {}, 2, "dance is not a role"),
        (("supply", "--roles", ""), {}, 2, "nothing is not a role"),
        (("migrate", "warehouse"), {}, 2, "warehouse"),
        (("dead-letters", "list", "--service", "supply"), {}, 1, "PostgreSQL could not be reached"),
    ],
)
def test_what_is_foreseen_to_go_wrong_ends_in_a_line(
    vrac: Vrac, arguments: tuple[str, ...], others: dict[str, str], code: int, said: str
) -> None:
    ended = vrac(*arguments, **others)
    assert (ended.code, said in ended.err) == (code, True), ended.err
    assert "Traceback" not in ended.err


def test_traces_without_the_packages_that_export_them(vrac: Vrac, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk", None)
    ended = vrac("supply", VRAC_TELEMETRY="on")
    assert (ended.code, "install vrac[telemetry]" in ended.err) == (2, True), ended.err


@pytest.mark.usefixtures("empty_databases")
def test_a_database_without_tables_is_said_so(vrac: Vrac) -> None:
    ended = vrac("dead-letters", "list", "--service", "orders")
    assert (ended.code, ended.err) == (1, "vrac: The database has no tables yet: run vrac migrate.\n")


@pytest.mark.usefixtures("migrated")
def test_a_broker_that_is_not_there_is_said_so(vrac: Vrac) -> None:
    ended = vrac("migrate", VRAC_KAFKA_BOOTSTRAP=f"127.0.0.1:{free_port()}")
    assert (ended.code, "check VRAC_KAFKA_BOOTSTRAP" in ended.err) == (1, True), ended.err
