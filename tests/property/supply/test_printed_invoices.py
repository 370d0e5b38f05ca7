"""Whatever is printed, disputed and credited: what products bear of an invoice sums to what counts of it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from services.supply.domain.invoice import InvoiceLine, fee_by_rate, invoice, taxed, vat_of_rates
from services.supply.domain.printed_invoice import (
    Billed,
    CreditNote,
    DifferenceKind,
    Expected,
    ExpectedLine,
    PrintedInvoice,
    PrintedLine,
    PrintedVat,
    billed,
    differences,
)
from services.supply.domain.sharing import spread, weights_of
from shared.kernel.quantity import Unit

RATES = st.sampled_from([0, 210, 550, 2_000])
CODES = ["A", "B", "C", "D"]
DAY = date(2026, 12, 16)
prices = st.decimals(0, 50, places=4)
quantities = st.integers(0, 200_000)


@st.composite
def expectations(draw: st.DrawFn) -> Expected:
    codes = draw(st.lists(st.sampled_from(CODES), min_size=1, unique=True))
    lines = tuple(ExpectedLine(code, draw(quantities), draw(prices), Unit.KG, draw(RATES)) for code in sorted(codes))
    return Expected("S", lines, draw(st.integers(0, 9_999)), draw(st.none() | RATES))


@st.composite
def printed_of(draw: st.DrawFn, expected: Expected) -> PrintedInvoice:
    lines = tuple(
        PrintedLine(line.product, draw(st.none() | quantities), draw(st.none() | prices))
        for line in draw(st.lists(st.sampled_from(expected.lines), unique_by=lambda line: line.product))
    )
    fee = draw(st.integers(0, 9_999))
    by_rate = st.lists(st.builds(PrintedVat, RATES, st.integers(0, 50_000)), unique_by=lambda one: one.vat_basis_points)
    at_once = st.builds(PrintedVat, st.none(), st.integers(0, 50_000)).map(lambda one: [one])
    vat = tuple(draw(by_rate | at_once))
    total = draw(st.integers(0, 2_000_000)) + fee + sum(one.vat for one in vat)
    return PrintedInvoice("F-1", DAY, None, lines, fee, vat, total)


@given(st.data())
def test_what_is_accepted_counts_to_the_cent_as_it_is_printed(data: st.DataObject) -> None:
    expected = data.draw(expectations())
    printed = data.draw(printed_of(expected))
    bill = billed(expected, Billed(printed))
    assert (bill.total, bill.delivery, bill.vat) == (printed.total, printed.delivery, printed.vat_total)
    assert sum(bill.costs.values()) == printed.total
    assert all(cost >= 0 for cost in bill.costs.values())


@given(st.data())
def test_whatever_is_disputed_and_credited_the_costs_sum_to_what_counts(data: st.DataObject) -> None:
    expected = data.draw(expectations())
    printed = data.draw(printed_of(expected))
    found = [one.name for one in differences(expected, printed)]
    disputed = tuple(data.draw(st.lists(st.sampled_from(found), unique=True))) if found else ()
    touched = st.lists(st.sampled_from(CODES), unique=True).map(tuple)
    notes = st.builds(CreditNote, st.just("A"), st.integers(0, 100_000), st.integers(0, 20_000), touched)
    bill = billed(expected, Billed(printed, disputed, tuple(data.draw(st.lists(notes, max_size=3)))))
    assert sum(bill.costs.values()) == bill.total
    assert min(bill.goods, bill.delivery, bill.vat, *bill.costs.values()) >= 0


@given(expectations())
def test_an_invoice_as_it_should_be_differs_in_nothing_and_costs_the_same(expected: Expected) -> None:
    lines = [line.line for line in expected.lines]
    ordered = invoice("S", lines, expected.fee, expected.fee_vat_basis_points)
    printed = PrintedInvoice("F-1", DAY, None, (), ordered.delivery, (PrintedVat(None, ordered.vat),), ordered.total)
    assert differences(expected, printed) == []
    amounts = [(line.vat_basis_points, line.goods) for line in lines]
    fees = fee_by_rate(lines, ordered.delivery, expected.fee_vat_basis_points)
    by_rate = tuple(PrintedVat(rate, vat) for rate, vat in vat_of_rates([*amounts, *fees]).items())
    assert differences(expected, replace(printed, vat=by_rate)) == []
    assert billed(expected, Billed(printed)) == ordered


@given(st.data())
def test_everything_disputed_counts_as_expected(data: st.DataObject) -> None:
    expected = data.draw(expectations())
    printed = data.draw(printed_of(expected))
    everything = [(kind, "") for kind in (DifferenceKind.FEE, DifferenceKind.VAT, DifferenceKind.TOTAL)]
    for line in expected.lines:
        everything += [(DifferenceKind.QUANTITY, line.product), (DifferenceKind.PRICE, line.product)]
    ordered = invoice("S", [line.line for line in expected.lines], expected.fee, expected.fee_vat_basis_points)
    assert billed(expected, Billed(printed, tuple(everything))) == ordered


@given(st.lists(st.integers(0, 9_999), min_size=1, max_size=6), st.integers(-60_000, 60_000))
def test_a_spread_takes_no_more_than_there_is(costs: list[int], amount: int) -> None:
    changed = spread(costs, amount, weights_of(costs))
    assert sum(changed) == max(0, sum(costs) + amount)
    assert min(changed) >= 0


@given(
    st.lists(
        st.builds(InvoiceLine, st.from_regex(r"[A-Z]{3}", fullmatch=True), st.integers(0, 100_000), RATES),
        min_size=1,
        max_size=6,
        unique_by=lambda line: line.product,
    ),
    st.integers(0, 9_999),
)
def test_a_fee_that_follows_goods_of_one_rate_has_that_rate(lines: list[InvoiceLine], fee: int) -> None:
    one_rate = [InvoiceLine(line.product, line.goods, 550) for line in lines]
    assert taxed(one_rate, fee, None) == taxed(one_rate, fee, 550)
    followed = taxed(lines, fee, None)
    assert sum(followed.costs.values()) == followed.goods + fee + followed.vat
    assert Decimal(followed.vat) <= Decimal(followed.goods + fee) * Decimal("0.2") + 3
