"""Cash on its way from a till to the bank or another till: given by one person, received by another."""

from services.orders.domain.ledger import BANK, Entry, Means, means_account
from services.orders.domain.till_sessions import difference_account

TRANSIT = "cash:transit"


def place_account(till: str | None) -> str:
    """Where cash lies: in a till, or with the bank."""
    return BANK if till is None else means_account(Means.CASH, till)


def given(from_till: str | None, cents: int) -> tuple[Entry, ...]:
    """Cash that left a till, or the bank, with someone."""
    return Entry(TRANSIT, cents), Entry(place_account(from_till), -cents)


def received(from_till: str | None, to_till: str | None, given_cents: int, counted_cents: int) -> tuple[Entry, ...]:
    """Cash that arrived: all that was given leaves the way, what lacks is a difference of the till it was counted in.

    Cash between a till and the bank was counted in that till, between two tills in the one it left.
    """
    lacking = given_cents - counted_cents
    till = from_till or to_till or ""
    entries = (
        Entry(place_account(to_till), counted_cents),
        Entry(difference_account(till), lacking),
        Entry(TRANSIT, -given_cents),
    )
    return tuple(entry for entry in entries if entry.amount_cents)
