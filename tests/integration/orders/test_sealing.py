"""A group order is sealed with exactly the orders it holds, and a cycle exactly once."""

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.commands.reopen_group_order import Reopening, reopen_group_order
from services.orders.commands.seal_group_order import seal_group_order
from services.orders.commands.sealing import lock_cycle, seal
from services.orders.storage.centre_tables import centres
from services.orders.storage.cycle_tables import reopenings
from services.orders.storage.order_tables import household_orders
from shared.contracts.group_orders import GroupOrderOpened, GroupOrderSealed, OrderLine
from shared.contracts.manifest import EMPTY_MANIFEST, ManifestState, manifest_digest, order_digest
from shared.contracts.seals import CycleSealed
from shared.database import transaction
from shared.kernel.clock import HeldClock
from shared.kernel.ids import group_order_id
from shared.kernel.refusal import Refused
from tests.fixtures.orders_story import CYCLE, NOON, add_centres, apply, closing, opened, place, published
from tests.fixtures.racing import held_up

DUC, MIN = group_order_id(CYCLE, "DUC"), group_order_id(CYCLE, "MIN")
CLOCK = HeldClock(NOON)


@pytest.fixture
async def engine(orders_engine: AsyncEngine) -> AsyncEngine:
    await add_centres(orders_engine, "DUC", "MIN")
    await apply(orders_engine, opened("DUC", "MIN"))
    return orders_engine


