"""What if as it is read over HTTP: the plan of today's orders and what would change it."""

from decimal import Decimal
from typing import Self

from pydantic import BaseModel, Field

from services.supply.domain.as_ordered import AsOrdered, SupplierOrder
from services.supply.domain.demand import Sources
from services.supply.domain.ladder import Basis
from services.supply.domain.shifts import weight_grams
from services.supply.domain.what_if import BelowMinimum, LineChange, MoreHouseholds, NextRung, Standing, WhatIf
from services.supply.queries.names import Names
from services.supply.queries.plan import planned_lines
from services.supply.web.api.plans import PlanLineView
from services.supply.web.what_if_sentences import (
    BELOW_MINIMUM,
    NEXT_RUNG,
    change_sentence,
    more_sentence,
    standing_sentence,
)
from shared.kernel.quantity import Quantity
from shared.web.translation import Translator

WEIGHED = (
    "What a plan makes least, paid by nobody: goods and delivery before VAT, less what surplus is worth, plus what "
    "lacks at the cycle's shortage penalty."
)


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
    def of(cls, rung: NextRung, sources: Sources, names: Names, say: Translator) -> Self:
        """A rung as it is shown."""
        figures = {"missing": rung.missing, "saves_cents": rung.saves}
        quantity = Quantity(rung.missing, sources.sold[rung.product].unit)
        name = names.products[rung.product].name
        return cls(
            product=rung.product,
            supplier=rung.supplier,
            basis=rung.basis,
            price=rung.price,
            sentence=say(NEXT_RUNG[rung.basis], product=name, missing_quantity=quantity, **figures),
            **figures,
        )


class RungView(BaseModel):
    """From so much on, each display unit costs so much."""

    starts_at: int = Field(description="Base units, households or participants, as the basis counts.")
    price: Decimal = Field(description="Euros per display unit, excluding VAT.")


class LadderView(BaseModel):
    """How far a product is on the ladder of whoever it is bought from, or would be bought from at best."""

    product: str
    supplier: str
    basis: Basis
    counted: int = Field(description="What is planned, or needed where nothing is bought, as the basis counts.")
    rungs: list[RungView]
    next_from: int | None = Field(description="Where the next rung starts; null on the last one.")
    saves_cents: int | None = Field(description="What the next rung saves on what is planned, excluding VAT.")
    would_cost_cents: int | None = Field(
        description="Of what is not bought: what is needed of it, at the price ahead or the last one reached. With "
        "VAT, without delivery. Null of what is bought."
    )
    at_most_cents: int | None = Field(description="What its households would pay for that much at the most.")
    sentence: str

    @classmethod
    def of(cls, standing: Standing, sources: Sources, say: Translator) -> Self:
        """A ladder as it is shown."""
        following, would_cost = standing.following, standing.would_cost
        return cls(
            product=standing.product,
            supplier=standing.supplier,
            basis=standing.ladder.basis,
            counted=standing.counted,
            rungs=[RungView(starts_at=rung.starts_at, price=rung.price) for rung in standing.ladder.rungs],
            next_from=following and following.starts_at,
            saves_cents=standing.saves,
            would_cost_cents=would_cost and would_cost.goods,
            at_most_cents=would_cost and would_cost.at_most,
            sentence=standing_sentence(standing, sources, say),
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
    def of(cls, change: LineChange, sources: Sources, names: Names, say: Translator) -> Self:
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
            sentence=change_sentence(change, sources, names, say),
        )


class MoreHouseholdsView(BaseModel):
    """So many more households that order what today's order on average, each quantity rounded half-up."""

    households: int
    participants: int = Field(description="Households that have ordered today.")
    objective_cents: int = Field(description=WEIGHED)
    objective_then_cents: int = Field(description=WEIGHED)
    paid_cents: int = Field(description="What suppliers would be paid today: goods, delivery and VAT.")
    paid_then_cents: int
    changes: list[LineChangeView]

    @classmethod
    def of(cls, more: MoreHouseholds, sources: Sources, names: Names, say: Translator) -> Self:
        """What more households change, as it is shown."""
        return cls(
            households=more.households,
            participants=more.participants,
            objective_cents=more.objective,
            objective_then_cents=more.objective_then,
            paid_cents=more.paid,
            paid_then_cents=more.paid_then,
            changes=[LineChangeView.of(change, sources, names, say) for change in more.changes],
        )


