"""What the network decides for buying and handing out: it counts from the request after it was changed."""

from dataclasses import dataclass
from datetime import time

from services.supply.domain.centre_dates import DistributionHours
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class NetworkSettings:
    """One network's.

    Args:
        gap_limit_cents: By how much a supplier may cost more than its households hold, with VAT, before the
            coordinator must accept it by name.
        warehouse: Where suppliers deliver, as purchase orders say it on one line; empty: they don't.
        distribution_starts: From when goods are handed out at a centre that names no hours, local time.
        distribution_ends: Until when.
        uncollected_days: How many days after a distribution goods wait for their household.
    """

    gap_limit_cents: int
    warehouse: str
    distribution_starts: time
    distribution_ends: time
    uncollected_days: int

    @property
    def hours(self) -> DistributionHours:
        """The usual hours of a distribution."""
        return DistributionHours(self.distribution_starts, self.distribution_ends)

    def check(self) -> None:
        """Do nothing for settings that can be.

        Raises:
            Refused: ``usual_hours_invalid``: a distribution would end before it starts.
        """
        if self.distribution_ends <= self.distribution_starts:
            raise Refused("usual_hours_invalid", starts=self.distribution_starts, ends=self.distribution_ends)
