"""An app of orders with sessions and users only, on real PostgreSQL."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

import services.orders.web
from services.orders.commands.account_desk import AccountDesk
from services.orders.commands.passwords import Passwords
from services.orders.commands.register_user import UserAsked, register_user
from services.orders.storage.access_tables import revoked_access
from services.orders.storage.centre_tables import centres
from services.orders.web.access_sentences import ACCESS_SENTENCES
from services.orders.web.accounts import Accounts
from services.orders.web.api import invitations, returning, second_factor, sessions, user_sessions, users
from services.orders.web.invitation_sentences import INVITATION_SENTENCES
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
def accounts(orders_engine: AsyncEngine, passwords: Passwords, clock: HeldClock) -> AccountDesk:
    signer = SessionSigner.generate("vrac", clock)
    return AccountDesk(orders_engine, passwords, signer, RevokedAccess(revoked_access, clock), clock)


@pytest.fixture
def app(accounts: AccountDesk) -> FastAPI:
    """Orders' routes of sessions and users."""
    verifier = SessionVerifier([accounts.signer.public_key], "vrac", accounts.clock)
    app = create_app(
        "orders",
        access=Access(verifier, accounts.revoked),
        sentences={**ACCESS_SENTENCES, **INVITATION_SENTENCES},
        locale=LOCALE,
        routers=[
            sessions.router,
            users.router,
            user_sessions.router,
            second_factor.router,
            invitations.router,
            returning.router,
        ],
    )
    app.state.accounts = Accounts(accounts, SessionCookie())
    return app


@pytest.fixture
async def client(app: FastAPI, accounts: AccountDesk) -> AsyncIterator[httpx.AsyncClient]:
    """A client that nobody is signed in with; the coordinator and two centres exist."""
    async with transaction(accounts.engine) as connection:
        rows = [{"code": code, "version": 1, "name": code, "place": "", "active": True} for code in ("north", "south")]
        await connection.execute(insert(centres), rows)
    asked = UserAsked(uuid7(), "claire", "Claire", frozenset({"coordinator"}), frozenset(), PASSWORD)
    await register_user(accounts, asked)
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