class BelowMinimumView(BaseModel):
    """A supplier that would be bought from, or that something is fixed at, if it asked for no minimum."""

    supplier: str
    goods_cents: int = Field(description="Excluding VAT, like the minimum.")
    minimum_cents: int
    lacks_cents: int
    sentence: str

    @classmethod
    def of(cls, below: BelowMinimum, names: Names, say: Translator) -> Self:
        """A supplier as it is shown."""
        figures = {"goods_cents": below.goods, "minimum_cents": below.minimum, "lacks_cents": below.lacks}
        sentence = say(BELOW_MINIMUM, supplier=names.suppliers[below.supplier], **figures)
        return cls(supplier=below.supplier, sentence=sentence, **figures)


class SupplierOrderView(BaseModel):
    """What would be ordered from a supplier, and what it asks for; excluding VAT where it is not said."""

    supplier: str
    cases: int
    goods_cents: int
    minimum_cents: int
    lacks_for_minimum_cents: int = Field(description="0: its minimum is reached.")
    delivery_cents: int
    free_delivery_from_cents: int | None
    lacks_for_free_delivery_cents: int = Field(description="0: delivery is free, or never will be.")
    total_cents: int = Field(description="Goods and delivery with VAT.")

    @classmethod
    def of(cls, order: SupplierOrder) -> Self:
        """An order as it is shown."""
        return cls(
            supplier=order.terms.supplier,
            cases=order.cases,
            goods_cents=order.goods,
            minimum_cents=order.terms.minimum,
            lacks_for_minimum_cents=order.lacks_for_minimum,
            delivery_cents=order.delivery,
            free_delivery_from_cents=order.terms.free_delivery_from,
            lacks_for_free_delivery_cents=order.lacks_for_free_delivery,
            total_cents=order.total,
        )


class WhatIfView(BaseModel):
    """The plan that today's orders would make, what it comes to, and what would change it."""

    objective_cents: int = Field(description=WEIGHED)
    paid_cents: int = Field(description="What suppliers would be paid: goods, delivery and VAT.")
    goes_back_cents: int = Field(description="Of what households hold; about, until each line is charged by itself.")
    network_pays_cents: int = Field(description="What ceilings would not cover.")
    weight_grams: int = Field(description="Net, of all that would be handed out.")
    suppliers: list[SupplierOrderView] = Field(description="Those that would be ordered from, by code.")
    proven: bool = Field(description="False: proving it would take longer than people wait.")
    lines: list[PlanLineView]
    next_rungs: list[NextRungView] = Field(description="Every rung ahead of what would be bought, the nearest first.")
    ladders: list[LadderView]
    more_households: MoreHouseholdsView | None = Field(description="Null while nobody has ordered.")
    more_households_sentence: str
    below_minimum: list[BelowMinimumView]

    @classmethod
    def of(cls, found: WhatIf, names: Names, say: Translator) -> Self:
        """A what-if as it is shown."""
        plan, sources, more, closed = found.reasoned.plan, found.sources, found.more, found.if_closed
        return cls(
            objective_cents=plan.objective,
            paid_cents=closed.paid,
            goes_back_cents=closed.goes_back,
            network_pays_cents=closed.network_pays,
            weight_grams=_weight(closed, names),
            suppliers=[SupplierOrderView.of(order) for order in closed.orders],
            proven=found.proven,
            lines=[PlanLineView.of(line, names, say) for line in planned_lines(sources, found.reasoned)],
            next_rungs=[NextRungView.of(rung, sources, names, say) for rung in found.next_rungs],
            ladders=[LadderView.of(standing, sources, say) for standing in found.standings],
            more_households=more and MoreHouseholdsView.of(more, sources, names, say),
            more_households_sentence=more_sentence(more, say),
            below_minimum=[BelowMinimumView.of(below, names, say) for below in found.below_minimum],
        )


def _weight(closed: AsOrdered, names: Names) -> int:
    goods = ((names.products[product], quantity) for product, quantity in closed.handed_out.items())
    return sum(weight_grams(quantity, product.unit, product.net_grams) for product, quantity in goods)
