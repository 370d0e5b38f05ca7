"""Payments that name no debt: the same cents in and out, and no debt is paid before one that is due earlier."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.orders.domain.imputation import Debt, still_owed

FIRST = date(2027, 1, 1)
DUE = st.none() | st.integers(0, 5).map(lambda days: FIRST + timedelta(days=days))
OWED = st.integers(-500, 2_000)


@given(st.lists(st.tuples(OWED, DUE), max_size=8), st.integers(0, 6_000))
def test_what_remains_is_what_the_account_owes_and_the_earlier_due_is_paid_first(
    drawn: list[tuple[int, date | None]], paid: int
) -> None:
    debts = [Debt(str(number), owed, due, number) for number, (owed, due) in enumerate(drawn)]
    left = still_owed(debts, paid)
    balance = sum(debt.owed for debt in debts) - paid
    assert sum(debt.owed for debt in left) == max(0, balance)
    assert all(debt.owed > 0 for debt in left)
    remains = {debt.key: debt.owed for debt in left}
    in_turn = sorted(
        (debt for debt in debts if debt.owed > 0),
        key=lambda debt: (debt.due_on is None, debt.due_on or FIRST, debt.order),
    )
    untouched = [remains.get(debt.key, 0) == debt.owed for debt in in_turn]
    touched_from = untouched.index(True) if True in untouched else len(untouched)
    assert all(untouched[touched_from:]), "nothing is paid behind a debt that is not"
    assert all(debt.key not in remains for debt in in_turn[: max(0, touched_from - 1)]), "paid whole before the next"
