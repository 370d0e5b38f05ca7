"""Quantities as requests carry them: whole grams, millilitres or pieces."""

import re
from typing import Annotated

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

_FINER = re.compile(r"-?\d+\.\d*[1-9]\d*", re.ASCII)


def _whole(value: object) -> object:
    if not isinstance(value, int) and _FINER.fullmatch(str(value)):
        raise PydanticCustomError("quantity_too_fine", "finer than a base unit")
    return value


WholeQuantity = Annotated[int, BeforeValidator(_whole), Field(strict=True)]
