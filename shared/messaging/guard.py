"""The guard between Kafka and the handlers: nothing blocks, nothing vanishes.

A poll is decoded record by record and applied in one transaction, set by set. If that fails, its
messages are applied again one by one, a transaction each, so that only the poison is put aside.
"""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from time import monotonic, perf_counter, time_ns
from typing import Any

import structlog
from aiokafka import ConsumerRecord
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.contracts.event import Event
from shared.contracts.registry import BY_TYPE_NAME
from shared.database import is_transient, transaction
from shared.messaging import metrics
from shared.messaging.dead_letters import put_aside
from shared.messaging.decoding import Message, UndecodableError, decode
from shared.messaging.outbox import current_traceparent
from shared.messaging.poison import is_poison, refusal
from shared.messaging.subscription import Subscription
from shared.messaging.tracing import ids_of, trace_handled
from shared.messaging.waiting import wait_at_most

__all__ = ["Guard", "NotNowError", "Subscription"]

logger = logging.getLogger(__name__)

Rejected = tuple[ConsumerRecord, UndecodableError]
"""A record and why it goes to the dead letters."""

_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 0.05, 5.0


class NotNowError(Exception):
    """The database stayed away for as long as one poll may take, or until the stop: deliver the poll again later."""


class Guard:
    """Applies what one service hears.

    Args:
        engine: The service's database.
        service: ``orders`` or ``supply``, for metrics.
        subscriptions: In the order in which one poll applies them.
        patience_seconds: How long a transient failure is tried again in place; must stay well
            within the consumer's ``max_poll_interval``.
        stop: Once set, a transient failure is not tried again.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        service: str,
        subscriptions: Sequence[Subscription[Any]],
        *,
        patience_seconds: float = 60.0,
        stop: asyncio.Event | None = None,
    ) -> None:
        self._engine = engine
        self._service = service
        self._subscriptions = tuple(subscriptions)
        self._patience = patience_seconds
        self._stop = stop or asyncio.Event()

    async def handle(self, records: Sequence[ConsumerRecord]) -> None:
        """Apply one poll; when this returns every record is applied or put aside, and committed.

        Raises:
            NotNowError: transient failures outlasted the guard's patience or the stop; nothing was lost.
            Exception: unexpected; the process must end loudly, without committing offsets.
        """
        began, began_at = perf_counter(), time_ns()
        messages, rejected = self._decode(records)
        give_up_at = monotonic() + self._patience
        try:
            await self._patiently(messages, rejected, give_up_at)
        except Exception as error:
            if not is_poison(error):
                raise
            logger.warning("poll_applied_one_by_one", extra={"service": self._service, "error": type(error).__name__})
            await self._one_by_one(messages, rejected, give_up_at)
        took = perf_counter() - began
        for type_name in _types(messages):
            metrics.HANDLE_SECONDS.labels(self._service, type_name).observe(took)
        self._count(messages, rejected, began_at)

    async def apply_one(self, connection: AsyncConnection, record: ConsumerRecord) -> None:
        """Apply one record in the caller's transaction: how a dead letter is replayed.

        Raises:
            UndecodableError: it still is no event.
            Exception: what the handler raised.
        """
        await self._apply(connection, [decode(record, BY_TYPE_NAME)], [])

    def _decode(self, records: Iterable[ConsumerRecord]) -> tuple[list[Message], list[Rejected]]:
        messages: list[Message] = []
        rejected: list[Rejected] = []
        for record in records:
            try:
                messages.append(decode(record, BY_TYPE_NAME))
            except UndecodableError as error:
                rejected.append((record, error))
        return messages, rejected

    async def _apply(
        self, connection: AsyncConnection, messages: Sequence[Message], rejected: Sequence[Rejected]
    ) -> None:
        """All in the caller's transaction, subscription by subscription."""
        for record, error in rejected:
            await put_aside(connection, record, error.reason, error.type_name)
        # One message has one trace; a poll of many has none to carry on.
        token = current_traceparent.set(messages[0].traceparent if len(messages) == 1 else None)
        try:
            with structlog.contextvars.bound_contextvars(**ids_of(messages[0].record) if len(messages) == 1 else {}):
                for subscription in self._subscriptions:
                    events: list[Event] = [m.event for m in messages if isinstance(m.event, subscription.types)]
                    if events:
                        await subscription.apply(connection, events)
        finally:
            current_traceparent.reset(token)

    async def _one_by_one(self, messages: Sequence[Message], rejected: list[Rejected], give_up_at: float) -> None:
        """Each message in a transaction of its own; the poison is added to ``rejected``."""
        await self._patiently([], list(rejected), give_up_at)
        for message in messages:
            try:
                await self._patiently([message], [], give_up_at)
            except Exception as error:
                if not is_poison(error):
                    raise
                poison = (message.record, refusal(error, message.event.type_name()))
                await self._patiently([], [poison], give_up_at)
                rejected.append(poison)

    async def _patiently(self, messages: Sequence[Message], rejected: Sequence[Rejected], give_up_at: float) -> None:
        """Apply in one transaction, again after each transient error until ``give_up_at`` or the stop."""
        pause = _FIRST_PAUSE_SECONDS
        while True:
            try:
                async with transaction(self._engine) as connection:
                    await self._apply(connection, messages, rejected)
            except Exception as error:
                for type_name in _types(messages):
                    metrics.HANDLE_FAILURES.labels(self._service, type_name, _kind(error)).inc()
                if not is_transient(error):
                    raise
                logger.warning("handling_retried", extra={"service": self._service, "error": type(error).__name__})
                await wait_at_most(self._stop, pause)
                if self._stop.is_set() or monotonic() > give_up_at:
                    raise NotNowError("the database did not take a poll: it comes again") from error
            else:
                return
            pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)

    def _count(self, messages: Sequence[Message], rejected: Sequence[Rejected], began_at: int) -> None:
        for record, error in rejected:
            known = error.type_name if error.type_name in BY_TYPE_NAME else metrics.UNKNOWN
            metrics.DEAD_LETTERS.labels(self._service, known, error.kind).inc()
            logger.error(
                "dead_letter",
                extra={
                    "service": self._service,
                    "topic": record.topic,
                    "partition": record.partition,
                    "offset": record.offset,
                    "kind": error.kind,
                    **ids_of(record),
                },
            )
        poison = {(record.topic, record.partition, record.offset) for record, _ in rejected}
        for message in messages:
            record = message.record
            if (record.topic, record.partition, record.offset) not in poison:
                metrics.HANDLED.labels(self._service, message.event.type_name()).inc()
                trace_handled(message, began_at)


def _types(messages: Sequence[Message]) -> set[str]:
    return {message.event.type_name() for message in messages} or {metrics.UNKNOWN}


def _kind(error: Exception) -> str:
    if is_transient(error):
        return "transient"
    return "refused" if is_poison(error) else "unexpected"
