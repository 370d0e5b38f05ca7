"""Deposits on returnable packaging: the containers, and what each household took and brought back."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from services.orders.commands.keep_container import Container, keep_container
from services.orders.commands.take_deposit import Deposit, take_deposit
from services.orders.domain.pricing import MOST_CENTS
from services.orders.queries.containers import OutView, containers_after, containers_of, containers_out
from services.orders.queries.households import find_household
from services.orders.web.api.desk import AtTable, Desk, Treasurer, author_of, seen_by
from services.orders.web.api.fields import Body, Cents, Code, Text
from services.orders.web.api.order_pages import OrderPaging
from services.orders.web.cycle_parts import Coordinator
from shared.kernel.refusal import Refused
from shared.web.only_new import OnlyNew
from shared.web.paging import Page, Paging

router = APIRouter(prefix="/v1", tags=["deposits"])


class ContainerBody(Body):
    """A container but for its code, which is in the address."""

    name: Annotated[Text, Field(min_length=1, examples=["Bocal 1 litre"])]
    deposit_cents: Annotated[Cents, Field(gt=0, le=MOST_CENTS, examples=[200])]


class ContainerAnswer(BaseModel):
    """A returnable container and the deposit for one."""

    model_config = ConfigDict(from_attributes=True)

    container: str
    name: str
    deposit_cents: int


class DepositBody(Body):
    """Who takes or brings back how many of which container."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"household_id": "0197f0a0-0000-7000-8000-000000000007", "container": "BOCAL-1L", "number": 2},
                {"household_id": "0197f0a0-0000-7000-8000-000000000007", "container": "BOCAL-1L", "number": -1},
            ]
        },
    )

    household_id: UUID
    container: Code
    number: Annotated[int, Field(strict=True, ge=-1000, le=1000, description="Taken; negative: brought back.")]


class ContainerLossBody(Body):
    """Whose containers will not come back: which, how many, and why."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "household_id": "0197f0a0-0000-7000-8000-000000000007",
                    "container": "BOCAL-1L",
                    "number": 1,
                    "reason": "cassé",
                }
            ]
        },
    )

    household_id: UUID
    container: Code
    number: Annotated[int, Field(strict=True, ge=1, le=1000)]
    reason: Text = Field(min_length=3, description="In words; erased with what names the household.")


class TakenAnswer(BaseModel):
    """How many of a container a household has, and the deposit that it paid for them."""

    model_config = ConfigDict(from_attributes=True)

    container: str
    name: str
    number: int
    deposit_cents: int


class TakenContainersAnswer(BaseModel):
    """All the containers that a household has."""

    household_id: UUID
    containers: list[TakenAnswer]


@router.get("/containers")
async def get_containers(desk: Desk, _actor: AtTable, paging: Paging) -> Page[ContainerAnswer]:
    """The containers, by code."""
    found = await containers_after(desk.engine, paging.after or "", paging.limit + 1)
    shown = [ContainerAnswer.model_validate(one) for one in found]
    return Page[ContainerAnswer].of(shown, paging.limit, lambda one: one.container)


@router.put("/containers/{container}", responses={200: {"model": ContainerAnswer}, 201: {"model": ContainerAnswer}})
async def put_container(  # noqa: PLR0913, PLR0917 - a route's parameters are its interface
    container: Annotated[Code, Path()],
    body: ContainerBody,
    desk: Desk,
    actor: Coordinator,
    response: Response,
    only_new: OnlyNew,
) -> ContainerAnswer:
    """Register a container or change its name. Its deposit stays while any household has one."""
    wanted = Container(container, body.name, body.deposit_cents)
    is_new = await keep_container(desk, wanted, actor.user_id, only_new=only_new)
    response.status_code = 201 if is_new else 200
    return ContainerAnswer(container=container, name=body.name, deposit_cents=body.deposit_cents)


@router.put(
    "/deposits/{deposit_id}",
    responses={200: {"model": TakenContainersAnswer}, 201: {"model": TakenContainersAnswer}},
)
async def put_deposit(
    deposit_id: UUID, body: DepositBody, desk: Desk, actor: AtTable, response: Response
) -> TakenContainersAnswer:
    """Note containers that a household takes, paid from its credit, or brings back. Sent again, it is one note."""
    asked = Deposit(deposit_id, body.household_id, body.container, body.number)
    is_new = await take_deposit(desk, asked, author_of(actor))
    response.status_code = 201 if is_new else 200
    return await get_household_containers(body.household_id, desk, actor)


@router.put(
    "/container-losses/{loss_id}",
    responses={200: {"model": TakenContainersAnswer}, 201: {"model": TakenContainersAnswer}},
)
async def put_container_loss(
    loss_id: UUID, body: ContainerLossBody, desk: Desk, actor: Treasurer, response: Response
) -> TakenContainersAnswer:
    """Write off containers that will not come back: the network keeps their deposit. Sent again, it is one."""
    asked = Deposit(loss_id, body.household_id, body.container, -body.number, body.reason.strip())
    response.status_code = 201 if await take_deposit(desk, asked, author_of(actor)) else 200
    return await get_household_containers(body.household_id, desk, actor)


@router.get("/households/{household_id}/containers")
async def get_household_containers(household_id: UUID, desk: Desk, actor: AtTable) -> TakenContainersAnswer:
    """The containers that a household has, with the deposit that it paid for them."""
    if await find_household(desk.engine, household_id, seen_by(actor)) is None:
        raise Refused("household_unknown")
    async with desk.engine.connect() as connection:
        found = await containers_of(connection, household_id)
    taken = [TakenAnswer.model_validate(one) for one in found]
    return TakenContainersAnswer(household_id=household_id, containers=taken)


@router.get("/centres/{centre}/containers")
async def get_centre_containers(
    centre: Annotated[Code, Path()], desk: Desk, actor: AtTable, page: OrderPaging
) -> Page[OutView]:
    """Which households of a centre have which containers, by household: what a device needs without a network."""
    actor.check_centre(centre)
    found = await containers_out(desk.engine, centre, page.after, page.limit)
    return Page[OutView].of(found, page.limit, lambda one: str(one.household_id))
