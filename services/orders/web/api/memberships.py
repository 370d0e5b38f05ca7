"""Membership: the network's yearly fees, and a household's paid from its credit."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from services.orders.commands.keep_membership_rules import keep_membership_rules
from services.orders.commands.pay_membership import FeePaid, pay_membership
from services.orders.domain.membership import MembershipRules, Needed
from services.orders.domain.pricing import MOST_CENTS
from services.orders.queries.membership import membership_rules
from services.orders.web.api.desk import AtTable, Desk, author_of
from services.orders.web.api.fields import Body, Cents
from services.orders.web.cycle_parts import Coordinator

router = APIRouter(prefix="/v1", tags=["households"])


class MembershipRulesAnswer(BaseModel):
    """What the network asks of its members each year."""

    fees_cents: list[int] = Field(description="A household chooses one. None: the network asks for no fee.")
    needed: Needed = Field(description="What becomes of an order whose household's fee is due.")
    version: int = Field(description="Send it along to change them.")


class MembershipRulesBody(Body):
    """All of it, in place of what was looked at."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"version": 1, "fees_cents": [100, 300, 2_000], "needed": "warn"}]},
    )

    version: Annotated[int, Field(strict=True, ge=1, le=2_000_000_000, description="The one that was looked at.")]
    fees_cents: Annotated[
        list[Annotated[Cents, Field(gt=0, le=MOST_CENTS)]],
        Field(max_length=50, description="A household chooses one. None: the network asks for no fee."),
    ]
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
    async with desk.engine.connect() as connection:
        rules, version = await membership_rules(connection)
    return MembershipRulesAnswer(fees_cents=list(rules.fees), needed=rules.needed, version=version)


@router.put("/membership")
async def put_membership_rules(body: MembershipRulesBody, desk: Desk, actor: Coordinator) -> MembershipRulesAnswer:
    """Change it, from the next request on. Sent again, it is one change; somebody else's meanwhile is not lost."""
    wanted = MembershipRules(tuple(sorted(set(body.fees_cents))), body.needed)
    await keep_membership_rules(desk, wanted, body.version, actor.user_id)
    return await get_membership(desk, actor)


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
