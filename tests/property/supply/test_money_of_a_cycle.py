"""Whatever is ordered, delivered and invoiced: no cent is lost, nobody pays more than was held."""

from collections import Counter
from datetime import date
from decimal import Decimal
from fractions import Fraction
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from services.supply.domain.allocation import Claim, ShortagePolicy, Supply, allocate
from services.supply.domain.invoice import Invoice, InvoiceLine, invoice
from services.supply.domain.ladder import goods_cents
from services.supply.domain.price_parts import price_parts
from services.supply.domain.printed_invoice import Expected, ExpectedLine
from services.supply.domain.settlement import Goods, charge, settle_product, totals
from services.supply.domain.stock import Lot, use_stock
from services.supply.domain.stock_movements import counted, taken
from shared.kernel.quantity import Unit
from shared.kernel.rounding import half_up_ratio

STEP = 500
UNIT = 1000

claims = st.lists(st.tuples(st.sampled_from("ABC"), st.integers(1, 12)), max_size=12).map(
    lambda drawn: [Claim(centre, f"{n:06}", steps * STEP) for n, (centre, steps) in enumerate(drawn)]
)
supplies = st.builds(
    Supply,
    cycle=st.sampled_from(["2026-12", "2027-01"]),
    product=st.sampled_from(["P", "Q"]),
    available=st.integers(0, 40_000),
    step=st.just(STEP),
    policy=st.sampled_from(ShortagePolicy),
)
invoice_lines = st.lists(
    st.builds(
        InvoiceLine,
        product=st.from_regex(r"[A-Z]{3}", fullmatch=True),
        goods=st.integers(0, 100_000),
        vat_basis_points=st.sampled_from([0, 210, 550, 2_000]),
    ),
    max_size=8,
    unique_by=lambda line: line.product,
)


@given(supplies, claims)
def test_an_allocation_is_whole_steps_and_never_exceeds_what_there_is(supply: Supply, wanted: list[Claim]) -> None:
    granted = allocate(supply, wanted)
    assert sum(granted) <= supply.available
    assert all(got % STEP == 0 for got in granted)
    assert all(got <= claim.quantity for got, claim in zip(granted, wanted, strict=True))
    if supply.available >= sum(claim.quantity for claim in wanted):
        assert granted == [claim.quantity for claim in wanted]


@given(supplies, claims)
def test_a_policy_hands_out_all_it_can(supply: Supply, wanted: list[Claim]) -> None:
    granted = allocate(supply, wanted)
    left = supply.available - sum(granted)
    missing = [claim.quantity - got for claim, got in zip(wanted, granted, strict=True)]
    if supply.policy is ShortagePolicy.LOTTERY:
        assert all(gap == 0 or gap > left for gap in missing)
        assert all(got in {0, claim.quantity} for got, claim in zip(granted, wanted, strict=True))
    else:
        assert left < STEP or not any(missing)


@given(supplies, claims, st.randoms(use_true_random=False))
def test_who_comes_first_gets_no_more(supply: Supply, wanted: list[Claim], random: Random) -> None:
    shuffled = list(wanted)
    random.shuffle(shuffled)
    in_order = dict(zip(wanted, allocate(supply, wanted), strict=True))
    assert dict(zip(shuffled, allocate(supply, shuffled), strict=True)) == in_order


@given(supplies, claims)
def test_in_an_equal_share_nobody_is_two_steps_behind(supply: Supply, wanted: list[Claim]) -> None:
    equal = Supply(supply.cycle, supply.product, supply.available, STEP, ShortagePolicy.EQUAL)
    granted = allocate(equal, wanted)
    still_wanting = [got for got, claim in zip(granted, wanted, strict=True) if got < claim.quantity]
    if still_wanting:
        assert max(granted) - min(still_wanting) <= STEP


@given(invoice_lines, st.integers(0, 9_999), st.sampled_from([0, 550, 2_000]))
def test_what_products_bear_sums_to_the_invoice(lines: list[InvoiceLine], fee: int, fee_vat: int) -> None:
    bill = invoice("S", lines, fee, fee_vat)
    assert sum(bill.costs.values()) == bill.total
    assert all(bill.costs[line.product] >= line.goods for line in lines)


def as_received(line: InvoiceLine) -> ExpectedLine:
    """One display unit, at a price that comes to the line's cents."""
    return ExpectedLine(line.product, 1_000, Decimal(line.goods) / 100, Unit.KG, line.vat_basis_points)


