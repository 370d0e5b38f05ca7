"""What orders said of a cycle can be said again from its stored state: the same states and versions."""

import pytest
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.commands import republish as command
from services.orders.commands.republish import republish
from services.orders.storage.messaging_tables import outbox
from shared.contracts.centres import CentreRegistered
from shared.contracts.group_orders import (
    GroupOrderOpened,
    GroupOrderSealed,
    HouseholdOrderCancelled,
    HouseholdOrderConfirmed,
)
from shared.contracts.seals import CycleSealed
from shared.database import transaction
from shared.kernel.refusal import Refused
from tests.fixtures.orders_story import CYCLE, add_centres, apply, closing, opened, place, published


async def forget_outbox(engine: AsyncEngine) -> None:
    async with transaction(engine) as connection:
        await connection.execute(delete(outbox))


async def test_an_open_cycle_is_said_again(orders_engine: AsyncEngine) -> None:
    await add_centres(orders_engine, "DUC")
    await apply(orders_engine, opened("DUC"))
    await place(orders_engine, 1)
    await place(orders_engine, 2, state="waiting")
    await place(orders_engine, 3, state="cancelled")
    (before,) = await published(orders_engine, GroupOrderOpened)
    await forget_outbox(orders_engine)
    assert await republish(orders_engine, CYCLE) == 4
    centre, group, confirmed, cancelled = await published(orders_engine)
    assert (centre.centre, group) == ("DUC", before)
    assert isinstance(centre, CentreRegistered)
    assert isinstance(confirmed, HouseholdOrderConfirmed)
    assert (confirmed.household, confirmed.held, confirmed.version) == ("000001", 290, 1)
    assert [(line.product, line.quantity, line.held) for line in confirmed.lines] == [("FAR", 2_000, 290)]
    assert isinstance(cancelled, HouseholdOrderCancelled)


async def test_a_sealed_cycle_is_said_again_verbatim(
    orders_engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    await add_centres(orders_engine, "DUC", "MIN")
    await apply(orders_engine, opened("DUC", "MIN"))
    for number in range(1, 6):
        await place(orders_engine, number)
    await apply(orders_engine, closing())
    seals = await published(orders_engine, GroupOrderSealed, CycleSealed)
    await forget_outbox(orders_engine)
    monkeypatch.setattr(command, "_ORDERS_AT_ONCE", 2)
    await republish(orders_engine, CYCLE)
    again = await published(orders_engine, GroupOrderSealed, CycleSealed)
    assert sorted(again, key=repr) == sorted(seals, key=repr)
    assert again[-1] == seals[-1]
    orders = await published(orders_engine, HouseholdOrderConfirmed)
    assert [order.household for order in orders] == [f"{number:06}" for number in range(1, 6)]


async def test_an_unknown_cycle_is_refused(orders_engine: AsyncEngine) -> None:
    with pytest.raises(Refused, match="unknown_cycle"):
        await republish(orders_engine, "1999-01")
