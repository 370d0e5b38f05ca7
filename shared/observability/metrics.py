"""The metrics of every process, by prometheus-client's default registry.

Each room defines its own metrics next to what they measure; labels hold codes and names of
routes, topics and types, never anything about a person.
"""

from prometheus_client import CONTENT_TYPE_LATEST, Gauge, Histogram, generate_latest

HTTP_REQUESTS = Histogram(
    "vrac_http_request_seconds",
    "HTTP requests by method, route and status.",
    ["method", "route", "status"],
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)

CHORE_DONE = Gauge(
    "vrac_chore_done_timestamp_seconds",
    "When a chore of this process last succeeded, or the process began: what it measures is as old as that.",
    ["service", "chore"],
)


def exposition() -> tuple[bytes, str]:
    """What Prometheus scrapes: the text and its content type."""
    return generate_latest(), CONTENT_TYPE_LATEST
