"""What would change today's plan: next rungs, more households, minimums that are not reached."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from services.supply.domain.demand import Demanded, Figures, SoldProduct
from services.supply.domain.ladder import Basis, Ladder, Rung
from services.supply.domain.options import Offer, Terms
from services.supply.domain.plan import SupplierTerms
from services.supply.domain.stock import Lot
from services.supply.domain.what_if import BelowMinimum, MoreHouseholds, NextRung, WhatIf, what_if
from services.supply.web import what_if_sentences
from services.supply.web.sentences import LOCALE
from shared.kernel.quantity import Unit
from shared.web.translation import messages_of

DAY = date(2026, 12, 15)
TERMS = Terms(date(2026, 12, 4), DAY, Fraction(3), 2_000)
FLOUR = SoldProduct(Unit("kg"), 145, 550, 270, 2_500)


def offer(supplier: str, *rungs: tuple[int, str], case: int = 25_000, basis: Basis = Basis.QUANTITY) -> Offer:
    return Offer(supplier, case, Ladder(basis, tuple(Rung(starts_at, Decimal(price)) for starts_at, price in rungs)))


MILL = offer("ALMA", (0, "1.18"), (150_000, "1.05"))


def figures(
    quantity: int, *offers: Offer, households: int = 10, minimum: int = 0, stock: int = 0, participants: int = 20
) -> Figures:
    return Figures(
        cycle="2026-12",
        demand=(Demanded("FLOUR", quantity, households, 145 * quantity // 1000),) if quantity else (),
        participants=participants if quantity else 0,
        sold={"FLOUR": FLOUR},
        lots={"FLOUR": [Lot("L1", stock, 100)]} if stock else {},
        last_day=DAY,
        offered={"FLOUR": offers},
        suppliers=tuple(SupplierTerms(one.supplier, minimum, 0, None, 5) for one in offers),
        delivery_vat_basis_points=2_000,
        terms=TERMS,
    )


def more(found: WhatIf) -> MoreHouseholds:
    assert found.more is not None
    return found.more


def test_the_next_rung_says_what_lacks_and_what_it_saves_on_what_is_planned() -> None:
    found = what_if(figures(100_000, MILL), 1)
    (rung,) = found.next_rungs
    assert rung == NextRung("FLOUR", "ALMA", Basis.QUANTITY, Decimal("1.05"), 50_000, 11_800 - 10_500)


def test_every_rung_ahead_is_said_the_nearest_first() -> None:
    mill = offer("ALMA", (0, "1.30"), (100_000, "1.18"), (150_000, "1.05"), (400_000, "0.98"))
    found = what_if(figures(100_000, mill), 1)
    assert [(rung.price, rung.missing, rung.saves) for rung in found.next_rungs] == [
        (Decimal("1.05"), 50_000, 11_800 - 10_500),
        (Decimal("0.98"), 300_000, 11_800 - 9_800),
    ]


@pytest.mark.parametrize(("basis", "missing"), [(Basis.HOUSEHOLDS, 20), (Basis.PARTICIPANTS, 10)])
def test_a_rung_may_lack_people(basis: Basis, missing: int) -> None:
    counted = offer("ALMA", (0, "1.18"), (30, "1.05"), basis=basis)
    (rung,) = what_if(figures(100_000, counted), 1).next_rungs
    assert (rung.basis, rung.missing) == (basis, missing)


def test_on_the_last_rung_there_is_no_next_one() -> None:
    assert what_if(figures(150_000, MILL), 1).next_rungs == ()


def test_each_product_stands_on_the_ladder_of_whom_it_is_bought_from() -> None:
    dear = offer("BRES", (0, "1.30"), (400_000, "1.20"))
    (standing,) = what_if(figures(100_000, MILL, dear), 1).standings
    assert (standing.supplier, standing.counted, standing.saves) == ("ALMA", 100_000, 1_300)
    assert standing.following == MILL.ladder.rungs[1]


def test_what_is_not_bought_stands_on_the_ladder_of_whom_it_would_be_bought_from() -> None:
    (standing,) = what_if(figures(71_000, MILL, minimum=15_000), 1).standings
    assert (standing.supplier, standing.counted, standing.saves) == ("ALMA", 71_000, None)
    assert standing.would_cost is not None
    # 71 kg at the next rung's 1.05 €, with VAT; on the last rung, at the one reached
    assert (standing.would_cost.price, standing.would_cost.goods) == (Decimal("1.05"), 7_865)
    (on_top,) = what_if(figures(160_000, MILL, minimum=30_000), 1).standings
    assert on_top.would_cost is not None
    assert (on_top.following, on_top.would_cost.price) == (None, Decimal("1.05"))


def test_at_its_best_price_a_product_has_no_following_rung() -> None:
    (standing,) = what_if(figures(150_000, MILL), 1).standings
    assert standing.following is None


def test_what_is_in_stock_or_not_offered_stands_on_no_ladder() -> None:
    assert what_if(figures(100_000, MILL, stock=100_000), 1).standings == ()
    assert what_if(figures(100_000), 1).standings == ()


def test_more_households_order_what_today_s_order_on_average() -> None:
    found = what_if(figures(100_000, MILL), 10)
    (change,) = more(found).changes
    assert (change.now.need.quantity, change.then.need.quantity) == (100_000, 150_000)
    assert change.now.bought is not None
    assert change.then.bought is not None
    assert (change.now.bought.rung.price, change.then.bought.rung.price) == (Decimal("1.18"), Decimal("1.05"))
    assert (more(found).objective, more(found).objective_then) == (11_800, 15_750)
    assert (more(found).paid, more(found).paid_then) == (12_449, 16_616), "with 5.5 % of VAT"


def test_each_quantity_is_rounded_half_up_by_itself() -> None:
    scaled = figures(1_001, MILL, households=3, participants=2).with_more(1)
    assert scaled.demand == (Demanded("FLOUR", 1_502, 5, 218),)
    assert scaled.participants == 3


def test_more_households_take_from_stock_first() -> None:
    found = what_if(figures(100_000, MILL, stock=100_000), 10)
    (change,) = more(found).changes
    assert (change.now.need.quantity, change.then.need.quantity) == (0, 50_000)


def test_nobody_has_no_average() -> None:
    found = what_if(figures(0, MILL), 10)
    assert (found.more, found.reasoned.plan.lines, found.below_minimum) == (None, (), ())


def test_a_supplier_below_its_minimum_says_what_lacks() -> None:
    found = what_if(figures(100_000, MILL, minimum=15_000), 1)
    assert found.below_minimum == (BelowMinimum("ALMA", 11_800, 15_000),)
    assert found.below_minimum[0].lacks == 3_200
    assert what_if(figures(150_000, MILL, minimum=15_000), 1).below_minimum == ()


def test_a_supplier_that_todays_plan_brings_to_its_minimum_is_not_below_it() -> None:
    found = what_if(figures(140_000, MILL, minimum=16_000), 1)
    assert sum(line.bought.goods for line in found.reasoned.plan.lines if line.bought) == 18_375, "six would be 157.50"
    assert found.below_minimum == ()


MILL_TERMS = SupplierTerms("ALMA", 15_000, 3_800, 60_000, 5)


def test_what_closing_now_comes_to_is_what_the_settlement_would_be_if_all_came_as_ordered() -> None:
    closed = what_if(replace(figures(141_000, MILL), suppliers=(MILL_TERMS,)), 1).if_closed
    (order,) = closed.orders
    # the worked example of the rules: six cases reach the rung and the minimum, 141 kg are sold at 1.41 €
    assert (order.cases, order.goods, order.delivery, order.total) == (6, 15_750, 3_800, 21_176)
    assert (order.lacks_for_minimum, order.lacks_for_free_delivery) == (0, 60_000 - 15_750)
    assert (closed.paid, closed.goes_back, closed.network_pays) == (21_176, 20_445 - 19_881, 0)
    assert closed.handed_out == {"FLOUR": 141_000}


def test_what_ceilings_do_not_cover_is_paid_by_the_network() -> None:
    cheap = replace(figures(141_000, MILL), suppliers=(MILL_TERMS,), sold={"FLOUR": replace(FLOUR, ceiling=100)})
    closed = what_if(cheap, 1).if_closed
    assert closed.network_pays == 21_176 - 14_100 - 900, "nine kilos are kept at what they are sold for"


def test_of_what_is_not_bought_everything_goes_back() -> None:
    closed = what_if(figures(71_000, MILL, minimum=15_000), 1).if_closed
    assert (closed.orders, closed.paid, closed.goes_back) == ((), 0, 71 * 145)


def test_every_sentence_is_in_french_too() -> None:
    texts = [value for name, value in vars(what_if_sentences).items() if name.isupper()]
    said = {text for one in texts for text in (one.values() if isinstance(one, dict) else [one])}
    assert said - messages_of(LOCALE, "fr").keys() == set()
