"""The devices of order tables."""

from services.orders.storage.metadata import metadata
from shared.web.devices import devices_table

devices = devices_table(metadata)
