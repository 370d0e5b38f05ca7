"""The devices of halls."""

from services.supply.storage.metadata import metadata
from shared.web.devices import devices_table

devices = devices_table(metadata)
