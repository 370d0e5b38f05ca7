"""Why a plan line is what it is: a code with its numbers, from which a sentence is made where it is shown."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from services.supply.domain.options import Need, Offer, Option, option, top_cases
from services.supply.domain.overrides import Fixed, Override
from services.supply.domain.plan import Plan, PlanLine, Problem, goods_by_supplier


class Why(StrEnum):
    """What decided a line."""

    BOUGHT = "bought"
    FROM_STOCK = "from_stock"
    NO_OFFER = "no_offer"
    TOO_LATE = "too_late"
    NO_CASE = "no_case"
    DEARER = "dearer"
    DROPPED = "dropped"
    ONLY_IN_REPLACEMENT = "only_in_replacement"


class Breach(StrEnum):
    """The rule that another number of cases would break, the rest of the plan unchanged."""

    MINIMUM = "minimum"
    MAX_STOCK = "max_stock"
    MAX_CASES = "max_cases"
    MAX_SURPLUS = "max_surplus"


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another choice for the line: how much more it is than what was chosen, and what it would break.

    ``adds`` is what it adds to the plan's cost, where lacking counts as its penalty and surplus as what it is worth;
    ``paid`` cents for goods and delivery, before VAT; ``lacks`` and ``leaves`` base units short and left over.
    """

    supplier: str | None
    cases: int
    adds: int
    breaks: Breach | None
    paid: int
    lacks: int
    leaves: int


@dataclass(frozen=True, slots=True)
class LineReason:
    """A line's reason; ``fewer`` and ``more`` are one case less and one more, ``instead`` what was cheapest to buy.

    ``elsewhere`` is the cheapest of what other suppliers offer in the place of what is bought, ``fixed`` is what the
    coordinator left no choice about.
    """

    why: Why
    needed: int
    rung_from: int | None = None
    fewer: Alternative | None = None
    more: Alternative | None = None
    instead: Alternative | None = None
    fixed: Fixed | None = None
    elsewhere: Alternative | None = None


@dataclass(frozen=True, slots=True)
class ReasonedPlan:
    """A plan with the reason of each of its lines, and what overrides cost (None: not known).

    By product what each costs while the others stand, and ``overrides_cost`` all together: where two are needed to buy
    elsewhere, taking one back saves nothing.
    """

    plan: Plan
    reasons: tuple[LineReason, ...]
    override_costs: Mapping[str, int | None] = field(default_factory=dict)
    overrides_cost: int | None = None


def reasons(problem: Problem, plan: Plan) -> list[LineReason]:
    """The reason of each line of a plan, in its order."""
    bought = [line.bought for line in plan.lines if line.bought]
    weighing = _Weighing(problem, goods_by_supplier(bought), sum(one.surplus_value for one in bought))
    found = [
        _bought_reason(weighing, line, line.bought, options)
        if line.bought
        else _unbought_reason(weighing, line, options)
        for line, options in zip(plan.lines, problem.options, strict=True)
    ]
    return [
        _with_override(reason, problem.overrides.get(reason_of.need.product))
        for reason, reason_of in zip(found, plan.lines, strict=True)
    ]


def _with_override(reason: LineReason, override: Override | None) -> LineReason:
    if override is None:
        return reason
    if override.fixed is Fixed.DROPPED and reason.needed:
        return LineReason(Why.DROPPED, reason.needed, fixed=Fixed.DROPPED)
    return replace(reason, fixed=override.fixed)