@given(invoice_lines, st.integers(0, 9_999), st.sampled_from([0, 550, 2_000]))
def test_what_a_product_bears_is_told_in_parts(lines: list[InvoiceLine], fee: int, fee_vat: int) -> None:
    bill = invoice("S", lines, fee, fee_vat)
    told = price_parts(bill, Expected("S", tuple(map(as_received, lines)), fee, fee_vat))
    assert {product: one.goods + one.vat + one.delivery for product, one in told.items()} == bill.costs
    assert not any(one.otherwise for one in told.values())
    assert sum(one.goods for one in told.values()) == bill.goods
    for line in lines:
        exact = Fraction(line.goods * line.vat_basis_points, 10_000)
        assert abs(told[line.product].vat - exact) <= 1, "VAT is rounded once a rate, then shared"


@given(
    st.lists(st.tuples(st.integers(1, 5_000), st.integers(0, 9_999)), max_size=4),
    st.integers(0, 20_000),
)
def test_stock_used_and_left_sum_to_the_stock(lots: list[tuple[int, int]], demand: int) -> None:
    shelf = [Lot(f"L{n}", quantity, value) for n, (quantity, value) in enumerate(lots)]
    found = use_stock(shelf, demand, date(2026, 12, 19))
    assert found.quantity == min(demand, sum(quantity for quantity, _ in lots))
    for use in found.lots:
        assert use.left.value >= 0
        assert (use.used + use.left.quantity, use.value + use.left.value) == (use.lot.quantity, use.lot.value)


@given(st.integers(0, 20_000), st.integers(0, 9_999), st.lists(st.tuples(st.booleans(), st.integers(0, 9_000))))
def test_movements_leave_no_value_without_goods_and_nothing_below_nothing(
    quantity: int, value: int, steps: list[tuple[bool, int]]
) -> None:
    """Losses and counts, one after another."""
    lot = Lot("L", quantity, value if quantity else 0)
    for is_count, amount in steps:
        change = counted(lot, amount) if is_count else taken(lot, min(amount, lot.quantity))
        lot = Lot("L", lot.quantity + change.quantity, lot.value + change.value)
        assert lot.quantity >= 0
        assert lot.value >= 0
        assert lot.quantity > 0 or lot.value == 0


@st.composite
def products(draw: st.DrawFn, code: str) -> tuple[Goods, list[Claim], list[int], InvoiceLine]:
    """A product ordered, delivered somehow, invoiced somehow; its line on the invoice."""
    wanted = draw(claims)
    received = draw(st.integers(0, 40_000))
    stock_used = min(draw(st.integers(0, 5_000)), sum(claim.quantity for claim in wanted))
    price = draw(st.integers(0, 900))
    line = InvoiceLine(code, half_up_ratio(price * received, UNIT), draw(st.sampled_from([550, 2_000])))
    stock_value = draw(st.integers(0, 3_000)) if stock_used else 0
    goods = Goods(code, UNIT, draw(st.integers(0, 900)), 0, received, stock_used, stock_value)
    supply = Supply("2026-12", code, goods.available, STEP, draw(st.sampled_from(ShortagePolicy)))
    return goods, wanted, allocate(supply, wanted), line


@given(st.data())
def test_no_cent_of_a_cycle_is_lost(data: st.DataObject) -> None:
    drawn = [data.draw(products(f"P{n}")) for n in range(data.draw(st.integers(0, 4)))]
    bill: Invoice = invoice("S", [line for *_, line in drawn], data.draw(st.integers(0, 5_000)), 2_000)
    settled, held = [], 0
    for goods, wanted, granted, _ in drawn:
        whole = Goods(
            goods.product,
            UNIT,
            goods.ceiling,
            bill.costs[goods.product],
            goods.received,
            goods.stock_used,
            goods.stock_value,
        )
        settled.append(settle_product(whole, Counter(granted)))
        holds = [half_up_ratio(goods.ceiling * claim.quantity, UNIT) for claim in wanted]
        held += sum(holds)
        for hold, got in zip(holds, granted, strict=True):
            assert charge(whole.final_price, got, UNIT) <= hold
        assert whole.final_price is None or whole.final_price <= goods.ceiling
    found = totals(settled, [bill], held)
    adjustment = found.rounding + found.uncovered
    assert found.charged - adjustment + found.stock_kept - found.stock_used == bill.total
    assert found.held == found.charged + found.rebates


@given(st.decimals(0, 100, places=4), st.integers(1, 10**6))
def test_goods_are_within_half_a_cent(price: Decimal, quantity: int) -> None:
    assert abs(goods_cents(price, quantity, UNIT) - price * 100 * quantity / UNIT) <= Decimal("0.5")
