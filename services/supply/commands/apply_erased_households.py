"""Forget what names households that were erased; orders of theirs that are heard later lose their label too.

Also in messages about their orders that were put aside and wait: they are replayed without a label.
"""

import json
from collections.abc import Collection, Sequence

from sqlalchemy import ARRAY, Text, any_, bindparam, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.storage.cycle_tables import cycles
from services.supply.storage.demand_tables import erased_households, household_orders
from services.supply.storage.distribution_tables import hand_overs
from services.supply.storage.messaging_tables import dead_letters
from services.supply.storage.settlement_tables import allocation_exceptions, settled_grants
from services.supply.storage.upsert import arrays, newest, upsert_newer
from shared.contracts.centres import HouseholdErased
from shared.contracts.group_orders import HouseholdOrderConfirmed

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
_THEIRS = select(household_orders.c.order_id).where(
    household_orders.c.household == any_(bindparam("households", type_=ARRAY(Text)))
)
_FORGET_REMARKS = (
    update(hand_overs).where(hand_overs.c.order_id.in_(_THEIRS), hand_overs.c.remark != "").values(remark="")
)
_ORDERED_IN = select(household_orders.c.cycle).where(
    household_orders.c.household == any_(bindparam("households", type_=ARRAY(Text)))
)
# A settlement copies why a part was decided, also one that is being decided now: it holds its cycle's row, written so
# that one that waits reads anew.
_HOLD_CYCLES = update(cycles).where(cycles.c.cycle.in_(_ORDERED_IN)).values(version=cycles.c.version)
_FORGET_REASONS = (
    update(allocation_exceptions)
    .where(allocation_exceptions.c.order_id.in_(_THEIRS), allocation_exceptions.c.reason != "")
    .values(reason="")
)
_FORGET_SETTLED_REASONS = (
    update(settled_grants)
    .where(settled_grants.c.order_id.in_(_THEIRS), settled_grants.c.by_hand != "")
    .values(by_hand="")
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
    """Remember who was erased; empty their orders' labels, the remarks beside them, and why parts were decided."""
    erased = {"households": sorted({event.household for event in events})}
    await connection.execute(_HOLD_CYCLES, erased)
    await connection.execute(_ALONE)
    latest = newest(events, lambda event: event.household)
    rows = [{"household": event.household, "version": event.version} for event in latest]
    await connection.execute(_UPSERT, arrays(erased_households, rows))
    for forget in (_FORGET, _FORGET_REMARKS, _FORGET_REASONS, _FORGET_SETTLED_REASONS):
        await connection.execute(forget, erased)
    await _forget_in_letters(connection, erased["households"])


async def _forget_in_letters(connection: AsyncConnection, households: Collection[str]) -> None:
    letter = dead_letters.c
    wait = (letter.resolution.is_(None), letter.type == HouseholdOrderConfirmed.type_name(), letter.value.is_not(None))
    found = await connection.execute(select(letter.id, letter.value).where(*wait).with_for_update())
    for number, value in found.all():
        order = _as_order(value)
        if order.get("household") in households and order.get("label"):
            unnamed = json.dumps(order | {"label": ""}).encode()
            await connection.execute(update(dead_letters).where(letter.id == number).values(value=unnamed))


def _as_order(value: bytes) -> dict[str, object]:
    """What a message holds by name; nothing if it is no such message, which names nobody."""
    try:
        read = json.loads(value)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


async def forget_labels(connection: AsyncConnection, order_ids: Sequence[object]) -> None:
    """Empty the labels of those of these orders whose household was erased before they were heard."""
    await connection.execute(_FORGET_ORDERS, {"order_ids": list(order_ids)})
