"""Fields that several bodies share."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Code = Annotated[
    str,
    Field(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f\x7f]+$", description="A code the network chose."),
]
Text = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
WholeNumber = Annotated[int, Field(strict=True)]
Cents = Annotated[int, Field(strict=True, description="Integer cents, VAT included.")]
Version = Annotated[int, Field(strict=True, ge=0, le=2**62)]


class Body(BaseModel):
    """A request body: what it does not know is refused."""

    model_config = ConfigDict(extra="forbid")


class WithdrawalBody(Body):
    """Why something that was booked for a household is taken back."""

    reason: Text = Field(
        min_length=3,
        description="In words; erased with what names the household.",
        examples=["5 kg, pas 50"],
    )
