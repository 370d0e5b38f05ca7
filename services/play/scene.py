"""Who plays what where: all that the stages of a play share."""

from dataclasses import dataclass, field
from uuid import UUID

from services.play.api import FRENCH, Addresses, User
from services.play.folder.reader import CycleFolder
from services.play.reporting import Reporter
from shared.kernel.ids import group_order_id, uuid7
from shared.kernel.quantity import Unit


@dataclass(slots=True)
class Scene:
    """A folder, the people who act, and what they were told.

    The coordinator is answered in English, as a play speaks to whoever watches it.
    """

    folder: CycleFolder
    addresses: Addresses
    coordinator: User
    reporter: Reporter
    volunteers: dict[str, User] = field(default_factory=dict)
    """The volunteer of each centre, by centre code."""
    households: dict[str, UUID] = field(default_factory=dict)
    """Household ids as the devices made them, by member number."""
    units: dict[str, Unit] = field(init=False)

    def __post_init__(self) -> None:
        self.units = {product.product: product.unit for product in self.folder.products}
        self.households = {household.household: uuid7() for household in self.folder.households}

    @property
    def for_files(self) -> User:
        """The coordinator reading what goes into files: in French, as those it concerns would."""
        return self.coordinator.answered_in(FRENCH)

    @property
    def cycle(self) -> str:
        """The code of the cycle that is played."""
        return self.folder.cycle.cycle

    def active_centres(self) -> list[str]:
        """The centres that take orders, in the order of the file."""
        return [centre.centre for centre in self.folder.centres if centre.active]

    def group_order(self, centre: str) -> str:
        """The id of a centre's group order."""
        return str(group_order_id(self.cycle, centre))
