"""Invitations and new passwords: made by the coordinator, by mail or on a slip; used by whom they are for."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, BackgroundTasks, Depends, Response
from pydantic import BaseModel, ConfigDict, Field

from services.orders.commands.account_desk import AccountDesk
from services.orders.commands.ask_for_password import ask_for_password, send_code
from services.orders.commands.choose_password import choose_password
from services.orders.commands.invite_user import InvitationAsked, Letter, invite_user
from services.orders.domain.invitations import Means
from services.orders.queries.invitations import Invitation, invitation_by_id, invitations_of
from services.orders.queries.users import User, user_by_id
from services.orders.web.accounts import AppDesk
from services.orders.web.api.user_sessions import Coordinator
from services.orders.web.invitation_sentences import subject_and_text
from shared.kernel.refusal import Refused
from shared.web.access import anyone
from shared.web.translation import Reader, Translator

router = APIRouter(prefix="/v1", tags=["users"])


class InvitationBody(BaseModel):
    """How the code reaches whom it is for."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"means": "slip"}]})

    means: Means


class InvitationAnswer(BaseModel):
    """An invitation. ``code`` and ``link`` of a slip are shown once, to be printed; a mail has them in it."""

    invitation: Invitation
    login: str
    code: str | None
    link: str | None


class ForgottenBody(BaseModel):
    """Whose password is forgotten."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"login": "amina"}]})

    login: Annotated[str, Field(min_length=1, max_length=200)]


class ChosenPassword(BaseModel):
    """What stands on the slip or in the mail, and the password chosen."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"login": "amina", "code": "7wq0-x3mp-k2d8-v5ht", "password": "une longue phrase secrète"}]
        },
    )

    login: Annotated[str, Field(min_length=1, max_length=200)]
    code: Annotated[str, Field(min_length=1, max_length=100, repr=False)]
    password: Annotated[str, Field(min_length=1, max_length=1000, repr=False)]


@router.put(
    "/users/{user_id}/invitations/{invitation_id}",
    responses={200: {"model": InvitationAnswer}, 201: {"model": InvitationAnswer}},
)
async def put_invitation(  # noqa: PLR0913, PLR0917 - a route's parameters are its interface
    user_id: UUID,
    invitation_id: UUID,
    body: InvitationBody,
    actor: Coordinator,
    desk: AppDesk,
    say: Reader,
    response: Response,
) -> InvitationAnswer:
    """Invite a user to choose a password, or another one. Sent again it leaves no second time, and shows no code."""
    asked = InvitationAsked(invitation_id, user_id, body.means, actor.user_id)

    invited = await invite_user(desk, asked, _letter(desk, say))
    response.status_code = 200 if invited.code is None else 201
    made = await invitation_by_id(desk.engine, invitation_id, desk.clock())
    code = invited.code if body.means is Means.SLIP else None
    return InvitationAnswer(
        invitation=made, login=invited.user.login, code=code, link=None if code is None else desk.post.link(code)
    )


@router.get("/users/{user_id}/invitations")
async def get_invitations(user_id: UUID, _: Coordinator, desk: AppDesk) -> list[Invitation]:
    """A user's invitations, the last made first."""
    async with desk.engine.connect() as connection:
        if await user_by_id(connection, user_id) is None:
            raise Refused("unknown_user")
    return await invitations_of(desk.engine, user_id, desk.clock())


@router.post("/invitations/acceptance", status_code=204, dependencies=[Depends(anyone)])
async def post_acceptance(typed: ChosenPassword, desk: AppDesk) -> None:
    """Choose a password with the code. It ends the invitation, and every session from before."""
    await choose_password(desk, login=typed.login, code=typed.code, password=typed.password)


@router.post("/password-resets", status_code=204, dependencies=[Depends(anyone)])
async def post_password_reset(body: ForgottenBody, desk: AppDesk, say: Reader, after: BackgroundTasks) -> None:
    """Ask for a code by mail. The answer is the same whether there is such a user, and whether a mail leaves."""
    user = await ask_for_password(desk, body.login)
    after.add_task(send_code, desk, user, _letter(desk, say))


def _letter(desk: AccountDesk, say: Translator) -> Letter:
    def write(user: User, code: str, ends: datetime) -> tuple[str, str]:
        return subject_and_text(say, user.login, code, desk.post.link(code), ends.astimezone(desk.post.zone))

    return write
