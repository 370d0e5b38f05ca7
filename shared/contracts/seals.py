"""orders → supply: everything that was ordered in a cycle is sealed. Key: cycle code."""

from typing import Annotated, ClassVar, Self
from uuid import UUID

from pydantic import Field, model_validator

from shared.contracts.event import Code, ContractModel, Digest, Event, HeldCents, Topic, named_once


class SealedGroupOrder(ContractModel):
    """What supply must have received of one group order before it buys."""

    group_order_id: UUID
    centre: Code
    orders: Annotated[int, Field(ge=0, description="Confirmed orders.")]
    held: HeldCents
    digest: Digest


class CycleSealed(Event):
    """Every group order of the cycle is sealed: written in the transaction that seals the last one."""

    topic: ClassVar[Topic] = Topic.SEALS

    cycle: Code
    group_orders: list[SealedGroupOrder]

    @model_validator(mode="after")
    def _each_is_named_once(self) -> Self:
        named_once("group order", [sealed.group_order_id for sealed in self.group_orders])
        return self

    @property
    def key(self) -> str:
        """Cycle code."""
        return self.cycle
