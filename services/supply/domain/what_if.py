"""What the coordinator looks at while talking: today's plan, what more orders would change, who is not worth ordering.

Nothing of it is stored. The plan itself is the one that would be made now; where only costs count, the
cheapest of equal plans is as good as any (docs/rules.md, purchase plan).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from services.supply.domain.as_ordered import AsOrdered, as_ordered
from services.supply.domain.demand import Figures, Sources
from services.supply.domain.ladder import Basis, Ladder, Rung, goods_cents
from services.supply.domain.options import WHOLE, Need, Offer, Option
from services.supply.domain.plan import Plan, PlanLine, Problem, goods_by_supplier
from services.supply.domain.planning import weighed
from services.supply.domain.reasons import ReasonedPlan, reasons
from services.supply.domain.solver import Brief, NoPlanError, cheapest, solve
from shared.kernel.rounding import half_up_ratio

EACH: Final = 0.08  # deterministic time of each of the three plans: an answer to look at while talking


@dataclass(frozen=True, slots=True)
class NextRung:
    """How much more reaches a rung ahead, in what the ladder counts, and the cents it saves on what is planned."""

    product: str
    supplier: str
    basis: Basis
    price: Decimal
    missing: int
    saves: int


@dataclass(frozen=True, slots=True)
class WouldCost:
    """What is needed of a product that is not bought, at the price ahead or, on the last rung, the price reached.

    ``goods`` are cents with VAT, delivery apart, for just what is needed: whole cases may be more. ``at_most`` is
    what its households pay for that much at the most.
    """

    price: Decimal
    goods: int
    at_most: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a product is on the ladder of its supplier, in what that ladder counts; ``saves`` as the next rung says.

    Of what is not bought: on the ladder of whoever it would be bought from at best, with what is needed.
    ``would_cost`` says what that much costs there.
    """

    product: str
    supplier: str
    ladder: Ladder
    counted: int
    saves: int | None
    would_cost: WouldCost | None = None

    @property
    def following(self) -> Rung | None:
        """The next rung; None on the last one."""
        return next((rung for rung in self.ladder.rungs if rung.starts_at > self.counted), None)


@dataclass(frozen=True, slots=True)
class LineChange:
    """A product that would be bought elsewhere, at another price, or be short otherwise."""

    product: str
    now: PlanLine
    then: PlanLine


@dataclass(frozen=True, slots=True)
class MoreHouseholds:
    """What so many more average households would change; objectives and what is paid are of all, now and then."""

    households: int
    participants: int
    objective: int
    objective_then: int
    paid: int
    paid_then: int
    changes: tuple[LineChange, ...]


