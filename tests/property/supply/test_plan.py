"""Small plans by brute force: CP-SAT finds the same one, ties included."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from services.supply.domain.ladder import Basis, Ladder, Rung
from services.supply.domain.options import Need, Offer, Option, Terms, option, options_of, top_cases, undominated
from services.supply.domain.plan import Plan, Problem, SupplierTerms, broken_rule, plan_of
from services.supply.domain.solver import solve

SUPPLIERS = ("A", "B", "C")
UNIT = 1000


@st.composite
def ladders(draw: st.DrawFn) -> Ladder:
    """Few distinct prices, so that ties are common."""
    basis = draw(st.sampled_from(Basis))
    first = draw(st.integers(1, 3))
    lower = draw(st.integers(1, first))
    starts_at = draw(st.integers(1, 4)) * (UNIT if basis is Basis.QUANTITY else 5)
    return Ladder(basis, (Rung(0, Decimal(first)), Rung(starts_at, Decimal(lower))))


@st.composite
def needs(draw: st.DrawFn, code: str) -> Need:
    sellers = draw(st.lists(st.sampled_from(SUPPLIERS), unique=True, max_size=3))
    offers = [
        Offer(
            seller,
            draw(st.sampled_from([500, 1000, 2000])),
            draw(ladders()),
            draw(st.one_of(st.none(), st.integers(0, 3))),
        )
        for seller in sellers
    ]
    return Need(
        product=code,
        quantity=draw(st.integers(0, 5)) * 500,
        unit=UNIT,
        ceiling=draw(st.integers(1, 4)) * 100,
        shelf_days=draw(st.sampled_from([90, 180])),
        surplus_loss_basis_points=draw(st.sampled_from([0, 2500, 10_000])),
        households=draw(st.integers(0, 10)),
        participants=10,
        offers=tuple(offers),
    )


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    suppliers = [
        SupplierTerms(
            code,
            draw(st.sampled_from([0, 200, 500])),
            draw(st.sampled_from([0, 100, 150])),
            draw(st.sampled_from([None, 0, 300, 600])),
            draw(st.sampled_from([1, 5, 9])),
        )
        for code in SUPPLIERS
    ]
    terms = Terms(
        date(2026, 12, 1),
        date(2026, 12, 6),
        draw(st.sampled_from([Fraction(0), Fraction(1), Fraction(3, 2), Fraction(3)])),
        draw(st.sampled_from([0, 2000, 10_000])),
        draw(st.sampled_from([None, 0, 150, 400])),
    )
    return Problem.of([draw(needs(f"P{number}")) for number in range(draw(st.integers(0, 3)))], suppliers, terms)


def every_option(problem: Problem, need: Need) -> Iterable[Option]:
    """All options as the rules enumerate them, none dropped."""
    for offer in need.offers:
        if need.quantity and problem.suppliers[offer.supplier].lead_days <= 5:
            top = top_cases(need, offer, problem.terms.max_surplus_basis_points)
            for cases in range(1, top + 1):
                yield option(need, offer, cases, problem.terms.shortage_penalty)


def by_brute_force(problem: Problem) -> Plan:
    choices = ([None, *every_option(problem, need)] for need in problem.needs)
    plans = (
        plan_of(problem, chosen, proven=True) for chosen in product(*choices) if broken_rule(problem, chosen) is None
    )
    return min(plans, key=preference)


def preference(plan: Plan) -> tuple[int, int, int, list[tuple[str, int]]]:
    chosen = [(line.bought.supplier, line.bought.cases) if line.bought else ("", 0) for line in plan.lines]
    return plan.objective, len(plan.fees), plan.cases, chosen


@st.composite
def options_of_an_offer(draw: st.DrawFn) -> list[Option]:
    """Few distinct figures, so that options beat and equal each other in every way."""
    few = st.integers(0, 4)
    return [
        Option("A", cases, cases * UNIT, Rung(0, Decimal(1)), draw(few), 0, 0, draw(few), draw(few))
        for cases in draw(st.lists(st.integers(1, 20), unique=True, max_size=12))
    ]


def beaten(one: Option, by: Option) -> bool:
    """The rule as it is written: goods no lower, surplus no higher, and cheaper, or as cheap with no more cases."""
    serves = by.goods >= one.goods and by.surplus_value <= one.surplus_value
    return serves and (by.cost < one.cost or (by.cost == one.cost and by.cases <= one.cases))


@given(options_of_an_offer())
def test_exactly_those_options_are_dropped_that_another_beats(options: list[Option]) -> None:
    plain = [one for one in options if not any(beaten(one, other) for other in options if other is not one)]
    assert undominated(options) == sorted(plain, key=lambda one: one.cases)


@st.composite
def finely_sold(draw: st.DrawFn) -> Need:
    """Cases of a few cents, so that rounding weighs as much as another case; rungs anywhere."""
    dearest = draw(st.integers(1, 400))
    starts = sorted(draw(st.sets(st.integers(1, 3_000), max_size=3)))
    prices = sorted(draw(st.lists(st.integers(0, dearest), min_size=len(starts), max_size=len(starts))), reverse=True)
    rungs = tuple(Rung(at, Decimal(price) / 100) for at, price in zip([0, *starts], [dearest, *prices], strict=True))
    offer = Offer("A", draw(st.integers(1, 40)), Ladder(draw(st.sampled_from(Basis)), rungs))
    quantity, ceiling = draw(st.integers(1, 2_000)), draw(st.integers(0, 400))
    return Need("P", quantity, draw(st.sampled_from([1, 100, UNIT])), ceiling, 180, 2500, 7, 10, (offer,))


@given(finely_sold(), st.sampled_from([Fraction(0), Fraction(1), Fraction(3, 2), Fraction(3)]))
def test_no_option_is_left_out_but_those_that_another_beats(need: Need, penalty: Fraction) -> None:
    (offer,), terms = need.offers, Terms(date(2026, 12, 1), date(2026, 12, 6), penalty, 2_000)
    top = top_cases(need, offer, terms.max_surplus_basis_points)
    assert options_of(need, terms) == undominated(option(need, offer, n, penalty) for n in range(1, top + 1))


@settings(max_examples=100)
@given(problems())
def test_the_solver_finds_the_plan_that_brute_force_finds(problem: Problem) -> None:
    assert solve(problem) == by_brute_force(problem)
