"""What the session and user routes work with, put together once by the composition root."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from services.orders.commands.account_desk import AccountDesk
from shared.web.tokens import SessionCookie


@dataclass(frozen=True, slots=True)
class Accounts:
    """The parts of signing in; ``app.state.accounts`` of this service's app.

    Args:
        desk: What the commands work with.
        cookie: How a browser is given its session.
    """

    desk: AccountDesk
    cookie: SessionCookie


async def _of_app(request: Request) -> Accounts:
    accounts: Accounts = request.app.state.accounts
    return accounts


async def _desk_of_app(request: Request) -> AccountDesk:
    accounts: Accounts = request.app.state.accounts
    return accounts.desk


AppAccounts = Annotated[Accounts, Depends(_of_app)]
AppDesk = Annotated[AccountDesk, Depends(_desk_of_app)]
