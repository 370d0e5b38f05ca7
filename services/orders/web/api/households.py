"""Households: registered and read at their centre."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from services.orders.commands.order_desk import OrderDesk
from services.orders.commands.register_household import Household, register_household
from services.orders.domain.languages import HouseholdLanguage
from services.orders.domain.membership import is_over
from services.orders.domain.pricing import MOST_CENTS
from services.orders.queries.due import due_of
from services.orders.queries.households import HouseholdFilter, HouseholdView, find_household, find_households
from services.orders.web.api.desk import AtTable, Desk, seen_by
from services.orders.web.api.fields import Body, Code, WholeNumber
from services.orders.web.solidarity_sentences import SOLIDARITY_SENTENCES
from shared.kernel.refusal import Refused
from shared.web.paging import PRINTABLE, Page, Paging
from shared.web.translation import Reader

router = APIRouter(prefix="/v1/households", tags=["households"])


EXAMPLE_HOUSEHOLD: dict[str, Any] = {
    "number": "000901",
    "centre": "DUC",
    "label": "Foyer 000901",
    "size": 3,
    "language": "tr",
}


class HouseholdBody(Body):
    """A household but for its id, which is in the address."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [EXAMPLE_HOUSEHOLD]},
    )

    number: Annotated[Code, Field(description="Member number; it stays for ever.")]
    centre: Code
    label: Annotated[
        str, Field(max_length=60, pattern=r"^[^\x00-\x1f\x7f]*$", description="Printed on the pick list.")
    ] = ""
    size: Annotated[WholeNumber, Field(ge=1, le=100, description="How many people.")] = 1
    language: Annotated[
        HouseholdLanguage | None,
        Field(description="Of its receipts and papers. Absent: as it was; of a new household, French."),
    ] = None


class HouseholdAnswer(BaseModel):
    """A household with its credit."""

    id: UUID
    number: str
    centre: str
    label: str
    size: int
    language: HouseholdLanguage
    credit_cents: int
    owed_cents: int = Field(
        description="Payments that the bank refused and cash it was given beyond its credit, not yet paid back."
    )
    member_until: date | None = Field(description="Its yearly fee is paid until then; null: never.")
    membership_due: bool = Field(description="It is asked for the network's yearly fee.")
    closed_at: datetime | None = Field(description="Since when it orders and pays no more; null: it is open.")

    @classmethod
    def of(cls, household: HouseholdView, desk: OrderDesk) -> "HouseholdAnswer":
        """As it is shown."""
        due = household.fee_is_asked and household.closed_at is None and is_over(household.member_until, desk.today())
        known = {name: value for name, value in asdict(household).items() if name in cls.model_fields}
        return cls(**known, membership_due=due)


@router.put("/{household_id}", responses={200: {"model": HouseholdAnswer}, 201: {"model": HouseholdAnswer}})
async def put_household(
    household_id: UUID, body: HouseholdBody, desk: Desk, actor: AtTable, response: Response
) -> HouseholdAnswer:
    """Register a household, or change its label, size, language or centre."""
    household = Household(household_id, body.number, body.centre, body.label, body.size, body.language)
    is_new = await register_household(desk, household, seen_by(actor), actor.user_id)
    response.status_code = 201 if is_new else 200
    return await get_household(household_id, desk, actor)


@router.get("/{household_id}")
async def get_household(household_id: UUID, desk: Desk, actor: AtTable) -> HouseholdAnswer:
    """One household with its credit."""
    found = await find_household(desk.engine, household_id, seen_by(actor))
    if found is None:
        raise Refused("household_unknown")
    return HouseholdAnswer.of(found, desk)


class DueAnswer(BaseModel):
    """What a household pays of an order that is not placed yet, and what it is to decide first."""

    household_id: UUID
    total_cents: int
    due_cents: int
    sentence: str = Field(
        description="That the solidarity fund has too little for the rest now, and what the order is at the ordinary "
        "price; empty: it has enough."
    )
    ordinary_from: date | None = Field(
        description="From which day on it pays the ordinary price again; null: not known, or it does already."
    )


@router.get("/{household_id}/due")
async def get_due(  # noqa: PLR0913, PLR0917 - a route's parameters are its interface
    household_id: UUID,
    desk: Desk,
    actor: AtTable,
    reader: Reader,
    total_cents: Annotated[int, Query(ge=0, le=MOST_CENTS, description="Its lines at the ceiling.")],
    order_id: Annotated[
        UUID | None, Query(description="Which order it amends: what the fund holds of that counts.")
    ] = None,
) -> DueAnswer:
    """What the household itself pays of an order that comes to this, at most; nothing is taken or set aside."""
    await get_household(household_id, desk, actor)
    due = await due_of(desk.engine, household_id, total_cents, order_id, desk.today())
    low = SOLIDARITY_SENTENCES["solidarity_fund_low"].detail
    return DueAnswer(
        household_id=household_id,
        total_cents=total_cents,
        due_cents=due.own_cents,
        sentence="" if due.fund_suffices else reader(low, total_cents=total_cents),
        ordinary_from=due.ordinary_from,
    )


@router.get("")
async def get_households(  # noqa: PLR0913, PLR0917 - a route's parameters are its interface
    desk: Desk,
    actor: AtTable,
    paging: Paging,
    centre: Annotated[str | None, Query(max_length=64)] = None,
    number: Annotated[str | None, Query(max_length=64)] = None,
    find: Annotated[
        str | None,
        Query(min_length=1, max_length=64, pattern=PRINTABLE, description="A part of their number or of their label."),
    ] = None,
) -> Page[HouseholdAnswer]:
    """Households by number, of the centres one may see."""
    wanted = HouseholdFilter(seen_by(actor), centre, number, paging.after, paging.limit, find)
    found = [HouseholdAnswer.of(household, desk) for household in await find_households(desk.engine, wanted)]
    return Page.of(found, paging.limit, lambda household: household.number)
