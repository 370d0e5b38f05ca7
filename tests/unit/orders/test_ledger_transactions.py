"""Ledger transactions balance, and their chain depends on every figure in them."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.orders.domain.ledger import (
    Entry,
    Means,
    TillHead,
    Transaction,
    TransactionKind,
    balances,
    held,
    microseconds,
    received,
)
from services.orders.domain.ledger import given as given_credit

AT = datetime(2026, 12, 1, 9, 30, 15, 123456, tzinfo=UTC)
PAID = Transaction(
    id=UUID(int=1),
    at=AT,
    kind=TransactionKind.ORDER,
    till="DUC",
    entries=(*received(Means.CASH, "DUC", "7", 500), *held("7", 363)),
    cycle="2026-12",
    order_id=UUID(int=2),
)


def test_a_transaction_that_does_not_balance_is_no_transaction() -> None:
    with pytest.raises(ValueError, match="1 cents off"):
        replace(PAID, entries=(Entry("a", 2), Entry("b", -1)))


@pytest.mark.parametrize("entries", [(), (Entry("a", 0), Entry("b", 0))])
def test_empty_entries_are_no_transaction(entries: tuple[Entry, ...]) -> None:
    with pytest.raises(ValueError, match="none of zero"):
        replace(PAID, entries=entries)


def test_money_in_and_held() -> None:
    assert balances(PAID.entries) == {
        "till:DUC:cash": 500,
        "household:7:credit": -137,
        "household:7:held": -363,
    }


@given(st.sampled_from([means for means in Means if means is not Means.CREDIT]), st.integers(1, 10**9))
def test_every_means_brings_what_the_household_is_owed(means: Means, cents: int) -> None:
    brought = balances(received(means, "DUC", "7", cents))
    assert sum(brought.values()) == 0
    assert brought["household:7:credit"] == -cents


def test_credit_brings_nothing_in() -> None:
    with pytest.raises(ValueError, match="no account"):
        received(Means.CREDIT, "DUC", "7", 1)


def test_what_moves_nothing_has_no_entries() -> None:
    assert (held("7", 0), given_credit("7", "8", 0), given_credit("7", "7", 5)) == ((), (), ())


@pytest.mark.parametrize(
    "changed",
    [
        {"id": UUID(int=9)},
        {"at": AT.replace(microsecond=1)},
        {"kind": TransactionKind.PAYMENT},
        {"till": "MIN"},
        {"cycle": None},
        {"order_id": None},
        {"what": "x"},
        {"by": UUID(int=9)},
        {"entries": PAID.entries[::-1]},
    ],
)
def test_the_chain_changes_with_everything_in_it(changed: dict[str, object]) -> None:
    head = TillHead()
    assert head.after(PAID) != head.after(replace(PAID, **changed))  # type: ignore[arg-type]  # one field each
    assert head.after(PAID) != TillHead(bytes(31) + b"\x01").after(PAID)


def test_microseconds_are_whole() -> None:
    assert microseconds(AT) == 1_796_117_415_123_456
