"""A shared device: a PIN to come back to one's session after a pause, or after another sat there."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.orders.commands.return_by_pin import return_by_pin
from services.orders.commands.set_pin import set_pin
from services.orders.queries.sessions import has_pin, returning_to
from services.orders.web.accounts import AppAccounts, AppDesk
from services.orders.web.api.sessions import SessionBegun, session_begun, session_gone
from services.orders.web.api.user_sessions import Anybody, ThisSession
from services.orders.web.device_cookie import device_digest, device_secret
from shared.kernel.refusal import Refused
from shared.web.access import anyone

router = APIRouter(prefix="/v1", tags=["sessions"])
Pin = Annotated[str, Field(min_length=1, max_length=20, repr=False, description="Four to six digits.")]


class PinBody(BaseModel):
    """A PIN for one's session on this device."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"pin": "2580"}]})

    pin: Pin


class ReturnBody(BaseModel):
    """Who comes back, and their PIN."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"user_id": "0197f0a0-0000-7000-8000-0000000000d0", "pin": "2580"}]},
    )

    user_id: UUID
    pin: Pin


class ReturningPerson(BaseModel):
    """Who may come back to this device with a PIN, until when."""

    user_id: UUID
    name: str
    ends_at: datetime
    seconds_left: int = Field(description="Until then, for a device whose clock may be wrong.")


@router.put("/account/pin", status_code=204)
async def put_pin(body: PinBody, _: Anybody, session: ThisSession, desk: AppDesk) -> None:
    """Set one's PIN for the rest of this session, on this device. It brings back what a volunteer may do."""
    await set_pin(desk, session, body.pin)


@router.post("/sessions/pause", status_code=204)
async def post_pause(_: Anybody, session: ThisSession, accounts: AppAccounts, response: Response) -> None:
    """Leave the device for a while: its session's cookie is gone until one comes back with the PIN."""
    if not await has_pin(accounts.desk.engine, session.id):
        raise Refused("pin_missing")
    session_gone(accounts, response)


@router.get("/sessions/returning", dependencies=[Depends(anyone)])
async def get_returning(request: Request, desk: AppDesk) -> list[ReturningPerson]:
    """Who may come back to this device with a PIN: only the device itself, by its cookie, is told."""
    secret, now = device_secret(request), desk.clock()
    found = [] if secret is None else await returning_to(desk.engine, device_digest(secret), now)
    return [
        ReturningPerson(
            user_id=one.user_id,
            name=one.name,
            ends_at=one.ends_at,
            seconds_left=int((one.ends_at - now).total_seconds()),
        )
        for one in found
    ]


@router.post("/sessions/return", status_code=201, dependencies=[Depends(anyone)])
async def post_return(body: ReturnBody, accounts: AppAccounts, request: Request, response: Response) -> SessionBegun:
    """Come back to one's session on this device. The fifth wrong PIN in a row ends it."""
    device = device_digest(device_secret(request) or "")
    begun = await return_by_pin(accounts.desk, device, body.user_id, body.pin)
    return session_begun(begun, accounts, response)
