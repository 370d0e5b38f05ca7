"""Who acts: the roles of the network and the actor of one request."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from shared.web.problems import Problem


class Role(StrEnum):
    """What a user may do. Volunteers act for their centres; the others for the whole network."""

    VOLUNTEER = "volunteer"
    TREASURER = "treasurer"
    COORDINATOR = "coordinator"
    OPERATOR = "operator"


LOOKS_AFTER = (Role.COORDINATOR, Role.OPERATOR)
"""Who is shown how the network is set up, its devices, and who changed what."""
SEES_EVERY_CENTRE = frozenset({Role.COORDINATOR, Role.TREASURER})


@dataclass(frozen=True, slots=True)
class Actor:
    """The signed-in user of one request, as its session token says."""

    user_id: UUID
    roles: frozenset[Role]
    centres: frozenset[str]

    def has(self, *roles: Role) -> bool:
        """Whether the actor has at least one of these roles."""
        return not self.roles.isdisjoint(roles)

    @property
    def sees_every_centre(self) -> bool:
        """Coordinators and treasurers see all centres, volunteers only their own."""
        return not self.roles.isdisjoint(SEES_EVERY_CENTRE)

    def may_see(self, centre: str) -> bool:
        """Whether the actor may see and change what belongs to this centre."""
        return self.sees_every_centre or centre in self.centres

    def check_centre(self, centre: str) -> None:
        """Refuse another centre's object as if it did not exist.

        Raises:
            Problem: ``not_found`` (404), the same answer as for an id that nobody has.
        """
        if not self.may_see(centre):
            raise Problem("not_found")
