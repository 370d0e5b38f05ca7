"""What may be told of waiting dead letters to people who never see a payload: type, key, since when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import MetaData, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.contracts.event import Event
from shared.contracts.registry import BY_TYPE_NAME
from shared.messaging.dead_letters import dead_letters_table

_letters = dead_letters_table(MetaData()).c


@dataclass(frozen=True, slots=True)
class WaitingLetter:
    """A dead letter that waits. ``event`` is none where nobody knows what it is; ``key`` is whatever came with it."""

    number: int
    event: type[Event] | None
    key: str
    since: datetime


async def waiting_letters(connection: AsyncConnection, after: int, limit: int) -> Sequence[WaitingLetter]:
    """Dead letters neither replayed nor discarded, oldest first; values and headers are not read."""
    found = select(_letters.id, _letters.type, _letters.key, _letters.failed_at).order_by(_letters.id).limit(limit)
    rows = await connection.execute(found.where(_letters.resolution.is_(None), _letters.id > after))
    return [
        WaitingLetter(
            row.id, BY_TYPE_NAME.get(row.type or ""), (row.key or b"").decode(errors="replace"), row.failed_at
        )
        for row in rows
    ]
