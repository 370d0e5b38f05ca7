"""What orders hears from supply: event → command, nothing else.

The order of this list is the order in which the events of one poll are applied.
"""

from functools import partial
from typing import Any

from services.orders.commands.apply_hand_overs import apply_hand_overs
from services.orders.commands.archive_cycle import archive_cycle
from services.orders.commands.book_stock import book_stock
from services.orders.commands.close_cycle import close_cycle
from services.orders.commands.limit_products import limit_products
from services.orders.commands.open_cycle import open_cycle
from services.orders.commands.record_distribution import record_collections, schedule_distributions
from services.orders.commands.record_invoices import record_invoices
from services.orders.commands.revise_catalogue import revise_catalogue
from services.orders.commands.stage_settlement import stage_settlement
from shared.contracts.cycles import (
    CatalogueRevised,
    CycleArchived,
    CycleClosing,
    CycleOpened,
    CycleSettled,
    CycleSettledV2,
    ProductLimited,
    SupplierInvoiceReceived,
)
from shared.contracts.distributions import (
    DistributionScheduled,
    HouseholdOrderCollected,
    HouseholdOrderHandedOver,
    HouseholdOrderHandedOverV2,
)
from shared.contracts.settlements import HouseholdOrderSettled
from shared.contracts.stock import StockAdjusted, StockAdjustedV2, StockAdjustedV3
from shared.kernel.clock import Clock, system_clock
from shared.messaging.subscription import Subscription


def subscriptions(clock: Clock = system_clock) -> tuple[Subscription[Any], ...]:
    """Every subscription of this service; ``clock`` dates what the events make happen here."""
    return (
        Subscription((CycleOpened,), partial(open_cycle, clock)),
        Subscription((CatalogueRevised,), revise_catalogue),
        Subscription((ProductLimited,), limit_products),
        Subscription((CycleClosing,), partial(close_cycle, clock)),
        Subscription((HouseholdOrderSettled, CycleSettled, CycleSettledV2), partial(stage_settlement, clock)),
        Subscription((SupplierInvoiceReceived,), record_invoices),
        Subscription((CycleArchived,), archive_cycle),
        Subscription((DistributionScheduled,), schedule_distributions),
        Subscription((HouseholdOrderCollected,), record_collections),
        Subscription((HouseholdOrderHandedOver, HouseholdOrderHandedOverV2), partial(apply_hand_overs, clock)),
        Subscription((StockAdjusted, StockAdjustedV2, StockAdjustedV3), partial(book_stock, clock)),
    )
