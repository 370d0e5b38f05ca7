"""The cheapest plan, proven by CP-SAT: one choice a product, exact tie-breaks, the same answer every time.

Three steps, each with the ones before it fixed: the least cost; of those plans the fewest suppliers,
then cases; of those the smallest list of (supplier, cases) in product-code order, a block of products
at a time. Between the first two, what cannot be part of a plan that cheap is dropped.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from ortools.sat.python import cp_model

from services.supply.domain.cp_sat import INT64_MAX, ModelInvalidError, check_valid
from services.supply.domain.options import Option
from services.supply.domain.plan import Plan, Problem, plan_of
from services.supply.domain.relaxation import Prices, could_be_best, most_promising, rule_prices, worth_weighing

SEED: Final = 2026
DEFAULT_TIME_LIMIT: Final = 60.0  # of each step, in deterministic time: about seconds, but the same on any machine
MOST_LISTS: Final = 2**40  # what one objective tells apart, far within the solver's 64 bits

Chosen = list[Option | None]  # one a need, in the problem's order
Term = tuple[cp_model.IntVar, int]  # a literal and what it weighs when it holds


@dataclass(slots=True)
class Brief:
    """What is left, in deterministic time, for all steps of a question that somebody waits for while talking."""

    left: float


TimeLimit = float | Brief


class NoPlanError(Exception):
    """No plan keeps to the overrides; ``proven`` False: none was found within the limit."""

    def __init__(self, *, proven: bool) -> None:
        super().__init__("no plan keeps to what the coordinator fixed")
        self.proven = proven


class _StoppedEarlyError(Exception):
    """A step was not proven within its limit; ``chosen`` is the best plan known."""

    def __init__(self, chosen: Chosen) -> None:
        super().__init__("the deterministic time limit ended the search")
        self.chosen = chosen


def solve(problem: Problem, *, time_limit: TimeLimit = DEFAULT_TIME_LIMIT) -> Plan:
    """The best plan of a problem; its ``proven`` says whether every step was proven within ``time_limit``.

    Raises:
        ModelInvalidError: the figures are too large for the solver.
        NoPlanError: only where there are overrides.
    """
    try:
        return plan_of(problem, _best(problem, time_limit), proven=True)
    except _StoppedEarlyError as stopped:
        return plan_of(problem, stopped.chosen, proven=False)


def cheapest(problem: Problem, *, time_limit: TimeLimit = DEFAULT_TIME_LIMIT) -> Plan:
    """A plan of least cost, in a quarter of the time: where only the cost counts, not which of equal plans it is.

    Raises:
        ModelInvalidError: the figures are too large for the solver.
        NoPlanError: only where there are overrides.
    """
    weighed = worth_weighing(problem)
    try:
        return plan_of(problem, _cheapest(weighed, rule_prices(weighed), time_limit), proven=True)
    except _StoppedEarlyError as stopped:
        return plan_of(problem, stopped.chosen, proven=False)


def _best(problem: Problem, time_limit: TimeLimit) -> Chosen:
    problem = worth_weighing(problem)
    prices = rule_prices(problem)
    cheapest = _cheapest(problem, prices, time_limit)
    search = _Search(_as_cheap_as(problem, prices, cheapest), time_limit)
    return search.smallest(search.fewest(cheapest))


def _cheapest(problem: Problem, prices: Prices, time_limit: TimeLimit) -> Chosen:
    """A choice of least cost: a good one among few options tells which others can be better."""
    try:
        good = _Search(most_promising(problem, prices), time_limit).cheapest()
    except NoPlanError:  # what is fixed may need another option
        return _Search(problem, time_limit).cheapest()
    except _StoppedEarlyError as stopped:
        if isinstance(time_limit, Brief):
            raise
        good = stopped.chosen  # whoever can wait has all options looked at too
    return _Search(_as_cheap_as(problem, prices, good), time_limit).cheapest(good)


def _as_cheap_as(problem: Problem, prices: Prices, chosen: Chosen) -> Problem:
    return could_be_best(problem, plan_of(problem, chosen, proven=True).objective, prices)


class _Search:
    """One problem as CP-SAT sees it: a literal per choice, per supplier bought from, per delivery fee waived.

    In a row of literals the first buys nothing and the others the need's options, by supplier
    then cases: a smaller index is a smaller (supplier, cases).
    """

    def __init__(self, problem: Problem, time_limit: TimeLimit) -> None:
        self._problem = problem
        self._time_limit = time_limit
        self._model = cp_model.CpModel()
        self._rows = [self._one_choice(options) for options in problem.options]
        self._must = [
            row[0] for row, need in zip(self._rows, problem.needs, strict=True) if problem.must_buy(need.product)
        ]
        for nothing in self._must:
            self._model.add(nothing == 0)
        self._used: list[cp_model.IntVar] = []
        self._fees: list[Term] = []
        for supplier in sorted({option.supplier for options in problem.options for option in options}):
            self._add_supplier(supplier)
        self._limit_stock()
        most_cases = sum(max((option.cases for option in options), default=0) for options in problem.options)
        self._supplier_weight = most_cases + 1
        self._cent_weight = self._supplier_weight * (len(self._used) + 1)

    def cheapest(self, known: Chosen | None = None) -> Chosen:
        """A plan of least cost; it starts from a known one, else from nothing where nothing may be bought.

        Raises:
            _StoppedEarlyError: not proven in time.
            NoPlanError: no plan keeps to the overrides.
        """
        self._model.minimize(_sum(self._cost()))
        if known is None and not self._must:
            known = [None] * len(self._rows)
        found = self._run(known) or known
        if found is None:
            raise NoPlanError(proven=True)
        return found

    def fewest(self, known: Chosen) -> Chosen:
        """Of the plans of least cost one with the fewest suppliers, then cases; it starts from a known one.

        Raises:
            _StoppedEarlyError: not proven in time.
        """
        self._model.minimize(_sum(self._preference()))
        return self._run(known) or known

    def smallest(self, chosen: Chosen) -> Chosen:
        """Of the plans as cheap, with as few suppliers and cases as ``chosen``, the one with the smallest list.

        Raises:
            _StoppedEarlyError: not proven in time.
        """
        self._model.add(_sum(self._preference()) <= self._weigh(chosen))
        for block in self._blocks():
            self._model.minimize(_sum(self._list_order(block)))
            chosen = self._run(chosen) or chosen
            for place in block:
                self._model.add(self._rows[place][self._index(place, chosen)] == 1)
        return chosen

    def _one_choice(self, options: Sequence[Option]) -> list[cp_model.IntVar]:
        literals = [self._model.new_bool_var("") for _ in range(len(options) + 1)]
        self._model.add_exactly_one(literals)
        return literals

    def _bought(self) -> Iterable[tuple[cp_model.IntVar, Option]]:
        for row, options in zip(self._rows, self._problem.options, strict=True):
            yield from zip(row[1:], options, strict=True)

    def _add_supplier(self, supplier: str) -> None:
        """Bought from or not; its minimum reached if so; its fee unless the free-delivery threshold is reached."""
        terms, model = self._problem.suppliers[supplier], self._model
        lines = [(literal, option.goods) for literal, option in self._bought() if option.supplier == supplier]
        used, free = model.new_bool_var(""), model.new_bool_var("")
        for literal, _ in lines:
            model.add_implication(literal, used)
        model.add_bool_or([literal for literal, _ in lines]).only_enforce_if(used)
        model.add_implication(free, used)
        model.add(_sum([*lines, (used, -terms.minimum)]) >= 0)
        if terms.free_delivery_from is None:
            model.add(free == 0)
        else:
            model.add(_sum([*lines, (free, -terms.free_delivery_from)]) >= 0)
        self._used.append(used)
        self._fees += [(used, terms.delivery_fee), (free, -terms.delivery_fee)]

    def _limit_stock(self) -> None:
        limit = self._problem.terms.max_stock
        if limit is not None:
            self._model.add(_sum([(literal, option.surplus_value) for literal, option in self._bought()]) <= limit)

    def _cost(self) -> list[Term]:
        unbought = [
            (row[0], self._problem.nothing_cost(need))
            for need, row in zip(self._problem.needs, self._rows, strict=True)
        ]
        return unbought + [(literal, option.cost) for literal, option in self._bought()] + self._fees

    def _preference(self) -> list[Term]:
        """Cost, then suppliers, then cases in one number: a cent outweighs all suppliers, a supplier all cases."""
        cost = [(literal, self._cent_weight * cents) for literal, cents in self._cost()]
        suppliers = [(used, self._supplier_weight) for used in self._used]
        return cost + suppliers + [(literal, option.cases) for literal, option in self._bought()]

    def _weigh(self, chosen: Chosen) -> int:
        """The preference of one plan."""
        plan = plan_of(self._problem, chosen, proven=True)
        return self._cent_weight * plan.objective + self._supplier_weight * len(plan.fees) + plan.cases

    def _blocks(self) -> Iterable[list[int]]:
        """The needs that still have a choice, in order, as many at a time as one objective can weigh exactly."""
        block: list[int] = []
        lists = 1
        for place, options in enumerate(self._problem.options):
            if lists * (len(options) + 1) > MOST_LISTS:
                yield block
                block, lists = [], 1
            if options:
                block.append(place)
                lists *= len(options) + 1
        if block:
            yield block

    def _list_order(self, block: Sequence[int]) -> list[Term]:
        """A number as the list of these needs' choices: a digit a need, the first need's the highest."""
        terms: list[Term] = []
        weight = 1
        for place in reversed(block):
            row = self._rows[place]
            terms += [(literal, weight * digit) for digit, literal in enumerate(row)]
            weight *= len(row)
        return terms

    def _run(self, known: Chosen | None) -> Chosen | None:
        """Solve the model as it stands, from a known plan; None when it is proven to have no solution."""
        if known is not None:
            self._hint(known)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = SEED
        status = self._solve(solver)
        check_valid(self._model, status)
        if status == cp_model.INFEASIBLE:
            return None
        if status == cp_model.OPTIMAL:
            return self._found(solver)
        plans = [self._found(solver)] if status == cp_model.FEASIBLE else []
        plans += [known] if known else []
        raise _StoppedEarlyError(min(plans, key=self._weigh)) if plans else NoPlanError(proven=False)

    def _solve(self, solver: cp_model.CpSolver) -> cp_model.CpSolverStatus:
        """Within the limit; a brief search has no time to rewrite the model first."""
        limit = self._time_limit
        if not isinstance(limit, Brief):
            solver.parameters.max_deterministic_time = limit
            return solver.solve(self._model)
        solver.parameters.max_deterministic_time = max(0.0, limit.left)
        solver.parameters.cp_model_presolve = False
        status = solver.solve(self._model)
        limit.left -= solver.deterministic_time
        return status

    def _found(self, solver: cp_model.CpSolver) -> Chosen:
        return [
            next((option for literal, option in zip(row[1:], options, strict=True) if solver.value(literal)), None)
            for row, options in zip(self._rows, self._problem.options, strict=True)
        ]

    def _hint(self, chosen: Chosen) -> None:
        self._model.clear_hints()  # type: ignore[no-untyped-call]  # ortools leaves this one untyped
        for place, row in enumerate(self._rows):
            index = self._index(place, chosen)
            for choice, literal in enumerate(row):
                self._model.add_hint(literal, choice == index)

    def _index(self, place: int, chosen: Chosen) -> int:
        """Where a need's choice stands in its row."""
        option = chosen[place]
        return self._problem.options[place].index(option) + 1 if option else 0


def _sum(terms: Sequence[Term]) -> cp_model.LinearExprT:
    if any(abs(weight) > INT64_MAX for _, weight in terms):
        raise ModelInvalidError("a figure beyond 64 bits")
    return cp_model.LinearExpr.weighted_sum([literal for literal, _ in terms], [weight for _, weight in terms])
