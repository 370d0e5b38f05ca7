"""Every refusal and every outcome of order entry is said in French."""

from services.orders.domain.entry import OrderState
from services.orders.web.confirmations import OUTCOMES, TEXTS
from services.orders.web.sentences import LOCALE, SENTENCES
from shared.web.translation import messages_of, untranslated


def test_every_refusal_is_translated() -> None:
    assert untranslated(SENTENCES, LOCALE) == []


def test_every_outcome_is_said_and_translated() -> None:
    assert set(OUTCOMES) == set(OrderState)
    assert [text for text in TEXTS if text not in messages_of(LOCALE, "fr")] == []
