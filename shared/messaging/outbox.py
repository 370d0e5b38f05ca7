"""The outbox: events stored in the transaction that made them true, published later by the relay.

Business rows and outbox rows commit together or not at all (docs/promises.md, promise 5). A row's
``id`` is its CloudEvents id, ``sequence`` the order in which the relay publishes, ``topic`` the
topic without the network's prefix, ``headers`` what else travels (trace context).
"""

from collections.abc import Sequence
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, DateTime, Identity, Index, LargeBinary, MetaData, Table, Text, func, insert
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import UUID as PG_UUID
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.contracts.event import Event
from shared.kernel.ids import uuid7

current_traceparent: ContextVar[str | None] = ContextVar("current_traceparent", default=None)
"""The W3C trace context of the request or event being handled; appended events carry it on."""


def outbox_table(metadata: MetaData) -> Table:
    """The outbox of one service's database."""
    table = Table(
        "outbox",
        metadata,
        Column("sequence", BigInteger, Identity(always=True), primary_key=True),
        Column("id", PG_UUID(as_uuid=True), nullable=False),
        Column("topic", Text, nullable=False),
        Column("key", Text, nullable=False),
        Column("type", Text, nullable=False),
        Column("headers", JSONB, nullable=False),
        Column("payload", LargeBinary, nullable=False),
        Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
        Column("published_at", DateTime(timezone=True)),
    )
    Index("ix_outbox_unpublished", table.c.sequence, postgresql_where=table.c.published_at.is_(None))
    Index("ix_outbox_published", table.c.published_at, postgresql_where=table.c.published_at.is_not(None))
    return table


_outbox = outbox_table(MetaData())


def outbox_row(event: Event) -> dict[str, Any]:
    """The columns of one event's row: for writes that store it in their own statement.

    Each call makes a new ``id``: publishing the same state again is appending it again.
    """
    traceparent = current_traceparent.get()
    return {
        "id": uuid7(),
        "topic": event.topic.value,
        "key": event.key,
        "type": event.type_name(),
        "headers": {"traceparent": traceparent} if traceparent else {},
        "payload": event.model_dump_json().encode(),
    }


async def append(connection: AsyncConnection, events: Sequence[Event]) -> list[UUID]:
    """Store events in the caller's transaction, in the given order; returns their ids."""
    if not events:
        return []
    rows = [outbox_row(event) for event in events]
    await connection.execute(insert(_outbox), rows)
    return [row["id"] for row in rows]
