"""What a household gets back for goods it was charged for and did not get.

A line is charged for what the household keeps of it: what it was handed, or all while nobody came. Goods of it that
were sold to others are not kept. The rest of the charge is its credit, at the final price in force (docs/ledger.md).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from services.orders.domain.ledger import Entry, credit_account
from shared.kernel.rounding import half_up_ratio

NOT_HANDED_OVER = "distribution:not_handed_over"


@dataclass(frozen=True, slots=True)
class SettledGoods:
    """One line of an order as it is settled, and what became of its goods, in cents and base units.

    Args:
        granted: What the household is charged for.
        charged_cents: Final price times what was granted.
        final_price_cents: Per display unit; none: nothing was granted.
        unit_base: Base units in a display unit.
        handed: What it was handed; none while nobody came.
        sold: What of it was sold to others after its last day.
    """

    granted: int
    charged_cents: int
    final_price_cents: int | None
    unit_base: int
    handed: int | None
    sold: int

    @property
    def kept(self) -> int:
        """What the household has of it, or may still fetch."""
        missing = 0 if self.handed is None else self.granted - self.handed
        return max(0, self.granted - max(missing, self.sold))

    @property
    def due_cents(self) -> int:
        """What it costs, never more than was charged."""
        return min(self.charged_cents, half_up_ratio((self.final_price_cents or 0) * self.kept, self.unit_base))


def goods_credit(lines: Iterable[SettledGoods]) -> int:
    """What an order's household gets back in all."""
    settled = list(lines)
    charged, due = sum(line.charged_cents for line in settled), sum(line.due_cents for line in settled)
    return households_share(charged) - households_share(due)


def households_share(order_cents: int) -> int:
    """What of an order's amount its household bears itself: all of it, for there is no tariff."""
    return order_cents


def goods_credited(number: str, cents: int) -> tuple[Entry, ...]:
    """Credit of a household for goods that it did not get, which the network bears; negative: taken back."""
    return Entry(NOT_HANDED_OVER, cents), Entry(credit_account(number), -cents)
