"""Figures as people read them."""

import pytest

from shared.kernel.money import Money
from shared.kernel.quantity import Quantity, Unit
from shared.web.figures import show
from shared.web.translation import SHARED_LOCALE, Catalogues


@pytest.mark.parametrize(
    ("language", "owed", "lost"),
    [("fr", "−0,70\xa0€", "−2,5 kg"), ("en", "−€0.70", "−2.5 kg"), ("ar", "\u200f\u200e−0.70\xa0€", "\u200e−2.5 kg")],
)
def test_less_than_nothing_has_a_minus_sign_and_no_hyphen(language: str, owed: str, lost: str) -> None:
    say = Catalogues(SHARED_LOCALE).of(language)
    assert show("", Money(-70), say) == owed
    assert show("owed_cents", -70, say) == owed
    assert show("", Quantity(-2500, Unit.KG), say) == lost
