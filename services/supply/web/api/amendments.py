"""Purchase orders changed after they were sent: numbered amendments, and cancelling."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field

from services.supply.commands.amend_purchase_order import AmendmentAsked, amend_purchase_order
from services.supply.web.api.purchase_orders import Number, shown_order
from services.supply.web.fields import Body, Cents, Code, Reason, put_status
from services.supply.web.parts import Coordinator, Parts, SupplyParts
from services.supply.web.purchase_order_views import PurchaseOrderView
from shared.web.roles import Actor
from shared.web.translation import Reader, Translator

router = APIRouter(prefix="/v1/purchase-orders", tags=["purchase orders"])

After = Annotated[
    int,
    Field(
        strict=True,
        ge=0,
        le=2_000_000_000,
        examples=[0],
        description="The amendment it builds on, as shown by the order; 0: the order as first sent.",
    ),
]


class AmendedLineBody(Body):
    """How many cases of a product are asked for now; 0: none any more."""

    product: Code = Field(examples=["FAR-T65"])
    cases: int = Field(strict=True, ge=0, le=1_000_000, examples=[5])


class AmendmentBody(Body):
    """Only the lines that change."""

    after: After
    reason: Reason = Field(examples=["the mill has only five left"])
    lines: list[AmendedLineBody] = Field(min_length=1, max_length=20_000)
    accepted_gap_cents: Cents | None = Field(
        default=None,
        examples=[1788],
        description="By how much the order may come to more than its households hold; null: by the network's limit.",
    )


class CancellationBody(Body):
    """Why nothing of the order is wanted any more."""

    after: After
    reason: Reason = Field(examples=["the mill can't deliver before January"])


@router.put("/{number}/amendments/{amendment_id}", responses={201: {"model": PurchaseOrderView}})
async def put_amendment(  # noqa: PLR0913 - FastAPI gives each part of a request its own parameter
    *,
    number: Number,
    amendment_id: UUID,
    body: AmendmentBody,
    response: Response,
    parts: Parts,
    say: Reader,
    actor: Coordinator,
) -> PurchaseOrderView:
    """Ask for other numbers of cases than were sent; the supplier must acknowledge it. Sent again, it is one."""
    lines = tuple((line.product, line.cases) for line in body.lines)
    asked = AmendmentAsked(amendment_id, number, body.after, body.reason, lines, body.accepted_gap_cents)
    return await _amended(parts, asked, actor, response, say)


@router.put("/{number}/cancellations/{amendment_id}", responses={201: {"model": PurchaseOrderView}})
async def put_cancellation(  # noqa: PLR0913 - FastAPI gives each part of a request its own parameter
    *,
    number: Number,
    amendment_id: UUID,
    body: CancellationBody,
    response: Response,
    parts: Parts,
    say: Reader,
    actor: Coordinator,
) -> PurchaseOrderView:
    """Take an order back as its last amendment: what households ordered of it is short at settlement.

    It was sent, or goods of the cycle are bought so that no other plan drops it.
    """
    asked = AmendmentAsked(amendment_id, number, body.after, body.reason, lines=())
    return await _amended(parts, asked, actor, response, say)


async def _amended(
    parts: SupplyParts, asked: AmendmentAsked, actor: Actor, response: Response, say: Translator
) -> PurchaseOrderView:
    created = await amend_purchase_order(parts.engine, asked, actor.user_id, parts.clock())
    put_status(response, created=created)
    return await shown_order(parts, asked.number, say)
