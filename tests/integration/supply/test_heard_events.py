"""Every handler leaves the same rows whether events come once, twice, shuffled or one by one."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.events import subscriptions
from services.supply.storage import demand_tables
from services.supply.storage.access_tables import revoked_access, revoked_sessions
from services.supply.storage.messaging_tables import dead_letters
from shared.contracts.centres import CentreChanged, CentreRegistered, HouseholdErased
from shared.contracts.event import Event
from shared.contracts.group_orders import (
    GroupOrderOpened,
    GroupOrderSealed,
    HouseholdOrderCancelled,
    HouseholdOrderConfirmed,
    OrderLine,
)
from shared.contracts.manifest import EMPTY_MANIFEST
from shared.contracts.seals import CycleSealed, SealedGroupOrder
from shared.contracts.users import AccessRevoked, SessionRevoked
from shared.database import transaction
from shared.kernel.ids import group_order_id
from shared.messaging.dead_letters import put_aside
from shared.messaging.guard import Guard
from shared.messaging.triage import list_waiting
from shared.web.revocations import RevokedAccess
from tests.fixtures.every_way import EveryWay
from tests.fixtures.racing import held_up
from tests.fixtures.records import record_of
from tests.fixtures.supply_cycle import CYCLE, hear

TABLES = [
    revoked_access,
    revoked_sessions,
    demand_tables.centres,
    demand_tables.erased_households,
    demand_tables.group_orders,
    demand_tables.household_orders,
    demand_tables.household_order_lines,
    demand_tables.cycle_seals,
    demand_tables.sealed_group_orders,
]
NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


def order_id(number: int) -> UUID:
    return UUID(int=number)


def confirmed(number: int, version: int, **quantities: int) -> HouseholdOrderConfirmed:
    lines = [OrderLine(product=code, quantity=n, held=2 * n) for code, n in sorted(quantities.items())]
    return HouseholdOrderConfirmed(
        version=version,
        group_order_id=group_order_id(CYCLE, "DUC"),
        cycle=CYCLE,
        centre="DUC",
        order_id=order_id(number),
        household=f"{number:06}",
        label=f"Foyer {number}",
        lines=lines,
        held=sum(line.held for line in lines),
    )


def cancelled(number: int, version: int) -> HouseholdOrderCancelled:
    return HouseholdOrderCancelled(
        version=version,
        group_order_id=group_order_id(CYCLE, "DUC"),
        cycle=CYCLE,
        centre="DUC",
        order_id=order_id(number),
        household=f"{number:06}",
    )


def group(kind: type[GroupOrderOpened] | type[GroupOrderSealed], version: int, **sealed_with: Any) -> Event:
    return kind(version=version, group_order_id=group_order_id(CYCLE, "DUC"), cycle=CYCLE, centre="DUC", **sealed_with)


def centre(kind: type[CentreRegistered] | type[CentreChanged], version: int, name: str) -> Event:
    return kind(version=version, centre="DUC", name=name, active=version < 3, place="")


def sealed(version: int, *centres: str) -> CycleSealed:
    orders = [
        SealedGroupOrder(
            group_order_id=group_order_id(CYCLE, code), centre=code, orders=0, held=0, digest=EMPTY_MANIFEST
        )
        for code in centres
    ]
    return CycleSealed(version=version, cycle=CYCLE, group_orders=orders)


HEARD: list[Event] = [
    AccessRevoked(version=1, user_id=order_id(9), before=NOON),
    AccessRevoked(version=2, user_id=order_id(9), before=NOON + timedelta(hours=1)),
    SessionRevoked(version=1, session_id=order_id(8), user_id=order_id(9), ends=NOON + timedelta(hours=12)),
    centre(CentreRegistered, 1, "Duchère"),
    centre(CentreChanged, 2, "Centre social de la Duchère"),
    group(GroupOrderOpened, 1),
    confirmed(1, 1, flour=1000, oil=500),
    confirmed(1, 2, flour=2000),
    confirmed(1, 3, flour=2500, soap=3),
    confirmed(2, 1, oil=500),
    cancelled(2, 2),
    confirmed(3, 1, soap=1),
    cancelled(3, 2),
    confirmed(3, 3, soap=2),
    HouseholdErased(version=3, centre="DUC", household="000003"),
    confirmed(4, 1, oil=500),
    confirmed(4, 2, soap=1).model_copy(update={"cycle": "2027-01"}),
    group(GroupOrderSealed, 2, orders=2, held=5010, digest=EMPTY_MANIFEST),
    group(GroupOrderOpened, 3),
    group(GroupOrderSealed, 4, orders=2, held=5010, digest=EMPTY_MANIFEST),
    sealed(1, "DUC", "MIN"),
    sealed(2, "DUC"),
]


async def rows(connection: AsyncConnection) -> dict[str, list[tuple[Any, ...]]]:
    """What was heard; when that was differs with the way."""
    heard = {table: select(*(column for column in table.c if column.name != "heard_at")) for table in TABLES}
    return {
        table.name: [tuple(row) for row in await connection.execute(query.order_by(*table.primary_key.columns))]
        for table, query in heard.items()
    }


async def test_the_newest_state_of_each_thing_stands_in_whatever_way_events_come(supply_every_way: EveryWay) -> None:
    found = await supply_every_way(subscriptions(RevokedAccess(revoked_access)), HEARD, rows)
    lines = [
        (order, product, quantity, held) for _, order, product, _, quantity, held in found["household_order_lines"]
    ]
    assert lines == [
        (order_id(1), "flour", 2500, 5000),
        (order_id(1), "soap", 3, 6),
        (order_id(3), "soap", 2, 4),
        (order_id(4), "soap", 1, 2),
    ]
    assert [line[0] for line in found["household_order_lines"]] == [CYCLE, CYCLE, CYCLE, "2027-01"]
    states = {row[0]: (row[1], row[6], row[7], row[8]) for row in found["household_orders"]}
    assert states == {
        order_id(1): (3, "Foyer 1", "confirmed", 5006),
        order_id(2): (2, "", "cancelled", 0),
        order_id(3): (3, "", "confirmed", 4),
        order_id(4): (2, "Foyer 4", "confirmed", 2),
    }
    assert found["erased_households"] == [("000003", 3)]
    assert found["centres"] == [("DUC", 2, "Centre social de la Duchère", True, "")]
    assert found["group_orders"][0][1:] == (4, CYCLE, "DUC", "sealed", 2, 5010, EMPTY_MANIFEST)
    assert [row[2] for row in found["sealed_group_orders"]] == ["DUC"]
    assert found["revoked_access"] == [(order_id(9), NOON + timedelta(hours=1))]


async def test_an_order_applied_while_its_household_is_erased_loses_its_label(supply_engine: AsyncEngine) -> None:
    applying = hear(supply_engine, confirmed(3, 1, soap=1))
    erasing = hear(supply_engine, HouseholdErased(version=3, centre="DUC", household="000003"))
    await held_up(supply_engine, "household_order_lines", applying, erasing)
    async with supply_engine.connect() as connection:
        assert list(await connection.scalars(select(demand_tables.household_orders.c.label))) == [""]


async def test_a_message_that_waits_names_no_household_that_was_erased(supply_engine: AsyncEngine) -> None:
    orders = [confirmed(3, 1, soap=1), confirmed(4, 1, soap=2)]
    async with transaction(supply_engine) as connection:
        for order in orders:
            await put_aside(connection, record_of(order), "refused", order.type_name())
    await hear(supply_engine, HouseholdErased(version=3, centre="DUC", household="000003"))
    waiting = [json.loads(letter.value or b"") for letter in await list_waiting(supply_engine)]
    assert [message["label"] for message in waiting] == ["", "Foyer 4"]
    assert HouseholdOrderConfirmed.model_validate_json(json.dumps(waiting[0])).lines == orders[0].lines


async def test_what_is_forgotten_already_is_not_written_again(supply_engine: AsyncEngine) -> None:
    async def places() -> list[Any]:
        """Where the orders' rows lie: a row that is written lies elsewhere."""
        async with supply_engine.connect() as connection:
            return list(await connection.scalars(select(literal_column("ctid")).select_from(orders)))

    orders = demand_tables.household_orders
    await hear(supply_engine, confirmed(3, 1, soap=1), HouseholdErased(version=3, centre="DUC", household="000003"))
    before = await places()
    await hear(supply_engine, HouseholdErased(version=4, centre="DUC", household="000003"))
    assert await places() == before


