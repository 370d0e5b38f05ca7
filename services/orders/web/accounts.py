"""What the session and user routes work with, put together once by the composition root."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.commands.passwords import Passwords
from shared.kernel.clock import Clock
from shared.web.revocations import RevokedAccess
from shared.web.tokens import SessionCookie, SessionSigner


@dataclass(frozen=True, slots=True)
class Accounts:
    """The parts of signing in; ``app.state.accounts`` of this service's app."""

    engine: AsyncEngine
    passwords: Passwords
    signer: SessionSigner
    revoked: RevokedAccess
    clock: Clock
    cookie: SessionCookie


async def _of_app(request: Request) -> Accounts:
    accounts: Accounts = request.app.state.accounts
    return accounts


AppAccounts = Annotated[Accounts, Depends(_of_app)]
