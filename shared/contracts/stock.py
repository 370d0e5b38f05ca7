"""supply → orders: what stock is worth beyond what settlements say of it. Key: product code."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, ClassVar, Self
from uuid import UUID

from pydantic import Field, model_validator

from shared.contracts.event import Cents, Code, ContractModel, Event, Topic, named_once


class StockCause(StrEnum):
    """Why a lot is worth more or less than settlements say."""

    ENTERED = "entered"
    """Entered or corrected by hand."""
    COUNTED = "counted"
    """What counts found beyond the books, or lacked."""
    EXPIRED = "expired"
    DAMAGED = "damaged"
    LOST = "lost"
    """Gone for another reason."""
    SETTLED = "settled"
    """A settlement used what was gone already, or could not take back what was used since: what it moved less what
    it says."""


class StockChange(ContractModel):
    """What a lot is worth more (positive) or less for one cause, since it was first entered."""

    cause: Annotated[StockCause, Field(strict=False)]
    value: Cents


class StockAdjusted(Event):
    """What a lot of stock, wherever it stands, is worth beyond what settlements said: all of it, by cause.

    Together with what every ``CycleSettled`` in force says to be kept, less what it says to be used, it is the value of
    the stock.
    """

    topic: ClassVar[Topic] = Topic.CYCLES

    product: Code
    lot: Code
    changes: Annotated[
        Sequence[StockChange], Field(description="By cause; a cause that comes to nothing may be absent.")
    ]

    @property
    def key(self) -> str:
        """Product code: all lots of a product stay in one partition."""
        return self.product

    @model_validator(mode="after")
    def _each_is_named_once(self) -> Self:
        named_once("cause", [change.cause for change in self.changes])
        return self


class StockAdjustedV2(StockAdjusted):
    """As version 1, of a lot of which something was sold at a centre where it stood."""

    schema_version: ClassVar[int] = 2

    sold: Annotated[Cents, Field(description="What sales at centres took of it: negative.")]


class StockChangeV3(StockChange):
    """As before, and who made the last change for this cause."""

    by: UUID | None = Field(
        description="The user, as orders knows them; of ``settled`` whoever published the run; null: it is not known."
    )


class StockAdjustedV3(StockAdjustedV2):
    """As version 2, of any lot, and who: each cause that ever changed it is there, also one that came to nothing."""

    schema_version: ClassVar[int] = 3

    changes: Annotated[Sequence[StockChangeV3], Field(description="By cause, each with who made its last change.")]
    sold: Annotated[Cents, Field(description="What sales at centres took of it: negative; zero: nothing.")]
    last_sale: UUID | None = Field(
        description="The sale that took of it last, or gave back: orders knows who made it; null: there was none."
    )
