"""Every table of this service, imported, so that the metadata is whole."""

from services.orders.storage import (
    access_tables,
    bank_tables,
    cash_transfer_tables,
    centre_tables,
    credit_move_tables,
    cycle_tables,
    household_tables,
    ledger_tables,
    membership_tables,
    messaging_tables,
    order_tables,
    owing_tables,
    payment_tables,
    refund_tables,
    settlement_tables,
    supplier_payment_tables,
    till_tables,
)
from services.orders.storage.metadata import metadata

__all__ = [
    "access_tables",
    "bank_tables",
    "cash_transfer_tables",
    "centre_tables",
    "credit_move_tables",
    "cycle_tables",
    "household_tables",
    "ledger_tables",
    "membership_tables",
    "messaging_tables",
    "metadata",
    "order_tables",
    "owing_tables",
    "payment_tables",
    "refund_tables",
    "settlement_tables",
    "supplier_payment_tables",
    "till_tables",
]
