"""Incidents of purchase orders that were sent: what would follow, and doing it."""

from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field, NaiveDatetime

from services.supply.commands.propose_incident import Happened, propose_incident
from services.supply.commands.report_incident import Confirmed, report_incident
from services.supply.domain.incident import HouseholdPart, IncidentKind
from services.supply.domain.late_goods import Dates
from services.supply.queries.incidents import Incident, incident, told_households
from services.supply.queries.snapshot import snapshot
from services.supply.web.api.purchase_orders import Number
from services.supply.web.fields import Body, Code, Reason, SomeQuantity, put_status
from services.supply.web.incident_sentences import ANOTHER_DAY, household_sentence
from services.supply.web.parts import Coordinator, Parts, SupplyParts
from shared.kernel.quantity import Quantity, Unit
from shared.web.paging import PRINTABLE, Page, Paging
from shared.web.translation import Reader, Translator

router = APIRouter(tags=["incidents"])


class IncidentLineBody(Body):
    """So much less of a product."""

    product: Code = Field(examples=["FAR-T65"])
    quantity: SomeQuantity = Field(examples=[25_000])


class DatesBody(Body):
    """When a centre hands goods out, in local time."""

    centre: Code = Field(examples=["DUC"])
    starts: NaiveDatetime = Field(examples=["2026-12-21T14:00:00"])
    ends: NaiveDatetime = Field(examples=["2026-12-21T18:00:00"])


class IncidentBody(Body):
    """What happened to a sent order."""

    kind: IncidentKind = Field(examples=["cancelled"])
    reason: Reason = Field(examples=["the lorry broke down, nothing comes tomorrow"])
    keep_short: list[Code] = Field(
        default_factory=list,
        max_length=20_000,
        examples=[[]],
        description="Products that are not to be bought from others.",
    )

    lines: list[IncidentLineBody] = Field(
        default_factory=list, max_length=20_000, description="Of goods short or damaged: which, and how much of them."
    )

    new_date: date | None = Field(
        default=None, examples=[None], description="Of goods that come on another day: which."
    )
    distributions: list[DatesBody] = Field(
        default_factory=list,
        max_length=1_000,
        description="Of goods that come on another day: dates of centres, instead of what would be proposed.",
    )

    def of(self, number: int) -> Happened:
        """What happened to the order of this number."""
        lines = tuple((line.product, line.quantity) for line in self.lines)
        wanted = tuple(Dates(one.centre, one.starts, one.ends) for one in self.distributions)
        short = tuple(sorted(set(self.keep_short)))
        return Happened(number, self.kind, self.reason, short, lines, self.new_date, wanted)


class ConfirmationBody(IncidentBody):
    """The same as was sent for the proposal, and its token."""

    token: Annotated[str, Field(min_length=1, max_length=200, pattern=PRINTABLE, examples=["1f6d.a20c.93b1.77e0"])]


class ConsequenceView(BaseModel):
    """What becomes of one product. Base units; ``price`` in euros per display unit excluding VAT."""

    product: str
    ordered: int = Field(description="What the supplier was to bring.")
    demand: int = Field(description="What households asked for.")
    available: int = Field(description="What there would be to hand out, stock and replacement.")
    short: int = Field(description="What lacks to the demand.")
    supplier: str | None = Field(description="Who brings it instead; null: nobody.")
    amends: int | None = Field(description="The purchase order of that supplier that is amended; null: a new one.")
    cases: int
    quantity: int
    price: Decimal | None
    goods_cents: int
    final_price_cents: int | None = Field(description="Estimated, for a display unit; null: there is none to hand out.")
    ceiling_price_cents: int
    uncovered_cents: int = Field(description="What the network would pay because no price is above its ceiling.")


class MovedView(BaseModel):
    """A centre that hands goods out at another time, in local time."""

    centre: str
    starts: datetime
    ends: datetime
    new_starts: datetime
    new_ends: datetime


class ConsequencesView(BaseModel):
    """What follows in all."""

    costs_more_cents: int = Field(
        description="By how much all purchase orders come to more, VAT and delivery included; below 0: to less."
    )
    corrects_settlement: bool = Field(
        description="The cycle is settled: settle it again once this is done. It raises no charge."
    )
    products: list[ConsequenceView]
    distributions: list[MovedView] = Field(description="Those that are moved, by centre.")

    @classmethod
    def of(cls, stored: dict[str, Any]) -> Self:
        """Consequences as they are shown."""
        return cls.model_validate(stored)


class ToldProductView(BaseModel):
    """One product of a household's order in base units, and what it can be told."""

    product: str = Field(description="Empty: of all that it ordered.")
    ordered: int
    expected: int = Field(description="As things stand; a settlement has the last word.")
    sentence: str


class ToldHouseholdView(BaseModel):
    """A household that is touched."""

    household: str = Field(description="Member number.")
    centre: str
    products: list[ToldProductView]


