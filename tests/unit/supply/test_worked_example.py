"""Flour for 141 kg, as in docs/rules.md: one product from its options to the charge of one household."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from services.supply.domain.invoice import invoice, invoiced_line
from services.supply.domain.ladder import Basis, Ladder, Rung
from services.supply.domain.options import Need, Offer, Terms, option, options_of
from services.supply.domain.plan import Problem, SupplierTerms
from services.supply.domain.reasons import Breach, Why, reasons
from services.supply.domain.settlement import Goods, charge, settle_product, totals
from services.supply.domain.solver import solve
from shared.kernel.rounding import half_up_ratio

LADDER = Ladder(Basis.QUANTITY, (Rung(0, Decimal("1.18")), Rung(150_000, Decimal("1.05"))))
OFFER = Offer("ALMA", 25_000, LADDER)
FLOUR = Need("FAR-T65", 141_000, 1000, 145, 270, 2_500, 80, 300, (OFFER,))
ALMA = SupplierTerms("ALMA", 15_000, 3_800, 60_000, 7)
TERMS = Terms(date(2026, 12, 4), date(2026, 12, 15), Fraction(3), 2_000)


def test_six_cases_reach_the_rung() -> None:
    six = option(FLOUR, OFFER, 6, Fraction(3))
    assert (six.goods, six.surplus, six.cost, six.rung.starts_at) == (15_750, 9_000, 15_042, 150_000)
    assert option(FLOUR, OFFER, 7, Fraction(3)).cost == 15_698
    five = option(FLOUR, OFFER, 5, Fraction(3))
    assert (five.goods, five.short) == (14_750, 16_000)


def test_six_cases_are_bought_and_the_line_says_why() -> None:
    problem = Problem.of([FLOUR], [ALMA], TERMS)
    plan = solve(problem)
    assert (plan.objective, plan.fees, plan.cases) == (18_842, {"ALMA": 3_800}, 6)
    (reason,) = reasons(problem, plan)
    assert (reason.why, reason.needed, reason.rung_from) == (Why.BOUGHT, 141_000, 150_000)
    assert reason.fewer is not None
    assert (reason.fewer.cases, reason.fewer.breaks) == (5, Breach.MINIMUM)
    assert reason.more is not None
    assert (reason.more.cases, reason.more.adds, reason.more.breaks) == (7, 656, None)


def test_a_household_pays_its_part_of_the_invoice() -> None:
    bill = invoice("ALMA", [invoiced_line("FAR-T65", Decimal("1.05"), 150_000, 1000, 550)], 3_800, 2_000)
    assert (bill.vat, bill.total, bill.costs) == (866 + 760, 21_176, {"FAR-T65": 21_176})
    goods = Goods("FAR-T65", 1000, 145, bill.costs["FAR-T65"], 150_000, 0, 0)
    assert (goods.price, goods.final_price) == (141, 141)
    held, charged = half_up_ratio(145 * 2_500, 1000), charge(goods.final_price, 2_500, 1000)
    assert (held, charged, held - charged) == (363, 353, 10)
    settled = settle_product(goods, {2_500: 2, 136_000: 1})
    assert (settled.kept, settled.kept_value) == (9_000, 1_269)
    assert totals([settled], [bill], held=20_500).rounding == 2 * 353 + 136 * 141 + 1_269 - 21_176 == -25


def test_a_case_beyond_the_need_is_weighed_only_of_what_keeps() -> None:
    kept_short = Need("FAR-T65", 141_000, 1000, 145, 179, 2_500, 80, 300, (OFFER,))
    exact = Terms(TERMS.closes, TERMS.delivery, TERMS.shortage_penalty, 0)
    assert max(one.cases for one in options_of(FLOUR, exact)) == 7
    assert max(one.cases for one in options_of(kept_short, exact)) == 6
