"""supply → orders: what each household gets and pays in the end. Key: group order id."""

from enum import StrEnum
from typing import Annotated, ClassVar, Self
from uuid import UUID

from pydantic import Field, model_validator

from shared.contracts.event import (
    BaseQuantity,
    Cents,
    Code,
    ContractModel,
    GroupOrderEvent,
    HeldCents,
    Topic,
    named_once,
)


class ReasonCode(StrEnum):
    """Why a household gets less of a product than it ordered; the sentence is made where it is shown."""

    NOT_BOUGHT = "not_bought"
    NOT_DELIVERED = "not_delivered"
    SHORT_PRO_RATA = "short_pro_rata"
    SHORT_EQUAL = "short_equal"
    SHORT_LOTTERY = "short_lottery"
    ADMITTED_LATE = "admitted_late"
    CENTRE_LEFT_OUT = "centre_left_out"
    CYCLE_ABANDONED = "cycle_abandoned"


class Reason(ContractModel):
    """A reason as a code with its numbers, in base units over the whole network."""

    code: Annotated[ReasonCode, Field(strict=False)]
    demand: BaseQuantity
    available: BaseQuantity


class SettledLine(ContractModel):
    """What became of one order line."""

    product: Code
    granted: BaseQuantity
    final_price: Annotated[Cents, Field(ge=0)] | None = Field(
        description="Cents per display unit, the same for everyone; null when there was nothing to hand out."
    )
    charged: HeldCents
    reason: Reason | None = Field(description="Null when everything ordered was granted.")


class HouseholdOrderSettled(GroupOrderEvent):
    """One household order in one settlement run: all its lines."""

    topic: ClassVar[Topic] = Topic.SETTLEMENTS

    order_id: UUID
    run: Annotated[int, Field(ge=1)]
    lines: Annotated[list[SettledLine], Field(min_length=1)]
    held: HeldCents
    charged: HeldCents

    @model_validator(mode="after")
    def _never_more_than_held(self) -> Self:
        named_once("product", [line.product for line in self.lines])
        if self.charged != sum(line.charged for line in self.lines):
            raise ValueError(f"order {self.order_id}: charged is not the sum of its lines")
        if self.charged > self.held:
            raise ValueError(f"order {self.order_id}: charged {self.charged} is more than held {self.held}")
        return self
