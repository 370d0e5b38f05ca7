"""Both services as processes of their own, on running parts, with a first coordinator."""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

from services.local.ports import LOOPBACK, free_port, is_free
from services.local.process import ServerProcess
from services.play.api import Addresses
from services.play.commands import CommandLine
from services.play.parts import Parts
from services.play.service import RunningService
from services.play.session_keys import new_session_keys

COORDINATOR = "coordinator"


@dataclass(frozen=True, slots=True)
class System:
    """The running services, and how their first coordinator signs in."""

    addresses: Addresses
    login: str
    password: str
    processes: tuple[ServerProcess, ...]


@contextmanager
def running_system(parts: Parts, *, orders_port: int | None = None, supply_port: int | None = None) -> Iterator[System]:
    """Migrate, start both services and wait until they are ready; stopped at the end.

    A wanted port that is taken, or lost to another program on the way, is replaced by a free one.

    Raises:
        ServerError: a command failed or a service didn't start; its log is in the parts' folder.
    """
    password = secrets.token_urlsafe(12)
    ports = {"orders": _port(orders_port), "supply": _port(supply_port)}
    vrac = CommandLine(parts.folder, _settings(parts, ports))
    with _services(vrac, ports) as (orders, supply):
        vrac.run("migrate")  # the services wait for it
        vrac.run(*("user", "add", "--role", "coordinator", "--login", COORDINATOR), extra={"VRAC_PASSWORD": password})
        with httpx.Client(timeout=5) as client:
            orders.wait_until_ready(client)
            supply.wait_until_ready(client)
        addresses = Addresses(orders.address, supply.address)
        yield System(addresses, COORDINATOR, password, (orders.process, supply.process))


@contextmanager
def _services(vrac: CommandLine, ports: Mapping[str, int]) -> Iterator[list[RunningService]]:
    """Services, not yet ready; all are asked to stop at once at the end."""
    services: list[RunningService] = []
    try:
        services.extend(RunningService(vrac, name, port) for name, port in ports.items())
        yield services
    finally:
        for service in services:
            service.ask_to_stop()
        for service in services:
            service.stop()


def _port(wanted: int | None) -> int:
    return wanted if wanted is not None and is_free(wanted) else free_port()


def _settings(parts: Parts, ports: Mapping[str, int]) -> dict[str, str]:
    """Each service is told where the other's pages are; who loses its port on the way is not found by links."""
    keys = new_session_keys()
    return {
        **parts.settings,
        "VRAC_SESSION_PRIVATE_KEY": keys.private,
        "VRAC_SESSION_PUBLIC_KEYS": keys.public,
        "VRAC_COOKIE_SECURE": "false",
        "VRAC_SECOND_FACTOR": "offered",
        "VRAC_ORDERS_HOST": LOOPBACK,
        "VRAC_SUPPLY_HOST": LOOPBACK,
        **{f"VRAC_{name.upper()}_ADDRESS": f"http://{LOOPBACK}:{port}" for name, port in ports.items()},
    }
