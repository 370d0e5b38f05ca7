"""Whatever the ladder and the orders, the next price is exactly what is missing away."""

from hypothesis import given
from hypothesis import strategies as st

from services.orders.domain.progress import IndicativeRung, Ladder, Ordered, counted, progress
from shared.contracts.cycles import Basis
from shared.kernel.quantity import Unit

amounts = st.integers(min_value=0, max_value=10**7)


@st.composite
def ladders(draw: st.DrawFn) -> Ladder:
    starts = [0, *sorted(draw(st.sets(st.integers(min_value=1, max_value=10**7), max_size=5)))]
    prices = sorted(draw(st.lists(st.integers(0, 10**5), min_size=len(starts), max_size=len(starts))), reverse=True)
    rungs = tuple(IndicativeRung(start, price) for start, price in zip(starts, prices, strict=True))
    return Ladder(draw(st.sampled_from(Unit)), draw(st.sampled_from(Basis)), draw(amounts), rungs)


@given(ladders(), st.builds(Ordered, amounts, amounts, amounts))
def test_what_is_missing_leads_to_the_next_rung(ladder: Ladder, ordered: Ordered) -> None:
    now = progress(ladder, ordered)
    assert now.counted == counted(ladder, ordered)
    assert now.about_price_cents is not None
    rung = now.next_rung
    if rung is None:
        assert ladder.rungs[-1].starts_at <= now.counted
        return
    assert now.counted + rung.missing == rung.starts_at
    assert rung.missing > 0
    assert now.about_price_cents - rung.saves_cents == rung.about_price_cents


@given(ladders(), st.builds(Ordered, amounts, amounts, amounts), amounts)
def test_more_orders_never_raise_the_price(ladder: Ladder, ordered: Ordered, more: int) -> None:
    grown = Ordered(ordered.quantity + more, ordered.households + more, ordered.participants + more)
    before, after = progress(ladder, ordered), progress(ladder, grown)
    assert after.about_price_cents is not None
    assert before.about_price_cents is not None
    assert after.about_price_cents <= before.about_price_cents
