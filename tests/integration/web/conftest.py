"""Both services running whole, as processes would, on real PostgreSQL and a real broker."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

import services.orders.app
import services.supply.app
from services.orders.commands.account_desk import AccountDesk
from services.orders.commands.passwords import Passwords
from services.orders.commands.register_user import UserAsked, register_user
from services.orders.domain.second_factor import Mode
from services.orders.settings import OrdersSettings
from services.orders.storage.access_tables import revoked_access
from services.supply.settings import SupplySettings
from shared.database import create_engine
from shared.kernel.clock import system_clock
from shared.kernel.ids import uuid7
from shared.messaging.topics import create_topics
from shared.process import running
from shared.process.broker import messaging_settings
from shared.process.process import Process
from shared.web.revocations import RevokedAccess
from shared.web.tokens import SessionSigner, new_private_key
from tests.fixtures.waiting import eventually, is_ready

LOGIN, PASSWORD = "claire", "le savon de Marseille"


@dataclass(frozen=True, slots=True)
class Network:
    """A running network: a client for each service, and the orders database."""

    orders: httpx.AsyncClient
    supply: httpx.AsyncClient
    orders_database: str


@pytest.fixture
async def vrac(
    network: str, kafka_bootstrap: str, session_timeout_ms: int, orders_database: str, supply_database: str
) -> AsyncIterator[Network]:
    """Orders and supply with all their roles, and a coordinator."""
    private_key = new_private_key()
    common: dict[str, Any] = {
        "network": network,
        "kafka_bootstrap": kafka_bootstrap,
        "kafka_session_timeout_ms": session_timeout_ms,
    }
    orders_settings = OrdersSettings(
        **common,
        orders_database_url=orders_database,
        orders_port=0,
        session_private_key=SecretStr(private_key),
        second_factor=Mode.OFFERED,
    )
    supply_settings = SupplySettings(
        **common,
        supply_database_url=supply_database,
        supply_port=0,
        session_public_keys=SessionSigner(private_key, network).public_key,
    )
    await create_topics(messaging_settings(orders_settings))
    await register_coordinator(orders_database)
    orders = services.orders.app.compose(orders_settings)
    supply = services.supply.app.compose(supply_settings)
    async with running(orders) as first, running(supply) as second:
        to_orders, to_supply = client_of(first), client_of(second)
        for client in (to_orders, to_supply):
            await eventually(partial(is_ready, client))
        yield Network(to_orders, to_supply, orders_database)
        await to_orders.aclose()
        await to_supply.aclose()


def client_of(process: Process) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=f"http://127.0.0.1:{process.port}", timeout=60)  # argon2 on a busy machine


async def register_coordinator(orders_database: str) -> None:
    engine = create_engine(orders_database, application_name="tests")
    asked = UserAsked(uuid7(), LOGIN, "Claire Dupont", frozenset({"coordinator"}), frozenset(), PASSWORD)
    signer = SessionSigner.generate("none")
    desk = AccountDesk(engine, Passwords(), signer, RevokedAccess(revoked_access), system_clock)
    await register_user(desk, asked)
    await engine.dispose()
