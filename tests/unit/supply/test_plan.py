from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from services.supply.domain.cp_sat import ModelInvalidError
from services.supply.domain.ladder import Basis, Ladder, Rung
from services.supply.domain.options import Need, Offer, Terms, options_of
from services.supply.domain.plan import Plan, Problem, SupplierTerms, broken_rule
from services.supply.domain.reasons import Alternative, Breach, LineReason, Why, reasons
from services.supply.domain.solver import solve

TERMS = Terms(date(2026, 12, 4), date(2026, 12, 15), Fraction(3), 2_000)


def supplier(code: str, minimum: int = 0, fee: int = 0, free: int | None = None, days: int = 5) -> SupplierTerms:
    return SupplierTerms(code, minimum, fee, free, days)


def offer(code: str, price: str = "1", case: int = 10, cap: int | None = None, basis: Basis = Basis.QUANTITY) -> Offer:
    return Offer(code, case, Ladder(basis, (Rung(0, Decimal(price)), Rung(50, Decimal(price) / 2))), cap)


def need(product: str, quantity: int, *offers: Offer, households: int = 0, participants: int = 0) -> Need:
    return Need(product, quantity, 1, 150, 90, 5_000, households, participants, offers)


def planned(*needs: Need, sellers: list[SupplierTerms], terms: Terms = TERMS) -> tuple[Plan, list[LineReason]]:
    problem = Problem.of(needs, sellers, terms)
    plan = solve(problem)
    assert broken_rule(problem, [line.bought for line in plan.lines]) is None
    return plan, reasons(problem, plan)


def bought(plan: Plan) -> dict[str, tuple[str, int] | None]:
    return {
        line.need.product: (line.bought.supplier, line.bought.cases) if line.bought else None for line in plan.lines
    }


def test_nothing_to_plan_is_a_plan() -> None:
    plan, _ = planned(sellers=[])
    assert (plan.lines, plan.objective, plan.proven) == ((), 0, True)


@pytest.mark.parametrize(
    ("wanted", "sellers", "why"),
    [
        (need("P", 0, offer("A")), [supplier("A")], Why.FROM_STOCK),
        (need("P", 10), [], Why.NO_OFFER),
        (need("P", 10, offer("A")), [supplier("A", days=12)], Why.TOO_LATE),
        (need("P", 10, offer("A", cap=0)), [supplier("A")], Why.NO_CASE),
        (need("P", 10, offer("A", price="99")), [supplier("A")], Why.DEARER),
        (need("P", 10, offer("A")), [supplier("A", minimum=99_999)], Why.DEARER),
    ],
)
def test_what_is_not_bought_says_why(wanted: Need, sellers: list[SupplierTerms], why: Why) -> None:
    plan, (reason,) = planned(wanted, sellers=sellers)
    assert bought(plan) == {"P": None}
    assert reason.why is why


def test_a_supplier_that_needs_as_many_days_as_there_are_is_in_time() -> None:
    plan, _ = planned(need("P", 10, offer("A")), sellers=[supplier("A", days=11)])
    assert bought(plan) == {"P": ("A", 1)}


@pytest.mark.parametrize(("basis", "price"), [(Basis.HOUSEHOLDS, "1"), (Basis.PARTICIPANTS, "0.5")])
def test_a_ladder_may_count_people(basis: Basis, price: str) -> None:
    plan, _ = planned(need("P", 10, offer("A", basis=basis), households=49, participants=50), sellers=[supplier("A")])
    (line,) = plan.lines
    assert line.bought is not None
    assert line.bought.rung.price == Decimal(price)


def test_two_products_reach_a_minimum_together() -> None:
    sellers = [supplier("A", minimum=2_000)]
    plan, _ = planned(need("P", 10, offer("A")), need("Q", 10, offer("A")), sellers=sellers)
    assert bought(plan) == {"P": ("A", 1), "Q": ("A", 1)}
    alone, (reason,) = planned(need("P", 10, offer("A")), sellers=sellers)
    assert bought(alone) == {"P": None}
    assert reason.instead is not None
    assert reason.instead.breaks == "minimum"


def test_what_is_bought_says_what_the_next_best_supplier_would_have_cost() -> None:
    offers = offer("A"), offer("B", price="1.10"), offer("C", price="1.50")
    _, (reason,) = planned(need("P", 10, *offers), sellers=[supplier("A"), supplier("B", fee=30), supplier("C")])
    assert reason.elsewhere == Alternative("B", 1, 1_100 + 30 - 1_000, None, paid=130, lacks=0, leaves=0)


