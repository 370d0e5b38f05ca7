"""What supply keeps of a household: what it may ask to see."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict

from services.supply.queries.household_file import household_file
from services.supply.queries.snapshot import snapshot
from services.supply.web.fields import CodePath
from services.supply.web.parts import Parts
from shared.web.access import require
from shared.web.roles import Actor, Role

router = APIRouter(prefix="/v1/households", tags=["households"])

Answers = Annotated[Actor, Depends(require(Role.TREASURER, Role.COORDINATOR))]
"""Whoever answers a household that asks what is kept of it."""


class HouseholdFileAnswer(BaseModel):
    """Everything that supply keeps of a household, by cycle and order. Amounts in cents, base units."""

    model_config = ConfigDict(from_attributes=True)

    household: str
    orders: list[dict[str, Any]]
    lines: list[dict[str, Any]]
    decided_by_hand: list[dict[str, Any]]
    granted: list[dict[str, Any]]
    incidents: list[dict[str, Any]]
    hand_overs: list[dict[str, Any]]
    handed_lines: list[dict[str, Any]]
    sold: list[dict[str, Any]]
    taken_for_others: list[dict[str, Any]]


@router.get("/{household}/file")
async def get_household_file(household: CodePath, parts: Parts, _actor: Answers) -> HouseholdFileAnswer:
    """Everything that supply keeps of the household with this member number; orders has the rest."""
    async with snapshot(parts.engine) as connection:
        found = await household_file(connection, household)
    return HouseholdFileAnswer(household=household, **{name: getattr(found, name) for name in found.__slots__})