class ProposalView(ConsequencesView):
    """What would follow; nothing is stored yet. The token confirms just this."""

    number: int
    token: str
    households: Page[ToldHouseholdView]


class IncidentView(BaseModel):
    """An incident, and what followed from it."""

    incident_id: UUID
    number: int
    cycle: str
    supplier: str
    kind: IncidentKind
    reason: str
    plan: int | None = Field(description="The plan that was made for it; null: nothing was bought instead.")
    consequences: ConsequencesView
    reported_by: UUID
    reported_at: datetime

    @classmethod
    def of(cls, found: Incident) -> Self:
        """An incident as it is shown."""
        figures = {name: getattr(found, name) for name in cls.model_fields if name != "consequences"}
        return cls(consequences=ConsequencesView.of(found.consequences), **figures)


@router.post("/v1/purchase-orders/{number}/incidents/proposal")
async def post_proposal(
    number: Number, body: IncidentBody, page: Paging, *, parts: Parts, say: Reader, _actor: Coordinator
) -> ProposalView:
    """What would follow from an incident: nothing is stored. Asked with `after`, the next households of the same."""
    proposal = await propose_incident(parts.engine, body.of(number), parts.clock().date())
    touched = [list(each) for _, each in groupby(proposal.households, key=lambda part: part.household)]
    following = [each for each in touched if each[0].household > (page.after or "")][: page.limit + 1]
    stored = proposal.stored
    return ProposalView(
        number=number,
        token=proposal.token,
        households=_page(following, page.limit, stored, say),
        **ConsequencesView.of(stored).model_dump(),
    )


@router.put("/v1/purchase-orders/{number}/incidents/{incident_id}", responses={201: {"model": IncidentView}})
async def put_incident(  # noqa: PLR0913 - FastAPI gives each part of a request its own parameter
    *,
    number: Number,
    incident_id: UUID,
    body: ConfirmationBody,
    response: Response,
    parts: Parts,
    actor: Coordinator,
) -> IncidentView:
    """Do what was proposed, all of it or nothing. Sent again, it is one."""
    asked = Confirmed(incident_id, body.of(number), body.token)
    put_status(response, created=await report_incident(parts.engine, asked, actor.user_id, parts.clock()))
    return IncidentView.of(await _found(parts, number, incident_id))


@router.get("/v1/purchase-orders/{number}/incidents/{incident_id}")
async def get_incident(number: Number, incident_id: UUID, parts: Parts, _actor: Coordinator) -> IncidentView:
    """An incident as it was kept."""
    return IncidentView.of(await _found(parts, number, incident_id))


@router.get("/v1/purchase-orders/{number}/incidents/{incident_id}/households")
async def get_incident_households(
    number: Number, incident_id: UUID, page: Paging, *, parts: Parts, say: Reader, _actor: Coordinator
) -> Page[ToldHouseholdView]:
    """Whom an incident touches, by member number, and what each can be told."""
    async with snapshot(parts.engine) as connection:
        kept = await incident(connection, number, incident_id)
        found = await told_households(connection, incident_id, page.after, page.limit + 1)
    return _page(found, page.limit, kept.consequences, say)


async def _found(parts: SupplyParts, number: int, incident_id: UUID) -> Incident:
    async with snapshot(parts.engine) as connection:
        return await incident(connection, number, incident_id)


def _page(
    found: list[list[HouseholdPart]], limit: int, consequences: dict[str, Any], say: Translator
) -> Page[ToldHouseholdView]:
    products = {one["product"]: one for one in consequences["products"]}
    moved = {one["centre"]: MovedView.model_validate(one) for one in consequences["distributions"]}
    told = [
        ToldHouseholdView(
            household=each[0].household,
            centre=each[0].centre,
            products=[
                _told(part, products[part.product], say) if part.product else _another_day(part, moved, say)
                for part in each
            ],
        )
        for each in found
    ]
    return Page[ToldHouseholdView].of(told, limit, lambda one: one.household)


def _told(part: HouseholdPart, product: dict[str, Any], say: Translator) -> ToldProductView:
    unit = Unit(product["unit"])
    ordered, expected = Quantity(part.ordered, unit), Quantity(part.expected, unit)
    replaced = product["supplier"] is not None
    sentence = household_sentence(say, product["name"], ordered, expected, replaced=replaced)
    return ToldProductView(product=part.product, ordered=part.ordered, expected=part.expected, sentence=sentence)


def _another_day(part: HouseholdPart, moved: dict[str, MovedView], say: Translator) -> ToldProductView:
    one = moved[part.centre]
    sentence = say(ANOTHER_DAY, starts=one.starts, new_starts=one.new_starts, new_until=one.new_ends.time())
    return ToldProductView(product=part.product, ordered=part.ordered, expected=part.expected, sentence=sentence)
