"""Both services as processes of their own, on running parts, with a first coordinator."""

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

import httpx

from services.local.ports import LOOPBACK, free_port, is_free
from services.local.process import ServerProcess
from services.play.api import Addresses
from services.play.commands import CommandLine
from services.play.parts import Parts
from services.play.session_keys import new_session_keys

COORDINATOR = "coordinator"
_READY_WITHIN_SECONDS = 60.0
_LOOK_EVERY_SECONDS = 0.1


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

    A wanted port that is taken is replaced by a free one.

    Raises:
        ServerError: a command failed or a service didn't start; its log is in the parts' folder.
    """
    addresses = Addresses(_address(orders_port), _address(supply_port))
    password = secrets.token_urlsafe(12)
    vrac = CommandLine(parts.folder, _settings(parts, addresses))
    with vrac.services(["orders", "supply"]) as processes:
        vrac.run("migrate")  # the services wait for it
        vrac.run(*("user", "add", "--role", "coordinator", "--login", COORDINATOR), extra={"VRAC_PASSWORD": password})
        with httpx.Client(timeout=5) as client:
            for process, address in zip(processes, (addresses.orders, addresses.supply), strict=True):
                process.wait_until(partial(_is_ready, client, address), _READY_WITHIN_SECONDS)
        yield System(addresses, COORDINATOR, password, tuple(processes))


def _is_ready(client: httpx.Client, address: str) -> bool:
    try:
        ready = client.get(f"{address}/health/ready").is_success
    except httpx.TransportError:
        ready = False
    if not ready:
        time.sleep(_LOOK_EVERY_SECONDS)  # the check is work for whoever is still starting
    return ready


def _settings(parts: Parts, addresses: Addresses) -> dict[str, str]:
    keys = new_session_keys()
    return {
        **parts.settings,
        "VRAC_SESSION_PRIVATE_KEY": keys.private,
        "VRAC_SESSION_PUBLIC_KEYS": keys.public,
        "VRAC_COOKIE_SECURE": "false",
        "VRAC_ORDERS_HOST": LOOPBACK,
        "VRAC_SUPPLY_HOST": LOOPBACK,
        "VRAC_ORDERS_PORT": addresses.orders.rsplit(":", 1)[1],
        "VRAC_SUPPLY_PORT": addresses.supply.rsplit(":", 1)[1],
    }


def _address(wanted: int | None) -> str:
    port = wanted if wanted is not None and is_free(wanted) else free_port()
    return f"http://{LOOPBACK}:{port}"
