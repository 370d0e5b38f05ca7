"""orders → supply: what the solidarity fund paid and got in a cycle, never of so few that they could be found.

Which figures are told is decided in orders (docs/adr/0025-solidarity-euros-are-told-of-five.md). Key: cycle code.
"""

from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from shared.contracts.event import Code, ContractModel, Event, Topic, named_once

FEWEST_TOLD = 5
"""Orders that a figure must rest on to be told; a household has one order in a cycle."""

ToldOrders = Annotated[int, Field(ge=FEWEST_TOLD, description="Household orders concerned: five at least.")]
ToldCents = Annotated[
    int, Field(ge=0, description="Integer cents, as settled; goods not handed over are not taken off.")
]


class SolidarityAtCentre(ContractModel):
    """What one centre's orders come to."""

    centre: Code
    orders: ToldOrders
    cents: ToldCents


class SolidarityFigure(ContractModel):
    """What the orders of a cycle come to, and those of the centres of which it may be told.

    What the total has beyond them is of the other centres together: nothing, or of five orders at least.
    """

    orders: ToldOrders
    cents: ToldCents
    centres: list[SolidarityAtCentre]

    @property
    def rest(self) -> int:
        """Orders of the centres that are not named."""
        return self.orders - sum(one.orders for one in self.centres)

    @model_validator(mode="after")
    def _nobody_follows_from_the_rest(self) -> Self:
        named_once("centre", [one.centre for one in self.centres])
        if self.rest < 0 or sum(one.cents for one in self.centres) > self.cents:
            raise ValueError("centres come to more than the total")
        if 0 < self.rest < FEWEST_TOLD:
            raise ValueError(f"the other centres have {self.rest} orders: fewer than {FEWEST_TOLD} would be found")
        return self


class SolidaritySettled(Event):
    """What the solidarity fund paid and got in a cycle that was settled; null: of fewer than five, so not told."""

    topic: ClassVar[Topic] = Topic.SEALS

    cycle: Code
    run: Annotated[int, Field(ge=1, description="The settlement run whose figures these are.")]
    reduced: Annotated[SolidarityFigure | None, Field(description="What it paid of orders at a reduced price.")]
    surcharges: Annotated[SolidarityFigure | None, Field(description="What it got of orders at a surcharge.")]

    @property
    def key(self) -> str:
        """Cycle code."""
        return self.cycle
