"""What operations watch of devices, by centre and never by device: a centre has its figures whatever is known of it."""

from collections.abc import Mapping
from datetime import datetime

from prometheus_client import Gauge
from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.web.devices import SILENT_AFTER

_LABELS = ["service", "centre"]
KNOWN = Gauge("vrac_devices_known", "Devices heard of since the cycle that is worked on at a centre began.", _LABELS)
SILENT = Gauge("vrac_devices_silent", "Those of them that were not heard of for longer than they may be.", _LABELS)
CONTACT = Gauge(
    "vrac_devices_oldest_contact_seconds", "How long ago the most silent of them was heard of; 0: none.", _LABELS
)
WAITING = Gauge(
    "vrac_devices_oldest_waiting_seconds",
    "How long the oldest waits that a device of a centre said it has not sent, or that was refused; 0: nothing waits.",
    _LABELS,
)
_ALL = (KNOWN, SILENT, CONTACT, WAITING)


async def sample_devices(
    connection: AsyncConnection, service: str, devices: Table, begun: Mapping[str, datetime | None], now: datetime
) -> None:
    """Read the gauges.

    Args:
        connection: To the service's database.
        service: Its name.
        devices: Its table of devices.
        begun: Each centre, and the moment since which its devices are wanted; None: nothing is worked on there.
        now: What time it is.
    """
    c = devices.c
    found = (await connection.execute(select(c.centre, c.seen_at, c.waiting_since))).all()
    for gauge in _ALL:
        gauge.clear()
    for centre, since in begun.items():
        here = [row for row in found if row.centre == centre]
        wanted = [now - row.seen_at for row in here if since is not None and row.seen_at >= since]
        waiting = [now - row.waiting_since for row in here if row.waiting_since is not None]
        KNOWN.labels(service, centre).set(len(wanted))
        SILENT.labels(service, centre).set(sum(silence > SILENT_AFTER for silence in wanted))
        for gauge, ages in ((CONTACT, wanted), (WAITING, waiting)):
            gauge.labels(service, centre).set(max((age.total_seconds() for age in ages), default=0))
