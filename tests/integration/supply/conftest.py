"""Supply's HTTP app on a fresh database, as a coordinator and as a volunteer call it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, time
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.domain.centre_dates import DistributionHours
from services.supply.web.app import supply_app
from services.supply.web.parts import SupplyParts
from shared.kernel.clock import HeldClock
from shared.web.access import Access, NoRevocations
from shared.web.roles import Actor, Role
from shared.web.tokens import SessionSigner, SessionVerifier
from tests.fixtures.supply_buying import DUC, MIN
from tests.fixtures.supply_cycle import COORDINATOR, cycle_sealed, hear, opened, seal

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)


@pytest.fixture
def clock() -> HeldClock:
    return HeldClock(NOON)


@pytest.fixture
def signer(network: str) -> SessionSigner:
    return SessionSigner.generate(network)


@pytest.fixture
def app(supply_engine: AsyncEngine, clock: HeldClock, signer: SessionSigner, network: str) -> FastAPI:
    parts = SupplyParts(supply_engine, clock, DistributionHours(time(14), time(19)))
    return supply_app(parts, Access(SessionVerifier([signer.public_key], network), NoRevocations()))


def _client(app: FastAPI, signer: SessionSigner, actor: Actor) -> httpx.AsyncClient:
    token, _ = signer.issue(actor)
    headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="https://supply.test", headers=headers)


@pytest.fixture
async def coordinator(app: FastAPI, signer: SessionSigner) -> AsyncIterator[httpx.AsyncClient]:
    async with _client(app, signer, Actor(COORDINATOR, frozenset({Role.COORDINATOR}), frozenset())) as client:
        yield client


@pytest.fixture
async def volunteer(app: FastAPI, signer: SessionSigner) -> AsyncIterator[httpx.AsyncClient]:
    async with _client(app, signer, Actor(UUID(int=2), frozenset({Role.VOLUNTEER}), frozenset({"DUC"}))) as client:
        yield client


@pytest.fixture
async def sealed(coordinator: httpx.AsyncClient, supply_engine: AsyncEngine) -> httpx.AsyncClient:
    """A coordinator in whose cycle 141 kg of flour are ordered, sealed and here."""
    await opened(coordinator)
    await hear(supply_engine, *DUC, *MIN, cycle_sealed(seal("DUC", DUC), seal("MIN", MIN)))
    return coordinator
