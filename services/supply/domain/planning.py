"""The best plan of a cycle with what the coordinator fixed on it, what each of that costs, or why there is none."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from services.supply.domain.cp_sat import ModelInvalidError
from services.supply.domain.demand import Sources
from services.supply.domain.overrides import Override
from services.supply.domain.plan import Plan, Problem, goods_by_supplier
from services.supply.domain.reasons import ReasonedPlan, reasons
from services.supply.domain.solver import DEFAULT_TIME_LIMIT, NoPlanError, TimeLimit, cheapest, solve
from shared.kernel.refusal import Refused


def planned(found: Sources, *, time_limit: TimeLimit = DEFAULT_TIME_LIMIT) -> ReasonedPlan:
    """The best plan and its reasons. It takes long and touches no database: call it off the event loop.

    Raises:
        Refused: ``too_many_cases``, ``figures_too_large``, what ``weighed`` raises, or what ``Problem.of`` does
            about an override.
    """
    problem = found.problem()
    with weighed(found.cycle, problem):
        plan = solve(problem, time_limit=time_limit)
        costs = {override.product: _costs(found, plan, override, time_limit) for override in found.overrides}
        together = _costs_more(found, plan, (), time_limit) if len(costs) > 1 else next(iter(costs.values()), 0)
    return ReasonedPlan(plan, tuple(reasons(problem, plan)), costs, together)


@contextmanager
def weighed(cycle: str, problem: Problem) -> Iterator[None]:
    """While plans of a problem are weighed: what can't be is refused in words.

    Raises:
        Refused: ``figures_too_large``, ``override_under_minimum`` with the supplier and what lacks,
            ``overrides_above_stock_limit``, or ``overrides_not_weighed``: no plan was found in time.
    """
    try:
        yield
    except ModelInvalidError:
        raise Refused("figures_too_large", cycle=cycle) from None
    except NoPlanError as none:
        raise (_why_none(cycle, problem) if none.proven else Refused("overrides_not_weighed", cycle=cycle)) from None


def _costs(found: Sources, plan: Plan, override: Override, time_limit: TimeLimit) -> int | None:
    """Cents that the plan would weigh less without one override, while the others stand; None: not known."""
    return _costs_more(found, plan, tuple(other for other in found.overrides if other is not override), time_limit)


def _costs_more(found: Sources, plan: Plan, kept: tuple[Override, ...], time_limit: TimeLimit) -> int | None:
    """Cents that the plan weighs more than the least one that keeps only to these overrides; None: not known.

    There may be none at all: an override stands on the minimum that another reaches.
    """
    try:
        without = cheapest(replace(found, overrides=kept).problem(), time_limit=time_limit)
    except NoPlanError:
        return None
    return plan.objective - without.objective if plan.proven and without.proven else None


def _why_none(cycle: str, problem: Problem) -> Refused:
    """What stands in the way of the overrides: a minimum, else the money that may go into stock."""
    fixed = {need.product: options for need, options in zip(problem.needs, problem.options, strict=True)}
    fixed = {product: options for product, options in fixed.items() if problem.must_buy(product)}
    named = {option.supplier for options in fixed.values() for option in options}
    eased = {code: replace(one, minimum=0) if code in named else one for code, one in problem.suppliers.items()}
    try:
        plan = cheapest(replace(problem, suppliers=eased))
    except NoPlanError:
        return Refused("overrides_above_stock_limit", cycle=cycle, limit_cents=problem.terms.max_stock)
    goods = goods_by_supplier(line.bought for line in plan.lines if line.bought)
    lacking = {code: problem.suppliers[code].minimum - goods[code] for code in named}
    supplier = max(sorted(lacking), key=lambda code: lacking[code])
    return Refused(
        "override_under_minimum",
        supplier=supplier,
        products=sorted(product for product, options in fixed.items() if options[0].supplier == supplier),
        goods_cents=goods[supplier],
        minimum_cents=problem.suppliers[supplier].minimum,
        lacks_cents=lacking[supplier],
    )
