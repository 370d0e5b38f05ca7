"""Incidents as they are shown, and what households can be told of them."""

from datetime import datetime
from decimal import Decimal
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, Field

from services.supply.domain.incident import HouseholdPart, IncidentKind
from services.supply.queries.incidents import Incident
from services.supply.web.incident_sentences import ANOTHER_DAY, PriceChange, Told, household_sentence
from shared.kernel.quantity import Quantity, Unit
from shared.web.local_times import LocalTime
from shared.web.paging import Page
from shared.web.translation import Translator


class ConsequenceView(BaseModel):
    """What becomes of one product. Base units; ``price`` in euros per display unit excluding VAT."""

    product: str
    ordered: int = Field(description="What the supplier was to bring.")
    demand: int = Field(description="What households asked for.")
    available: int = Field(description="What there would be to hand out, stock and replacement.")
    short: int = Field(description="What lacks to the demand.")
    supplier: str | None = Field(
        description="Who brings it now, where that or how it comes changes; null: nobody, or what came of it."
    )
    amends: int | None = Field(description="The purchase order of that supplier that is amended; null: a new one.")
    cases: int
    quantity: int
    price: Decimal | None
    goods_cents: int
    final_price_cents: int | None = Field(description="Estimated, for a display unit; null: there is none to hand out.")
    ceiling_price_cents: int
    uncovered_cents: int = Field(description="What the network would pay because no price is above its ceiling.")
    before_price_cents: int | None = Field(
        default=None, description="The final price by the terms of before, where its supplier has others."
    )
    rebate_cents: int | None = Field(
        default=None,
        description="Estimated: what its households get back in all of what is held for it; null: kept before this "
        "was worked out.",
    )
    rebate_before_cents: int | None = Field(
        default=None, description="What they would have got back without the incident; settled: what they got."
    )


class MovedView(BaseModel):
    """A centre that hands goods out at another time, in local time."""

    centre: str
    starts: LocalTime
    ends: LocalTime
    new_starts: LocalTime
    new_ends: LocalTime


class GapView(BaseModel):
    """An order that stands but becomes another, and its gap then: confirming accepts it."""

    supplier: str
    gap_cents: int = Field(
        description="By how much it costs more than households hold for what it brings; below 0: less."
    )
    above_limit: bool = Field(description="Whether that is above the network's limit.")


class OtherwiseView(BaseModel):
    """What the other answer to a supplier's other terms leads to."""

    costs_more_cents: int
    products: list[ConsequenceView]


class ConsequencesView(BaseModel):
    """What follows in all."""

    costs_more_cents: int = Field(
        description="By how much all purchase orders come to more, VAT and delivery included; below 0: to less."
    )
    corrects_settlement: bool = Field(
        description="The cycle is settled: settle it again once this is done. It raises no charge."
    )
    products: list[ConsequenceView]
    rebates_cents: int | None = Field(
        default=None, description="What households get back of these products together; null: it touches none."
    )
    rebates_before_cents: int | None = Field(
        default=None, description="What they would have got back of them without the incident."
    )
    distributions: list[MovedView] = Field(description="Those that are moved, by centre.")
    gaps: list[GapView] = Field(
        default=[],  # incidents that were confirmed before it was said for each order
        description="Of orders that stand but become another, by supplier: accepted for this reason and by this name.",
    )
    leaving_saves_cents: int | None = Field(
        default=None,
        description="Of other terms: by how much less a plan weighs without this supplier, what stays short included; "
        "below 0: more.",
    )
    otherwise: OtherwiseView | None = Field(
        default=None, description="Of other terms: what follows where the coordinator answers the other way."
    )

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


def told_page(
    found: list[list[HouseholdPart]], limit: int, consequences: dict[str, Any], say: Translator
) -> Page[ToldHouseholdView]:
    """A page of households, of which one more than ``limit`` was asked for, each with what it can be told."""
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
    prices = PriceChange(product["final_price_cents"], product.get("before_price_cents"))
    replaced = product["supplier"] is not None and prices.before is None
    sentence = household_sentence(say, product["name"], Told(ordered, expected, prices, replaced=replaced))
    return ToldProductView(product=part.product, ordered=part.ordered, expected=part.expected, sentence=sentence)


def _another_day(part: HouseholdPart, moved: dict[str, MovedView], say: Translator) -> ToldProductView:
    one = moved[part.centre]
    sentence = say(ANOTHER_DAY, starts=one.starts, new_starts=one.new_starts, new_until=one.new_ends.time())
    return ToldProductView(product=part.product, ordered=part.ordered, expected=part.expected, sentence=sentence)
