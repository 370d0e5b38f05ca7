"""What operations watch of messaging: what waits, how long things take, what failed."""

from prometheus_client import Counter, Gauge, Histogram

UNKNOWN = "unknown"
"""The type of what is no event of ours: what a message claims to be may be anything."""

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30)

OUTBOX_ROWS = Gauge("vrac_outbox_rows", "Outbox rows not yet published.", ["service"])
OUTBOX_AGE = Gauge("vrac_outbox_age_seconds", "Age of the oldest outbox row not yet published.", ["service"])
RELAY_ACTIVE = Gauge("vrac_relay_active", "1 where this process is the service's active relay.", ["service"])
PUBLISHED = Counter("vrac_published_total", "Events acknowledged by the broker.", ["service", "type"])
PUBLISH_SECONDS = Histogram(
    "vrac_publish_seconds",
    "From sending a batch of events to the broker's last answer, once for each type in it.",
    ["service", "type"],
    buckets=_SECONDS,
)
PUBLISH_FAILURES = Counter(
    "vrac_publish_failures_total", "Events the broker did not take.", ["service", "type", "error"]
)

HANDLED = Counter("vrac_handled_total", "Events applied.", ["service", "type"])
HANDLE_SECONDS = Histogram(
    "vrac_handle_seconds",
    "Applying a poll of events, from decoding to commit, once for each type in it.",
    ["service", "type"],
    buckets=_SECONDS,
)
HANDLE_FAILURES = Counter(
    "vrac_handle_failures_total",
    "Attempts to apply events that failed, by kind, once for each type in them.",
    ["service", "type", "kind"],
)
CONSUMER_PARTITIONS = Gauge("vrac_consumer_partitions", "Partitions this process listens to.", ["service"])
CONSUMER_LAG = Gauge("vrac_consumer_lag_records", "Records on the assigned partitions not yet applied.", ["service"])
CONSUMER_LAG_SECONDS = Gauge(
    "vrac_consumer_lag_seconds",
    "Age of the oldest record on the assigned partitions not yet applied, else 0.",
    ["service"],
)
DEAD_LETTERS = Counter("vrac_dead_letters_total", "Messages put aside, by kind of reason.", ["service", "type", "kind"])
DEAD_LETTERS_WAITING = Gauge("vrac_dead_letters_waiting", "Dead letters neither replayed nor discarded.", ["service"])
