"""Dates with a time of day as requests and answers carry them: what the clock on the wall shows, no zone."""

from typing import Annotated

from pydantic import NaiveDatetime, WithJsonSchema

_DAY = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_TIME = r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?"

LocalTime = Annotated[
    NaiveDatetime,
    # "date-time" would be a moment: it is written with its zone (RFC 3339), which these refuse
    WithJsonSchema({"type": "string", "format": "date-time-local", "pattern": f"^{_DAY}T{_TIME}$"}),
]
