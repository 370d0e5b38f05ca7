"""Taking back what was booked by mistake: a counter-entry, once; nothing that is booked changes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.domain.ledger import Entry, Transaction, TransactionKind, reversed_entries
from services.orders.storage import ledger
from services.orders.storage.ledger_tables import ledger_entries, ledger_reversals, ledger_transactions
from services.orders.storage.reason_rows import words
from shared.kernel.ids import uuid7

_reversal, _entry, _booked = ledger_reversals.c, ledger_entries.c, ledger_transactions.c
counter = ledger_transactions.alias("counter")
"""The counter-entry of a transaction, where both are read in one statement."""


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What is taken back, as what, when, by whom; a reason that stays in the books names nobody."""

    transaction_id: UUID
    kind: TransactionKind
    at: datetime
    by: UUID
    reason: str = ""


async def reversal_of(connection: AsyncConnection, transaction_id: UUID) -> Row[Any] | None:
    """When a transaction was taken back (``at``), and why as long as that is kept (``what``); none: it stands."""
    found = select(_booked.at, words(_booked)).join(ledger_reversals, _reversal.reversal_id == _booked.id)
    return (await connection.execute(found.where(_reversal.transaction_id == transaction_id))).one_or_none()


async def reverse(connection: AsyncConnection, taken: TakenBack) -> UUID:
    """Book the counter-entry on the till of what it takes back; the caller holds what keeps another from doing so."""
    found = (
        select(_booked.till, _entry.account, _entry.amount_cents)
        .join(ledger_entries, _entry.transaction_id == _booked.id)
        .where(_booked.id == taken.transaction_id)
        .order_by(_entry.position)
    )
    rows = (await connection.execute(found)).all()
    booked = Transaction(
        id=uuid7(),
        at=taken.at,
        kind=taken.kind,
        till=rows[0].till,
        entries=reversed_entries(Entry(row.account, row.amount_cents) for row in rows),
        what=taken.reason,
        by=taken.by,
    )
    await ledger.append(connection, [booked])
    row = {"transaction_id": taken.transaction_id, "reversal_id": booked.id}
    await connection.execute(insert(ledger_reversals), row)
    return booked.id
