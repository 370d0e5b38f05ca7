"""Booking transactions into their tills' chains, inside the caller's transaction."""

from collections.abc import Iterator, Sequence

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.dialects.postgresql import ARRAY, BYTEA
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import BigInteger, DateTime, Integer, Text, Uuid

from services.orders.domain.ledger import TillHead, Transaction
from services.orders.storage.arrays import Columns, as_arrays, sent_rows
from services.orders.storage.ledger_tables import ledger_entries, ledger_transactions, tills

_TRANSACTION: Columns = {
    "id": Uuid(),
    "at": DateTime(timezone=True),
    "kind": Text(),
    "by": Uuid(),
    "what": Text(),
    "cycle": Text(),
    "order_id": Uuid(),
    "till": Text(),
    "till_sequence": BigInteger(),
    "previous_hash": BYTEA(),
    "hash": BYTEA(),
}
_ENTRY: Columns = {"transaction_id": Uuid(), "position": Integer(), "account": Text(), "amount_cents": BigInteger()}
_HEAD: Columns = {"code": Text(), "chain_head": BYTEA(), "sequence": BigInteger()}

_heads = sent_rows("head", _HEAD)
_lock_heads = (
    select(tills.c.code, tills.c.chain_head, tills.c.sequence)
    .where(tills.c.code == func.any(bindparam("codes", type_=ARRAY(Text))))
    .order_by(tills.c.code)
    .with_for_update(key_share=True)
)
_insert_transactions = insert(ledger_transactions).from_select(
    list(_TRANSACTION), sent_rows("booked", _TRANSACTION).select()
)
_insert_entries = insert(ledger_entries).from_select(list(_ENTRY), sent_rows("entry", _ENTRY).select())
_advance_heads = (
    tills.update()
    .where(tills.c.code == _heads.c.code)
    .values(chain_head=_heads.c.chain_head, sequence=_heads.c.sequence)
)


async def append(connection: AsyncConnection, transactions: Sequence[Transaction]) -> None:
    """Chain and store transactions in the given order.

    Locks their tills in code order until the caller's transaction ends; lock the households whose
    credit they change before, in id order.

    Raises:
        ValueError: a till is not known.
    """
    if not transactions:
        return
    heads = await _locked_heads(connection, sorted({booked.till for booked in transactions}))
    rows = list(_chained(transactions, heads))
    await connection.execute(_insert_transactions, as_arrays("booked", _TRANSACTION, rows))
    await connection.execute(_insert_entries, as_arrays("entry", _ENTRY, _entries(transactions)))
    advanced = [(code, head.hash, head.sequence) for code, head in heads.items()]
    await connection.execute(_advance_heads, as_arrays("head", _HEAD, advanced))


async def balance(connection: AsyncConnection, account: str) -> int:
    """What is on an account, in cents: debits are positive."""
    total = select(func.coalesce(func.sum(ledger_entries.c.amount_cents), 0))
    return int(await connection.scalar(total.where(ledger_entries.c.account == account)) or 0)


async def _locked_heads(connection: AsyncConnection, codes: list[str]) -> dict[str, TillHead]:
    rows = await connection.execute(_lock_heads, {"codes": codes})
    heads = {row.code: TillHead(row.chain_head, row.sequence) for row in rows}
    unknown = [code for code in codes if code not in heads]
    if unknown:
        raise ValueError(f"no till {', '.join(unknown)}: is the centre registered?")
    return heads


def _chained(transactions: Sequence[Transaction], heads: dict[str, TillHead]) -> Iterator[tuple[object, ...]]:
    """The transactions' rows; moves ``heads`` forward."""
    for booked in transactions:
        before = heads[booked.till]
        after = heads[booked.till] = before.after(booked)
        named = (booked.id, booked.at, booked.kind, booked.by, booked.what, booked.cycle, booked.order_id, booked.till)
        yield (*named, after.sequence, before.hash, after.hash)


def _entries(transactions: Sequence[Transaction]) -> Iterator[tuple[object, ...]]:
    for booked in transactions:
        for position, entry in enumerate(booked.entries, start=1):
            yield (booked.id, position, entry.account, entry.amount_cents)
