"""Why an order is in the late tray though its centre was not sealed (docs/rules.md, what waited without a network)."""

from enum import StrEnum


class LateReason(StrEnum):
    """Why an order that waited on a device is in the late tray, if not because its centre was sealed."""

    STOPPED = "product_not_on_sale"
    CLOSED = "household_closed"
    OVER = "cycle_over"
    SECOND = "second_order"
    DEARER = "more_than_told"
    LAPSED = "lapsed"
    """It lapsed unpaid when its centre was sealed; its money, taken without a network, came afterwards."""
    CHANGE = "change"
    """It was to change an order, which stands as it was."""
