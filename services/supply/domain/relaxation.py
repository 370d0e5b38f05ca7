"""Which options can still belong to a best plan once its cost is known: an exact bound from a relaxation.

The linear relaxation (choices may be split) prices what ties products together: buying from a
supplier, its minimum, its free delivery, the limit on stock. Whatever those prices are, charging
them instead of enforcing the rules gives a lower bound on every plan (Lagrange); so they may come
from floating point, while the bound itself is computed in integers and drops nothing by mistake.
It is what makes exact ties affordable: of thousands of options a few dozen stay.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from heapq import nsmallest
from itertools import groupby
from operator import attrgetter
from typing import Final

from ortools.linear_solver.python import model_builder as lp

from services.supply.domain.options import Option
from services.supply.domain.plan import Problem

SCALE: Final = 1_000_000  # prices are whole millionths of a cent
FEW: Final = 2  # options of an offer
SAMPLED: Final = 12  # options of an offer by which the rules are priced, about

Pair = tuple[str, str]  # product, supplier


@dataclass(frozen=True, slots=True)
class Prices:
    """The price of each rule that ties products together, all at least 0."""

    link: Mapping[Pair, int] = field(default_factory=dict)
    minimum: Mapping[str, int] = field(default_factory=dict)
    free: Mapping[str, int] = field(default_factory=dict)
    stock: int = 0

    def of(self, product: str, option: Option) -> int:
        """What choosing an option costs once the rules are charged, in millionths of a cent."""
        per_goods = self.minimum[option.supplier] + self.free.get(option.supplier, 0)
        link = self.link[product, option.supplier]
        return option.cost * SCALE - per_goods * option.goods + self.stock * option.surplus_value + link


def worth_weighing(problem: Problem) -> Problem:
    """The same problem without the options that alone cost more than buying nothing at all: no best plan has one.

    It also keeps the figures of a mistyped offer, a case of a thousand tonnes, out of the solvers' number range.
    A supplier that an override names is bought from in any case, so what helps to reach its minimum stays.
    """
    nothing = sum(problem.nothing_cost(need) for need in problem.needs)
    named = {
        option.supplier
        for need, options in zip(problem.needs, problem.options, strict=True)
        for option in options
        if problem.must_buy(need.product)
    }
    kept = tuple(
        tuple(option for option in options if option.cost <= nothing or option.supplier in named)
        for options in problem.options
    )
    return replace(problem, options=kept)


def most_promising(problem: Problem, prices: Prices) -> Problem:
    """The same problem with the few options of each offer that cost least once the rules are charged.

    Among so few a good plan is found soon; the best may be another.
    """

    def fewest(product: str, offered: Sequence[Option]) -> list[Option]:
        least = nsmallest(FEW, offered, key=partial(prices.of, product))
        return sorted(least, key=lambda option: option.cases)

    return _of_each_offer(problem, fewest)


def could_be_best(problem: Problem, best_cost: int, prices: Prices) -> Problem:
    """The same problem without the options that no plan of ``best_cost`` cents or less can contain."""
    rows = [
        [prices.of(need.product, option) for option in options]
        for need, options in zip(problem.needs, problem.options, strict=True)
    ]
    nothing = [[] if problem.must_buy(need.product) else [problem.nothing_cost(need) * SCALE] for need in problem.needs]
    least = [min([*none, *row]) for none, row in zip(nothing, rows, strict=True)]
    slack = best_cost * SCALE - _supplier_bound(problem, prices) - sum(least)
    kept = tuple(
        tuple(option for option, price in zip(options, row, strict=True) if price - floor <= slack)
        for options, row, floor in zip(problem.options, rows, least, strict=True)
    )
    return replace(problem, options=kept)


def _supplier_bound(problem: Problem, prices: Prices) -> int:
    """The least the rules themselves can cost: each supplier bought from or not, delivered free or not."""
    links: dict[str, int] = defaultdict(int)
    for (_, supplier), price in prices.link.items():
        links[supplier] += price
    bound = -prices.stock * (problem.terms.max_stock or 0)
    for supplier, minimum in prices.minimum.items():
        terms = problem.suppliers[supplier]
        used = terms.delivery_fee * SCALE + minimum * terms.minimum - links[supplier]
        if terms.free_delivery_from is not None:
            used += min(0, prices.free[supplier] * terms.free_delivery_from - terms.delivery_fee * SCALE)
        bound += min(0, used)
    return bound


class _Relaxation:
    """The linear relaxation, with a handle on each rule to read its price."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._model = lp.Model()  # type: ignore[no-untyped-call]  # ortools leaves this one untyped
        self._costs: list[tuple[lp.Variable, int]] = []
        self._surplus: list[tuple[lp.Variable, int]] = []
        self._goods: dict[str, list[tuple[lp.Variable, int]]] = defaultdict(list)
        self._of_pair: dict[Pair, list[lp.Variable]] = defaultdict(list)
        self.link: dict[Pair, lp.LinearConstraint] = {}
        self.minimum: dict[str, lp.LinearConstraint] = {}
        self.free: dict[str, lp.LinearConstraint] = {}
        self.stock: lp.LinearConstraint | None = None
        self._add_choices()
        for supplier in sorted(self._goods):
            self._add_supplier(supplier)
        if problem.terms.max_stock is not None:
            self.stock = self._model.add_linear_constraint(_sum(self._surplus), ub=problem.terms.max_stock)

    def solve(self) -> lp.Solver | None:
        """The solved relaxation; None where fixed lines leave it without a solution."""
        self._model.minimize(_sum(self._costs))
        solver = lp.Solver("glop")
        return solver if solver.solve(self._model) == lp.SolveStatus.OPTIMAL else None

    def _add_choices(self) -> None:
        for need, options in zip(self._problem.needs, self._problem.options, strict=True):
            must = self._problem.must_buy(need.product)
            row = [] if must else [self._variable(self._problem.nothing_cost(need))]
            for option in options:
                chosen = self._variable(option.cost)
                row.append(chosen)
                self._surplus.append((chosen, option.surplus_value))
                self._goods[option.supplier].append((chosen, option.goods))
                self._of_pair[need.product, option.supplier].append(chosen)
            self._model.add(lp.LinearExpr.sum(row) == 1)

    def _add_supplier(self, supplier: str) -> None:
        terms, model = self._problem.suppliers[supplier], self._model
        goods = self._goods[supplier]
        used = self._variable(terms.delivery_fee)
        self.minimum[supplier] = model.add_linear_constraint(_sum([*goods, (used, -terms.minimum)]), lb=0)
        for pair, chosen in self._of_pair.items():
            if pair[1] == supplier:
                self.link[pair] = model.add_linear_constraint(_sum([(used, -1), *((one, 1) for one in chosen)]), ub=0)
        if terms.free_delivery_from is not None:
            free = self._variable(-terms.delivery_fee)
            model.add_linear_constraint(_sum([(free, 1), (used, -1)]), ub=0)
            self.free[supplier] = model.add_linear_constraint(_sum([*goods, (free, -terms.free_delivery_from)]), lb=0)

    def _variable(self, cost: int) -> lp.Variable:
        variable = self._model.new_var(0, 1, False, "")
        self._costs.append((variable, cost))
        return variable


