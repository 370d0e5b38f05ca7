"""What a household gets back for goods it was charged for and did not get.

A line is charged for what the household keeps of it: what it was handed, or all while nobody came. Goods of it that
were sold to others are not kept. The rest of the charge is its credit, at the final price in force (docs/ledger.md).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from services.orders.domain.ledger import SOLIDARITY_FUND, Entry, credit_account
from services.orders.domain.tariffs import ORDINARY, own_cents
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


@dataclass(frozen=True, slots=True)
class GoodsCredit:
    """What an order's goods that were not handed over give back in all: to its household, and to the solidarity fund.

    The fund's part is negative where the household had paid more than the price: it gives that back too.
    """

    own_cents: int = 0
    fund_cents: int = 0

    def less(self, before: "GoodsCredit") -> "GoodsCredit":
        """What is still to be booked."""
        return GoodsCredit(self.own_cents - before.own_cents, self.fund_cents - before.fund_cents)


def goods_credit(lines: Iterable[SettledGoods], rate_basis_points: int = ORDINARY) -> GoodsCredit:
    """What an order gives back, each share of it by the rate it was entered at, as when it was settled."""
    settled = list(lines)
    charged, due = sum(line.charged_cents for line in settled), sum(line.due_cents for line in settled)
    own = own_cents(charged, rate_basis_points) - own_cents(due, rate_basis_points)
    return GoodsCredit(own, charged - due - own)


def goods_credited(number: str, credit: GoodsCredit) -> tuple[Entry, ...]:
    """Goods that a household did not get, which the network bears; negative: taken back."""
    entries = (
        Entry(NOT_HANDED_OVER, credit.own_cents + credit.fund_cents),
        Entry(credit_account(number), -credit.own_cents),
        Entry(SOLIDARITY_FUND, -credit.fund_cents),
    )
    return tuple(entry for entry in entries if entry.amount_cents)