@dataclass(frozen=True, slots=True)
class BelowMinimum:
    """A supplier that today's plan buys nothing from for its minimum, or too little by an override; cents of goods."""

    supplier: str
    goods: int
    minimum: int

    @property
    def lacks(self) -> int:
        """Cents of goods still to be ordered."""
        return self.minimum - self.goods


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Today's plan, what it comes to and what would change it; ``more`` is None while nobody has ordered.

    ``proven`` is False when a search took longer than people wait: its plan may then not be the cheapest, or of
    those that cost the same not the one that would be made.
    """

    sources: Sources
    reasoned: ReasonedPlan
    next_rungs: tuple[NextRung, ...]
    standings: tuple[Standing, ...]
    more: MoreHouseholds | None
    below_minimum: tuple[BelowMinimum, ...]
    if_closed: AsOrdered
    proven: bool


def what_if(figures: Figures, more_households: int) -> WhatIf:
    """Weigh what was read of a cycle; some tenths of a second, off the event loop.

    Where what is fixed stays under a supplier's minimum there is no plan: then it is weighed as if that supplier
    asked for none, and the supplier is among those below their minimum.

    Raises:
        Refused: ``figures_too_large``, ``too_many_cases``, ``overrides_above_stock_limit``,
            ``overrides_not_weighed``, or what ``Problem.of`` raises about an override.
    """
    problem = figures.sources().problem()
    with weighed(figures.cycle, problem):
        try:
            return _weighed(figures, problem, figures, more_households)
        except NoPlanError as none:
            free = _without_minimums_of_fixed(figures)
            eased = _weighed(free, free.sources().problem(), figures, more_households)
            return replace(eased, proven=eased.proven and none.proven)


def _weighed(figures: Figures, problem: Problem, asked: Figures, more_households: int) -> WhatIf:
    """What would be bought of a problem laid out once; ``asked`` has the minimums that are really asked for."""
    found = figures.sources()
    plan = solve(problem, time_limit=Brief(EACH))
    many = figures.with_more(more_households).sources()
    grown = cheapest(many.problem(), time_limit=Brief(EACH))
    eased = cheapest(_without_minimums(problem), time_limit=Brief(EACH))
    reasoned = ReasonedPlan(plan, tuple(reasons(problem, plan)))
    now, then = (as_ordered(read, one, asked.suppliers) for read, one in ((found, plan), (many, grown)))
    return WhatIf(
        found,
        reasoned,
        tuple(_next_rungs(plan)),
        tuple(_standings(found, reasoned)),
        _more(figures, more_households, (plan, now), (grown, then)),
        tuple(_below_minimum(asked, plan, eased)),
        now,
        proven=plan.proven and grown.proven and eased.proven,
    )


def _without_minimums_of_fixed(figures: Figures) -> Figures:
    named = {override.supplier for override in figures.overrides}
    terms = (replace(one, minimum=0) if one.supplier in named else one for one in figures.suppliers)
    return replace(figures, suppliers=tuple(terms))


def rungs_ahead(line: PlanLine, offer: Offer, bought: Option) -> Iterator[NextRung]:
    """What each rung above that of a bought line would save on the quantity planned, the nearest first."""
    need, counted = line.need, line.need.counted(offer.ladder.basis, bought.quantity)
    for rung in offer.ladder.rungs:
        if rung.starts_at > counted:
            saves = bought.goods - goods_cents(rung.price, bought.quantity, need.unit)
            missing = rung.starts_at - counted
            yield NextRung(need.product, offer.supplier, offer.ladder.basis, rung.price, missing, saves)


def _next_rungs(plan: Plan) -> Iterator[NextRung]:
    for line in plan.lines:
        if line.bought:
            yield from rungs_ahead(line, _offer(line, line.bought.supplier), line.bought)


def _standings(found: Sources, reasoned: ReasonedPlan) -> Iterator[Standing]:
    for line, reason in zip(reasoned.plan.lines, reasoned.reasons, strict=True):
        if line.bought:
            yield _standing(line, _offer(line, line.bought.supplier))
        elif reason.instead and reason.instead.supplier is not None:
            standing = _standing(line, _offer(line, reason.instead.supplier))
            yield replace(standing, would_cost=_would_cost(found, line.need, standing))


def _standing(line: PlanLine, offer: Offer) -> Standing:
    need, bought = line.need, line.bought
    counted = need.counted(offer.ladder.basis, bought.quantity if bought else need.quantity)
    following = next(rungs_ahead(line, offer, bought), None) if bought else None
    return Standing(need.product, offer.supplier, offer.ladder, counted, following.saves if following else None)


def _would_cost(found: Sources, need: Need, standing: Standing) -> WouldCost:
    rung = standing.following or standing.ladder.reached(standing.counted)
    vat = found.goods_vat(need.product, standing.supplier)
    goods = half_up_ratio(goods_cents(rung.price, need.quantity, need.unit) * (WHOLE + vat), WHOLE)
    return WouldCost(rung.price, goods, half_up_ratio(need.ceiling * need.quantity, need.unit))


def _offer(line: PlanLine, supplier: str) -> Offer:
    return next(offer for offer in line.need.offers if offer.supplier == supplier)


def _more(
    figures: Figures, households: int, now: tuple[Plan, AsOrdered], then: tuple[Plan, AsOrdered]
) -> MoreHouseholds | None:
    if not figures.participants:
        return None
    (plan, today), (grown, later) = now, then
    objectives, paid = (plan.objective, grown.objective), (today.paid, later.paid)
    return MoreHouseholds(households, figures.participants, *objectives, *paid, _changes(plan, grown))


def _changes(now: Plan, then: Plan) -> tuple[LineChange, ...]:
    return tuple(
        LineChange(one.need.product, one, other)
        for one, other in zip(now.lines, then.lines, strict=True)
        if _outcome(one) != _outcome(other)
    )


def _outcome(line: PlanLine) -> tuple[str | None, Decimal | None, bool]:
    """What households notice: from whom, at which price, whether all of it."""
    bought = line.bought
    return (bought.supplier, bought.rung.price, line.short > 0) if bought else (None, None, line.short > 0)


def _without_minimums(problem: Problem) -> Problem:
    return replace(problem, suppliers={code: replace(one, minimum=0) for code, one in problem.suppliers.items()})


def _below_minimum(asked: Figures, plan: Plan, eased: Plan) -> Iterator[BelowMinimum]:
    """Who is worth buying from but for its minimum, and who is bought from in spite of it."""
    goods = _goods(eased) | _goods(plan)
    for terms in sorted(asked.suppliers, key=lambda terms: terms.supplier):
        if goods.get(terms.supplier, terms.minimum) < terms.minimum:
            yield BelowMinimum(terms.supplier, goods[terms.supplier], terms.minimum)


def _goods(plan: Plan) -> dict[str, int]:
    return goods_by_supplier(line.bought for line in plan.lines if line.bought)
