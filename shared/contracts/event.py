"""What every event is: a closed, strict, versioned fact that carries the whole new state."""

from abc import abstractmethod
from collections.abc import Hashable, Sequence
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

Cents = Annotated[int, Field(description="Integer cents of the currency, VAT included unless said otherwise.")]
HeldCents = Annotated[int, Field(ge=0, description="Integer cents held for a household.")]
BaseQuantity = Annotated[int, Field(ge=0, description="Integer grams, millilitres or pieces.")]
Code = Annotated[str, Field(min_length=1, max_length=64, description="A code the network chose; never personal.")]
Version = Annotated[
    int, Field(ge=1, description="Rises with each state of the aggregate; an event applies only where it is higher.")
]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256, lower-case hex.")]


class Topic(StrEnum):
    """The topics, without the network's prefix. Twelve partitions each, kept for ever."""

    CENTRES = "centres"
    USERS = "users"
    CYCLES = "cycles"
    GROUP_ORDERS = "group-orders"
    SEALS = "seals"
    SETTLEMENTS = "settlements"
    DISTRIBUTIONS = "distributions"

    def of(self, network: str) -> str:
        """The topic's full name in one network, such as ``vrac.cycles``."""
        return f"{network}.{self.value}"


def named_once(what: str, names: Sequence[Hashable]) -> None:
    """Refuse a state that says something twice about one thing: which of both counts?

    Raises:
        ValueError: a name comes more than once.
    """
    if len(names) != len(set(names)):
        raise ValueError(f"each {what} must be named once")


class ContractModel(BaseModel):
    """A part of an event: strict, closed, immutable."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Event(ContractModel):
    """A fact in the past tense. Subclasses say on which topic and with which key it travels."""

    topic: ClassVar[Topic]
    schema_version: ClassVar[int] = 1

    version: Version

    @classmethod
    def type_name(cls) -> str:
        """The CloudEvents type, such as ``vrac.CycleOpened.v1``."""
        return f"vrac.{cls.fact()}.v{cls.schema_version}"

    @classmethod
    def fact(cls) -> str:
        """What it says, in whichever version: ``StockAdjusted`` of ``StockAdjustedV2``."""
        return cls.__name__.removesuffix(f"V{cls.schema_version}")

    @property
    @abstractmethod
    def key(self) -> str:
        """The Kafka key: one aggregate's events share it."""


class GroupOrderEvent(Event):
    """A fact about one group order or one household order in it."""

    group_order_id: UUID
    cycle: Code
    centre: Code

    @property
    def key(self) -> str:
        """Group order id: all of one group order stays in one partition."""
        return str(self.group_order_id)
