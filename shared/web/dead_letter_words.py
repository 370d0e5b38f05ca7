"""What each kind of message is, and what is not right while one of them is put aside: msgids, by event."""

from typing import Final

UNKNOWN: Final = (
    "A message that cannot be read",
    "Nobody can tell what it says. Nothing of it counts.",
)
WORDS: Final = {
    "AccessRevoked": (
        "Access withdrawn from a user",
        "Somebody whose access was withdrawn may still use these pages until their session ends.",
    ),
    "SessionRevoked": (
        "A session that was ended",
        "A device that was signed out may still use these pages until its session ends.",
    ),
    "CentreRegistered": (
        "A new centre",
        "The centre is not known here, or not by its right name.",
    ),
    "CentreChanged": (
        "A centre that was changed",
        "The centre is shown here as it was before: its name, its place, whether it is active.",
    ),
    "HouseholdErased": (
        "A household that was erased",
        "What names this household still stands on papers of distribution. It has a right to be forgotten.",
    ),
    "GroupOrderOpened": (
        "Orders opened at a centre",
        "The orders of this centre are not expected here.",
    ),
    "GroupOrderSealed": (
        "A centre that was sealed",
        "The centre counts as not sealed: nothing is bought for the cycle.",
    ),
    "HouseholdOrderConfirmed": (
        "Order of a household",
        "The order is not counted as it was placed: the centre cannot be proved and nothing is bought for the cycle.",
    ),
    "HouseholdOrderCancelled": (
        "Cancelled order of a household",
        "The order still counts: the centre cannot be proved and nothing is bought for the cycle.",
    ),
    "GoodsSold": (
        "Sales on the day of distribution",
        "What was sold still counts as lying there: the day of the centre does not balance.",
    ),
    "CycleSealed": (
        "Seal of the whole cycle",
        "The cycle does not count as sealed: nothing is bought for it.",
    ),
    "SolidaritySettled": (
        "Sums of the solidarity fund",
        "The report lacks what the solidarity fund paid and got in this cycle.",
    ),
    "CycleOpened": (
        "Opening of a cycle",
        "The order tables do not know this cycle: no order can be taken.",
    ),
    "CatalogueRevised": (
        "Products put on sale or stopped",
        "The order tables sell what was on sale before.",
    ),
    "ProductLimited": (
        "What there is at most of a product",
        "The order tables do not say, or say wrongly, when this product runs short. Orders are taken all the same.",
    ),
    "CycleClosing": (
        "Closing of a cycle",
        "Centres go on taking orders: the cycle is not being sealed.",
    ),
    "HouseholdOrderSettled": (
        "Final price of an order",
        "The accounts are incomplete: final prices are charged only once all of them are here.",
    ),
    "CycleSettled": (
        "Settlement of a cycle",
        "The accounts are incomplete: households are not charged their final prices, nor given back what is over.",
    ),
    "SupplierInvoiceReceived": (
        "Invoice of a supplier",
        "The accounts are incomplete: what is owed to this supplier is not all there.",
    ),
    "CycleArchived": (
        "Archiving of a cycle",
        "The cycle is still shown as under way at the order tables.",
    ),
    "StockAdjusted": (
        "Correction of the stock",
        "The accounts are incomplete: what the stock is worth is not right.",
    ),
    "DistributionScheduled": (
        "When and where goods are handed out",
        "Households of this centre are told no place and time, or those from before.",
    ),
    "HouseholdOrderCollected": (
        "An order that was fetched",
        "The order counts as not fetched.",
    ),
    "HouseholdOrderHandedOver": (
        "Goods handed to a household",
        "The accounts are incomplete: what was charged and not handed over is not given back.",
    ),
}
"""Each event of the contracts: its name in words, and what it means that it is missing."""
