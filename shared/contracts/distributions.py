"""supply → orders: when goods are handed over, and that they were. Key: group order id."""

from enum import StrEnum
from typing import Annotated, ClassVar, Self
from uuid import UUID

from pydantic import AwareDatetime, Field, NaiveDatetime, model_validator

from shared.contracts.event import BaseQuantity, Code, ContractModel, GroupOrderEvent, Topic, named_once


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


class HandOverState(StrEnum):
    """What became of a household's goods on the day of distribution, and after it."""

    COLLECTED = "collected"
    LEFT_WITH_NEIGHBOUR = "left_with_neighbour"
    ABSENT = "absent"
    """Nobody came: the goods wait until their last date."""
    RELEASED = "released"
    """Nobody came before the last date: the goods may be sold."""


class HandedLine(ContractModel):
    """One product of a household order: what it was granted, and what of it was handed over."""

    product: Code
    granted: BaseQuantity
    handed: BaseQuantity

    @model_validator(mode="after")
    def _never_more_than_granted(self) -> Self:
        if self.handed > self.granted:
            raise ValueError(f"{self.product}: {self.handed} handed over of {self.granted}: more is a sale of its own")
        return self


class HouseholdOrderHandedOver(GroupOrderEvent):
    """What of a household order was handed over, every line; a later version corrects it."""

    topic: ClassVar[Topic] = Topic.DISTRIBUTIONS

    order_id: UUID
    state: Annotated[HandOverState, Field(strict=False)]
    lines: Annotated[list[HandedLine], Field(min_length=1)]

    @model_validator(mode="after")
    def _nothing_is_handed_to_nobody(self) -> Self:
        named_once("product", [line.product for line in self.lines])
        fetched = self.state in {HandOverState.COLLECTED, HandOverState.LEFT_WITH_NEIGHBOUR}
        if not fetched and any(line.handed for line in self.lines):
            raise ValueError(f"order {self.order_id}: goods were handed over though nobody fetched them")
        return self


class HouseholdOrderHandedOverV2(HouseholdOrderHandedOver):
    """As version 1, and who noted it last."""

    schema_version: ClassVar[int] = 2

    by: Annotated[UUID, Field(description="The user, as orders knows them.")]
