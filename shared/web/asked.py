"""What a request may ask of the database: moments and numbers that every time zone and column can hold; changes."""

from datetime import MAXYEAR, MINYEAR, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from pydantic import AfterValidator, AwareDatetime

from shared.database.audit_trail import AuditAsked
from shared.kernel.refusal import Refused
from shared.web.paging import PRINTABLE, Paging


def _in_every_zone(moment: datetime) -> datetime:
    """The first and the last hours of the calendar exist in some time zones only."""
    if not MINYEAR < moment.year < MAXYEAR:
        raise ValueError("the year is the first or the last of the calendar")
    return moment


Moment = Annotated[AwareDatetime, AfterValidator(_in_every_zone)]
"""A moment with its time zone."""

Before = Annotated[int | None, Query(ge=1, le=2**63 - 1)]
"""The number of a line, of which those before it are asked for."""


async def _audit_asked(
    paging: Paging,
    begins: Annotated[Moment | None, Query(description="From this moment on.")] = None,
    ends: Annotated[Moment | None, Query(description="Before this moment.")] = None,
    by: Annotated[UUID | None, Query(description="What this user did.")] = None,
    about: Annotated[
        str | None,
        Query(
            max_length=200,
            pattern=PRINTABLE,
            description="What was done to this: an id or a code; of an offer `supplier/product`.",
        ),
    ] = None,
) -> AuditAsked:
    return AuditAsked(begins, ends, by, about, below=line_after(paging.after), limit=paging.limit)


def line_after(after: str | None) -> int | None:
    """The number of the line after which a page begins, where the newest come first.

    Raises:
        Refused: ``page_unknown``.
    """
    if after is None:
        return None
    if not (after.isascii() and after.isdecimal() and len(after) < 19):
        raise Refused("page_unknown", after=after)
    return int(after)


ChangesAsked = Annotated[AuditAsked, Depends(_audit_asked)]
"""Which changes of an audit trail; their kinds are each service's own."""
