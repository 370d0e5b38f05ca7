"""What supply hears, and which command applies it. Centres come first: a poll is applied in this order."""

from functools import partial
from typing import Any

from services.supply.commands.apply_centres import apply_centres
from services.supply.commands.apply_cycle_seals import apply_cycle_seals
from services.supply.commands.apply_erased_households import apply_erased_households
from services.supply.commands.apply_goods_sold import apply_goods_sold
from services.supply.commands.apply_group_orders import apply_group_orders
from services.supply.commands.apply_household_orders import apply_household_orders
from services.supply.commands.apply_solidarity import apply_solidarity
from shared.contracts.centres import CentreChanged, CentreRegistered, HouseholdErased
from shared.contracts.group_orders import (
    GoodsSold,
    GoodsSoldV2,
    GroupOrderOpened,
    GroupOrderSealed,
    HouseholdOrderCancelled,
    HouseholdOrderConfirmed,
)
from shared.contracts.seals import CycleSealed
from shared.contracts.solidarity import SolidaritySettled
from shared.contracts.users import AccessRevoked, SessionRevoked
from shared.kernel.clock import Clock, system_clock
from shared.messaging.guard import Subscription
from shared.web.revocations import RevokedAccess

Subscriptions = tuple[Subscription[Any], ...]


def subscriptions(revoked: RevokedAccess, clock: Clock = system_clock) -> Subscriptions:
    """Every subscription of this service; ``revoked`` is what the process's HTTP role asks.

    ``clock`` dates what the events make happen here.
    """
    return (
        Subscription((AccessRevoked, SessionRevoked), revoked.apply),
        Subscription((CentreRegistered, CentreChanged), apply_centres),
        Subscription((HouseholdErased,), apply_erased_households),
        Subscription((GroupOrderOpened, GroupOrderSealed), apply_group_orders),
        Subscription((HouseholdOrderConfirmed, HouseholdOrderCancelled), apply_household_orders),
        Subscription((CycleSealed,), apply_cycle_seals),
        Subscription((GoodsSold, GoodsSoldV2), partial(apply_goods_sold, clock)),
        Subscription((SolidaritySettled,), apply_solidarity),
    )
