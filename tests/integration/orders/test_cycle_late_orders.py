"""The late tray: admitted until the cycle is settled, refunded, or told why not."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.commands.admit_late_order import admit_late_order
from services.orders.commands.republish import republish
from services.orders.storage.household_tables import households
from services.orders.storage.order_tables import household_orders
from shared.contracts.group_orders import GroupOrderOpened, GroupOrderSealed, HouseholdOrderConfirmed
from shared.contracts.manifest import ManifestState, manifest_digest, order_digest
from shared.contracts.seals import CycleSealed
from shared.database import transaction
from shared.kernel.clock import HeldClock, next_version
from shared.kernel.ids import group_order_id
from shared.web.roles import Role
from tests.fixtures.cycle_http import client, cycle_app
from tests.fixtures.orders_story import (
    CYCLE,
    NOON,
    add_centres,
    apply,
    balances,
    closing,
    control,
    opened,
    place,
    published,
    settled,
)
from tests.fixtures.racing import held_by, held_up, locked_first

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
    tray = (await desk.coordinator.get(f"/v1/cycles/{CYCLE}/late-orders")).json()["items"]
    assert [(late["household_number"], late["missing_cents"]) for late in tray] == [("000001", 0), ("000002", 90)]
    assert [[line["name"] for line in late["lines"]] for late in tray] == [["Farine de blé T65"]] * 2


async def test_volunteers_see_the_late_orders_of_their_centres(desk: Desk) -> None:
    late = [await place(desk.engine, n, state="late", centre=centre) for n, centre in ((1, "DUC"), (2, "MIN"))]
    app, address = cycle_app(desk.engine), f"/v1/cycles/{CYCLE}/late-orders"
    seen = {}
    for centres in (("DUC",), ("MIN",), ("DUC", "MIN"), ("ORM",)):
        async with client(app, Role.VOLUNTEER, centres=centres) as volunteer:
            seen[centres] = [UUID(order["order_id"]) for order in (await volunteer.get(address)).json()["items"]]
    assert seen == {("DUC",): late[:1], ("MIN",): late[1:], ("DUC", "MIN"): late, ("ORM",): []}
    assert len((await desk.coordinator.get(address)).json()["items"]) == 2


async def test_an_admitted_order_is_in_the_new_manifest(desk: Desk) -> None:
    order = await place(desk.engine, 1, state="late", credit=300)
    first = await desk.leave(order, "admission")
    assert (first.status_code, first.json()["state"]) == (200, "confirmed")
    assert first.json()["sentence"].endswith("2,90\xa0€ sont réservés pour elle.")
    assert (await desk.leave(order, "admission")).json() == first.json()
    events = await published(desk.engine, GroupOrderOpened, HouseholdOrderConfirmed, GroupOrderSealed)
    of_centre = [event for event in events if event.centre == "DUC"]
    kinds = [GroupOrderOpened, GroupOrderSealed, HouseholdOrderConfirmed, GroupOrderSealed]
    assert [type(event) for event in of_centre] == kinds
    confirmed, sealed = of_centre[-2:]
    digest = order_digest(order, confirmed.version, ManifestState.CONFIRMED, confirmed.lines)
    assert (sealed.orders, sealed.held, sealed.digest) == (1, 290, manifest_digest([(order, digest)]))
    assert sealed.version > of_centre[1].version
    assert await published(desk.engine, CycleSealed) == []
    found = await balances(desk.engine)
    assert (found["household:000001:held"], found["household:000001:credit"]) == (-290, -10)
    async with desk.engine.connect() as connection:
        assert await connection.scalar(select(households.c.credit_cents)) == 10


async def test_an_order_of_a_centre_opened_again_is_sealed_with_it(desk: Desk) -> None:
    order = await place(desk.engine, 1, state="late", credit=300)
    reopened = await desk.coordinator.post(f"/v1/group-orders/{DUC}/reopening", json={"reason": "one was forgotten"})
    assert reopened.status_code == 200
    await desk.leave(order, "admission")
    assert len(await published(desk.engine, GroupOrderSealed)) == 1
    await apply(desk.engine, closing())
    (seal,) = await published(desk.engine, CycleSealed)
    assert [(sealed.centre, sealed.orders) for sealed in seal.group_orders] == [("DUC", 1), ("MIN", 0)]


async def test_a_sealed_cycle_is_sealed_again_with_what_is_admitted(desk: Desk) -> None:
    early = await place(desk.engine, 1, centre="MIN")
    late = await place(desk.engine, 2, centre="MIN", state="late", credit=300)
    await apply(desk.engine, closing())
    admitted = await desk.leave(late, "admission")
    assert admitted.status_code == 200
    assert "ce qui reste une fois les autres servies" in admitted.json()["sentence"]
    assert (await desk.leave(late, "admission")).json() == admitted.json()
    before, after = await published(desk.engine, CycleSealed)
    (confirmed,) = await published(desk.engine, HouseholdOrderConfirmed)
    again = (await published(desk.engine, GroupOrderSealed))[-1]
    assert before.version < confirmed.version <= again.version <= after.version
    assert (again.centre, again.orders, again.held) == ("MIN", 2, before.group_orders[1].held + 290)
    of_duc, of_min = after.group_orders
    assert (of_min.orders, of_min.held, of_min.digest) == (again.orders, again.held, again.digest)
    assert of_duc == before.group_orders[0]
    async with desk.engine.connect() as connection:
        versions = select(household_orders.c.version).where(household_orders.c.id == early)
        assert await connection.scalar(versions) == 1


@pytest.mark.parametrize("lag", [timedelta(0), timedelta(hours=1), timedelta(hours=-1)])
async def test_versions_tell_who_came_after_the_seal_whatever_the_clocks(
    orders_engine: AsyncEngine, lag: timedelta
) -> None:
    """The order is keyed where it is noon, sealed and admitted by processes whose clocks are off."""
    await add_centres(orders_engine, "DUC")
    await apply(orders_engine, opened("DUC"))
    ordered, late = await place(orders_engine, 1), await place(orders_engine, 2, state="late", credit=300)
    noon = next_version(0, NOON)
    async with transaction(orders_engine) as connection:
        await connection.execute(update(household_orders).values(version=noon))
        await connection.execute(update(household_orders).where(household_orders.c.id == ordered).values(digest=b"1"))
    off = HeldClock(NOON + lag)
    await apply(orders_engine, closing(), clock=off)
    (before,) = await published(orders_engine, CycleSealed)
    assert before.version >= noon
    await admit_late_order(orders_engine, late, UUID(int=1), off)
    (confirmed,) = await published(orders_engine, HouseholdOrderConfirmed)
    after = (await published(orders_engine, CycleSealed))[-1]
    assert before.version < confirmed.version <= after.version


async def test_two_coordinators_admit_at_once_and_both_orders_are_sealed(desk: Desk) -> None:
    late = [await place(desk.engine, n, state="late", credit=300, centre=c) for n, c in ((1, "DUC"), (2, "MIN"))]
    await apply(desk.engine, closing())
    answers = await asyncio.gather(*(desk.leave(order, "admission") for order in [*late, *late]))
    assert [answer.status_code for answer in answers] == [200] * 4
    seals = await published(desk.engine, CycleSealed)
    assert [sum(sealed.orders for sealed in seal.group_orders) for seal in seals] == [0, 1, 2]
    assert len(await published(desk.engine, HouseholdOrderConfirmed)) == 2
    held = {account: cents for account, cents in (await balances(desk.engine)).items() if account.endswith(":held")}
    assert held == {"household:000001:held": -290, "household:000002:held": -290}


async def test_what_is_admitted_after_the_seal_is_said_again_whole(desk: Desk) -> None:
    late = await place(desk.engine, 1, state="late", credit=300)
    await apply(desk.engine, closing())
    await desk.leave(late, "admission")
    (confirmed,) = await published(desk.engine, HouseholdOrderConfirmed)
    seal = (await published(desk.engine, CycleSealed))[-1]
    await republish(desk.engine, CYCLE)
    assert (await published(desk.engine, HouseholdOrderConfirmed))[-1] == confirmed
    assert (await published(desk.engine, CycleSealed))[-1] == seal


@pytest.mark.parametrize("seal_first", [False, True])
async def test_money_spent_meanwhile_leaves_the_order_late(desk: Desk, *, seal_first: bool) -> None:
    order = await place(desk.engine, 1, state="late", credit=200)
    if seal_first:
        await apply(desk.engine, closing())
    before = await published(desk.engine)
    refused = await desk.leave(order, "admission")
    assert (refused.status_code, refused.json()["code"]) == (409, "late_order_lacks_credit")
    assert "0,90\xa0€" in refused.json()["detail"]
    assert await published(desk.engine) == before
    assert await desk.state(order) == "late"


async def test_a_settled_cycle_admits_nothing_and_says_what_to_do(desk: Desk) -> None:
    await place(desk.engine, 1, centre="MIN")
    late = await place(desk.engine, 2, state="late", credit=300)
    await apply(desk.engine, closing())
    run = settled(1, 1, 280, centre="MIN")
    await apply(desk.engine, run, control(1, [run]))
    refused = await desk.leave(late, "admission")
    assert (refused.status_code, refused.json()["code"]) == (409, "late_order_after_settlement")
    assert await desk.state(late) == "late"
    assert (await desk.leave(late, "refund")).status_code == 200


async def test_an_order_is_not_admitted_while_its_cycle_is_settled(desk: Desk) -> None:
    await place(desk.engine, 1, centre="MIN")
    late = await place(desk.engine, 2, state="late", credit=300)
    await apply(desk.engine, closing())
    run = settled(1, 1, 280, centre="MIN")
    posting = apply(desk.engine, run, control(1, [run]))
    _, refused = await held_up(desk.engine, "posted_settlements", posting, desk.leave(late, "admission"))
    assert (refused.status_code, refused.json()["code"]) == (409, "late_order_after_settlement")


async def test_an_admission_locks_its_centres_orders_before_its_own(desk: Desk) -> None:
    late = await place(desk.engine, 1, state="late", credit=300)
    admitted = await locked_first(desk.engine, "group_orders", "household_orders", desk.leave(late, "admission"))
    assert admitted.status_code == 200


async def test_an_order_that_is_being_refunded_is_not_admitted(desk: Desk) -> None:
    late = await place(desk.engine, 1, state="late", credit=300)
    refunding = "UPDATE household_orders SET state = 'refunded' WHERE state = 'late'"
    (refused,) = await held_by(desk.engine, refunding, desk.leave(late, "admission"))
    assert (refused.status_code, refused.json()["code"]) == (409, "order_not_late")


async def test_a_run_that_does_not_know_the_admitted_order_waits_for_the_next(desk: Desk) -> None:
    """Supply settled before it heard of the admission: nothing is posted until a run has every order."""
    await place(desk.engine, 1, centre="MIN")
    late = await place(desk.engine, 2, state="late", credit=300)
    await apply(desk.engine, closing())
    await desk.leave(late, "admission")
    without = settled(1, 1, 280, centre="MIN")
    await apply(desk.engine, without, control(1, [without]))
    assert (await balances(desk.engine))["household:000001:held"] == -290
    whole = [settled(1, 2, 280, centre="MIN"), settled(2, 2, 280)]
    await apply(desk.engine, *whole, control(2, whole))
    found = await balances(desk.engine)
    assert not [account for account in found if account.endswith(":held")]
    assert (found["household:000001:credit"], found["household:000002:credit"]) == (-10, -20)


async def test_only_a_coordinator_admits(desk: Desk) -> None:
    order = await place(desk.engine, 1, state="late", credit=300)
    app = cycle_app(desk.engine)
    for role in (Role.VOLUNTEER, Role.TREASURER):
        async with client(app, role, centres=("DUC",)) as other:
            assert (await other.post(f"/v1/late-orders/{order}/admission")).status_code == 403


async def test_a_refunded_order_keeps_its_money_as_credit(desk: Desk) -> None:
    order = await place(desk.engine, 1, state="late", credit=300)
    for _ in range(2):
        refunded = await desk.leave(order, "refund")
        assert (refunded.status_code, refunded.json()["state"]) == (200, "refunded")
        assert refunded.json()["sentence"] == "La commande n’a pas été prise ; son argent est sur le compte du foyer."
    assert (await balances(desk.engine))["household:000001:credit"] == -300
    refused = await desk.leave(order, "admission")
    assert (refused.status_code, refused.json()["code"]) == (409, "order_not_late")


async def test_an_order_that_was_never_late_is_not_in_the_tray(desk: Desk) -> None:
    order = await place(desk.engine, 1)
    for way in ("admission", "refund"):
        refused = await desk.leave(order, way)
        assert (refused.status_code, refused.json()["code"]) == (409, "order_not_late")
        assert refused.json()["figures"] == {"state": "confirmed"}
        assert "n’est pas parmi les commandes tardives : elle est confirmée." in refused.json()["detail"]
        assert (await desk.leave(UUID(int=99), way)).status_code == 404
