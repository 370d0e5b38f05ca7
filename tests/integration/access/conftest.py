"""An app of orders with sessions and users only, on real PostgreSQL."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from argon2 import PasswordHasher
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

import services.orders.web
from services.orders.commands.passwords import Passwords
from services.orders.commands.register_user import UserAsked, register_user
from services.orders.storage.access_tables import revoked_access
from services.orders.storage.centre_tables import centres
from services.orders.web.access_sentences import ACCESS_SENTENCES
from services.orders.web.accounts import Accounts
from services.orders.web.api import sessions, users
from shared.database import transaction
from shared.kernel.clock import HeldClock
from shared.kernel.ids import uuid7
from shared.web.access import Access
from shared.web.app import create_app
from shared.web.revocations import RevokedAccess
from shared.web.tokens import SessionCookie, SessionSigner, SessionVerifier

LOCALE = Path(str(services.orders.web.__file__)).parent / "locale"
PASSWORD = "le savon de Marseille"


@pytest.fixture(scope="session")
def passwords() -> Passwords:
    return Passwords(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))  # quick: strength is not tested here


@pytest.fixture
def clock() -> HeldClock:
    return HeldClock(datetime(2026, 12, 1, 18, tzinfo=UTC))


@pytest.fixture
def accounts(orders_engine: AsyncEngine, passwords: Passwords, clock: HeldClock) -> Accounts:
    signer = SessionSigner.generate("vrac", clock)
    return Accounts(orders_engine, passwords, signer, RevokedAccess(revoked_access), clock, SessionCookie())


@pytest.fixture
async def client(accounts: Accounts) -> AsyncIterator[httpx.AsyncClient]:
    """A client that nobody is signed in with; the coordinator and two centres exist."""
    async with transaction(accounts.engine) as connection:
        rows = [{"code": code, "version": 1, "name": code, "place": "", "active": True} for code in ("north", "south")]
        await connection.execute(insert(centres), rows)
    asked = UserAsked(uuid7(), "claire", "Claire", frozenset({"coordinator"}), frozenset(), PASSWORD)
    await register_user(accounts.engine, accounts.passwords, accounts.revoked, accounts.clock, asked)
    verifier = SessionVerifier([accounts.signer.public_key], "vrac", accounts.clock)
    app = create_app(
        "orders",
        access=Access(verifier, accounts.revoked),
        sentences=ACCESS_SENTENCES,
        locale=LOCALE,
        routers=[sessions.router, users.router],
    )
    app.state.accounts = accounts
    headers = {"Accept-Language": "en"}
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="https://vrac.test", headers=headers
    ) as c:
        yield c


@pytest.fixture
async def coordinator(client: httpx.AsyncClient) -> dict[str, str]:
    """The headers of the coordinator's session, without cookies."""
    answer = await client.post("/v1/sessions", json={"login": "claire", "password": PASSWORD})
    client.cookies.clear()
    return {"Authorization": f"Bearer {answer.json()['token']}"}
