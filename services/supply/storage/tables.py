"""Every module that declares tables: importing this one makes the metadata whole."""

from services.supply.storage import (
    access_tables,
    buying_tables,
    catalogue_tables,
    cycle_tables,
    demand_tables,
    device_tables,
    distribution_tables,
    incident_tables,
    invoice_tables,
    messaging_tables,
    price_list_tables,
    receiving_tables,
    reference_price_tables,
    roster_tables,
    settlement_tables,
    solidarity_tables,
    stock_tables,
)
from services.supply.storage.metadata import metadata

__all__ = [
    "access_tables",
    "buying_tables",
    "catalogue_tables",
    "cycle_tables",
    "demand_tables",
    "device_tables",
    "distribution_tables",
    "incident_tables",
    "invoice_tables",
    "messaging_tables",
    "metadata",
    "price_list_tables",
    "receiving_tables",
    "reference_price_tables",
    "roster_tables",
    "settlement_tables",
    "solidarity_tables",
    "stock_tables",
]
