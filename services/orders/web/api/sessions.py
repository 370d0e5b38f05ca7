"""Sessions: sign in, see who is signed in, sign out."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, ConfigDict, Field

from services.orders.commands.sign_in import sign_in
from services.orders.web.accounts import AppAccounts
from shared.web.access import anyone, require
from shared.web.roles import Actor, Role

router = APIRouter(prefix="/v1/sessions", tags=["sessions"])


class SignIn(BaseModel):
    """What a person types to sign in."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"login": "amina", "password": "une longue phrase secrète"}]}
    )

    login: Annotated[str, Field(min_length=1, max_length=200)]
    password: Annotated[str, Field(min_length=1, max_length=1000, repr=False)]


class SessionUser(BaseModel):
    """Who is signed in."""

    id: UUID
    login: str
    roles: list[Role]
    centres: list[str]


class SessionBegun(BaseModel):
    """A session: its token, for ``Authorization: Bearer``; browsers have it in a cookie as well."""

    token: str
    expires_at: datetime
    user: SessionUser


class CurrentSession(BaseModel):
    """What the session of a request says."""

    user_id: UUID
    roles: list[Role]
    centres: list[str]


@router.post("", status_code=201, dependencies=[Depends(anyone)])
async def begin_session(typed: SignIn, accounts: AppAccounts, response: Response) -> SessionBegun:
    """Sign in. After five wrong passwords in a row the login waits, each time twice as long."""
    begun = await sign_in(
        accounts.engine, accounts.passwords, accounts.signer, accounts.clock, login=typed.login, password=typed.password
    )
    accounts.cookie.keep(response, begun.token)
    user = begun.user
    shown = SessionUser(id=user.id, login=user.login, roles=[Role(r) for r in user.roles], centres=list(user.centres))
    return SessionBegun(token=begun.token, expires_at=begun.ends, user=shown)


@router.get("/current")
async def show_session(actor: Annotated[Actor, Depends(require())]) -> CurrentSession:
    """Who the session of this request belongs to."""
    return CurrentSession(user_id=actor.user_id, roles=sorted(actor.roles), centres=sorted(actor.centres))


@router.delete("/current", status_code=204, dependencies=[Depends(anyone)])
async def end_session(accounts: AppAccounts, response: Response) -> None:
    """Sign this browser out: its cookie is gone. A lost device's sessions end by revoking the user's access."""
    accounts.cookie.drop(response)
