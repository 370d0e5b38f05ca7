"""Plans with lines fixed by hand, and what never makes a plan worse: taking a rule away."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from random import Random
from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from services.supply.domain.ladder import Ladder
from services.supply.domain.options import WHOLE, Need, Offer, Option, option
from services.supply.domain.overrides import Fixed, Override
from services.supply.domain.plan import Plan, Problem, broken_rule, plan_of
from services.supply.domain.reasons import reasons
from services.supply.domain.solver import DEFAULT_TIME_LIMIT, Brief, NoPlanError, TimeLimit, cheapest, solve
from tests.property.supply.test_plan import every_option, ladders, preference, problems

DAYS = 5  # between closing and delivery in every problem


@st.composite
def overridden(draw: st.DrawFn) -> Problem:
    """A problem with some of its lines fixed to what their suppliers can do."""
    problem = draw(problems())
    chosen = [draw(overrides(problem, need)) for need in problem.needs]
    return again(problem, overrides=[one for one in chosen if one])


def overrides(problem: Problem, need: Need) -> st.SearchStrategy[Override | None]:
    dropped = Override(need.product, None, None, "so be it", UUID(int=1))
    choices: list[Override | None] = [None, dropped]
    for offer in need.offers:
        most = 4 if offer.max_cases is None else offer.max_cases
        if problem.suppliers[offer.supplier].lead_days <= DAYS and most:
            choices += [replace(dropped, supplier=offer.supplier, cases=n) for n in (None, *range(1, most + 1))]
    return st.sampled_from(choices)


def again(problem: Problem, **changed: Any) -> Problem:
    """The same problem laid out anew with something changed."""
    parts: dict[str, Any] = {
        "needs": problem.needs,
        "suppliers": problem.suppliers.values(),
        "terms": problem.terms,
        "overrides": problem.overrides.values(),
    }
    return Problem.of(**parts | changed)


def choices(problem: Problem, need: Need) -> Sequence[Option | None]:
    """What the rules leave of a need, as they are written."""
    override = problem.overrides.get(need.product)
    weighed = list(every_option(problem, need))
    if override is None:
        return [None, *weighed]
    if override.fixed is Fixed.DROPPED:
        return [None]
    if override.cases is None:
        return [one for one in weighed if one.supplier == override.supplier] or [None]
    (offer,) = [offer for offer in need.offers if offer.supplier == override.supplier]
    return [option(need, offer, override.cases, problem.terms.shortage_penalty)]


def by_brute_force(problem: Problem) -> Plan | None:
    every = product(*(choices(problem, need) for need in problem.needs))
    plans = (plan_of(problem, chosen, proven=True) for chosen in every if broken_rule(problem, chosen) is None)
    return min(plans, key=preference, default=None)


def solved(problem: Problem, time_limit: TimeLimit = DEFAULT_TIME_LIMIT) -> Plan | None:
    try:
        return solve(problem, time_limit=time_limit)
    except NoPlanError:
        return None


@settings(max_examples=100)
@given(overridden())
def test_with_overrides_the_solver_finds_the_plan_that_brute_force_finds(problem: Problem) -> None:
    found = solved(problem)
    assert found == by_brute_force(problem)
    assert solved(problem, Brief(60)) == found
    if found:
        assert cheapest(problem).objective == found.objective


@settings(max_examples=40)
@given(overridden(), st.data())
def test_no_plan_is_worse_for_a_rule_less(problem: Problem, data: st.DataObject) -> None:
    problem = only_restricted(kept_back(problem, data))
    before = solved(problem)
    with_a_rule_less = data.draw(st.sampled_from(eased(problem)))
    if before:
        assert solve(with_a_rule_less).objective <= before.objective


def kept_back(problem: Problem, data: st.DataObject) -> Problem:
    """Some of its offers are only in replacement."""

    def some(offers: Sequence[Offer]) -> tuple[Offer, ...]:
        return tuple(replace(offer, only_in_replacement=data.draw(st.booleans())) for offer in offers)

    return again(problem, needs=[replace(need, offers=some(need.offers)) for need in problem.needs])


def only_restricted(problem: Problem) -> Problem:
    """Without overrides that widen what a plan may buy: fixed cases, and suppliers that are only in replacement."""
    in_replacement = {
        (need.product, offer.supplier) for need in problem.needs for offer in need.offers if offer.only_in_replacement
    }
    restricting = [
        one
        for one in problem.overrides.values()
        if one.fixed is not Fixed.CASES and (one.product, one.supplier) not in in_replacement
    ]
    return again(problem, overrides=restricting)


def eased(problem: Problem) -> list[Problem]:
    """The problem without minimums, lead days, its limits on stock and surplus, and without each of its overrides.

    And with offers for any plan that were for replacement only.
    """
    within = problem.overrides.values()
    restricted = [again(problem, overrides=[other for other in within if other is not one]) for one in within]
    free = again(problem, overrides=())
    none = [replace(one, minimum=0) for one in problem.suppliers.values()]
    at_once = [replace(one, lead_days=0) for one in problem.suppliers.values()]
    open_to_all = [
        replace(need, offers=tuple(replace(offer, only_in_replacement=False) for offer in need.offers))
        for need in problem.needs
    ]
    return [
        *restricted,
        free,
        again(free, suppliers=none),
        again(free, suppliers=at_once),
        again(free, terms=replace(problem.terms, max_stock=None)),
        again(free, terms=replace(problem.terms, max_surplus_basis_points=WHOLE)),
        again(free, needs=open_to_all),
    ]


@settings(max_examples=40)
@given(problems())
def test_no_plan_is_worse_without_caps(problem: Problem) -> None:
    uncapped = [
        replace(need, offers=tuple(replace(offer, max_cases=None) for offer in need.offers)) for need in problem.needs
    ]
    assert solve(again(problem, needs=uncapped)).objective <= solve(problem).objective


@settings(max_examples=40)
@given(overridden(), st.randoms(use_true_random=False))
def test_the_same_input_in_any_order_gives_the_same_plan(problem: Problem, random: Random) -> None:
    shuffled: dict[str, list[object]] = {
        "needs": [replace(need, offers=tuple(reversed(need.offers))) for need in problem.needs],
        "suppliers": list(problem.suppliers.values()),
        "overrides": list(problem.overrides.values()),
    }
    for part in shuffled.values():
        random.shuffle(part)
    mixed = again(problem, **shuffled)
    first, other = solved(problem), solved(mixed)
    assert (first and said(problem, first)) == (other and said(mixed, other))
    assert repr(solved(problem)) == repr(first)


def said(problem: Problem, plan: Plan) -> tuple[object, ...]:
    """All of a plan but its needs, which have their offers in the order that they came in: reasons too."""
    lines = [(line.need.product, line.bought, line.cost) for line in plan.lines]
    return plan.fees, plan.proven, lines, reasons(problem, plan)


@given(ladders(), st.integers(0, 10**6), st.integers(0, 10**6))
def test_who_buys_more_pays_no_more_per_unit(ladder: Ladder, one: int, other: int) -> None:
    less, more = sorted((one, other))
    assert ladder.reached(more).price <= ladder.reached(less).price
