"""The solidarity fund: what it has, and the money that comes for it."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import ConfigDict, Field

from services.orders.commands.receive_donation import Donation, receive_donation
from services.orders.domain.ledger import Means
from services.orders.queries.solidarity import DonationView, FundNow, find_donation, fund_now
from services.orders.web.api.desk import Desk, Treasurer, author_of
from services.orders.web.api.fields import Body, Cents, Code
from shared.kernel.refusal import Refused

router = APIRouter(prefix="/v1/solidarity", tags=["solidarity"])


class DonationBody(Body):
    """What came, and from whom."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"amount_cents": 50_000, "means": "transfer", "received_from": "VILLE", "centre": None}]
        },
    )

    amount_cents: Cents
    means: Annotated[
        Literal["cash", "cheque", "card", "transfer"], Field(description="All but cash: once the bank has it.")
    ]
    received_from: Annotated[Code, Field(description="Who gave it, as a code; nothing personal.")]
    centre: Annotated[Code | None, Field(description="Whose till the cash lies in; null for the bank.")] = None


@router.get("")
async def get_fund(desk: Desk, _actor: Treasurer) -> FundNow:
    """What the fund may still hold, and what orders hold of it."""
    return await fund_now(desk.engine)


@router.put("/receipts/{receipt_id}", responses={200: {"model": DonationView}, 201: {"model": DonationView}})
async def put_receipt(
    receipt_id: UUID, body: DonationBody, desk: Desk, actor: Treasurer, response: Response
) -> DonationView:
    """Note a donation or a subsidy that is there. Sent again, it is booked once."""
    donation = Donation(receipt_id, body.amount_cents, Means(body.means), body.centre, body.received_from)
    is_new = await receive_donation(desk, donation, author_of(actor))
    response.status_code = 201 if is_new else 200
    return await get_receipt(receipt_id, desk, actor)


@router.get("/receipts/{receipt_id}")
async def get_receipt(receipt_id: UUID, desk: Desk, _actor: Treasurer) -> DonationView:
    """One receipt."""
    found = await find_donation(desk.engine, receipt_id)
    if found is None:
        raise Refused("donation_unknown")
    return found
