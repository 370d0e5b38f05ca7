"""Centres: registered by the coordinator, read by everyone."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from services.orders.commands.register_centre import Centre, register_centre
from services.orders.queries.centres import list_centres
from services.orders.web.api.desk import Desk
from services.orders.web.api.fields import Body, Code, Text
from shared.web.access import require
from shared.web.only_new import OnlyNew
from shared.web.paging import Page, Paging
from shared.web.roles import Actor, Role

router = APIRouter(prefix="/v1/centres", tags=["centres"])
Coordinator = Annotated[Actor, Depends(require(Role.COORDINATOR))]


class CentreBody(Body):
    """A centre but for its code, which is in the address."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"name": "Centre social de la Duchère", "place": "salle du rez-de-chaussée", "active": True}]
        },
    )

    name: Annotated[Text, Field(min_length=1)]
    place: Annotated[Text, Field(description="Where in the centre goods are fetched.")] = ""
    active: Annotated[bool, Field(description="Whether it takes part in the cycles that open from now on.")] = True


class CentreAnswer(BaseModel):
    """A centre."""

    centre: str
    name: str
    place: str
    active: bool


@router.put(
    "/{centre}",
    responses={200: {"model": CentreAnswer}, 201: {"model": CentreAnswer}},
)
async def put_centre(  # noqa: PLR0913, PLR0917 - a route's parameters are its interface
    centre: Annotated[Code, Path()],
    body: CentreBody,
    desk: Desk,
    actor: Coordinator,
    response: Response,
    only_new: OnlyNew,
) -> CentreAnswer:
    """Register a centre or change it. An inactive one takes no part in the cycles that open from now on."""
    wanted = Centre(centre, body.name, body.place, active=body.active)
    is_new = await register_centre(desk, wanted, actor.user_id, only_new=only_new)
    response.status_code = 201 if is_new else 200
    return CentreAnswer(centre=centre, name=body.name, place=body.place, active=body.active)


@router.get("", dependencies=[Depends(require())])
async def get_centres(desk: Desk, paging: Paging) -> Page[CentreAnswer]:
    """The network's centres, by code."""
    found = await list_centres(desk.engine, paging.after or "", paging.limit + 1)
    shown = [CentreAnswer(centre=c.code, name=c.name, place=c.place, active=c.active) for c in found]
    return Page[CentreAnswer].of(shown, paging.limit, lambda centre: centre.centre)