async def test_a_poll_of_hundreds_of_orders_keeps_every_line(supply_engine: AsyncEngine) -> None:
    await hear(supply_engine, *[confirmed(n, 1, flour=1000, oil=n) for n in range(1, 501)])
    await hear(supply_engine, *[confirmed(n, 2, flour=500) for n in range(1, 251)])
    lines = demand_tables.household_order_lines
    demand = select(lines.c.product, func.sum(lines.c.quantity)).group_by(lines.c.product)
    async with supply_engine.connect() as connection:
        found = {product: int(total) for product, total in await connection.execute(demand)}
    assert found == {"flour": 250 * 500 + 250 * 1000, "oil": sum(range(251, 501))}


@pytest.mark.parametrize(
    "change",
    [
        {"label": "nul \x00"},
        {"lines": [OrderLine(product="nul\x00", quantity=1, held=2)], "held": 2},
        {"lines": [OrderLine(product="huge", quantity=10**30, held=2)], "held": 2},
        {"lines": [OrderLine(product="dear", quantity=1, held=10**30)], "held": 10**30},
    ],
)
async def test_values_that_no_column_holds_go_to_the_dead_letters_alone(
    supply_engine: AsyncEngine, change: dict[str, Any]
) -> None:
    guard = Guard(supply_engine, "supply", subscriptions(RevokedAccess(revoked_access)))
    poison = confirmed(2, 1, flour=500).model_copy(update=change)
    await guard.handle([record_of(event) for event in (confirmed(1, 1, flour=500), poison, confirmed(3, 1, oil=5))])
    async with supply_engine.connect() as connection:
        stored = await connection.scalars(select(demand_tables.household_orders.c.order_id).order_by("order_id"))
        assert stored.all() == [order_id(1), order_id(3)]
        assert await connection.scalar(select(func.count()).select_from(dead_letters)) == 1
