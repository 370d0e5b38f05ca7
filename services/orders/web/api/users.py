"""Users: who may sign in, with which roles, for which centres."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.orders.commands.register_user import UserAsked, register_user
from services.orders.commands.revoke_access import revoke_access
from services.orders.queries.users import list_users, user_by_id
from services.orders.web.accounts import AppDesk
from services.orders.web.api.fields import Text
from shared.web.access import require
from shared.web.paging import Page, Paging
from shared.web.problems import Problem
from shared.web.roles import Actor, Role

router = APIRouter(prefix="/v1/users", tags=["users"])
Coordinator = Annotated[Actor, Depends(require(Role.COORDINATOR))]


class UserBody(BaseModel):
    """A user as the coordinator wants them; without a password, the stored one stays, or they are invited."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "login": "amina",
                    "name": "Amina B.",
                    "password": "une longue phrase secrète",
                    "roles": ["volunteer"],
                    "centres": ["DUC"],
                }
            ]
        },
    )

    login: Annotated[str, Field(min_length=1, max_length=64)]
    name: Annotated[Text, StringConstraints(strip_whitespace=True, min_length=1)]
    password: Annotated[str | None, Field(max_length=1000, repr=False)] = None
    email: Annotated[
        str | None,
        Field(max_length=200, pattern=r"^[^@\s,;<>]+@[^@\s,;<>]+$", repr=False, description="Where invitations go."),
    ] = None
    roles: Annotated[list[Role], Field(max_length=8)]
    centres: Annotated[list[Annotated[str, Field(min_length=1, max_length=64)]], Field(max_length=1000)]


class UserShown(BaseModel):
    """A user as stored."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    login: str
    name: str
    email: str | None
    roles: list[Role]
    centres: list[str]
    may_sign_in: bool


@router.put("/{user_id}", responses={201: {"model": UserShown}})
async def put_user(user_id: UUID, body: UserBody, actor: Coordinator, desk: AppDesk, response: Response) -> UserShown:
    """Register a user (201) or change one (200). Changed roles, centres or password end their open sessions."""
    asked = UserAsked(
        user_id,
        body.login,
        body.name,
        frozenset(body.roles),
        frozenset(body.centres),
        body.password,
        body.email,
    )
    registered = await register_user(desk, asked, actor.user_id)
    response.status_code = 201 if registered.created else 200
    return UserShown.model_validate(registered.user)


@router.get("")
async def get_users(_: Coordinator, desk: AppDesk, paging: Paging) -> Page[UserShown]:
    """All users, by login."""
    async with desk.engine.connect() as connection:
        found = await list_users(connection, paging.after or "", paging.limit + 1)
    return Page[UserShown].of([UserShown.model_validate(user) for user in found], paging.limit, lambda user: user.login)


@router.get("/{user_id}")
async def get_user(user_id: UUID, _: Coordinator, desk: AppDesk) -> UserShown:
    """One user."""
    async with desk.engine.connect() as connection:
        user = await user_by_id(connection, user_id)
    if user is None:
        raise Problem("unknown_user")
    return UserShown.model_validate(user)


@router.post("/{user_id}/revocation", status_code=204)
async def revoke(user_id: UUID, actor: Coordinator, desk: AppDesk) -> None:
    """End all sessions of a user in both services, and take the password away."""
    await revoke_access(desk, user_id, actor.user_id)
