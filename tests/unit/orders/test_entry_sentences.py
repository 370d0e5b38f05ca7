"""Every refusal and every outcome of order entry is said in French."""

from datetime import date, datetime

import pytest

from services.orders.domain.entry import OrderState
from services.orders.storage.handing_over import Fetch
from services.orders.storage.placement.statement import Written
from services.orders.web.confirmations import OUTCOMES, TEXTS, outcome_sentence
from services.orders.web.sentences import LOCALE, SENTENCES
from shared.web.translation import Catalogues, messages_of, untranslated


def test_every_refusal_is_translated() -> None:
    assert untranslated(SENTENCES, LOCALE) == []


def test_every_outcome_is_said_and_translated() -> None:
    assert set(OUTCOMES) == set(OrderState)
    assert [text for text in TEXTS if text not in messages_of(LOCALE, "fr")] == []


@pytest.mark.parametrize(
    ("ends", "said"),
    [
        (datetime.fromisoformat("2026-12-18T19:00"), "À retirer : salle 2, le 18 décembre 2026 de 14:00 à 19:00."),
        (
            datetime.fromisoformat("2026-12-19T12:00"),
            "À retirer : salle 2, du 18 décembre 2026 14:00 au 19 décembre 2026 12:00.",
        ),
    ],
)
def test_when_to_fetch_is_said_with_its_day_once(ends: datetime, said: str) -> None:
    fetch = Fetch("DUC", "salle 2", date(2026, 12, 18), datetime.fromisoformat("2026-12-18T14:00"), ends)
    order = Written(OrderState.CONFIRMED, 1, 363, 0, 363, 0, fetch, 363)
    assert outcome_sentence(order, Catalogues(LOCALE).of("fr")).endswith(said)
