"""The chart of accounts: every kind of account the ledger has, and what is on it (docs/ledger.md)."""

import re
from dataclasses import dataclass, field
from enum import StrEnum


class Side(StrEnum):
    """On which side of the balance sheet an account stands."""

    ASSET = "asset"
    """What the network has or is owed: positive."""
    LIABILITY = "liability"
    """What it owes: negative."""
    RESULT = "result"
    """What it gained (negative) or lost (positive)."""


@dataclass(frozen=True, slots=True)
class AccountKind:
    """Accounts of one kind; ``{…}`` in the pattern stands for whose it is.

    ``number`` is the account of the French general chart (plan comptable général) that it is exported under.
    """

    pattern: str
    number: str
    side: Side
    name: str
    _matcher: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        parts = re.split(r"\{\w+\}", self.pattern)
        object.__setattr__(self, "_matcher", re.compile("(.+)".join(map(re.escape, parts))))

    def whose(self, account: str) -> str | None:
        """Whose account of this kind it is, empty when there is only one; ``None``: another kind's."""
        found = self._matcher.fullmatch(account)
        return None if found is None else (found.group(1) if found.groups() else "")


CHART: tuple[AccountKind, ...] = (
    AccountKind("household:{number}:credit", "4197", Side.LIABILITY, "Credit of household {whose}"),
    AccountKind("household:{number}:held", "4191", Side.LIABILITY, "Held for the orders of household {whose}"),
    AccountKind("household:{number}:receivable", "411", Side.ASSET, "Owed by household {whose}"),
    AccountKind("debts:written_off", "654", Side.RESULT, "Debts of households given up"),
    AccountKind("till:{centre}:cash", "531", Side.ASSET, "Cash in the till of {whose}"),
    AccountKind("till:{centre}:cheques", "5112", Side.ASSET, "Cheques in the till of {whose}"),
    AccountKind("till:{centre}:differences", "6586", Side.RESULT, "Differences found in the till of {whose}"),
    AccountKind("cash:transit", "581", Side.ASSET, "Cash on its way"),
    AccountKind("bank:card", "5115", Side.ASSET, "Paid by card, not yet seen on the bank account"),
    AccountKind("bank:transfers", "5118", Side.ASSET, "Transfers announced, not yet seen on the bank account"),
    AccountKind("bank:account", "512", Side.ASSET, "Bank account"),
    AccountKind("refunds:due", "467", Side.LIABILITY, "Refunds to be transferred"),
    AccountKind("deposits:held", "4196", Side.LIABILITY, "Deposits on containers"),
    AccountKind("deposits:kept", "7088", Side.RESULT, "Deposits kept for containers that are lost"),
    AccountKind("membership:fees", "756", Side.RESULT, "Membership fees"),
    AccountKind("distribution:not_handed_over", "6585", Side.RESULT, "Goods charged and not handed over"),
    AccountKind("distribution:sales", "707", Side.RESULT, "Sold on the day of distribution"),
    AccountKind("cycle:{cycle}:clearing", "471", Side.RESULT, "Charged to households, not yet cleared: {whose}"),
    AccountKind("supplier:{supplier}:payable", "401", Side.LIABILITY, "Invoices of supplier {whose}, not yet paid"),
    AccountKind("stock", "371", Side.ASSET, "Goods in stock"),
    AccountKind("stock:entered", "60371", Side.RESULT, "Stock entered or corrected by hand"),
    AccountKind("stock:differences", "60372", Side.RESULT, "Differences found when stock was counted"),
    AccountKind("stock:losses", "60373", Side.RESULT, "Stock lost: expired, damaged or otherwise"),
    AccountKind("stock:sold", "60374", Side.RESULT, "Stock sold at the centres, at what it cost"),
    AccountKind("adjustment:rounding", "65871", Side.RESULT, "Adjustment: rounding of final prices"),
    AccountKind("adjustment:uncovered", "65872", Side.RESULT, "Adjustment: cost above what ceilings cover"),
    AccountKind("solidarity:fund", "196", Side.LIABILITY, "Solidarity fund"),
    AccountKind("solidarity:held", "1969", Side.LIABILITY, "Held for orders by the solidarity fund"),
)


def kind_of(account: str) -> tuple[AccountKind, str] | None:
    """The kind of an account and whose it is; ``None`` for an account that the chart doesn't know."""
    for kind in CHART:
        whose = kind.whose(account)
        if whose is not None:
            return kind, whose
    return None
