"""What is reachable and what is not: each part in a line."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Sequence

import httpx
import typer

from services.command_line.failures import explain
from services.command_line.services import engine_of, migrations_of, settings_of
from services.command_line.variables import COMMAND_LINE, COMPOSE_STACK
from services.orders.settings import OrdersSettings
from services.supply.settings import SupplySettings
from shared.observability.checks import database_check, migrations_check
from shared.observability.health import CHECK_SECONDS
from shared.process.broker import broker_checks
from shared.settings import PREFIX, SettingsError, load
from shared.web.tokens import SessionSigner, thumbprint

Part = tuple[str, Callable[[], Awaitable[str | None]]]


async def doctor(services: Sequence[str]) -> int:
    """Look at every part that these services need; 0 if all are fine, else 1."""
    faults = 0
    for name, look in _parts(services):
        fault = await _look(look)
        faults += fault is not None
        typer.echo(f"{'ok ' if fault is None else 'NOT'}  {name}{'' if fault is None else f': {fault}'}")
    return 1 if faults else 0


def _parts(services: Sequence[str]) -> list[Part]:
    parts: list[Part] = [(f"{service} settings", _settings(service)) for service in services]
    parts += [("variables", _variables), ("session keys", _key_pair if "orders" in services else _public_keys)]
    for service in services:
        parts += [(f"{service} database", _database(service)), (f"{service} migrations", _migrations(service))]
    parts += [("broker", _broker(services[0])), ("topics", _topics(services[0]))]
    parts += [(f"{service} process", _process(service)) for service in services]
    return parts


async def _look(look: Callable[[], Awaitable[str | None]]) -> str | None:
    try:
        async with asyncio.timeout(2 * CHECK_SECONDS):
            return await look()
    except SettingsError as error:
        return " ".join(error.sentences)
    except TimeoutError:
        return f"no answer within {2 * CHECK_SECONDS} s"
    except Exception as error:  # noqa: BLE001 - whatever a part raises is what is said of it
        explained = explain(error)
        return " ".join(explained.sentences) if explained else f"{type(error).__name__}"


def _settings(service: str) -> Callable[[], Awaitable[str | None]]:
    async def look() -> None:
        settings_of(service)

    return look


async def _variables() -> str | None:
    fields = {*OrdersSettings.model_fields, *SupplySettings.model_fields}
    known = {*COMMAND_LINE, *COMPOSE_STACK, *(f"{PREFIX}{field.upper()}" for field in fields)}
    unknown = sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known)
    return f"{', '.join(unknown)}: no such setting; docs/settings.md lists them all" if unknown else None


async def _key_pair() -> str | None:
    settings = load(OrdersSettings)
    private_key = settings.session_private_key.get_secret_value()
    if not private_key:
        return "VRAC_SESSION_PRIVATE_KEY is not set: orders can't sign anyone in; vrac keys makes a pair"
    public_key = SessionSigner(private_key, settings.network).public_key
    if thumbprint(public_key) not in {thumbprint(key) for key in settings.public_keys}:
        return "VRAC_SESSION_PUBLIC_KEYS lacks the public half of VRAC_SESSION_PRIVATE_KEY: supply refuses everyone"
    return None


async def _public_keys() -> str | None:
    if load(SupplySettings).public_keys:
        return None
    return "VRAC_SESSION_PUBLIC_KEYS is not set: supply refuses everyone; take what vrac keys made for orders"


def _database(service: str) -> Callable[[], Awaitable[str | None]]:
    async def look() -> str | None:
        async with engine_of(service) as engine:
            return await database_check(engine).probe()

    return look


def _migrations(service: str) -> Callable[[], Awaitable[str | None]]:
    async def look() -> str | None:
        async with engine_of(service) as engine:
            return await migrations_check(engine, migrations_of(service)).probe()

    return look


def _broker(service: str) -> Callable[[], Awaitable[str | None]]:
    async def look() -> str | None:
        broker, _ = broker_checks(settings_of(service))
        return await broker.probe()

    return look


def _topics(service: str) -> Callable[[], Awaitable[str | None]]:
    async def look() -> str | None:
        _, topics = broker_checks(settings_of(service))
        return await topics.probe()

    return look


def _process(service: str) -> Callable[[], Awaitable[str | None]]:
    async def look() -> str | None:
        settings = settings_of(service)
        host, port = getattr(settings, f"{service}_host"), getattr(settings, f"{service}_port")
        try:
            async with httpx.AsyncClient(timeout=CHECK_SECONDS) as client:
                answer = await client.get(f"http://{host}:{port}/health/ready")
        except httpx.TransportError:
            return f"nothing answers on {host}:{port}"
        return None if answer.is_success else f"not ready: {answer.text}"

    return look
