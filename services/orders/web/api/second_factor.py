"""One's second factor: enrolled with a code, recovery codes, given up; taken away by the coordinator."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, ConfigDict, Field

from services.orders.commands.change_second_factor import (
    give_up_second_factor,
    remove_second_factor,
    renew_recovery_codes,
)
from services.orders.commands.enrol_second_factor import begin_enrolment, confirm_enrolment
from services.orders.queries.second_factors import second_factor_of
from services.orders.web.accounts import AppAccounts, AppDesk
from services.orders.web.api.sessions import SessionBegun, session_begun
from services.orders.web.api.user_sessions import Anybody, Coordinator, ThisSession
from shared.papers.qr import qr_svg
from shared.web.access import require_enrolling
from shared.web.roles import Actor

router = APIRouter(prefix="/v1", tags=["sessions"])
Enrolling = Annotated[Actor, Depends(require_enrolling())]
"""Also who may do nothing else yet."""

OneCode = Annotated[
    str, Field(min_length=6, max_length=30, repr=False, description="Six digits from the app, or a recovery code.")
]
Password = Annotated[str, Field(min_length=1, max_length=1000, repr=False)]
_PASSWORD, _CODE = "une longue phrase secrète", "492039"


class PasswordBody(BaseModel):
    """The password again: a device left open enrols nothing."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"password": _PASSWORD}]})

    password: Password


class CodeBody(BaseModel):
    """The app's first code."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"code": _CODE}]})

    code: OneCode


class BothBody(BaseModel):
    """Both factors again."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"password": _PASSWORD, "code": _CODE}]})

    password: Password
    code: OneCode


class SecondFactorAnswer(BaseModel):
    """One's second factor: whether it is enrolled, whether one's roles need it, recovery codes left."""

    enrolled: bool
    needed: bool
    recovery_codes_left: int


class EnrolmentAnswer(BaseModel):
    """What an app makes codes from, as text and as the address in a QR code: shown once."""

    secret: str
    uri: str
    qr: Annotated[str, Field(description="The address as a QR code: an SVG picture.")]


class EnrolledAnswer(BaseModel):
    """Ten recovery codes, shown once; a session where the one before could do nothing but enrol."""

    recovery_codes: list[str]
    session: SessionBegun | None


class RecoveryCodesAnswer(BaseModel):
    """Ten recovery codes, shown once."""

    recovery_codes: list[str]


@router.get("/account/second-factor")
async def get_second_factor(actor: Enrolling, desk: AppDesk) -> SecondFactorAnswer:
    """One's second factor."""
    enrolled, left = await second_factor_of(desk.engine, actor.user_id)
    needed = desk.second_factor.is_needed(actor.roles)
    return SecondFactorAnswer(enrolled=enrolled, needed=needed, recovery_codes_left=left)


@router.post("/account/second-factor", status_code=201)
async def post_second_factor(body: PasswordBody, actor: Enrolling, desk: AppDesk) -> EnrolmentAnswer:
    """Get a secret for an app. It counts once a code of it was confirmed."""
    enrolment = await begin_enrolment(desk, actor.user_id, body.password)
    return EnrolmentAnswer(secret=enrolment.secret, uri=enrolment.uri, qr=qr_svg(enrolment.uri, scale=5))


@router.post("/account/second-factor/confirmation", status_code=201)
async def post_confirmation(
    body: CodeBody, _: Enrolling, session: ThisSession, accounts: AppAccounts, response: Response
) -> EnrolledAnswer:
    """Confirm the app's first code: each sign-in asks for one from now on."""
    enrolled = await confirm_enrolment(accounts.desk, session, body.code)
    begun = enrolled.session and session_begun(enrolled.session, accounts, response)
    return EnrolledAnswer(recovery_codes=enrolled.recovery_codes, session=begun)


@router.post("/account/second-factor/recovery-codes", status_code=201)
async def post_recovery_codes(body: BothBody, actor: Anybody, desk: AppDesk) -> RecoveryCodesAnswer:
    """Get ten new recovery codes; those before count no more."""
    codes = await renew_recovery_codes(desk, actor.user_id, body.password, body.code)
    return RecoveryCodesAnswer(recovery_codes=codes)


@router.post("/account/second-factor/removal", status_code=204)
async def post_removal(body: BothBody, actor: Anybody, desk: AppDesk) -> None:
    """Give one's second factor up, where one's roles need none."""
    await give_up_second_factor(desk, actor.user_id, body.password, body.code)


@router.delete("/users/{user_id}/second-factor", status_code=204)
async def delete_second_factor(user_id: UUID, actor: Coordinator, desk: AppDesk) -> None:
    """Take a user's away who lost app and recovery codes; their sessions end, and they enrol again where needed."""
    await remove_second_factor(desk, user_id, actor.user_id)
