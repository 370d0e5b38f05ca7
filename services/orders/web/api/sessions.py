"""Sessions: sign in, see who is signed in, sign out."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.orders.commands.answer_challenge import answer_challenge
from services.orders.commands.begin_session import Device, SignedIn
from services.orders.commands.end_session import sign_out
from services.orders.commands.sign_in import CodeAsked, sign_in
from services.orders.web.accounts import Accounts, AppAccounts
from services.orders.web.api.fields import Text
from services.orders.web.device_cookie import (
    device_digest,
    device_secret,
    new_device_secret,
    set_device,
    take_name,
    tell_name,
)
from shared.web.access import anyone, require_enrolling, session_if_any, session_of
from shared.web.roles import Actor, Role
from shared.web.tokens import Session

router = APIRouter(prefix="/v1/sessions", tags=["sessions"])


class SignIn(BaseModel):
    """What a person types to sign in."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"login": "amina", "password": "une longue phrase secrète", "device": "Tablette 2"}]
        },
    )

    login: Annotated[str, Field(min_length=1, max_length=200)]
    password: Annotated[str, Field(min_length=1, max_length=1000, repr=False)]
    device: Annotated[Text, Field(description="What the device is called, to find its session in the list.")] = ""


class SessionUser(BaseModel):
    """Who is signed in."""

    id: UUID
    login: str
    roles: list[Role]
    centres: list[str]


class SessionBegun(BaseModel):
    """A session: its token, for ``Authorization: Bearer``; browsers have it in a cookie as well.

    ``enrolling``: it may do nothing but enrol a second factor, which its user needs and has not.
    """

    token: str
    expires_at: datetime
    enrolling: bool
    user: SessionUser


class CodeAskedAnswer(BaseModel):
    """The password was right; a code of the second factor is asked for, to be sent with this."""

    challenge: str
    expires_at: datetime


class CodeTyped(BaseModel):
    """The code of one's second factor."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"challenge": "eyJhbGciOiJFZERTQSJ9…", "code": "492039"}]},
    )

    challenge: Annotated[str, Field(min_length=1, max_length=1000, repr=False)]
    code: Annotated[str, Field(min_length=6, max_length=30, repr=False, description="Of the app, or a recovery code.")]
    device: Annotated[Text, Field(description="What the device is called.")] = ""


class CurrentSession(BaseModel):
    """What the session of a request says; ``enrolling``: it may do nothing but enrol a second factor."""

    user_id: UUID
    roles: list[Role]
    centres: list[str]
    enrolling: bool


@router.post("", status_code=201, dependencies=[Depends(anyone)], responses={200: {"model": CodeAskedAnswer}})
async def begin(
    typed: SignIn, accounts: AppAccounts, request: Request, response: Response
) -> SessionBegun | CodeAskedAnswer:
    """Sign in: a session (201), or the question for a code (200) where one has a second factor.

    After five wrong passwords in a row the login waits, each time twice as long.
    """
    device = _device(request, response, typed.device, accounts)
    begun = await sign_in(accounts.desk, device, login=typed.login, password=typed.password)
    if isinstance(begun, CodeAsked):
        response.status_code = 200
        return CodeAskedAnswer(challenge=begun.challenge, expires_at=begun.ends)
    return session_begun(begun, accounts, response)


@router.post("/second-factor", status_code=201, dependencies=[Depends(anyone)])
async def answer_code(typed: CodeTyped, accounts: AppAccounts, request: Request, response: Response) -> SessionBegun:
    """The second step: the code. After five wrong ones in a row it waits, each time twice as long."""
    device = _device(request, response, typed.device, accounts)
    begun = await answer_challenge(accounts.desk, device, typed.challenge, typed.code)
    return session_begun(begun, accounts, response)


def _device(request: Request, response: Response, label: str, accounts: Accounts) -> Device:
    """The device that asks, known again by its cookie from now on."""
    secret = device_secret(request) or new_device_secret()
    set_device(response, secret, secure=accounts.cookie.secure)
    return Device(device_digest(secret), label)


def session_begun(begun: SignedIn, accounts: Accounts, response: Response) -> SessionBegun:
    """Answer a session that begins, and give it to the browser."""
    accounts.cookie.keep(response, begun.token)
    user = begun.user
    tell_name(response, user.name, secure=accounts.cookie.secure)
    shown = SessionUser(id=user.id, login=user.login, roles=[Role(r) for r in user.roles], centres=list(user.centres))
    return SessionBegun(token=begun.token, expires_at=begun.ends, enrolling=begun.enrolling, user=shown)


def session_gone(accounts: Accounts, response: Response) -> None:
    """Take the session, and whose it was, from the browser."""
    accounts.cookie.drop(response)
    take_name(response, secure=accounts.cookie.secure)


@router.get("/current")
async def show_session(
    actor: Annotated[Actor, Depends(require_enrolling())], session: Annotated[Session, Depends(session_of)]
) -> CurrentSession:
    """Who the session of this request belongs to."""
    roles, centres = sorted(actor.roles), sorted(actor.centres)
    return CurrentSession(user_id=actor.user_id, roles=roles, centres=centres, enrolling=session.enrolling)


@router.delete("/current", status_code=204, dependencies=[Depends(anyone)])
async def end(
    accounts: AppAccounts, response: Response, session: Annotated[Session | None, Depends(session_if_any)]
) -> None:
    """Sign out: the session ends in both services, and its cookie is gone."""
    if session is not None:
        await sign_out(accounts.desk, session)
    session_gone(accounts, response)
