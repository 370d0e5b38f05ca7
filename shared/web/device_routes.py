"""What both services say of their devices, to those who look after them; a page and the API beside it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel

from shared.kernel.refusal import Refused
from shared.web.access import require
from shared.web.devices import SILENT_AFTER, Devices, KnownDevice
from shared.web.pages import page
from shared.web.roles import LOOKS_AFTER, Actor

router = APIRouter()
Keeper = Annotated[Actor, Depends(require(*LOOKS_AFTER))]


class DevicesAnswer(BaseModel):
    """Devices by centre, the longest silent first."""

    devices: list[KnownDevice]


async def _devices(request: Request) -> Devices:
    devices: Devices = request.app.state.devices
    return devices


Known = Annotated[Devices, Depends(_devices)]


@router.get("/v1/devices", tags=["devices"])
async def get_devices(devices: Known, _: Keeper) -> DevicesAnswer:
    """The devices that work with this service: when each was last heard of, how much it said waits on it."""
    return DevicesAnswer(devices=await devices.known())


@router.delete("/v1/devices/{device}", status_code=204, tags=["devices"])
async def delete_device(device: UUID, devices: Known, _: Keeper) -> None:
    """Forget a device that is gone, with what it said waits on it. Should it come back it is a new one."""
    if not await devices.forget(device):
        raise Refused("device_unknown")


@router.get("/devices", include_in_schema=False)
async def show_devices(request: Request, devices: Known, _: Keeper) -> HTMLResponse:
    """Whether every device has sent what it holds."""
    known = await devices.known()
    return page(
        request,
        "devices.html",
        devices=sorted(known, key=lambda one: not one.silent and not one.waiting),
        to_look_at=[one for one in known if one.silent or one.waiting],
        hours=int(SILENT_AFTER.total_seconds() // 3600),
    )
