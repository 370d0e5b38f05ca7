"""The span of an event that was handled, in the trace of the request that made it."""

from opentelemetry import trace
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from shared.messaging.decoding import Message

_SAMPLED = 0x01

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


def _is_sampled(traceparent: str) -> bool:
    try:
        return bool(int(traceparent[-2:], 16) & _SAMPLED)
    except ValueError:  # whoever wrote the message wrote something else
        return False
