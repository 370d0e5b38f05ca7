"""Which debts a payment pays that names none: those due first, the oldest first.

So says article 1342-10 of the French Code civil: debts that are due come before those that are not; among them those
that there is most interest in paying, here those due longest; then the oldest. A debt without a date is due last.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True, slots=True)
class Debt:
    """What is owed for one thing, in cents; ``order`` rises from the oldest debt to the newest."""

    key: str
    owed: int
    due_on: date | None
    order: int


def still_owed(debts: Iterable[Debt], paid: int) -> list[Debt]:
    """What is left of each debt, in the order in which they are paid; those paid whole are left out.

    Args:
        debts: With what was owed before anything was paid; one that is negative pays the others.
        paid: In all, in cents.
    """
    in_turn = sorted(debts, key=lambda debt: (debt.due_on is None, debt.due_on or date.max, debt.order))
    left = paid - sum(debt.owed for debt in in_turn if debt.owed < 0)
    found = []
    for debt in in_turn:
        pays = max(0, min(left, debt.owed))
        left -= pays
        if debt.owed > pays:
            found.append(replace(debt, owed=debt.owed - pays))
    return found
