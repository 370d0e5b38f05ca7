import pytest

from services.supply.domain.invoice import InvoiceLine, invoice
from services.supply.domain.settlement import Goods, charge, settle_product, totals
from shared.kernel.refusal import Refused


def goods(ceiling: int = 200, invoiced: int = 1_000, received: int = 10_000, stock: tuple[int, int] = (0, 0)) -> Goods:
    return Goods("P", 1000, ceiling, invoiced, received, *stock)


def test_the_price_pays_the_invoice_and_the_stock_used() -> None:
    found = goods(invoiced=1_000, received=8_000, stock=(2_000, 500))
    assert (found.cost, found.available, found.price, found.final_price) == (1_500, 10_000, 150, 150)


def test_what_the_ceiling_does_not_cover_is_told_apart_from_rounding() -> None:
    covered = settle_product(goods(invoiced=1_003), {500: 20})
    assert (covered.charged, covered.adjustment, covered.uncovered) == (1_000, -3, False)
    capped = settle_product(goods(ceiling=90), {500: 20})
    assert (capped.charged, capped.adjustment, capped.uncovered) == (900, -100, True)
    sums = totals([covered, capped], [invoice("S", [InvoiceLine("P", 2_003, 0)], 0, 0)], held=4_000)
    assert (sums.rounding, sums.uncovered, sums.rebates) == (-3, -100, 4_000 - 1_900)


def test_nothing_to_hand_out_has_no_price_and_no_cost() -> None:
    nothing = settle_product(goods(invoiced=0, received=0), {0: 3})
    assert (nothing.goods.price, nothing.goods.final_price, nothing.charged, nothing.kept_value) == (None, None, 0, 0)
    assert (nothing.adjustment, nothing.uncovered) == (0, False)


def test_each_line_is_charged_by_itself() -> None:
    assert [charge(141, grams, 1000) for grams in (500, 1_000, 2_500)] == [71, 141, 353]


def test_more_than_there_is_is_never_handed_out() -> None:
    with pytest.raises(Refused, match=r"granted_beyond_available .product=P, granted=10500, available=10000"):
        settle_product(goods(), {500: 21})


def test_a_settlement_that_loses_a_cent_is_not_published() -> None:
    settled = settle_product(goods(), {500: 20})
    with pytest.raises(Refused, match=r"invoices_not_paid_for .difference_cents=1.$"):
        totals([settled], [invoice("S", [InvoiceLine("P", 1_001, 0)], 0, 0)], held=4_000)


def test_a_settlement_never_charges_more_than_is_held() -> None:
    settled = settle_product(goods(), {500: 20})
    with pytest.raises(Refused, match=r"charges_beyond_held .difference_cents=1.$"):
        totals([settled], [invoice("S", [InvoiceLine("P", 1_000, 0)], 0, 0)], held=999)
