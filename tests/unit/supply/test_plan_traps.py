"""What a plan made by hand gets wrong."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from services.supply.domain.ladder import Basis, Ladder, Rung, goods_cents
from services.supply.domain.options import Need, Offer, Terms, options_of
from services.supply.domain.plan import Plan, Problem, SupplierTerms
from services.supply.domain.solver import solve

TERMS = Terms(date(2026, 12, 4), date(2026, 12, 15), Fraction(3), 2_000)


def offer(case: int, *rungs: tuple[int, str]) -> Offer:
    return Offer("A", case, Ladder(Basis.QUANTITY, tuple(Rung(start, Decimal(price)) for start, price in rungs)))


def kilos(grams: int, *offers: Offer, shelf_days: int = 270) -> Need:
    return Need("P", grams, 1_000, 2_000, shelf_days, 2_500, 10, 20, offers)


def planned(need: Need, *, fee: int = 0, free: int | None = None) -> Plan:
    return solve(Problem.of([need], [SupplierTerms("A", 0, fee, free, 5)], TERMS))


def cases(plan: Plan) -> int | None:
    (line,) = plan.lines
    return line.bought.cases if line.bought else None


def test_prices_of_four_decimals_are_rounded_once_a_line() -> None:
    assert goods_cents(Decimal("0.1155"), 1_000, 1_000) == 12
    plan = planned(kilos(300_000, offer(1_000, (0, "0.1155"))))
    assert plan.objective == 3_465  # a kilo at 12 cents would be 3 600


def test_cases_of_twelve_and_a_half_kilos_are_whole_grams() -> None:
    plan = planned(kilos(37_500, offer(12_500, (0, "2"))))
    (line,) = plan.lines
    assert line.bought is not None
    assert (line.bought.cases, line.bought.quantity, line.bought.goods, line.surplus) == (3, 37_500, 7_500, 0)


def test_the_next_rung_may_cost_less_in_all_than_what_was_ordered() -> None:
    wanted = kilos(125_000, offer(25_000, (0, "1.18"), (150_000, "0.90")))
    by_cases = {one.cases: one.goods for one in options_of(wanted, TERMS)}
    assert (by_cases[5], by_cases[6]) == (14_750, 13_500)
    assert cases(planned(wanted)) == 6, "a case more than is needed"
    assert cases(planned(kilos(125_000, offer(25_000, (0, "1.18"))))) == 5


def test_one_case_more_may_make_delivery_free() -> None:
    wanted = kilos(100_000, offer(25_000, (0, "1")))
    assert cases(planned(wanted, fee=3_000)) == 4
    with_free = planned(wanted, fee=3_000, free=12_500)
    assert (cases(with_free), with_free.fees) == (5, {"A": 0})
    assert cases(planned(wanted, fee=500, free=12_500)) == 4, "not worth a case that nobody needs"
