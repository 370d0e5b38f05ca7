"""Whatever was handed over or sold of an order, its household pays exactly what it keeps, never more than before."""

from hypothesis import given
from hypothesis import strategies as st

from services.orders.domain.handing_over import SettledGoods, goods_credit, goods_credited
from services.orders.domain.tariffs import own_cents
from shared.kernel.rounding import half_up_ratio

QUANTITY = st.integers(0, 100_000)


@st.composite
def settled_goods(draw: st.DrawFn) -> SettledGoods:
    granted, final, base = draw(QUANTITY), draw(st.integers(0, 5_000)), draw(st.sampled_from([1, 1000]))
    handed = draw(st.none() | st.integers(0, granted))
    charged = half_up_ratio(final * granted, base)
    return SettledGoods(granted, charged, final, base, handed, draw(QUANTITY))


@given(st.lists(settled_goods(), min_size=1, max_size=5))
def test_a_household_pays_what_it_keeps_and_never_more_than_it_was_charged(lines: list[SettledGoods]) -> None:
    credit, charged = goods_credit(lines).own_cents, sum(line.charged_cents for line in lines)
    kept = sum(half_up_ratio((line.final_price_cents or 0) * line.kept, line.unit_base) for line in lines)
    assert charged - credit == kept
    assert 0 <= credit <= charged


@given(settled_goods(), QUANTITY)
def test_selling_more_of_what_is_left_behind_never_takes_credit_back(line: SettledGoods, more: int) -> None:
    later = SettledGoods(
        line.granted, line.charged_cents, line.final_price_cents, line.unit_base, line.handed, line.sold + more
    )
    assert goods_credit([later]).own_cents >= goods_credit([line]).own_cents


@given(settled_goods(), st.integers(0, 5_000))
def test_a_lower_final_price_leaves_the_household_no_worse(line: SettledGoods, less: int) -> None:
    final = max(0, (line.final_price_cents or 0) - less)
    charged = half_up_ratio(final * line.granted, line.unit_base)
    later = SettledGoods(line.granted, charged, final, line.unit_base, line.handed, line.sold)
    rebate = line.charged_cents - charged
    assert rebate + goods_credit([later]).own_cents - goods_credit([line]).own_cents >= 0


@given(st.lists(settled_goods(), min_size=1, max_size=5), st.integers(0, 20_000))
def test_at_a_tariff_each_gets_back_what_it_bore(lines: list[SettledGoods], rate: int) -> None:
    full, shared = goods_credit(lines).own_cents, goods_credit(lines, rate)
    charged = sum(line.charged_cents for line in lines)
    assert shared.own_cents + shared.fund_cents == full
    assert 0 <= shared.own_cents <= own_cents(charged, rate)
    assert own_cents(charged, rate) - shared.own_cents == own_cents(charged - full, rate)
    assert sum(entry.amount_cents for entry in goods_credited("000001", shared)) == 0
