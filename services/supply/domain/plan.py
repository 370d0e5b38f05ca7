"""The purchase plan: what is bought of each product, from whom, and what it costs (docs/rules.md)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from services.supply.domain.options import Need, Option, Terms, option, options_of
from services.supply.domain.overrides import Fixed, Override, chosen_offer


@dataclass(frozen=True, slots=True)
class SupplierTerms:
    """What a supplier asks: cents ex VAT, and the days it needs between order and delivery."""

    supplier: str
    minimum: int
    delivery_fee: int
    free_delivery_from: int | None
    lead_days: int

    def fee(self, goods: int) -> int:
        """The delivery fee on a purchase order of ``goods`` cents."""
        free = self.free_delivery_from is not None and goods >= self.free_delivery_from
        return 0 if free else self.delivery_fee


@dataclass(frozen=True, slots=True)
class Problem:
    """A plan to be made: what is needed, by product code, who sells, and the cycle's terms.

    ``options`` are the choices left for each need besides buying nothing; offers that come too late are none.
    ``overrides`` are what the coordinator fixed, by product: it leaves the choices that keep to it.
    """

    needs: tuple[Need, ...]
    suppliers: Mapping[str, SupplierTerms]
    terms: Terms
    options: tuple[tuple[Option, ...], ...]
    overrides: Mapping[str, Override] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        needs: Iterable[Need],
        suppliers: Iterable[SupplierTerms],
        terms: Terms,
        overrides: Iterable[Override] = (),
    ) -> "Problem":
        """Lay out the choices of every product.

        Raises:
            Refused: ``too_many_cases``, ``override_offer_unknown``, ``override_too_late`` or ``override_above_cap``.
        """
        by_code = {supplier.supplier: supplier for supplier in suppliers}
        in_order = tuple(sorted(needs, key=lambda need: need.product))
        fixed = {override.product: override for override in overrides}
        options = tuple(
            tuple(_choices(need, _in_time(need, by_code, terms), terms, fixed.get(need.product))) for need in in_order
        )
        return cls(in_order, by_code, terms, options, fixed)

    def must_buy(self, product: str) -> bool:
        """Whether an override leaves no choice but to buy some; where stock serves all, only one that names cases."""
        override = self.overrides.get(product)
        if override is None or override.fixed is Fixed.DROPPED:
            return False
        return override.fixed is Fixed.CASES or any(need.product == product and need.quantity for need in self.needs)

    def nothing_cost(self, need: Need) -> int:
        """Cents that buying nothing of a need weighs."""
        return need.shortage_cost(need.quantity, self.terms.shortage_penalty)


@dataclass(frozen=True, slots=True)
class PlanLine:
    """What is bought for one need; ``bought`` is None when nothing is, and ``cost`` is what that weighs."""

    need: Need
    bought: Option | None
    cost: int

    @property
    def short(self) -> int:
        """Base units needed but not bought."""
        return self.bought.short if self.bought else self.need.quantity

    @property
    def surplus(self) -> int:
        """Base units bought beyond the need."""
        return self.bought.surplus if self.bought else 0


@dataclass(frozen=True, slots=True)
class Plan:
    """A purchase plan: its lines by product code, each supplier's fee, the objective in cents.

    ``proven`` is False when the deterministic time limit ended the search before the proof.
    """

    lines: tuple[PlanLine, ...]
    fees: Mapping[str, int]
    proven: bool

    @property
    def objective(self) -> int:
        """What the plan minimises: costs of the lines and delivery fees, in cents ex VAT."""
        return sum(line.cost for line in self.lines) + sum(self.fees.values())

    @property
    def cases(self) -> int:
        """Cases bought in all."""
        return sum(line.bought.cases for line in self.lines if line.bought)


def plan_of(problem: Problem, chosen: Sequence[Option | None], *, proven: bool) -> Plan:
    """The plan that one choice per need makes, in the problem's order of needs."""
    lines = tuple(
        PlanLine(need, bought, bought.cost if bought else problem.nothing_cost(need))
        for need, bought in zip(problem.needs, chosen, strict=True)
    )
    goods = goods_by_supplier(option for option in chosen if option)
    fees = {supplier: problem.suppliers[supplier].fee(total) for supplier, total in sorted(goods.items())}
    return Plan(lines, fees, proven)


def goods_by_supplier(bought: Iterable[Option]) -> dict[str, int]:
    """Cents of goods ordered from each supplier bought from."""
    goods: dict[str, int] = {}
    for one in bought:
        goods[one.supplier] = goods.get(one.supplier, 0) + one.goods
    return goods


def broken_rule(problem: Problem, chosen: Iterable[Option | None]) -> str | None:
    """The first rule of a plan that these choices break: ``minimum``, ``max_stock``, or None."""
    bought = [option for option in chosen if option]
    for supplier, goods in sorted(goods_by_supplier(bought).items()):
        if goods < problem.suppliers[supplier].minimum:
            return "minimum"
    limit = problem.terms.max_stock
    if limit is not None and sum(option.surplus_value for option in bought) > limit:
        return "max_stock"
    return None


def _choices(need: Need, in_time: Need, terms: Terms, override: Override | None) -> Sequence[Option]:
    """What may be bought of a need; an override is kept to beyond what a plan would weigh, but not beyond a cap.

    An offer that is only in replacement takes an override that names its supplier.
    """
    if override is None:
        usual = tuple(offer for offer in in_time.offers if not offer.only_in_replacement)
        return options_of(replace(need, offers=usual), terms)
    if override.fixed is Fixed.DROPPED:
        return ()
    offer = chosen_offer(override, need.offers, in_time.offers)
    if override.cases is None:
        return options_of(replace(need, offers=(offer,)), terms)
    return (option(need, offer, override.cases, terms.shortage_penalty),)


def _in_time(need: Need, suppliers: Mapping[str, SupplierTerms], terms: Terms) -> Need:
    """The need with the offers that can be delivered in time."""
    offers = tuple(offer for offer in need.offers if terms.in_time(suppliers[offer.supplier].lead_days))
    return replace(need, offers=offers)
