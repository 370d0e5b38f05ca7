"""orders → supply: what each centre's households ordered and paid for. Key: group order id."""

from typing import Annotated, ClassVar, Self
from uuid import UUID

from pydantic import Field, model_validator

from shared.contracts.event import BaseQuantity, Code, ContractModel, Digest, GroupOrderEvent, HeldCents, Topic


class OrderLine(ContractModel):
    """One product of a household order with the money held for it."""

    product: Code
    quantity: Annotated[BaseQuantity, Field(gt=0)]
    held: HeldCents


class GroupOrderOpened(GroupOrderEvent):
    """A centre's group order takes household orders: at the cycle's opening, or again when reopened."""

    topic: ClassVar[Topic] = Topic.GROUP_ORDERS


class HouseholdOrderConfirmed(GroupOrderEvent):
    """A household's order is paid and counts, or was amended: its whole state.

    ``household`` is the member number, ``label`` the short label printed on the pick list;
    nothing else about a person travels.
    """

    topic: ClassVar[Topic] = Topic.GROUP_ORDERS

    order_id: UUID
    household: Code
    label: Annotated[str, Field(max_length=60)]
    lines: Annotated[list[OrderLine], Field(min_length=1, description="By product code, each product once.")]
    held: HeldCents

    @model_validator(mode="after")
    def _lines_are_sound(self) -> Self:
        products = [line.product for line in self.lines]
        if products != sorted(set(products)):
            raise ValueError(f"order {self.order_id}: lines must be by product code, each product once")
        if self.held != sum(line.held for line in self.lines):
            raise ValueError(f"order {self.order_id}: held {self.held} is not the sum of its lines")
        return self


class HouseholdOrderCancelled(GroupOrderEvent):
    """A confirmed order was cancelled and its money released. A state, never a delete."""

    topic: ClassVar[Topic] = Topic.GROUP_ORDERS

    order_id: UUID
    household: Code


class GroupOrderSealed(GroupOrderEvent):
    """A centre's group order is complete; the manifest proves what it holds."""

    topic: ClassVar[Topic] = Topic.GROUP_ORDERS

    orders: Annotated[int, Field(ge=0, description="Confirmed orders.")]
    held: HeldCents
    digest: Digest


class GoodsSold(GroupOrderEvent):
    """Goods that lay at a centre were sold there on the day, at the final price."""

    topic: ClassVar[Topic] = Topic.GROUP_ORDERS

    sale_id: UUID
    product: Code
    quantity: Annotated[BaseQuantity, Field(gt=0)]
    order_id: UUID | None = Field(description="Whose uncollected goods they were; null: surplus.")


class GoodsSoldV2(GoodsSold):
    """As version 1, of a sale that was taken back."""

    schema_version: ClassVar[int] = 2

    quantity: Annotated[BaseQuantity, Field(description="What of it stands: 0, it was taken back.")]