def _sum(terms: list[tuple[lp.Variable, int]]) -> lp.LinearExprT:
    return lp.LinearExpr.weighted_sum([variable for variable, _ in terms], [weight for _, weight in terms])


def rule_prices(problem: Problem) -> Prices:
    """What each rule that ties products together costs at the margin, by a sample of each offer's options."""
    if not any(problem.options):
        return Prices()
    relaxation = _Relaxation(_of_each_offer(problem, _sample))
    solver = relaxation.solve()

    def price(rule: lp.LinearConstraint) -> int:
        return abs(round(solver.dual_value(rule) * SCALE)) if solver else 0

    return Prices(
        {pair: price(rule) for pair, rule in relaxation.link.items()},
        {supplier: price(rule) for supplier, rule in relaxation.minimum.items()},
        {supplier: price(rule) for supplier, rule in relaxation.free.items()},
        0 if relaxation.stock is None else price(relaxation.stock),
    )


def _sample(_product: str, offered: Sequence[Option]) -> Iterable[Option]:
    """The first, the last, the cheapest and some between."""
    every = -(-len(offered) // SAMPLED)
    cheapest = min(range(len(offered)), key=lambda place: offered[place].cost)
    return [one for place, one in enumerate(offered) if place % every == 0 or place in {cheapest, len(offered) - 1}]


def _of_each_offer(problem: Problem, keep: Callable[[str, Sequence[Option]], Iterable[Option]]) -> Problem:
    """The same problem with what is to be kept of a product's options of one supplier."""
    kept = tuple(
        tuple(one for _, offered in groupby(options, attrgetter("supplier")) for one in keep(need.product, [*offered]))
        for need, options in zip(problem.needs, problem.options, strict=True)
    )
    return replace(problem, options=kept)
