"""The late tray: admitted while the cycle is not sealed, refunded, or told why not."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.storage.household_tables import households
from services.orders.storage.order_tables import household_orders
from shared.contracts.group_orders import GroupOrderOpened, GroupOrderSealed, HouseholdOrderConfirmed
from shared.contracts.manifest import ManifestState, manifest_digest, order_digest
from shared.kernel.ids import group_order_id
from shared.web.roles import Role
from tests.fixtures.cycle_http import client, cycle_app
from tests.fixtures.orders_story import CYCLE, add_centres, apply, balances, closing, opened, place, published

DUC = group_order_id(CYCLE, "DUC")


@dataclass
class Desk:
    engine: AsyncEngine
    coordinator: httpx.AsyncClient

    async def leave(self, order: UUID, way: str) -> httpx.Response:
        return await self.coordinator.post(f"/v1/late-orders/{order}/{way}")

    async def state(self, order: UUID) -> str:
        async with self.engine.connect() as connection:
            return str(await connection.scalar(select(household_orders.c.state).where(household_orders.c.id == order)))


@pytest.fixture
async def desk(orders_engine: AsyncEngine) -> AsyncIterator[Desk]:
    await add_centres(orders_engine, "DUC", "MIN")
    await apply(orders_engine, opened("DUC", "MIN"))
    async with client(cycle_app(orders_engine), Role.COORDINATOR) as coordinator:
        await coordinator.post(f"/v1/group-orders/{DUC}/sealing")
        yield Desk(orders_engine, coordinator)


async def test_the_tray_shows_what_each_lacks(desk: Desk) -> None:
    await place(desk.engine, 1, state="late", credit=290)
    await place(desk.engine, 2, state="late", credit=200)
    tray = (await desk.coordinator.get(f"/v1/cycles/{CYCLE}/late-orders")).json()
    assert [(late["household_number"], late["missing_cents"]) for late in tray] == [("000001", 0), ("000002", 90)]


async def test_an_admitted_order_is_in_the_new_manifest(desk: Desk) -> None:
    order = await place(desk.engine, 1, state="late", credit=300)
    for _ in range(2):
        admitted = await desk.leave(order, "admission")
        assert (admitted.status_code, admitted.json()["state"]) == (200, "confirmed")
    events = await published(desk.engine, GroupOrderOpened, HouseholdOrderConfirmed, GroupOrderSealed)
    of_centre = [event for event in events if event.centre == "DUC"]
    kinds = [GroupOrderOpened, GroupOrderSealed, GroupOrderOpened, HouseholdOrderConfirmed, GroupOrderSealed]
    assert [type(event) for event in of_centre] == kinds
    confirmed, sealed = of_centre[-2:]
    digest = order_digest(order, confirmed.version, ManifestState.CONFIRMED, confirmed.lines)
    assert (sealed.orders, sealed.held, sealed.digest) == (1, 290, manifest_digest([(order, digest)]))
    found = await balances(desk.engine)
    assert (found["household:000001:held"], found["household:000001:credit"]) == (-290, -10)
    async with desk.engine.connect() as connection:
        assert await connection.scalar(select(households.c.credit_cents)) == 10


async def test_an_order_without_its_money_is_not_admitted_and_nothing_changes(desk: Desk) -> None:
    order = await place(desk.engine, 1, state="late", credit=200)
    before = await published(desk.engine)
    refused = await desk.leave(order, "admission")
    assert (refused.status_code, refused.json()["code"]) == (409, "late_order_lacks_credit")
    assert "0,90\xa0€" in refused.json()["detail"]
    assert await published(desk.engine) == before
    assert await desk.state(order) == "late"


async def test_a_sealed_cycle_admits_nothing_and_says_what_to_do(desk: Desk) -> None:
    order = await place(desk.engine, 1, state="late", credit=300)
    await apply(desk.engine, closing())
    refused = await desk.leave(order, "admission")
    assert (refused.status_code, refused.json()["code"]) == (409, "late_order_after_seal")


async def test_a_refunded_order_keeps_its_money_as_credit(desk: Desk) -> None:
    order = await place(desk.engine, 1, state="late", credit=300)
    for _ in range(2):
        assert (await desk.leave(order, "refund")).json() == {"order_id": str(order), "state": "refunded"}
    assert (await balances(desk.engine))["household:000001:credit"] == -300
    refused = await desk.leave(order, "admission")
    assert (refused.status_code, refused.json()["code"]) == (409, "order_not_late")


async def test_surplus_is_not_promised_where_it_is_not_known(desk: Desk) -> None:
    order = await place(desk.engine, 1, state="late", credit=300)
    refused = await desk.leave(order, "service-from-surplus")
    assert (refused.status_code, refused.json()["code"]) == (409, "surplus_not_ready")
    assert await desk.state(order) == "late"
    assert (await desk.leave(UUID(int=99), "service-from-surplus")).status_code == 404
    assert (await desk.leave(UUID(int=99), "admission")).status_code == 404
    assert (await desk.leave(UUID(int=99), "refund")).status_code == 404
