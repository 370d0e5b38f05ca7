"""orders → supply: everything that was ordered in a cycle is sealed. Key: cycle code."""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from shared.contracts.event import Code, ContractModel, Digest, Event, HeldCents, Topic


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

    @property
    def key(self) -> str:
        """Cycle code."""
        return self.cycle