@pytest.mark.parametrize(
    ("others", "breaks"), [([offer("B", price="1.50")], Breach.MINIMUM), ([offer("C"), offer("B", price="1.50")], None)]
)
def test_the_next_best_supplier_is_one_that_breaks_no_rule_if_there_is_one(
    others: list[Offer], breaks: Breach | None
) -> None:
    sellers = [supplier("A"), supplier("B", minimum=99_999), supplier("C", fee=900)]
    _, (reason,) = planned(need("P", 10, offer("A"), *others), sellers=sellers)
    assert reason.elsewhere is not None
    assert reason.elsewhere.breaks is breaks


def test_what_nobody_else_offers_in_time_is_compared_with_nobody() -> None:
    sellers = [supplier("A"), supplier("B", days=12)]
    _, (reason,) = planned(need("P", 10, offer("A"), offer("B")), sellers=sellers)
    assert reason.elsewhere is None


def test_free_delivery_may_be_worth_a_dearer_price() -> None:
    dear, cheap = offer("A", price="1.10"), offer("B", price="1")
    plan, _ = planned(
        need("P", 10, dear, cheap),
        need("Q", 40, offer("A", price="1")),
        sellers=[supplier("A", fee=500, free=5_000), supplier("B")],
    )
    assert bought(plan) == {"P": ("A", 1), "Q": ("A", 4)}
    assert plan.fees == {"A": 0}


def test_among_ties_fewer_suppliers_then_fewer_cases_then_the_smallest_list() -> None:
    sellers = [supplier("A"), supplier("B"), supplier("C")]
    fewer, _ = planned(need("P", 10, offer("A"), offer("B")), need("Q", 10, offer("B")), sellers=sellers)
    assert bought(fewer) == {"P": ("B", 1), "Q": ("B", 1)}
    cases, _ = planned(need("P", 10, offer("A", case=5), offer("B", case=10)), sellers=sellers)
    assert bought(cases) == {"P": ("B", 1)}
    first, _ = planned(need("P", 10, offer("C"), offer("B"), offer("A")), sellers=sellers)
    assert bought(first) == {"P": ("A", 1)}


def test_money_that_may_go_into_stock_is_limited() -> None:
    tight = Terms(TERMS.closes, TERMS.delivery, TERMS.shortage_penalty, TERMS.max_surplus_basis_points, 299)
    loose, _ = planned(need("P", 7, offer("A")), sellers=[supplier("A")])
    plan, (reason,) = planned(need("P", 7, offer("A")), sellers=[supplier("A")], terms=tight)
    assert (bought(loose), bought(plan)) == ({"P": ("A", 1)}, {"P": None})
    assert reason.instead is not None
    assert reason.instead.breaks == "max_stock"


def test_a_plan_that_is_not_proven_says_so() -> None:
    many = [need(f"P{n}", 7 * n + 3, offer("A", case=3), offer("B", case=5)) for n in range(9)]
    problem = Problem.of(many, [supplier("A", 900, 70, 5_000), supplier("B", 800, 60, 7_000)], TERMS)
    assert solve(problem).proven
    assert not solve(problem, time_limit=0).proven


def test_figures_beyond_the_solvers_range_are_no_plan() -> None:
    dear = Need("P", 4 * 10**8, 1, 4 * 10**8, 90, 5_000, 0, 0, (offer("A", case=10**8),))
    with pytest.raises(ModelInvalidError, match="overflow"):
        solve(Problem.of([dear], [supplier("A")], TERMS))


def test_options_that_another_beats_are_not_weighed() -> None:
    dear = Ladder(Basis.QUANTITY, (Rung(0, Decimal(3)), Rung(40, Decimal(1))))
    wanted = need("P", 30, Offer("A", 10, dear))
    roomy = Terms(TERMS.closes, TERMS.delivery, TERMS.shortage_penalty, 10_000)
    kept = {one.cases for one in options_of(wanted, roomy)}
    assert 4 in kept
    assert 3 in kept, "no surplus: it may be all that the limit on stock allows"
    assert 1 not in kept, "three cases bring more goods, no surplus, and cost less than being short"


def test_an_offer_mistyped_beyond_all_bounds_spoils_no_plan() -> None:
    absurd = offer("ODD", price="1000000", case=10**12)
    plan, (reason,) = planned(need("P", 40, absurd, offer("S")), sellers=[supplier("ODD", fee=10**12), supplier("S")])
    assert (bought(plan), plan.proven, reason.why) == ({"P": ("S", 4)}, True, Why.BOUGHT)
    plan, (reason,) = planned(need("P", 40, absurd), sellers=[supplier("ODD")])
    assert (bought(plan), plan.proven, reason.why) == ({"P": None}, True, Why.DEARER)
