"""Our commands and their health checks in docker-compose.yml, run as written on servers of this machine."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from services.local.ports import free_port
from tests.fixtures.compose import compose_services, environment_of, health_check
from tests.fixtures.servers import Servers

HEALTHY_WITHIN = 120


@pytest.fixture
def addresses(servers: Servers, orders_database: str, supply_database: str, network: str) -> dict[str, str]:
    """What differs here from inside the containers: addresses, and keys made for this test."""
    keys = subprocess.run([_program("vrac"), "keys"], check=True, capture_output=True, text=True).stdout
    made = dict(line.split("=", 1) for line in keys.splitlines() if line.startswith("VRAC_"))
    return made | {
        "VRAC_NETWORK": network,
        "VRAC_ORDERS_DATABASE_URL": orders_database,
        "VRAC_SUPPLY_DATABASE_URL": supply_database,
        "VRAC_KAFKA_BOOTSTRAP": servers.broker.bootstrap,
        "VRAC_ORDERS_PORT": str(free_port()),
        "VRAC_SUPPLY_PORT": str(free_port()),
    }


def _program(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


def _environment(service: str, addresses: dict[str, str]) -> dict[str, str]:
    """The service's own environment, its addresses replaced; nothing of the developer's."""
    written = environment_of(service, addresses)
    folder = str(Path(sys.executable).parent)
    replaced = {name: addresses.get(name, text) for name, text in written.items()}
    return replaced | {"PATH": f"{folder}:{os.environ['PATH']}"}


def _check(service: str, addresses: dict[str, str]) -> bool:
    environment = _environment(service, addresses)
    return subprocess.run(health_check(service), check=False, env=environment, capture_output=True).returncode == 0


def _vrac(service: str, addresses: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [_program("vrac"), *arguments]
    return subprocess.run(
        command, check=False, env=_environment(service, addresses), capture_output=True, encoding="utf-8"
    )


@contextmanager
def _started(service: str, addresses: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    command = [_program("vrac"), *compose_services()[service]["command"]]
    with subprocess.Popen(command, env=_environment(service, addresses), stderr=subprocess.DEVNULL) as running:
        try:
            yield running
        finally:
            running.terminate()


def test_migrations_then_both_services_become_healthy(addresses: dict[str, str]) -> None:
    for migration in ("migrate-orders", "migrate-supply"):
        done = _vrac(migration, addresses, *compose_services()[migration]["command"])
        assert done.returncode == 0, done.stderr
    assert not _check("orders", addresses)
    with _started("orders", addresses) as orders, _started("supply", addresses) as supply:
        until = time.monotonic() + HEALTHY_WITHIN
        waiting = {"orders": orders, "supply": supply}
        while waiting:
            assert time.monotonic() < until, f"not healthy: {sorted(waiting)}"
            assert all(process.poll() is None for process in waiting.values())
            waiting = {name: process for name, process in waiting.items() if not _check(name, addresses)}
        for service in ("orders", "supply"):
            looked = _vrac(service, addresses, "doctor", service)
            assert looked.returncode == 0, looked.stdout
