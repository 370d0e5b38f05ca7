"""Stock beyond settlements: what counts, losses and corrections of it are in the ledger (docs/ledger.md)."""

from dataclasses import dataclass
from types import MappingProxyType

from services.orders.domain.ledger import STOCK, Entry, TransactionKind


@dataclass(frozen=True, slots=True)
class StockBooking:
    """Where a change of stock is booked against, and as what."""

    kind: TransactionKind
    account: str


DIFFERENCES, LOSSES, SOLD = "stock:differences", "stock:losses", "sold"
BOOKINGS = MappingProxyType(
    {
        "entered": StockBooking(TransactionKind.STOCK_ENTERED, "stock:entered"),
        "counted": StockBooking(TransactionKind.STOCK_COUNTED, DIFFERENCES),
        "expired": StockBooking(TransactionKind.STOCK_EXPIRED, LOSSES),
        "damaged": StockBooking(TransactionKind.STOCK_DAMAGED, LOSSES),
        "lost": StockBooking(TransactionKind.STOCK_LOST, LOSSES),
        SOLD: StockBooking(TransactionKind.STOCK_SOLD, "stock:sold"),
        "settled": StockBooking(TransactionKind.STOCK_SETTLED, DIFFERENCES),
    }
)
"""By the cause that supply names."""


def stock_entries(cause: str, cents: int) -> tuple[Entry, ...]:
    """Stock that is worth more (positive) or less for this cause."""
    return Entry(STOCK, cents), Entry(BOOKINGS[cause].account, -cents)
