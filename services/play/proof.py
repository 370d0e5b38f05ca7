"""The proof that no cent was made or lost, and that both services say the same (docs/rules.md, settlement)."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from services.play.outcome import Outcome
from shared.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Equality:
    """Two amounts in cents, reached on two ways, that must be the same."""

    what: str
    left: int
    right: int

    @property
    def holds(self) -> bool:
        """Whether they are."""
        return self.left == self.right

    def __str__(self) -> str:
        return f"{self.what}: {Money(self.left)} {'=' if self.holds else '≠'} {Money(self.right)}"


class NotProved(Exception):  # noqa: N818 - it says what happened
    """A total does not match: the sentence says which."""


def equalities(outcome: Outcome) -> list[Equality]:
    """Every equality that a settled cycle owes."""
    return [*_of_the_settlement(outcome), *_between_the_services(outcome), *_of_the_ledger(outcome)]


def prove(outcome: Outcome) -> list[Equality]:
    """The equalities, all of which hold.

    Raises:
        NotProved: with those that do not.
    """
    found = equalities(outcome)
    broken = [str(equality) for equality in found if not equality.holds]
    if broken:
        raise NotProved("The totals do not match. " + ". ".join(broken) + ".")
    return found


def _of_the_settlement(outcome: Outcome) -> Iterator[Equality]:
    totals = outcome.settlement
    adjustment = totals["rounding_cents"] + totals["uncovered_cents"]
    paid = totals["charged_cents"] - adjustment + totals["stock_kept_cents"] - totals["stock_used_cents"]
    yield Equality("charged − adjustment + stock kept − stock used = invoices", paid, totals["invoices_cents"])
    yield Equality("held = charged + rebates", totals["held_cents"], totals["charged_cents"] + totals["rebates_cents"])
    invoiced = sum(invoice["total_cents"] for invoice in totals["invoices"])
    yield Equality("invoices by supplier = invoices", invoiced, totals["invoices_cents"])


def _between_the_services(outcome: Outcome) -> Iterator[Equality]:
    for amount in ("held", "charged", "rebate"):
        at_orders = sum(line[f"{amount}_cents"] for line in outcome.settlements)
        at_supply = outcome.settlement["rebates_cents" if amount == "rebate" else f"{amount}_cents"]
        yield Equality(f"{amount} at orders = {amount} at supply", at_orders, at_supply)


def _of_the_ledger(outcome: Outcome) -> Iterator[Equality]:
    by_transaction: dict[str, int] = defaultdict(int)
    for entry in outcome.ledger:
        by_transaction[entry["transaction"]] += entry["amount_cents"]
    astray = sum(abs(amount) for amount in by_transaction.values())
    yield Equality(f"each of {len(by_transaction)} ledger transactions sums to zero", astray, 0)
    balance = sum(account["balance_cents"] for account in outcome.balances)
    yield Equality("all ledger accounts together", balance, 0)
