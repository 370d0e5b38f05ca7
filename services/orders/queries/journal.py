"""The journal of a period: every entry with its transaction, in the order they were booked."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.storage.access_tables import users
from services.orders.storage.ledger_tables import ledger_entries, ledger_transactions
from services.orders.storage.reason_rows import words

_entry, _booked = ledger_entries.c, ledger_transactions.c


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One entry: positive debits the account, negative credits it.

    ``number`` counts the transactions of its till from 1 and leaves none out, as the FEC asks of each journal; the
    ledger's own sequence has gaps, for PostgreSQL takes back no number of what was not booked after all.
    """

    number: int
    transaction: UUID
    at: datetime
    kind: str
    what: str
    by_name: str | None
    till: str
    cycle: str | None
    order_id: UUID | None
    account: str
    amount_cents: int


async def journal(engine: AsyncEngine, begins: datetime, ends: datetime) -> AsyncIterator[JournalLine]:
    """Every entry booked from ``begins`` on and before ``ends``, read as it is asked for."""
    columns = (_booked.till_sequence, _booked.id, _booked.at, _booked.kind, words(_booked), users.c.name)
    found = (
        select(*columns, _booked.till, _booked.cycle, _booked.order_id, _entry.account, _entry.amount_cents)
        .join(ledger_entries, _entry.transaction_id == _booked.id)
        .outerjoin(users, users.c.id == _booked.by)
        .where(_booked.at >= begins, _booked.at < ends)
        .order_by(_booked.sequence, _entry.position)
    )
    async with engine.connect() as connection, connection.stream(found) as rows:
        async for row in rows:
            yield JournalLine(*row)
