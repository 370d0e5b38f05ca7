"""A settlement run: when it is proved, and what of it is still to be booked (docs/rules.md, settlement)."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.orders.domain.ledger import SOLIDARITY_FUND, SOLIDARITY_HELD, STOCK, payable_account


@dataclass(frozen=True, slots=True)
class RunTotals:
    """How many orders a settlement run has, what they held and what they are charged, in cents.

    A run is told twice: by ``CycleSettled`` as a control, and by the orders as they arrive.
    """

    orders: int
    held: int
    charged: int

    def beyond(self, announced: "RunTotals") -> str:
        """What arrived beyond what was announced, as operators read it."""
        more = self.orders - announced.orders, self.held - announced.held, self.charged - announced.charged
        return "totals_differ orders={:+} held={:+} charged={:+}".format(*more)


FUND_LOW = "solidarity_fund_low"
"""A run that lowers surcharges by more than the fund has: to be said again once it has it."""


@dataclass(frozen=True, slots=True)
class Clearing:
    """What a settled cycle says about the network's own accounts, in cents.

    ``payable`` is each supplier's invoice with VAT; the stock is kept minus used.
    """

    charged: int
    rounding: int
    uncovered: int
    stock: int
    payable: Mapping[str, int]


def clearing_account(cycle: str) -> str:
    """What households were charged in a cycle, until its invoices are booked against it."""
    return f"cycle:{cycle}:clearing"


def clearing_entries(cycle: str, clearing: Clearing) -> dict[str, int]:
    """The cycle's one ledger transaction by account: debits positive, summing to zero.

    What households were charged pays the suppliers; what is over is stock or adjustment.
    """
    entries = {
        clearing_account(cycle): clearing.charged,
        STOCK: clearing.stock,
        "adjustment:rounding": -clearing.rounding,
        "adjustment:uncovered": -clearing.uncovered,
    }
    for supplier, total in clearing.payable.items():
        entries[payable_account(supplier)] = -total
    return entries


def still_to_book(entries: Mapping[str, int], booked: Mapping[str, int]) -> dict[str, int]:
    """What a later run adds to what an earlier one booked, by account; nothing that is zero."""
    accounts = sorted(entries.keys() | booked.keys())
    differences = {account: entries.get(account, 0) - booked.get(account, 0) for account in accounts}
    return {account: cents for account, cents in differences.items() if cents}


@dataclass(frozen=True, slots=True)
class Obstacles:
    """What speaks against posting a run that arrived whole: how many orders each.

    Args:
        other_hold: Settled with another hold than stands here, or not confirmed here at all.
        missing: Confirmed here and neither settled by the run nor left out.
        above_published: Charged more than an earlier run already published, or than was held.
    """

    other_hold: int
    missing: int
    above_published: int

    def __str__(self) -> str:
        return f"other_hold={self.other_hold} missing={self.missing} above_published={self.above_published}"

    def __bool__(self) -> bool:
        return any((self.other_hold, self.missing, self.above_published))


@dataclass(frozen=True, slots=True)
class Posting:
    """What one run changes for one household order, in cents.

    Args:
        released: Held money that the first posted run releases; 0 for a later one.
        charged: Added to what its household is charged; negative when a later run lowers it.
        fund_released: As ``released``, of the solidarity fund's money.
        fund_charged: Added to what the fund is charged; negative for a surcharge too, which it gets.
    """

    released: int
    charged: int
    fund_released: int = 0
    fund_charged: int = 0

    @property
    def rebate(self) -> int:
        """What the household gets back as credit."""
        return self.released - self.charged

    def entries(self, held: str, credit: str, clearing: str) -> dict[str, int]:
        """The ledger entries by account, debits positive, summing to zero; nothing that is zero."""
        entries = {
            held: self.released,
            credit: -self.rebate,
            SOLIDARITY_HELD: self.fund_released,
            SOLIDARITY_FUND: self.fund_charged - self.fund_released,
            clearing: -self.charged - self.fund_charged,
        }
        return {account: cents for account, cents in entries.items() if cents}