@dataclass(frozen=True, slots=True)
class _Weighing:
    """What changing one line does to the plan's cost and rules."""

    problem: Problem
    goods: dict[str, int]
    surplus_value: int

    def change(self, need: Need, old: Option | None, new: Option | None) -> Alternative:
        """The plan with ``new`` in the place of ``old``."""
        fees = 0
        for supplier in {one.supplier for one in (old, new) if one}:
            fees += self._fee(self._goods_after(supplier, old, new)) - self._fee((supplier, self.goods.get(supplier)))
        return Alternative(
            new.supplier if new else None,
            new.cases if new else 0,
            self._cost(need, new) - self._cost(need, old) + fees,
            self._breach(need, old, new),
            paid=(new.goods if new else 0) - (old.goods if old else 0) + fees,
            lacks=(new.short if new else need.quantity) - (old.short if old else need.quantity),
            leaves=(new.surplus if new else 0) - (old.surplus if old else 0),
        )

    def _cost(self, need: Need, chosen: Option | None) -> int:
        return chosen.cost if chosen else self.problem.nothing_cost(need)

    def _goods_after(self, supplier: str, old: Option | None, new: Option | None) -> tuple[str, int | None]:
        """The supplier with its goods after the change; None when nothing is bought from it any more."""
        goods = self.goods.get(supplier, 0)
        goods -= old.goods if old and old.supplier == supplier else 0
        goods += new.goods if new and new.supplier == supplier else 0
        return supplier, goods or None

    def _fee(self, order: tuple[str, int | None]) -> int:
        supplier, goods = order
        return 0 if goods is None else self.problem.suppliers[supplier].fee(goods)

    def _breach(self, need: Need, old: Option | None, new: Option | None) -> Breach | None:
        for supplier in {one.supplier for one in (old, new) if one}:
            _, goods = self._goods_after(supplier, old, new)
            if goods is not None and goods < self.problem.suppliers[supplier].minimum:
                return Breach.MINIMUM
        limit = self.problem.terms.max_stock
        surplus = self.surplus_value + (new.surplus_value if new else 0) - (old.surplus_value if old else 0)
        if limit is not None and surplus > limit:
            return Breach.MAX_STOCK
        return self._too_many(need, new) if new else None

    def _too_many(self, need: Need, new: Option) -> Breach | None:
        offer = _offer(need, new.supplier)
        if offer.max_cases is not None and new.cases > offer.max_cases:
            return Breach.MAX_CASES
        most = top_cases(need, offer, self.problem.terms.max_surplus_basis_points)
        return Breach.MAX_SURPLUS if new.cases > most else None


def _offer(need: Need, supplier: str) -> Offer:
    return next(offer for offer in need.offers if offer.supplier == supplier)


def _bought_reason(weighing: _Weighing, line: PlanLine, bought: Option, options: Sequence[Option]) -> LineReason:
    offer, penalty = _offer(line.need, bought.supplier), weighing.problem.terms.shortage_penalty
    one_less = option(line.need, offer, bought.cases - 1, penalty) if bought.cases > 1 else None
    one_more = option(line.need, offer, bought.cases + 1, penalty)
    others = (one for one in options if one.supplier != bought.supplier)
    return LineReason(
        Why.BOUGHT,
        line.need.quantity,
        rung_from=bought.rung.starts_at,
        fewer=weighing.change(line.need, bought, one_less),
        more=weighing.change(line.need, bought, one_more),
        elsewhere=min((weighing.change(line.need, bought, one) for one in others), key=_cheapest, default=None),
    )


def _unbought_reason(weighing: _Weighing, line: PlanLine, options: Sequence[Option]) -> LineReason:
    need = line.need
    if need.quantity == 0:
        return LineReason(Why.FROM_STOCK, 0)
    if not need.offers:
        return LineReason(Why.NO_OFFER, need.quantity)
    if not options:
        return LineReason(_no_option(weighing.problem, need.offers), need.quantity)
    instead = min((weighing.change(need, None, one) for one in options), key=_cheapest)
    return LineReason(Why.DEARER, need.quantity, instead=instead)


def _no_option(problem: Problem, offers: Iterable[Offer]) -> Why:
    in_time = [offer for offer in offers if problem.terms.in_time(problem.suppliers[offer.supplier].lead_days)]
    if not in_time:
        return Why.TOO_LATE
    return Why.ONLY_IN_REPLACEMENT if all(offer.only_in_replacement for offer in in_time) else Why.NO_CASE


def _cheapest(alternative: Alternative) -> tuple[bool, int, str, int]:
    """Allowed ones first, then what adds least."""
    return alternative.breaks is not None, alternative.adds, alternative.supplier or "", alternative.cases
