"""Every event type of the network, by its CloudEvents type."""

from types import MappingProxyType

from shared.contracts.centres import CentreChanged, CentreRegistered, HouseholdErased
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
from shared.contracts.event import Event
from shared.contracts.group_orders import (
    GoodsSold,
    GoodsSoldV2,
    GroupOrderOpened,
    GroupOrderSealed,
    HouseholdOrderCancelled,
    HouseholdOrderConfirmed,
)
from shared.contracts.seals import CycleSealed
from shared.contracts.settlements import HouseholdOrderSettled
from shared.contracts.solidarity import SolidaritySettled
from shared.contracts.stock import StockAdjusted, StockAdjustedV2, StockAdjustedV3
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
    CycleSettledV2,
    SupplierInvoiceReceived,
    CycleArchived,
    StockAdjusted,
    StockAdjustedV2,
    StockAdjustedV3,
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
    HouseholdOrderHandedOverV2,
    GoodsSold,
    GoodsSoldV2,
)

BY_TYPE_NAME: MappingProxyType[str, type[Event]] = MappingProxyType({event.type_name(): event for event in EVENT_TYPES})
