"""What a request may ask of the database: moments and numbers that every time zone and column can hold."""

from datetime import MAXYEAR, MINYEAR, datetime
from typing import Annotated

from fastapi import Query
from pydantic import AfterValidator, AwareDatetime


def _in_every_zone(moment: datetime) -> datetime:
    """The first and the last hours of the calendar exist in some time zones only."""
    if not MINYEAR < moment.year < MAXYEAR:
        raise ValueError("the year is the first or the last of the calendar")
    return moment


Moment = Annotated[AwareDatetime, AfterValidator(_in_every_zone)]
"""A moment with its time zone."""

Before = Annotated[int | None, Query(ge=1, le=2**63 - 1)]
"""The number of a line, of which those before it are asked for."""
