"""supply → orders: when goods are handed over, and that they were. Key: group order id."""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import AwareDatetime, Field, NaiveDatetime

from shared.contracts.event import GroupOrderEvent, Topic


class DistributionScheduled(GroupOrderEvent):
    """When and where a centre's households fetch their goods, in the network's local time."""

    topic: ClassVar[Topic] = Topic.DISTRIBUTIONS

    starts: NaiveDatetime
    ends: NaiveDatetime
    place: Annotated[str, Field(max_length=200)]


class HouseholdOrderCollected(GroupOrderEvent):
    """A household fetched its goods."""

    topic: ClassVar[Topic] = Topic.DISTRIBUTIONS

    order_id: UUID
    collected_at: AwareDatetime
