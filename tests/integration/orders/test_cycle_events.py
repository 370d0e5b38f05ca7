"""What supply says of a cycle leaves the same rows however it arrives."""

from datetime import date, datetime
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Table, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.orders.events import subscriptions
from services.orders.storage.centre_tables import centres
from services.orders.storage.cycle_tables import (
    catalogue_entries,
    collections,
    cycle_centres,
    cycles,
    distributions,
    group_orders,
    product_limits,
)
from services.orders.storage.supplier_invoice_tables import supplier_invoices
from shared.contracts.cycles import CatalogueRevised, CycleArchived, ProductLimited, SupplierInvoiceReceived
from shared.contracts.distributions import DistributionScheduled, HouseholdOrderCollected
from shared.contracts.event import Event
from shared.contracts.group_orders import GroupOrderOpened, GroupOrderSealed
from shared.contracts.seals import CycleSealed
from shared.kernel.clock import HeldClock
from shared.kernel.ids import group_order_id
from tests.fixtures.every_way import EveryWay
from tests.fixtures.orders_story import CYCLE, NOON, add_centres, apply, closing, entry, opened, published
from tests.fixtures.racing import held_up

TABLES: list[Table] = [
    cycles,
    catalogue_entries,
    cycle_centres,
    group_orders,
    distributions,
    collections,
    supplier_invoices,
    product_limits,
]


def scheduled(version: int, hour: int) -> DistributionScheduled:
    return DistributionScheduled(
        version=version,
        group_order_id=group_order_id(CYCLE, "DUC"),
        cycle=CYCLE,
        centre="DUC",
        starts=datetime(2026, 12, 18, hour),  # noqa: DTZ001 - local time of the network
        ends=datetime(2026, 12, 18, hour + 3),  # noqa: DTZ001 - local time of the network
        place="salle",
    )


def collected(version: int) -> HouseholdOrderCollected:
    return HouseholdOrderCollected(
        version=version,
        group_order_id=group_order_id(CYCLE, "DUC"),
        cycle=CYCLE,
        centre="DUC",
        order_id=UUID(int=1),
        collected_at=NOON,
    )


def invoice(version: int, **changed: Any) -> SupplierInvoiceReceived:
    printed: dict[str, Any] = {"number": "F-1", "due_on": None, "total": 21_176, "withdrawn": False} | changed
    return SupplierInvoiceReceived(version=version, cycle=CYCLE, supplier="ALMA", **printed)


HEARD: list[Event] = [
    opened("DUC", "MIN", "OFF", version=1, catalogue=[entry("FAR"), entry("SEL")]),
    CatalogueRevised(version=2, cycle=CYCLE, catalogue=[entry("FAR", on_sale=False), entry("SEL"), entry("THE")]),
    CatalogueRevised(version=3, cycle=CYCLE, catalogue=[entry("FAR", on_sale=False), entry("SEL"), entry("RIZ")]),
    closing(4),
    CycleArchived(version=9, cycle=CYCLE),
    ProductLimited(version=2, cycle=CYCLE, product="SEL", at_most=40_000),
    ProductLimited(version=3, cycle=CYCLE, product="SEL", at_most=None),
    invoice(1),
    invoice(2, due_on=date(2027, 1, 15)),
    scheduled(1, 14),
    scheduled(2, 16),
    collected(1),
]


@pytest.fixture
async def engine(orders_engine: AsyncEngine) -> AsyncEngine:
    await add_centres(orders_engine, "DUC", "MIN", "GOL")
    await add_centres(orders_engine, "OFF", active=False)
    return orders_engine


async def rows(engine: AsyncEngine) -> dict[str, list[Any]]:
    async with engine.connect() as connection:
        return await rows_of(connection)


async def rows_of(connection: AsyncConnection) -> dict[str, list[Any]]:
    found = {table.name: (await connection.execute(select(table))).all() for table in TABLES}
    return {name: sorted(map(tuple, rows), key=repr) for name, rows in found.items()}


async def known_centres(connection: AsyncConnection) -> None:
    codes = {"DUC": True, "MIN": True, "OFF": False}
    values = [
        {"code": code, "version": 1, "name": code, "place": "", "active": active} for code, active in codes.items()
    ]
    await connection.execute(insert(centres), values)


async def test_a_group_order_opens_for_each_active_centre_of_the_cycle(engine: AsyncEngine) -> None:
    await apply(engine, opened("DUC", "MIN", "OFF"))
    assert [event.centre for event in await published(engine, GroupOrderOpened)] == ["DUC", "MIN"]


async def test_closing_seals_what_is_left(engine: AsyncEngine) -> None:
    await apply(engine, opened("DUC", "MIN"))
    await apply(engine, closing())
    assert [event.centre for event in await published(engine, GroupOrderSealed)] == ["DUC", "MIN"]
    assert len(await published(engine, CycleSealed)) == 1


async def test_closing_heard_before_opening_still_seals_everything(engine: AsyncEngine) -> None:
    await apply(engine, closing())
    assert await published(engine) == []
    await apply(engine, opened("DUC", "MIN"))
    kinds = [type(event) for event in await published(engine)]
    assert kinds == [GroupOrderOpened] * 2 + [GroupOrderSealed] * 2 + [CycleSealed]


async def test_a_cycle_without_centres_is_sealed_by_its_closing(engine: AsyncEngine) -> None:
    await apply(engine, opened(), closing())
    assert [event.group_orders for event in await published(engine, CycleSealed)] == [[]]


async def test_the_newest_catalogue_stands_whole(engine: AsyncEngine) -> None:
    await apply(engine, *HEARD)
    found = (await rows(engine))["catalogue_entries"]
    assert {(row[1], row[10]) for row in found} == {("FAR", False), ("SEL", True), ("RIZ", True)}


async def test_an_opening_heard_again_after_the_end_opens_nothing(engine: AsyncEngine) -> None:
    await apply(engine, opened("DUC"), closing())
    await apply(engine, opened("DUC", "MIN", version=5))
    assert [event.centre for event in await published(engine, GroupOrderOpened)] == ["DUC"]


async def test_a_later_opening_adds_a_centre_and_new_dates(engine: AsyncEngine) -> None:
    await apply(engine, opened("DUC"))
    await apply(engine, opened("DUC", "GOL", version=2))
    assert [event.centre for event in await published(engine, GroupOrderOpened)] == ["DUC", "GOL"]
    assert len((await rows(engine))["cycle_centres"]) == 2


async def test_delivered_in_every_way_they_leave_the_same_rows(orders_every_way: EveryWay) -> None:
    found = await orders_every_way(subscriptions(HeldClock(NOON)), HEARD, rows_of, prepare=known_centres)
    assert [len(found[table.name]) for table in TABLES] == [1, 3, 3, 2, 1, 1, 1, 1]


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_opening_revision_and_closing_in_any_order(engine: AsyncEngine, order: tuple[int, ...]) -> None:
    events = [HEARD[0], HEARD[2], HEARD[3]]
    for index in order:
        await apply(engine, events[index])
    assert len(await published(engine, CycleSealed)) == 1
    assert {row[1] for row in (await rows(engine))["catalogue_entries"]} == {"FAR", "SEL", "RIZ"}


async def test_closing_that_is_heard_while_a_cycle_opens_seals_what_it_opened(engine: AsyncEngine) -> None:
    opening, closed = apply(engine, HEARD[0]), apply(engine, closing(4))
    await held_up(engine, "group_orders", opening, closed)
    assert len(await published(engine, CycleSealed)) == 1
    assert len(await published(engine, GroupOrderSealed)) == 2
