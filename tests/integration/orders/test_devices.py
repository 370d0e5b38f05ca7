"""Since when a device was not heard of, and what it said waits on it: for operations, without anything personal."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from prometheus_client import REGISTRY
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.commands.order_desk import PARIS
from services.orders.metrics import sample
from services.orders.storage.device_tables import devices
from shared.kernel.clock import HeldClock
from shared.kernel.ids import uuid7
from shared.web.devices import KEPT, MOST_AT_A_CENTRE, SILENT_AFTER, SeenDevices
from shared.web.roles import Actor, Role
from shared.web.tokens import Session
from tests.fixtures.orders_http import DUC, MIN, OrdersHttp
from tests.fixtures.racing import held_by, rows

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)


def says(device: UUID, waiting: int = 0, waited: int = 0, centre: str = DUC) -> dict[str, str]:
    told = f"id={device}&centre={centre}&kind=tablet&waiting={waiting}&waited={waited}"
    return {"VRAC-Device": told}


async def known(orders_http: OrdersHttp, role: Role = Role.COORDINATOR) -> list[dict[str, Any]]:
    async with orders_http.table(role=role) as desk:
        answer = await desk.client.get("/v1/devices")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["devices"]
    return found


def heard(at: datetime, *told: dict[str, str], centres: tuple[str, ...] = (DUC, MIN)) -> SeenDevices:
    """What a process heard at a moment."""
    seen = SeenDevices(devices, HeldClock(at))
    volunteer = Actor(uuid7(), frozenset({Role.VOLUNTEER}), frozenset(centres))
    for one in told:
        seen.note(Session(volunteer, 0, 0), one["VRAC-Device"])
    return seen


def figure(name: str, centre: str = DUC) -> float | None:
    return REGISTRY.get_sample_value(f"vrac_devices_{name}", {"service": "orders", "centre": centre})


async def test_a_device_that_asks_for_anything_is_known_with_what_waits_on_it(
    orders_http: OrdersHttp, orders_engine: AsyncEngine
) -> None:
    tablet = uuid7()
    async with orders_http.table(DUC) as table:
        for told in (says(tablet, 4, 600), says(tablet, 2, 90)):
            assert (await table.client.get("/v1/cycles", headers=told)).status_code == 200
        assert await known(orders_http) == []  # no request writes
        await orders_http.met.store(orders_engine)
        await table.client.get("/v1/cycles")
        await orders_http.met.store(orders_engine)
    (found,) = await known(orders_http)
    assert (found["id"], found["number"], found["kind"], found["waiting"]) == (str(tablet), 1, "tablet", 2)
    assert (found["centre"], found["centre_name"], found["silent"]) == (DUC, "Centre DUC", False)
    since = datetime.fromisoformat(found["seen_at"]) - datetime.fromisoformat(found["waiting_since"])
    assert since == timedelta(seconds=90)


async def test_one_row_a_device_whatever_it_asks_and_the_latest_stands(
    orders_http: OrdersHttp, orders_engine: AsyncEngine
) -> None:
    first, second = uuid7(), uuid7()
    await heard(NOON, says(first, 3, 60), says(second)).store(orders_engine)
    later = heard(NOON + timedelta(minutes=2), says(first))
    await heard(NOON + timedelta(minutes=1), says(first, 9, 9)).store(orders_engine)
    await later.store(orders_engine)
    await heard(NOON + timedelta(minutes=1), says(first, 9, 9)).store(orders_engine)  # another process, late
    found = {one["id"]: one for one in await known(orders_http)}
    assert {one["number"] for one in found.values()} == {1, 2}
    assert (found[str(first)]["waiting"], found[str(first)]["waiting_since"]) == (0, None)
    assert datetime.fromisoformat(found[str(first)]["seen_at"]) == NOON + timedelta(minutes=2)


async def test_two_processes_that_hear_of_devices_at_once_number_them_apart(
    orders_http: OrdersHttp, orders_engine: AsyncEngine
) -> None:
    first = says(uuid7())
    await heard(NOON, first).store(orders_engine)
    processes = (heard(NOON, first, says(uuid7()), says(uuid7())) for _ in range(4))
    await held_by(orders_engine, rows("devices"), *(process.store(orders_engine) for process in processes))
    assert sorted(one["number"] for one in await known(orders_http)) == list(range(1, 10))


async def test_nobody_speaks_for_another_centre_or_makes_up_devices_without_end(
    orders_http: OrdersHttp, orders_engine: AsyncEngine
) -> None:
    await heard(NOON, says(uuid7(), centre=MIN), centres=(DUC,)).store(orders_engine)
    assert await known(orders_http) == []
    holds, silent, new = uuid7(), uuid7(), uuid7()
    await heard(NOON - timedelta(days=9), says(holds, 3, 3600), says(silent)).store(orders_engine)
    await heard(NOON, *(says(uuid7()) for _ in range(MOST_AT_A_CENTRE + 5))).store(orders_engine)
    await heard(NOON, says(new), says(uuid7(), centre=MIN)).store(orders_engine)
    async with orders_engine.connect() as connection:
        by_centre = select(devices.c.centre, func.count()).group_by(devices.c.centre)
        rows = await connection.execute(by_centre)
        assert {row[0]: row[1] for row in rows} == {DUC: MOST_AT_A_CENTRE, MIN: 1}
        kept = (await connection.scalars(select(devices.c.id).where(devices.c.id.in_([holds, silent, new])))).all()
        assert set(kept) == {holds, new}, "who may hold something stays, a new one takes the place of a silent one"


async def test_what_is_watched_is_by_centre(orders_http: OrdersHttp, orders_engine: AsyncEngine) -> None:
    now = NOON + timedelta(days=3)
    await heard(NOON - timedelta(days=40), says(uuid7())).store(orders_engine)  # of a cycle before
    await heard(NOON, says(uuid7(), 3, 3600)).store(orders_engine)
    await heard(now - timedelta(minutes=5), says(uuid7()), says(uuid7(), centre=MIN)).store(orders_engine)
    await sample(orders_engine, PARIS, HeldClock(now))
    assert (figure("known"), figure("silent")) == (2, 1)
    assert figure("oldest_contact_seconds") == timedelta(days=3).total_seconds()
    assert figure("oldest_waiting_seconds") == timedelta(days=3, hours=1).total_seconds()
    assert (figure("known", MIN), figure("silent", MIN), figure("oldest_waiting_seconds", MIN)) == (1, 0, 0)
    assert [one["waiting"] for one in await known(orders_http)] == [0, 3, 0, 0]
    labels = [one.labels for metric in REGISTRY.collect() for one in metric.samples if "devices" in one.name]
    assert {frozenset(label) for label in labels} == {frozenset({"service", "centre"})}


async def test_a_cycle_begins_when_its_day_begins_where_the_network_is(
    orders_http: OrdersHttp, orders_engine: AsyncEngine
) -> None:
    opens = datetime(2026, 11, 23, tzinfo=PARIS)  # an hour before the day in UTC
    async with orders_http.table():
        for minutes in (-1, 1):
            await heard(opens + timedelta(minutes=minutes), says(uuid7())).store(orders_engine)
        await sample(orders_engine, PARIS, HeldClock(opens + timedelta(hours=1)))
    assert (figure("known"), figure("oldest_contact_seconds")) == (1, timedelta(minutes=59).total_seconds())


async def test_a_device_that_is_gone_is_forgotten_once(orders_http: OrdersHttp, orders_engine: AsyncEngine) -> None:
    tablet = uuid7()
    await heard(NOON, says(tablet)).store(orders_engine)
    async with orders_http.table(role=Role.OPERATOR) as operator:
        assert (await operator.client.delete(f"/v1/devices/{tablet}")).status_code == 204
        gone = await operator.client.delete(f"/v1/devices/{tablet}")
        assert (gone.status_code, gone.json()["code"]) == (404, "device_unknown")
    for role in (Role.VOLUNTEER, Role.TREASURER):
        async with orders_http.table(DUC, role=role) as other:
            assert (await other.client.get("/v1/devices")).status_code == 403
            assert (await other.client.delete(f"/v1/devices/{tablet}")).status_code == 403


async def test_who_is_silent_for_a_season_is_forgotten(orders_http: OrdersHttp, orders_engine: AsyncEngine) -> None:
    await heard(NOON, says(uuid7())).store(orders_engine)
    await heard(NOON + KEPT, says(uuid7())).store(orders_engine)
    assert len(await known(orders_http)) == 2
    await heard(NOON + KEPT + SILENT_AFTER).store(orders_engine)
    assert len(await known(orders_http)) == 1
