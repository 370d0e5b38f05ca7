"""What the network decides for buying and handing out: it counts from the request after it was changed."""

from dataclasses import dataclass
from datetime import time

from services.supply.domain.centre_dates import DistributionHours
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class Identity:
    """Who orders, as suppliers read it; each on one line, and all but the name may be empty."""

    name: str
    address: str
    registration: str
    email: str
    phone: str


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
        name: Whose orders they are, as suppliers read it; empty: they don't.
        address: The network's postal address; like what follows it may be empty.
        registration: The number it is registered under, with its kind: SIRET or RNA.
        email: Where suppliers write to.
        phone: Where they call.
    """

    gap_limit_cents: int
    warehouse: str
    distribution_starts: time
    distribution_ends: time
    uncollected_days: int
    name: str
    address: str
    registration: str
    email: str
    phone: str

    @property
    def identity(self) -> Identity | None:
        """Who orders; None while no name is entered."""
        if not self.name:
            return None
        return Identity(self.name, self.address, self.registration, self.email, self.phone)

    @property
    def hours(self) -> DistributionHours:
        """The usual hours of a distribution."""
        return DistributionHours(self.distribution_starts, self.distribution_ends)

    def check(self) -> None:
        """Do nothing for settings that can be.

        Raises:
            Refused: ``usual_hours_invalid``: a distribution would end before it starts, or ``network_unnamed``: an
                address, a number, a mail address or a phone is nobody's.
        """
        if self.distribution_ends <= self.distribution_starts:
            raise Refused("usual_hours_invalid", starts=self.distribution_starts, ends=self.distribution_ends)
        if not self.name and (self.address or self.registration or self.email or self.phone):
            raise Refused("network_unnamed")
