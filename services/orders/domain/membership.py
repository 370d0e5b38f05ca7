"""Membership of the association: a yearly fee that each household chooses from the network's own grid."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.orders.domain.ledger import Entry, credit_account
from shared.kernel.refusal import Refused

FEES = "membership:fees"


class Needed(StrEnum):
    """What becomes of an order of a household whose fee is due."""

    NO = "no"
    WARN = "warn"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class MembershipRules:
    """A network's membership.

    Args:
        fees: The yearly fees to choose from, in cents; none: the network asks for no fee.
        needed: Whether an order needs it.
    """

    fees: Sequence[int] = ()
    needed: Needed = Needed.NO

    def check_fee(self, cents: int) -> None:
        """Do nothing for a fee of the grid.

        Raises:
            Refused: ``membership_not_asked`` or ``membership_fee_unknown``.
        """
        if not self.fees:
            raise Refused("membership_not_asked")
        if cents not in self.fees:
            raise Refused("membership_fee_unknown", fee_cents=cents, fees_cents=sorted(self.fees))


def is_over(until: date | None, today: date) -> bool:
    """Whether nothing is paid any more of a membership that was paid until this day; ``None``: never."""
    return until is None or until < today


def paid_until(before: date | None, today: date) -> date:
    """The last day that a fee paid today covers: a year more, from today or from when the last one ends.

    >>> paid_until(None, date(2026, 12, 4)).isoformat()
    '2027-12-03'
    >>> paid_until(date(2026, 12, 31), date(2026, 12, 4)).isoformat()
    '2027-12-31'
    >>> paid_until(date(2024, 2, 29), date(2024, 1, 1)).isoformat()
    '2025-02-28'
    """
    if before is not None and before >= today:
        return _a_year_later(before)
    return date.fromordinal(_a_year_later(today).toordinal() - 1)


def fee_paid(number: str, cents: int) -> tuple[Entry, ...]:
    """A fee, paid from a household's credit."""
    return Entry(credit_account(number), cents), Entry(FEES, -cents)


def _a_year_later(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year + 1, day=28)
