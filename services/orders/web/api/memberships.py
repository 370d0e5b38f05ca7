"""Membership: the network's yearly fees, and a household's paid from its credit."""

from datetime import date
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from services.orders.commands.pay_membership import FeePaid, pay_membership
from services.orders.domain.membership import Needed
from services.orders.web.api.desk import AtTable, Desk, author_of
from services.orders.web.api.fields import Body, Cents

router = APIRouter(prefix="/v1", tags=["households"])


class MembershipRulesAnswer(BaseModel):
    """What the network asks of its members each year."""

    fees_cents: list[int] = Field(description="A household chooses one. None: the network asks for no fee.")
    needed: Needed = Field(description="What becomes of an order whose household's fee is due.")


class MembershipBody(Body):
    """Which household pays, which fee of the grid."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"household_id": "0197f0a0-0000-7000-8000-000000000007", "fee_cents": 300}]},
    )

    household_id: UUID
    fee_cents: Cents


class MembershipAnswer(BaseModel):
    """A fee that was paid, and until when the household is a member by it."""

    membership_id: UUID
    household_id: UUID
    fee_cents: int
    member_until: date = Field(description="The last day that this fee covers.")


@router.get("/membership")
async def get_membership(desk: Desk, _actor: AtTable) -> MembershipRulesAnswer:
    """The network's grid of yearly fees."""
    rules = desk.membership
    return MembershipRulesAnswer(fees_cents=sorted(rules.fees), needed=rules.needed)


@router.put(
    "/memberships/{membership_id}", responses={200: {"model": MembershipAnswer}, 201: {"model": MembershipAnswer}}
)
async def put_membership(
    membership_id: UUID, body: MembershipBody, desk: Desk, actor: AtTable, response: Response
) -> MembershipAnswer:
    """Pay a household's yearly fee from its credit. Sent again, it is one fee."""
    asked = FeePaid(membership_id, body.household_id, body.fee_cents)
    is_new, until = await pay_membership(desk, asked, author_of(actor))
    response.status_code = 201 if is_new else 200
    return MembershipAnswer(
        membership_id=membership_id,
        household_id=body.household_id,
        fee_cents=body.fee_cents,
        member_until=until,
    )
