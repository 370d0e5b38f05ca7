"""Membership: a year from the day it is paid, or from the end of the year that is paid already."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.orders.domain.membership import MembershipRules, fee_paid, is_over, paid_until
from shared.kernel.refusal import Refused

DAYS = st.dates(date(2020, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("before", "today", "until"),
    [
        (None, "2026-12-04", "2027-12-03"),
        (None, "2024-02-29", "2025-02-27"),
        ("2026-12-31", "2026-12-04", "2027-12-31"),
        ("2026-12-04", "2026-12-04", "2027-12-04"),
        ("2026-12-03", "2026-12-04", "2027-12-03"),
        ("2024-02-29", "2024-02-01", "2025-02-28"),
    ],
)
def test_a_fee_covers_a_year(before: str | None, today: str, until: str) -> None:
    paid = date.fromisoformat(before) if before else None
    assert paid_until(paid, date.fromisoformat(today)) == date.fromisoformat(until)


@given(DAYS, DAYS)
def test_whoever_pays_early_loses_no_day(before: date, today: date) -> None:
    until = paid_until(before, today)
    assert 363 <= (until - max(before, today)).days <= 366
    assert not is_over(until, today)


def test_the_fee_is_one_of_the_grid() -> None:
    rules = MembershipRules((100, 300))
    rules.check_fee(300)
    with pytest.raises(Refused, match="membership_fee_unknown"):
        rules.check_fee(200)
    with pytest.raises(Refused, match="membership_not_asked"):
        MembershipRules().check_fee(300)


def test_it_is_due_once_the_last_day_is_over() -> None:
    day = date(2026, 12, 4)
    assert is_over(None, day)
    assert is_over(date(2026, 12, 3), day)
    assert not is_over(day, day)


@given(st.integers(1, 10**9))
def test_a_fee_balances(cents: int) -> None:
    assert sum(entry.amount_cents for entry in fee_paid("000001", cents)) == 0