def digest_of(order_id: UUID, state: ManifestState, grams: int = 2_000) -> tuple[UUID, bytes]:
    line = OrderLine(product="FAR", quantity=grams, held=grams * 145 // 1_000)
    return order_id, order_digest(order_id, 1, state, [line])


async def test_the_manifest_counts_confirmed_orders_and_proves_cancelled_ones(engine: AsyncEngine) -> None:
    first, second = await place(engine, 1), await place(engine, 2, grams=500)
    gone, _ = await place(engine, 3, state="cancelled"), await place(engine, 4, state="waiting")
    await seal_group_order(engine, DUC, CLOCK)
    (sealed,) = await published(engine, GroupOrderSealed)
    assert (sealed.orders, sealed.held, sealed.centre) == (2, 290 + 72, "DUC")
    assert sealed.digest == manifest_digest(
        [
            digest_of(second, ManifestState.CONFIRMED, 500),
            digest_of(first, ManifestState.CONFIRMED),
            digest_of(gone, ManifestState.CANCELLED),
        ]
    )


async def test_orders_still_waiting_for_payment_lapse(engine: AsyncEngine) -> None:
    waiting, elsewhere = await place(engine, 1, state="waiting"), await place(engine, 2, state="waiting", centre="MIN")
    await seal_group_order(engine, DUC, CLOCK)
    async with engine.connect() as connection:
        found = await connection.execute(select(household_orders.c.id, household_orders.c.state))
        states = {row.id: row.state for row in found}
    assert states == {waiting: "lapsed", elsewhere: "waiting"}


async def test_an_empty_group_order_seals_empty(engine: AsyncEngine) -> None:
    await seal_group_order(engine, DUC, CLOCK)
    (sealed,) = await published(engine, GroupOrderSealed)
    assert (sealed.orders, sealed.held, sealed.digest) == (0, 0, EMPTY_MANIFEST)


async def test_sealing_twice_says_it_once(engine: AsyncEngine) -> None:
    for _ in range(2):
        await seal_group_order(engine, DUC, CLOCK)
    assert len(await published(engine, GroupOrderSealed)) == 1


async def test_what_nobody_opened_cannot_be_sealed(engine: AsyncEngine) -> None:
    with pytest.raises(Refused, match="not_found"):
        await seal_group_order(engine, uuid4(), CLOCK)


async def test_the_last_seal_seals_the_cycle_with_every_manifest(engine: AsyncEngine) -> None:
    await place(engine, 1)
    await seal_group_order(engine, DUC, CLOCK)
    assert await published(engine, CycleSealed) == []
    await seal_group_order(engine, MIN, CLOCK)
    (sealed,) = await published(engine, CycleSealed)
    assert [(group.centre, group.orders, group.held) for group in sealed.group_orders] == [
        ("DUC", 1, 290),
        ("MIN", 0, 0),
    ]
    assert [group.digest for group in sealed.group_orders] == [
        event.digest for event in await published(engine, GroupOrderSealed)
    ]


async def test_two_last_seals_at_once_seal_the_cycle_once(engine: AsyncEngine) -> None:
    await asyncio.gather(*(seal_group_order(engine, group, CLOCK) for group in (DUC, MIN, DUC, MIN)))
    assert len(await published(engine, GroupOrderSealed)) == 2
    assert len(await published(engine, CycleSealed)) == 1


async def test_the_last_seal_waits_for_one_that_is_being_stored(engine: AsyncEngine) -> None:
    """Else each would take the other's centre for open, and nobody would seal the cycle."""

    async def sealing() -> None:
        async with transaction(engine) as connection:
            await lock_cycle(connection, CYCLE)
            await seal(connection, CYCLE, NOON, only=DUC)
            await connection.execute(insert(centres).values(code="ZZZ", version=1, name="", place="", active=False))

    await held_up(engine, "centres", sealing(), seal_group_order(engine, MIN, CLOCK))
    assert len(await published(engine, CycleSealed)) == 1


async def test_an_order_in_flight_is_in_the_manifest_that_waited_for_it(engine: AsyncEngine) -> None:
    waiting = await place(engine, 1, state="waiting")
    async with engine.begin() as device:
        await device.execute(text("SELECT 1 FROM group_orders WHERE id = :id FOR SHARE"), {"id": DUC})
        digest = digest_of(waiting, ManifestState.CONFIRMED)[1]
        paid = update(household_orders).where(household_orders.c.id == waiting)
        await device.execute(paid.values(state="confirmed", held_cents=290, digest=digest))
        sealing = asyncio.create_task(seal_group_order(engine, DUC, CLOCK))
        await until_someone_waits_for_a_lock(engine)
    await sealing
    (sealed,) = await published(engine, GroupOrderSealed)
    assert (sealed.orders, sealed.digest) == (1, manifest_digest([(waiting, digest)]))


async def until_someone_waits_for_a_lock(engine: AsyncEngine) -> None:
    blocked = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    async with asyncio.timeout(10):
        while True:
            async with engine.connect() as connection:
                if await connection.scalar(blocked):
                    return
            await asyncio.sleep(0.01)


async def test_reopening_speaks_louder_and_keeps_its_reason(engine: AsyncEngine) -> None:
    await seal_group_order(engine, DUC, CLOCK)
    coordinator = uuid4()
    for reason in (" une famille oubliée ", "une famille oubliée"):
        await reopen_group_order(engine, Reopening(DUC, reason, coordinator), CLOCK)
    with pytest.raises(Refused, match="reason_differs"):
        await reopen_group_order(engine, Reopening(DUC, "fermé trop tôt", coordinator), CLOCK)
    await place(engine, 1)
    await seal_group_order(engine, DUC, CLOCK)
    events = [e for e in await published(engine, GroupOrderOpened, GroupOrderSealed) if e.centre == "DUC"]
    assert [type(event) for event in events] == [GroupOrderOpened, GroupOrderSealed] * 2
    versions = [event.version for event in events]
    assert versions == sorted(set(versions))
    assert events[-1].orders == 1
    async with engine.connect() as connection:
        (kept,) = (await connection.execute(select(reopenings))).all()
    assert (kept.reason, kept.user_id, kept.version) == ("une famille oubliée", coordinator, events[2].version)


async def test_reopening_lets_lapsed_orders_wait_again_one_a_household(engine: AsyncEngine) -> None:
    waiting, again = await place(engine, 1, state="waiting"), await place(engine, 2, state="lapsed")
    await seal_group_order(engine, DUC, CLOCK)
    later, replaced = await place(engine, 3, state="lapsed"), await place(engine, 4, state="late")
    async with engine.begin() as connection:
        table = household_orders
        of_one = {later: UUID(int=1_000_002), replaced: UUID(int=1_000_001)}
        for order, household in of_one.items():
            await connection.execute(update(table).where(table.c.id == order).values(household_id=household))
        await connection.execute(update(table).where(table.c.id == later).values(placed_at=NOON + timedelta(hours=1)))
    await reopen_group_order(engine, Reopening(DUC, "fermé trop tôt", uuid4()), CLOCK)
    async with engine.connect() as connection:
        found = await connection.execute(select(household_orders.c.id, household_orders.c.state))
        states = {row.id: row.state for row in found}
    assert states == {waiting: "lapsed", again: "lapsed", later: "waiting", replaced: "late"}


async def test_a_sealed_cycle_is_not_reopened(engine: AsyncEngine) -> None:
    await apply(engine, closing())
    with pytest.raises(Refused, match="cycle_sealed"):
        await reopen_group_order(engine, Reopening(DUC, "une famille oubliée", uuid4()), CLOCK)
    assert len(await published(engine, GroupOrderOpened)) == 2
