"""Whatever a settlement run says, its entries balance, and a later run books only the difference."""

from hypothesis import given
from hypothesis import strategies as st

from services.orders.domain.settlement import (
    Clearing,
    Posting,
    clearing_entries,
    still_to_book,
)

cents = st.integers(min_value=0, max_value=10**9)
signed = st.integers(min_value=-(10**6), max_value=10**6)
accounts = st.dictionaries(st.sampled_from("abcdef"), signed)


@given(st.dictionaries(st.text(min_size=1, max_size=5), cents, max_size=5), signed, signed, signed)
def test_a_clearing_sums_to_zero(payable: dict[str, int], rounding: int, uncovered: int, stock: int) -> None:
    charged = sum(payable.values()) + rounding + uncovered - stock
    entries = clearing_entries("2026-12", Clearing(charged, rounding, uncovered, stock, payable))
    assert sum(entries.values()) == 0


@given(accounts, accounts)
def test_booking_the_difference_arrives_at_the_later_run(first: dict[str, int], second: dict[str, int]) -> None:
    added = still_to_book(second, first)
    booked = {account: first.get(account, 0) + added.get(account, 0) for account in first.keys() | added.keys()}
    assert {a: c for a, c in booked.items() if c} == {a: c for a, c in second.items() if c}


@given(accounts)
def test_the_same_run_again_books_nothing(entries: dict[str, int]) -> None:
    assert still_to_book(entries, entries) == {}


@given(cents, signed)
def test_an_orders_entries_balance_and_give_back_what_is_not_charged(released: int, charged: int) -> None:
    entries = Posting(released, charged).entries("held", "credit", "clearing")
    assert sum(entries.values()) == 0
    assert 0 not in entries.values()
    assert entries.get("credit", 0) == charged - released


@given(cents, st.data())
def test_two_runs_leave_what_the_second_alone_would_have(held: int, data: st.DataObject) -> None:
    first = data.draw(st.integers(0, held))
    second = data.draw(st.integers(0, first))
    once = Posting(held, second).entries("held", "credit", "clearing")
    both = [Posting(held, first), Posting(0, second - first)]
    booked = [posting.entries("held", "credit", "clearing") for posting in both]
    total = {account: sum(entries.get(account, 0) for entries in booked) for account in ("held", "credit", "clearing")}
    assert {account: value for account, value in total.items() if value} == once
