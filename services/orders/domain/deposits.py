"""Deposits on returnable packaging: paid from a household's credit, given back to it when the container comes back."""

from services.orders.domain.ledger import Entry, credit_account
from shared.kernel.refusal import Refused

DEPOSITS = "deposits:held"
KEPT = "deposits:kept"


def check_number(number: int, taken: int) -> None:
    """Some containers are taken (positive), or brought back (negative) by who took them.

    Raises:
        Refused: ``deposit_of_nothing`` or ``containers_not_taken``.
    """
    if not number:
        raise Refused("deposit_of_nothing")
    if number + taken < 0:
        raise Refused("containers_not_taken", taken=taken, brought=-number)


def deposited(number: str, cents: int) -> tuple[Entry, ...]:
    """A deposit that a household pays; negative: that it gets back."""
    return Entry(credit_account(number), cents), Entry(DEPOSITS, -cents)


def kept(cents: int) -> tuple[Entry, ...]:
    """A deposit that nobody gets back, for its containers are lost."""
    return Entry(DEPOSITS, cents), Entry(KEPT, -cents)
