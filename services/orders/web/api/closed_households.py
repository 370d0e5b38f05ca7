"""Leaving: credit moved to another household, accounts closed, all that is kept read, names erased."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from services.orders.commands.close_household import close_household, erase_household, reopen_household
from services.orders.commands.move_credit import CreditMove, move_credit
from services.orders.queries.household_file import household_file
from services.orders.web.api.desk import AtTable, Desk, Treasurer, author_of, seen_by
from services.orders.web.api.fields import Body, Cents, Text
from services.orders.web.api.households import HouseholdAnswer, get_household
from shared.kernel.refusal import Refused

router = APIRouter(prefix="/v1", tags=["households"])


class CreditMoveBody(Body):
    """From whom, to whom, how much, and why."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "from_household": "0197f0a0-0000-7000-8000-000000000007",
                    "to_household": "0197f0a0-0000-7000-8000-000000000008",
                    "amount_cents": 1_450,
                    "reason": "deux foyers désormais",
                }
            ]
        },
    )

    from_household: UUID
    to_household: UUID
    amount_cents: Cents
    reason: Text = Field(min_length=3)


class CreditMoveAnswer(BaseModel):
    """What was moved."""

    move_id: UUID
    from_household: UUID
    to_household: UUID
    amount_cents: int


@router.put("/credit-moves/{move_id}", responses={200: {"model": CreditMoveAnswer}, 201: {"model": CreditMoveAnswer}})
async def put_credit_move(
    move_id: UUID, body: CreditMoveBody, desk: Desk, actor: AtTable, response: Response
) -> CreditMoveAnswer:
    """Move credit to another household, as when members part. Sent again, it is one move."""
    asked = CreditMove(move_id, body.from_household, body.to_household, body.amount_cents, body.reason.strip())
    is_new = await move_credit(desk, asked, author_of(actor))
    response.status_code = 201 if is_new else 200
    return CreditMoveAnswer(move_id=move_id, **body.model_dump(exclude={"reason"}))


@router.post("/households/{household_id}/closing")
async def post_closing(household_id: UUID, desk: Desk, actor: AtTable) -> HouseholdAnswer:
    """Close a household's account: give its credit back first. It orders and pays no more."""
    await close_household(desk, household_id, author_of(actor))
    return await get_household(household_id, desk, actor)


@router.post("/households/{household_id}/reopening")
async def post_reopening(household_id: UUID, desk: Desk, actor: AtTable) -> HouseholdAnswer:
    """Open a closed account again."""
    await reopen_household(desk, household_id, author_of(actor))
    return await get_household(household_id, desk, actor)


class HouseholdFileAnswer(BaseModel):
    """Everything that is kept of a household, each list in the order it came. Amounts in cents, base units."""

    model_config = ConfigDict(from_attributes=True)

    household: dict[str, Any]
    orders: list[dict[str, Any]]
    lines: list[dict[str, Any]]
    payments: list[dict[str, Any]]
    rejected_payments: list[dict[str, Any]]
    repayments: list[dict[str, Any]]
    debt_write_offs: list[dict[str, Any]]
    refunds: list[dict[str, Any]]
    credit_moves: list[dict[str, Any]]
    entries: list[dict[str, Any]]
    day_sales: list[dict[str, Any]]
    deposits: list[dict[str, Any]]
    memberships: list[dict[str, Any]]
    tariffs: list[dict[str, Any]]
    recurring_order: list[dict[str, Any]]
    changes: list[dict[str, Any]]


@router.get("/households/{household_id}/file")
async def get_household_file(household_id: UUID, desk: Desk, actor: Treasurer) -> HouseholdFileAnswer:
    """Everything that is kept of a household: what it may ask to see."""
    found = await household_file(desk.engine, household_id, seen_by(actor))
    if found is None:
        raise Refused("household_unknown")
    return HouseholdFileAnswer.model_validate(found)


@router.post("/households/{household_id}/erasure")
async def post_erasure(household_id: UUID, desk: Desk, actor: Treasurer) -> HouseholdAnswer:
    """Erase what names a closed household, here and in supply. Its number and its money stay in the books."""
    await erase_household(desk, household_id, author_of(actor))
    return await get_household(household_id, desk, actor)
