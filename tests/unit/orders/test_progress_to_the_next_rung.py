"""How far the network is from the next price, on the flour of docs/rules.md."""

import pytest

from services.orders.domain.progress import IndicativeRung, Ladder, NextRung, Ordered, progress
from shared.contracts.cycles import Basis
from shared.kernel.quantity import Unit

FLOUR = Ladder(Unit.KG, Basis.QUANTITY, 0, (IndicativeRung(0, 141), IndicativeRung(150_000, 127)))


def test_says_what_is_missing_and_what_it_saves() -> None:
    now = progress(FLOUR, Ordered(141_000, 61, 290))
    assert now.about_price_cents == 141
    assert now.next_rung == NextRung(150_000, 9_000, 127, 14, 1974)


def test_stock_is_used_before_anything_is_bought() -> None:
    ladder = Ladder(Unit.KG, Basis.QUANTITY, 20_000, FLOUR.rungs)
    now = progress(ladder, Ordered(160_000, 61, 290))
    assert (now.counted, now.next_rung and now.next_rung.missing) == (140_000, 10_000)
    assert progress(ladder, Ordered(5_000, 2, 290)).counted == 0


@pytest.mark.parametrize(("basis", "counted"), [(Basis.HOUSEHOLDS, 61), (Basis.PARTICIPANTS, 290)])
def test_a_ladder_may_count_people(basis: Basis, counted: int) -> None:
    ladder = Ladder(Unit.KG, basis, 50_000, (IndicativeRung(0, 141), IndicativeRung(300, 127)))
    now = progress(ladder, Ordered(141_000, 61, 290))
    assert now.counted == counted
    assert now.next_rung is not None
    assert now.next_rung.missing == 300 - counted


def test_the_last_rung_has_none_after_it() -> None:
    now = progress(FLOUR, Ordered(150_000, 70, 290))
    assert (now.about_price_cents, now.next_rung) == (127, None)


def test_no_ladder_no_price() -> None:
    now = progress(Ladder(Unit.PIECE, Basis.QUANTITY, 0, ()), Ordered(3, 2, 5))
    assert (now.about_price_cents, now.next_rung) == (None, None)
