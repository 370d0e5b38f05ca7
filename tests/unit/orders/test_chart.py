"""The chart of accounts: every account has its kind, its words and its line in docs/ledger.md."""

import re
from pathlib import Path

import pytest

from services.orders.domain.chart import CHART, kind_of
from services.orders.domain.ledger import Means, TransactionKind, credit_account, held_account, means_account
from services.orders.domain.settlement import Clearing, clearing_entries
from services.orders.domain.stock import BOOKINGS, stock_entries
from services.orders.web.ledger_words import KINDS, TEXTS
from services.orders.web.sentences import LOCALE
from shared.contracts.stock import StockCause
from shared.web.translation import messages_of

PAGE = Path(__file__).parents[3] / "docs" / "ledger.md"
BOOKED = [
    credit_account("000007"),
    held_account("000007"),
    *(means_account(means, "DUC") for means in Means if means is not Means.CREDIT),
    *clearing_entries("2026-12", Clearing(1, 1, 1, 1, {"ALMA": 1})),
    *(entry.account for cause in BOOKINGS for entry in stock_entries(cause, -1)),
]


@pytest.mark.parametrize("account", BOOKED)
def test_every_account_that_is_booked_on_is_in_the_chart(account: str) -> None:
    found = kind_of(account)
    assert found is not None
    kind, whose = found
    assert re.sub(r"\{\w+\}", whose, kind.pattern) == account


def test_every_cause_that_supply_names_is_booked() -> None:
    assert BOOKINGS.keys() == set(StockCause)


def test_a_strange_account_has_no_kind() -> None:
    assert kind_of("petty") is None


def test_the_page_names_every_kind_its_side_and_number() -> None:
    rows = re.findall(r"^\| `([^`]+)` \| (\w+) \| (\d+) \|", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert rows == [(kind.pattern, kind.side, kind.number) for kind in CHART]


def test_every_kind_has_a_number_of_its_own() -> None:
    assert len({kind.number for kind in CHART}) == len(CHART)


def test_every_account_and_transaction_has_its_words_in_french() -> None:
    french = messages_of(LOCALE, "fr")
    assert [text for text in TEXTS if text not in french] == []
    assert KINDS.keys() == set(TransactionKind)
