"""Applying facts that may come twice, late, or before the one they build on: the newer version wins."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Column, Row, func
from sqlalchemy.dialects.postgresql import Insert, insert

from services.orders.storage.arrays import Columns, sent_rows
from shared.contracts.event import Event
from shared.kernel.clock import next_version

E = TypeVar("E", bound=Event)
K = TypeVar("K")

AnyRow = Row[*tuple[Any, ...]]
"""A row whose columns are named by the statement that made it."""


def newest(events: Iterable[E], aggregate: Callable[[E], K]) -> list[E]:
    """The highest version of each aggregate among ``events``, in the order of the aggregates' ids.

    Rows locked in one order by every process never deadlock.
    """
    found: dict[K, E] = {}
    for event in events:
        seen = found.get(aggregate(event))
        if seen is None or seen.version < event.version:
            found[aggregate(event)] = event
    return [found[key] for key in sorted(found)]  # type: ignore[type-var]  # ids are strings, UUIDs or pairs of them


def typed(columns: Iterable[Column[Any]]) -> Columns:
    """The names and types of these columns, to send rows of them (``storage.arrays``)."""
    return {column.name: column.type for column in columns}


def upsert_newer(columns: Sequence[Column[Any]], version: Column[Any]) -> Insert:
    """Insert rows of these columns, sent as ``new``, or overwrite those whose ``version`` is lower or not there."""
    table = version.table
    keys = {column.name for column in table.primary_key}
    names = [column.name for column in columns]
    statement = insert(table).from_select(names, sent_rows("new", typed(columns)).select())
    changed = {name: statement.excluded[name] for name in names if name not in keys}
    newer = func.coalesce(version, 0) < statement.excluded[version.name]
    return statement.on_conflict_do_update(index_elements=sorted(keys), set_=changed, where=newer)


def least_version(now: datetime) -> int:
    """What a version made now is at least: in SQL ``greatest(version + 1, least_version)`` is the next one."""
    return next_version(0, now)
