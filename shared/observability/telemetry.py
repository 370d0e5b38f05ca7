"""OpenTelemetry, only where a setting asks for it: traces by OTLP over HTTP (OTEL_* variables say where)."""

from collections.abc import Callable
from importlib.util import find_spec

from shared.settings import SettingsError

_NOT_INSTALLED = (
    "VRAC_TELEMETRY is on but OpenTelemetry's exporter is not installed: "
    "install vrac[telemetry], or set VRAC_TELEMETRY=off."
)


def start_telemetry(service: str) -> Callable[[], None]:
    """Export the spans of requests and of handled events; returns what flushes and ends it.

    Raises:
        SettingsError: the packages of the extra ``vrac[telemetry]`` are not installed.
    """
    if not (find_spec("opentelemetry.sdk") and find_spec("opentelemetry.exporter")):
        raise SettingsError([_NOT_INSTALLED])
    return _start(service)


def _start(service: str) -> Callable[[], None]:
    from opentelemetry import trace  # noqa: PLC0415 - the extra may not be installed
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415 - the same
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415 - the same
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415 - the same
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415 - the same

    provider = TracerProvider(resource=Resource.create({"service.name": f"vrac-{service}"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
    stop: Callable[[], None] = provider.shutdown
    return stop
