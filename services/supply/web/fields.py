"""The kinds of values that requests carry, with the bounds that the database can hold."""

from decimal import Decimal
from typing import Annotated

from fastapi import Path, Response, status
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from shared.web.paging import PRINTABLE
from shared.web.quantities import WholeQuantity

MOST = 10**12

Code = Annotated[str, Field(min_length=1, max_length=64, pattern=PRINTABLE)]
CodePath = Annotated[str, Path(min_length=1, max_length=64, pattern=PRINTABLE)]
Name = Annotated[str, Field(min_length=1, max_length=200, pattern=PRINTABLE)]
ShortText = Annotated[str, Field(max_length=200, pattern=PRINTABLE)]
Reason = Annotated[str, Field(min_length=3, max_length=500, pattern=PRINTABLE)]
Cents = Annotated[int, Field(strict=True, ge=0, le=MOST)]
BaseQuantity = Annotated[WholeQuantity, Field(ge=0, le=MOST, description="Grams, millilitres or pieces.")]
SomeQuantity = Annotated[WholeQuantity, Field(gt=0, le=MOST, description="Grams, millilitres or pieces.")]
SomeCases = Annotated[int, Field(strict=True, gt=0, le=1_000_000)]
Days = Annotated[int, Field(strict=True, ge=0, le=36_500)]
BasisPoints = Annotated[
    int, Field(strict=True, ge=0, le=1_000_000, description="Hundredths of a percent: 550 is 5.5 %.")
]
Flag = Annotated[bool, Field(strict=True)]


def _only_text(value: object) -> object:
    """A JSON number is a float to many readers: figures near money are written as text."""
    if not isinstance(value, (str, Decimal)):
        raise PydanticCustomError("decimal_text", "a decimal number is written as text")
    return value


DecimalText = Annotated[
    Decimal,
    BeforeValidator(_only_text),
    Field(ge=0, le=1_000_000, decimal_places=4),
    WithJsonSchema({"type": "string", "pattern": r"^\d+(\.\d{1,4})?$", "examples": ["1.05"]}),
]


class Body(BaseModel):
    """A request body: what it does not know, it refuses."""

    model_config = ConfigDict(extra="forbid")


def put_status(response: Response, *, created: bool) -> None:
    """Answer 201 for what is new, 200 for what was there."""
    response.status_code = status.HTTP_201_CREATED if created else status.HTTP_200_OK
