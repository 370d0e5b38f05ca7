"""Applying facts that may come twice, late, or before the one they build on: the newer version wins."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import asyncpg
from sqlalchemy import ARRAY, Column, Table, bindparam, func, literal_column, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import ReturningInsert

from shared.contracts.event import Event

E = TypeVar("E", bound=Event)
K = TypeVar("K")


def newest(events: Iterable[E], aggregate: Callable[[E], K]) -> list[E]:
    """The highest version of each aggregate among ``events``, in the order of the aggregates' ids.

    Rows locked in one order by every process never deadlock.
    """
    found: dict[K, E] = {}
    for event in events:
        seen = found.get(aggregate(event))
        if seen is None or seen.version < event.version:
            found[aggregate(event)] = event
    return [found[key] for key in sorted(found)]  # type: ignore[type-var]  # ids are strings or UUIDs


def arrays(table: Table, rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """The parameters of ``insert_rows`` and ``upsert_newer``: one array a column that is given, named as it."""
    return {column.name: [row[column.name] for row in rows] for column in _given(table)}


def insert_rows(table: Table) -> Any:  # noqa: ANN401 - SQLAlchemy's Insert is not generic enough to say more
    """``INSERT … SELECT unnest(arrays)``: compiled once, whatever the number of rows."""
    names = [column.name for column in _given(table)]
    source = func.unnest(*(_array(column) for column in _given(table))).table_valued(*names).render_derived()
    return insert(table).from_select(names, select(*source.columns))


def upsert_newer(table: Table) -> ReturningInsert[Any]:
    """Insert rows, or overwrite those whose ``version`` is lower; returns the keys that took effect.

    What the database fills in by itself, such as when a row was written, it fills in anew.

    The result's columns are the table's one key, then ``inserted``: whether the row is new.
    """
    statement = insert_rows(table)
    (key,) = table.primary_key.columns
    changed = {column.name: statement.excluded[column.name] for column in table.columns if column is not key}
    newer = table.c.version < statement.excluded.version
    upsert = statement.on_conflict_do_update(index_elements=[key], set_=changed, where=newer)
    # A row version that PostgreSQL just inserted was never locked or replaced: its xmax is 0.
    result: ReturningInsert[Any] = upsert.returning(key, literal_column("xmax = 0").label("inserted"))
    return result


async def copy_rows(connection: AsyncConnection, table: Table, rows: Iterable[tuple[Any, ...]]) -> None:
    """Add rows by COPY, the fastest way in: each row in the order of the table's columns, none there yet.

    The transaction must have begun: call it after a statement.

    Raises:
        DBAPIError: a value that its column can't hold.
    """
    raw = await connection.get_raw_connection()
    driver: Any = raw.driver_connection
    columns = [column.name for column in table.columns]
    try:
        await driver.copy_records_to_table(table.name, records=rows, columns=columns)
    except asyncpg.PostgresError as error:  # as SQLAlchemy would have wrapped it
        raise DBAPIError(f"COPY {table.name}", None, error) from error
    except OverflowError as error:  # as PostgreSQL would have said, had it been sent
        too_large = asyncpg.NumericValueOutOfRangeError(f"a figure is too large for a column of {table.name}")
        raise DBAPIError(f"COPY {table.name}", None, too_large) from error


def _given(table: Table) -> list[Column[Any]]:
    """The columns that a row comes with."""
    return [column for column in table.columns if column.server_default is None]


def _array(column: Column[Any]) -> Any:  # noqa: ANN401 - a bind parameter of whatever the column holds
    return bindparam(column.name, type_=ARRAY(column.type))


async def put_all(connection: AsyncConnection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write some rows whole, each over the one with its key if there is one."""
    keys = list(table.primary_key.columns)
    statement = insert(table)
    changed = {name: statement.excluded[name] for name in rows[0] if table.c[name] not in keys}
    await connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=changed), rows)


async def put(connection: AsyncConnection, table: Table, row: Mapping[str, Any]) -> bool:
    """Write one row whole, over the one with its key if there is one; whether it is new."""
    keys = list(table.primary_key.columns)
    statement = insert(table).values(row)
    changed = {name: value for name, value in row.items() if table.c[name] not in keys}
    upsert = statement.on_conflict_do_update(index_elements=keys, set_=changed)
    return bool(await connection.scalar(upsert.returning(literal_column("xmax = 0"))))
