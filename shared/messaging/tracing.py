"""Which event and which trace a record belongs to: in logs, and as a span where traces are exported."""

from aiokafka import ConsumerRecord
from opentelemetry import trace
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from shared.messaging.decoding import Message

_SAMPLED = 0x01
_TRACE_ID = slice(3, 35)

_tracer = trace.get_tracer(__name__)
_propagator = TraceContextTextMapPropagator()


def trace_handled(message: Message, began_at: int) -> None:
    """Export one span, from the beginning of its poll (nanoseconds since 1970) to now.

    Only of a trace that is exported already: nothing else is worth its time among thousands a second.
    """
    traceparent = message.traceparent
    if not traceparent or not _is_sampled(traceparent):
        return
    span = _tracer.start_span(
        f"handle {message.event.type_name()}",
        context=_propagator.extract({"traceparent": traceparent}),
        kind=trace.SpanKind.CONSUMER,
        attributes={"messaging.system": "kafka", "messaging.destination.name": message.record.topic},
        start_time=began_at,
    )
    span.end()


def ids_of(record: ConsumerRecord) -> dict[str, str]:
    """The ids that a log line about this record carries, as far as its headers can be read."""
    headers = {name: value for name, value in record.headers if value is not None}
    ids = {"event_id": headers.get("ce_id", b""), "trace_id": headers.get("traceparent", b"")[_TRACE_ID]}
    return {name: value.decode(errors="replace") for name, value in ids.items() if value}


def _is_sampled(traceparent: str) -> bool:
    try:
        return bool(int(traceparent[-2:], 16) & _SAMPLED)
    except ValueError:  # whoever wrote the message wrote something else
        return False
