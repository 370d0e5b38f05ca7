"""A sale is paid to the cent by credit, money and what is owed, whatever was left when a device told of it."""

from hypothesis import assume, given
from hypothesis import strategies as st

from services.orders.domain.day_sales import SALES, sold, to_be_owed, to_be_paid
from services.orders.domain.ledger import Means, credit_account, receivable_account, received
from shared.kernel.refusal import Refused

CENTS = st.integers(0, 100_000)


@given(CENTS, CENTS, CENTS)
def test_made_without_a_network_it_is_booked_whole_and_nobody_falls_below_zero(
    amount: int, credit: int, brought: int
) -> None:
    assume(amount)
    owed = to_be_owed(amount, credit, brought)
    entries = (*received(Means.CASH, "DUC", "000001", brought), *sold("000001", amount, owed))
    moved = {account: sum(entry.amount_cents for entry in entries if entry.account == account) for account in ACCOUNTS}
    assert sum(entry.amount_cents for entry in entries) == 0
    assert moved[SALES] == -amount
    assert moved[receivable_account("000001")] == owed
    left = credit - moved[credit_account("000001")]
    assert left == credit + brought + owed - amount >= 0
    assert owed == 0 or left == 0, "credit first"


@given(CENTS, CENTS, CENTS)
def test_only_what_would_be_refused_with_a_network_is_owed(amount: int, credit: int, brought: int) -> None:
    try:
        covered = to_be_paid(amount, credit, brought) == brought
    except Refused:
        covered = False
    assert covered == (to_be_owed(amount, credit, brought) == 0)


ACCOUNTS = (SALES, credit_account("000001"), receivable_account("000001"))
