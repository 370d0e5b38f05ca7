"""Every event type of the network, by its CloudEvents type."""

from types import MappingProxyType

from shared.contracts.centres import CentreChanged, CentreRegistered, HouseholdErased
from shared.contracts.cycles import (
    CatalogueRevised,
    CycleArchived,
    CycleClosing,
    CycleOpened,
    CycleSettled,
    ProductLimited,
    SupplierInvoiceReceived,
)
from shared.contracts.distributions import DistributionScheduled, HouseholdOrderCollected, HouseholdOrderHandedOver
from shared.contracts.event import Event
from shared.contracts.group_orders import (
    GoodsSold,
    GroupOrderOpened,
    GroupOrderSealed,
    HouseholdOrderCancelled,
    HouseholdOrderConfirmed,
)
from shared.contracts.seals import CycleSealed
from shared.contracts.settlements import HouseholdOrderSettled
from shared.contracts.solidarity import SolidaritySettled
from shared.contracts.stock import StockAdjusted, StockAdjustedV2
from shared.contracts.users import AccessRevoked, SessionRevoked

EVENT_TYPES: tuple[type[Event], ...] = (
    CentreRegistered,
    CentreChanged,
    HouseholdErased,
    AccessRevoked,
    SessionRevoked,
    CycleOpened,
    CatalogueRevised,
    ProductLimited,
    CycleClosing,
    CycleSettled,
    SupplierInvoiceReceived,
    CycleArchived,
    StockAdjusted,
    StockAdjustedV2,
    GroupOrderOpened,
    HouseholdOrderConfirmed,
    HouseholdOrderCancelled,
    GroupOrderSealed,
    CycleSealed,
    SolidaritySettled,
    HouseholdOrderSettled,
    DistributionScheduled,
    HouseholdOrderCollected,
    HouseholdOrderHandedOver,
    GoodsSold,
)

BY_TYPE_NAME: MappingProxyType[str, type[Event]] = MappingProxyType({event.type_name(): event for event in EVENT_TYPES})
