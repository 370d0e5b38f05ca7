"""Parts that the coordinator decides by hand: exceptions that stay visible."""

from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from services.supply.commands.decide_part import DecidedPart, decide_part, leave_part_to_policy
from services.supply.queries.allocation_exceptions import AllocationException, exceptions_of
from services.supply.queries.snapshot import snapshot
from services.supply.web.fields import BaseQuantity, Body, CodePath, Reason, put_status
from services.supply.web.parts import Coordinator, Parts

router = APIRouter(prefix="/v1/cycles", tags=["settlement"])


class DecidedPartBody(Body):
    """What the order gets, and why: nothing personal in the reason, volunteers read it."""

    quantity: BaseQuantity = Field(examples=[1_000])
    reason: Reason = Field(examples=["One bag was torn; this household takes the rest of it."])


class DecidedPartView(BaseModel):
    """The decision as it is kept; it counts in the next settlement run."""

    order_id: UUID
    product: str
    quantity: int
    reason: str


@router.put("/{cycle}/allocation-exceptions/{order_id}/{product}", responses={201: {"model": DecidedPartView}})
async def put_exception(  # noqa: PLR0913, PLR0917 - a route's parameters are its interface
    cycle: CodePath,
    order_id: UUID,
    product: CodePath,
    body: DecidedPartBody,
    response: Response,
    parts: Parts,
    actor: Coordinator,
) -> DecidedPartView:
    """Decide by hand what an order gets of a product; the others share the rest by the product's policy."""
    decided = DecidedPart(cycle, order_id, product, body.quantity, body.reason, actor.user_id)
    put_status(response, created=await decide_part(parts.engine, decided))
    return DecidedPartView(order_id=order_id, product=product, **body.model_dump())


@router.delete("/{cycle}/allocation-exceptions/{order_id}/{product}", status_code=204)
async def delete_exception(
    cycle: CodePath, order_id: UUID, product: CodePath, parts: Parts, actor: Coordinator
) -> None:
    """Leave the part to the policy again, from the next run on; the decision stays listed as taken back."""
    await leave_part_to_policy(parts.engine, cycle, order_id, product, actor.user_id)


@router.get("/{cycle}/allocation-exceptions")
async def get_exceptions(cycle: CodePath, parts: Parts, _actor: Coordinator) -> list[AllocationException]:
    """Every part decided by hand, with who decided it, when and why, and who took it back when (null: it counts)."""
    async with snapshot(parts.engine) as connection:
        return await exceptions_of(connection, cycle)
