"""orders → supply: the centres of the network, and households of theirs that were erased. Key: centre code."""

from typing import Annotated, ClassVar

from pydantic import Field

from shared.contracts.event import Code, Event, Topic


class CentreEvent(Event):
    """The whole state of a centre."""

    topic: ClassVar[Topic] = Topic.CENTRES

    centre: Code
    name: Annotated[str, Field(min_length=1, max_length=200)]
    active: bool
    place: Annotated[str, Field(max_length=200, description="Where in the centre goods are fetched; may be empty.")]

    @property
    def key(self) -> str:
        """Centre code."""
        return self.centre


class CentreRegistered(CentreEvent):
    """A centre joined the network."""


class CentreChanged(CentreEvent):
    """A centre's name, place or activity changed."""


class HouseholdErased(Event):
    """A household that left asked to be forgotten: nothing that names it is kept. Its number stays in the books."""

    topic: ClassVar[Topic] = Topic.CENTRES

    centre: Annotated[Code, Field(description="Where it ordered last; its orders may be of other centres too.")]
    household: Annotated[Code, Field(description="Member number.")]

    @property
    def key(self) -> str:
        """Centre code."""
        return self.centre
