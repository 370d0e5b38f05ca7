"""What is bought in the place of a supplier that does not come keeps every rule of a plan, and the ceilings."""

from fractions import Fraction
from itertools import product
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from services.supply.domain.allocation import Claim, ShortagePolicy
from services.supply.domain.demand import Parts, Sold, Sources
from services.supply.domain.incident import Touched, Wanted, household_parts
from services.supply.domain.options import Need, Option
from services.supply.domain.plan import Problem, broken_rule, plan_of
from services.supply.domain.replacement import within_ceilings
from services.supply.domain.solver import solve
from shared.kernel.quantity import Unit
from tests.property.supply.test_plan import every_option, preference, problems

VAT = 550


def lost(problem: Problem) -> Sources:
    """What a problem asks for, as an incident leaves it to be bought."""
    return Sources(
        cycle="2026-12",
        demand=(),
        stock={},
        sold={need.product: Sold(Unit.KG, VAT) for need in problem.needs},
        delivery_vat_basis_points=2_000,
        needs=problem.needs,
        suppliers=tuple(problem.suppliers.values()),
        terms=problem.terms,
        parts=Parts("", "", ""),
    )


def with_vat(need: Need, one: Option) -> Fraction:
    """Cents that its goods cost for a display unit, VAT included."""
    return Fraction(one.goods * (10_000 + VAT) * need.unit, 10_000 * one.quantity)


@settings(max_examples=150)
@given(problems())
def test_no_rule_is_broken_no_ceiling_passed_and_nothing_is_cheaper(problem: Problem) -> None:
    plan = solve(within_ceilings(lost(problem)))
    allowed = [
        [None, *(one for one in every_option(problem, need) if with_vat(need, one) < need.ceiling + Fraction(1, 2))]
        for need in problem.needs
    ]
    for line, choices in zip(plan.lines, allowed, strict=True):
        assert line.bought in choices
    assert broken_rule(problem, [line.bought for line in plan.lines]) is None
    every = (plan_of(problem, chosen, proven=True) for chosen in product(*allowed) if not broken_rule(problem, chosen))
    assert plan.objective == min(every, key=preference).objective


@given(
    orders=st.lists(st.tuples(st.sampled_from(["DUC", "MIN"]), st.integers(1, 20), st.booleans()), max_size=8),
    available=st.integers(0, 60_000),
    policy=st.sampled_from(ShortagePolicy),
    changes=st.booleans(),
)
def test_nobody_is_told_more_than_was_ordered_nor_all_more_than_there_is(
    orders: list[tuple[str, int, bool]], available: int, policy: ShortagePolicy, *, changes: bool
) -> None:
    wanted = [
        Wanted(UUID(int=number), Claim(centre, f"{number:06}", steps * 500), late, steps * 73)
        for number, (centre, steps, late) in enumerate(orders, start=1)
    ]
    touched = Touched("FLOUR", available, 500, policy, changes=changes)
    parts = household_parts("2026-12", [touched], {"FLOUR": wanted})
    assert all(0 <= part.expected <= part.ordered and part.expected % 500 == 0 for part in parts)
    untold = sum(one.claim.quantity for one in wanted) - sum(part.ordered for part in parts)
    assert sum(part.expected for part in parts) + untold <= available or not wanted
    if changes:
        assert len(parts) == len(wanted)
