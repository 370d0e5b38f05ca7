"""Reading the ledger: balances, entries, and whether each till's chain is whole."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, Row, Select, cast, func, null, select, true, tuple_
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.orders.domain.ledger import Entry, TillHead, Transaction, TransactionKind
from services.orders.storage.access_tables import users
from services.orders.storage.ledger_tables import ledger_entries, ledger_transactions, tills
from services.orders.storage.reason_rows import words
from services.orders.storage.till_session_rows import since

_entry, _booked = ledger_entries.c, ledger_transactions.c


@dataclass(frozen=True, slots=True)
class AccountBalance:
    """What an account stands at: debits less credits, in cents."""

    account: str
    balance_cents: int


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One entry with its transaction: ``sequence`` and ``position`` place it in the ledger.

    ``by`` is the user who booked it, here or by what they did in supply, ``by_name`` their name; none: not known.
    ``balance_cents`` is what the account stood at after it, where one account is asked for.
    """

    sequence: int
    position: int
    transaction: UUID
    at: datetime
    kind: str
    what: str
    by: UUID | None
    by_name: str | None
    till: str
    cycle: str | None
    order_id: UUID | None
    account: str
    amount_cents: int
    balance_cents: int | None


@dataclass(frozen=True, slots=True)
class LinesWanted:
    """Which entries are asked for: of one account, of one cycle, after a place."""

    account: str | None = None
    cycle: str | None = None
    after: tuple[int, int] = (0, 0)
    limit: int = 100


async def trial_balance(
    engine: AsyncEngine, after: str | None = None, limit: int | None = None, until: datetime | None = None
) -> list[AccountBalance]:
    """Every account that is not at zero, now or as it was at a moment, by name; together they are always zero."""
    total = func.sum(_entry.amount_cents)
    found = select(_entry.account, total).group_by(_entry.account).having(total != 0).order_by(_entry.account)
    if after is not None:
        found = found.where(_entry.account > after)
    if until is not None:
        found = found.join(ledger_transactions, _booked.id == _entry.transaction_id).where(_booked.at <= until)
    async with engine.connect() as connection:
        rows = await connection.execute(found if limit is None else found.limit(limit + 1))
        return [AccountBalance(account, int(cents)) for account, cents in rows]


async def ledger_lines(engine: AsyncEngine, wanted: LinesWanted) -> list[LedgerLine]:
    """Entries in the order they were booked, one more than the limit."""
    async with engine.connect() as connection:
        return [LedgerLine(*row) for row in await connection.execute(_lines(wanted))]


def _lines(wanted: LinesWanted) -> Select[Any]:
    lines = _balanced(wanted.account).subquery()
    found = select(lines).where(tuple_(lines.c.sequence, lines.c.position) > wanted.after)
    if wanted.cycle is not None:
        found = found.where(lines.c.cycle == wanted.cycle)
    return found.order_by(lines.c.sequence, lines.c.position).limit(wanted.limit + 1)


def _balanced(account: str | None) -> Select[Any]:
    """All entries; those of one account each with its balance after it."""
    booked = (_booked.sequence, _entry.position, _booked.id, _booked.at, _booked.kind, words(_booked))
    about = (_booked.by, users.c.name, _booked.till, _booked.cycle, _booked.order_id)
    balance = func.sum(_entry.amount_cents).over(order_by=(_booked.sequence, _entry.position))
    shown = cast(balance if account is not None else null(), BigInteger).label("balance_cents")
    found = (
        select(*booked, *about, _entry.account, _entry.amount_cents, shown)
        .join(ledger_entries, _entry.transaction_id == _booked.id)
        .outerjoin(users, users.c.id == _booked.by)
    )
    return found if account is None else found.where(_entry.account == account)


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """The first place where a till's chain is not what its transactions hash to.

    ``transaction`` is the stored one at that place; ``None`` where transactions are missing at the chain's end.
    """

    till: str
    till_sequence: int
    transaction: UUID | None


async def broken_links(connection: AsyncConnection) -> list[BrokenLink]:
    """Per till whose stored chain was rewritten, reordered or cut, where that begins."""
    heads = {row.code: TillHead(row.chain_head, row.sequence) for row in await connection.execute(select(tills))}
    computed = dict.fromkeys(heads, TillHead())
    broken: dict[str, BrokenLink] = {}
    async for row in _chained(connection, true()):
        before = computed[row.till]
        computed[row.till] = after = _after(before, row)
        if not _links(row, before, after):
            broken.setdefault(row.till, BrokenLink(row.till, before.sequence + 1, row.id))
    for till, head in heads.items():
        if computed[till] != head:
            broken.setdefault(till, BrokenLink(till, computed[till].sequence + 1, None))
    return [broken[till] for till in sorted(broken)]


async def leads(connection: AsyncConnection, till: str, begins: TillHead, ends: TillHead) -> bool:
    """Whether what is booked between two places of a till's chain leads from the one to the other."""
    head, whole = begins, True
    async for row in _chained(connection, since(till, begins.sequence, ends.sequence)):
        before, head = head, _after(head, row)
        whole = whole and _links(row, before, head)
    return whole and head == ends


def _after(head: TillHead, row: Row[Any]) -> TillHead:
    return head.after(_transaction(row)) if row.balance == 0 else head


def _links(row: Row[Any], before: TillHead, after: TillHead) -> bool:
    return bool((row.previous_hash, row.hash, row.till_sequence) == (before.hash, after.hash, after.sequence))


async def count_booked(connection: AsyncConnection) -> tuple[int, int]:
    """How many transactions on how many tills."""
    counted = select(func.count(), func.count(func.distinct(_booked.till))).select_from(ledger_transactions)
    transactions, on_tills = (await connection.execute(counted)).one()
    return transactions, on_tills


async def _chained(connection: AsyncConnection, which: ColumnElement[bool]) -> AsyncIterator[Row[Any]]:
    pair = func.jsonb_build_array(_entry.account, _entry.amount_cents)
    entries = func.jsonb_agg(aggregate_order_by(pair, _entry.position)).label("entries")
    found = (
        select(ledger_transactions, entries, func.sum(_entry.amount_cents).label("balance"))
        .join(ledger_entries, _entry.transaction_id == _booked.id)
        .where(which)
        .group_by(_booked.id)
        .order_by(_booked.till, _booked.till_sequence)
    )
    async with connection.stream(found) as rows:
        async for row in rows:
            yield row


def _transaction(row: Row[Any]) -> Transaction:
    return Transaction(
        id=row.id,
        at=row.at,
        kind=TransactionKind(row.kind),
        till=row.till,
        entries=tuple(Entry(account, cents) for account, cents in row.entries),
        by=row.by,
        cycle=row.cycle,
        order_id=row.order_id,
        what=row.what,
    )
