"""What became of the goods that a centre was sent, and until when households may fetch theirs."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Day:
    """A centre's day of distribution in one cycle."""

    cycle: str
    centre: str


@dataclass(frozen=True, slots=True)
class CentreGoods:
    """One product at one centre in one cycle, in base units.

    Args:
        product: Its code.
        unit: Its display unit.
        granted: To the centre's orders, by the settlement in force.
        sent: To the centre: what was granted, unless the coordinator noted otherwise.
        handed_over: To households, or neighbours of theirs.
        sold: At the centre, on the day or after it.
        returned: To the warehouse.
        lost: Spilt, broken, spoilt or gone.
        awaited: Granted to orders that nobody fetched so far and that are not released.
    """

    product: str
    unit: str
    granted: int
    sent: int
    handed_over: int
    sold: int
    returned: int
    lost: int
    awaited: int

    @property
    def difference(self) -> int:
        """What should still be at the centre: zero when sent = handed over + sold + returned + lost."""
        return self.sent - self.handed_over - self.sold - self.returned - self.lost

    @property
    def surplus(self) -> int:
        """What was sent beyond what its orders were granted."""
        return max(0, self.sent - self.granted)

    @property
    def for_sale(self) -> int:
        """What of it waits for nobody, so that it may be sold to any member."""
        return max(0, self.difference - self.awaited)

    def left_of_households(self, sold_of_lots: int) -> int:
        """What of the goods that households were granted waits for none of them.

        ``sold_of_lots``: what of ``sold`` was stock that stood at the centre.
        """
        return max(0, min(self.sent, self.granted) - self.handed_over - self.awaited - (self.sold - sold_of_lots))

    @property
    def beyond(self) -> int:
        """What is noted or awaited beyond what was sent: as when two tables sold the same, one without a network."""
        return max(0, self.awaited - self.difference)

    @property
    def adds_up(self) -> bool:
        """Whether nothing should be there any more and nobody waits in vain."""
        return self.difference == 0 and self.beyond == 0


def last_day_to_fetch(distribution_ends: datetime, days: int) -> date:
    """The last day on which a household may fetch its goods, in local time.

    >>> last_day_to_fetch(datetime(2026, 12, 18, 19), 7).isoformat()
    '2026-12-25'
    """
    return distribution_ends.date() + timedelta(days=days)
