"""What if: today's plan, the next rungs, more households, minimums not reached. Nothing is stored."""

from decimal import Decimal
from typing import Annotated, Self

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from services.supply.domain.demand import Sources
from services.supply.domain.ladder import Basis
from services.supply.domain.what_if import BelowMinimum, LineChange, MoreHouseholds, NextRung, WhatIf
from services.supply.queries.plan import planned_lines
from services.supply.queries.what_if import what_if_of
from services.supply.web.api.plans import PlanLineView
from services.supply.web.fields import CodePath
from services.supply.web.parts import Coordinator, Parts
from services.supply.web.what_if_sentences import (
    BELOW_MINIMUM,
    BOUGHT,
    ELSEWHERE,
    MORE,
    NEXT_RUNG,
    NOBODY,
    NOT_BOUGHT,
    NOT_SHORT,
    SAME_SUPPLIER,
    SHORT,
)
from shared.kernel.quantity import Quantity
from shared.web.translation import Reader, Translator

router = APIRouter(prefix="/v1/cycles", tags=["plan"])


class NextRungView(BaseModel):
    """How much more reaches a product's next rung, and what that saves on what is planned."""

    product: str
    supplier: str
    basis: Basis
    price: Decimal = Field(description="Euros per display unit, excluding VAT, at that rung.")
    missing: int = Field(description="Base units, households or participants, as the basis counts.")
    saves_cents: int = Field(description="Excluding VAT.")
    sentence: str

    @classmethod
    def of(cls, rung: NextRung, sources: Sources, say: Translator) -> Self:
        """A rung as it is shown."""
        figures = {"product": rung.product, "missing": rung.missing, "saves_cents": rung.saves}
        quantity = Quantity(rung.missing, sources.sold[rung.product].unit)
        return cls(
            supplier=rung.supplier,
            basis=rung.basis,
            price=rung.price,
            sentence=say(NEXT_RUNG[rung.basis], missing_quantity=quantity, **figures),
            **figures,
        )


class LineChangeView(BaseModel):
    """A product that would be bought otherwise; a supplier and its price are null where nothing is bought."""

    product: str
    supplier_now: str | None
    supplier_then: str | None
    price_now: Decimal | None
    price_then: Decimal | None
    short_now: int
    short_then: int
    sentence: str

    @classmethod
    def of(cls, change: LineChange, sources: Sources, say: Translator) -> Self:
        """A change as it is shown."""
        now, then = change.now.bought, change.then.bought
        return cls(
            product=change.product,
            supplier_now=now and now.supplier,
            supplier_then=then and then.supplier,
            price_now=now and now.rung.price,
            price_then=then and then.rung.price,
            short_now=change.now.short,
            short_then=change.then.short,
            sentence=_change_sentence(change, sources, say),
        )


class MoreHouseholdsView(BaseModel):
    """So many more households that order what today's order on average, each quantity rounded half-up."""

    households: int
    participants: int = Field(description="Households that have ordered today.")
    objective_cents: int
    objective_then_cents: int
    changes: list[LineChangeView]

    @classmethod
    def of(cls, more: MoreHouseholds, sources: Sources, say: Translator) -> Self:
        """What more households change, as it is shown."""
        return cls(
            households=more.households,
            participants=more.participants,
            objective_cents=more.objective,
            objective_then_cents=more.objective_then,
            changes=[LineChangeView.of(change, sources, say) for change in more.changes],
        )


class BelowMinimumView(BaseModel):
    """A supplier that would be bought from if it asked for no minimum."""

    supplier: str
    goods_cents: int = Field(description="Excluding VAT, like the minimum.")
    minimum_cents: int
    lacks_cents: int
    sentence: str

    @classmethod
    def of(cls, below: BelowMinimum, say: Translator) -> Self:
        """A supplier as it is shown."""
        figures = {"goods_cents": below.goods, "minimum_cents": below.minimum, "lacks_cents": below.lacks}
        sentence = say(BELOW_MINIMUM, supplier=below.supplier, **figures)
        return cls(supplier=below.supplier, sentence=sentence, **figures)


class WhatIfView(BaseModel):
    """The plan that today's orders would make, and what would change it."""

    objective_cents: int
    proven: bool = Field(description="False: proving it would take longer than people wait.")
    lines: list[PlanLineView]
    next_rungs: list[NextRungView]
    more_households: MoreHouseholdsView | None = Field(description="Null while nobody has ordered.")
    more_households_sentence: str
    below_minimum: list[BelowMinimumView]

    @classmethod
    def of(cls, found: WhatIf, say: Translator) -> Self:
        """A what-if as it is shown."""
        plan, sources, more = found.reasoned.plan, found.sources, found.more
        return cls(
            objective_cents=plan.objective,
            proven=found.proven,
            lines=[PlanLineView.of(line, say) for line in planned_lines(sources, found.reasoned)],
            next_rungs=[NextRungView.of(rung, sources, say) for rung in found.next_rungs],
            more_households=more and MoreHouseholdsView.of(more, sources, say),
            more_households_sentence=_more_sentence(more, say),
            below_minimum=[BelowMinimumView.of(below, say) for below in found.below_minimum],
        )


@router.get("/{cycle}/what-if")
async def get_what_if(
    cycle: CodePath,
    parts: Parts,
    say: Reader,
    _actor: Coordinator,
    more_households: Annotated[int, Query(ge=1, le=100_000)] = 10,
) -> WhatIfView:
    """What would be bought of what is ordered so far, and what would change it; until the cycle is settled."""
    return WhatIfView.of(await what_if_of(parts.engine, cycle, more_households), say)


def _more_sentence(more: MoreHouseholds | None, say: Translator) -> str:
    if more is None:
        return say(NOBODY)
    return say(
        MORE,
        households=more.households,
        participants=more.participants,
        objective_cents=more.objective,
        objective_then_cents=more.objective_then,
    )


def _change_sentence(change: LineChange, sources: Sources, say: Translator) -> str:
    now, then = change.now.bought, change.then.bought
    unit = sources.sold[change.product].unit
    figures = {
        "product": change.product,
        "supplier": then and then.supplier,
        "price": then and then.rung.price.normalize(),
        "supplier_now": now and now.supplier,
        "price_now": now and now.rung.price.normalize(),
        "short": Quantity(change.then.short, unit),
    }
    if now is None or then is None:
        return say(NOT_BOUGHT if then is None else BOUGHT, **figures)
    if now.supplier != then.supplier:
        return say(ELSEWHERE, **figures)
    if now.rung.price != then.rung.price:
        return say(SAME_SUPPLIER, **figures)
    return say(SHORT if change.then.short else NOT_SHORT, **figures)
