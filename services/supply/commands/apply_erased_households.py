"""Forget what names households that were erased; orders of theirs that are heard later lose their label too."""

from collections.abc import Sequence

from sqlalchemy import ARRAY, Text, any_, bindparam, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.storage.demand_tables import erased_households, household_orders
from services.supply.storage.distribution_tables import hand_overs
from services.supply.storage.upsert import arrays, newest, upsert_newer
from shared.contracts.centres import HouseholdErased

_UPSERT = upsert_newer(erased_households)
# Whoever applies an order writes this table, whoever notes a hand-over locks a row of it: both wait, or were before.
_ALONE = text(f"LOCK TABLE {household_orders.name} IN EXCLUSIVE MODE")
# What is forgotten already isn't written again.
_HAS_LABEL = household_orders.c.label != ""
_FORGET = (
    update(household_orders)
    .where(household_orders.c.household == any_(bindparam("households", type_=ARRAY(Text))), _HAS_LABEL)
    .values(label="")
)
_FORGET_REMARKS = (
    update(hand_overs)
    .where(
        hand_overs.c.order_id.in_(
            select(household_orders.c.order_id).where(
                household_orders.c.household == any_(bindparam("households", type_=ARRAY(Text)))
            )
        ),
        hand_overs.c.remark != "",
    )
    .values(remark="")
)
_FORGET_ORDERS = (
    update(household_orders)
    .where(
        household_orders.c.order_id == any_(bindparam("order_ids", type_=ARRAY(household_orders.c.order_id.type))),
        household_orders.c.household.in_(select(erased_households.c.household)),
        _HAS_LABEL,
    )
    .values(label="")
)


async def apply_erased_households(connection: AsyncConnection, events: Sequence[HouseholdErased]) -> None:
    """Remember who was erased, and empty the labels of their orders and the remarks beside them."""
    await connection.execute(_ALONE)
    latest = newest(events, lambda event: event.household)
    rows = [{"household": event.household, "version": event.version} for event in latest]
    await connection.execute(_UPSERT, arrays(erased_households, rows))
    erased = {"households": sorted(event.household for event in latest)}
    await connection.execute(_FORGET, erased)
    await connection.execute(_FORGET_REMARKS, erased)


async def forget_labels(connection: AsyncConnection, order_ids: Sequence[object]) -> None:
    """Empty the labels of those of these orders whose household was erased before they were heard."""
    await connection.execute(_FORGET_ORDERS, {"order_ids": list(order_ids)})
