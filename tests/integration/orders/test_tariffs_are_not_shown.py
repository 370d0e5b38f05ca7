"""Who pays a reduced price, and why, is nobody's business: not in events, metrics, logs, nor at another table."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import structlog
from prometheus_client import REGISTRY, generate_latest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.commands.order_desk import PARIS
from services.orders.metrics import sample, sample_ledger
from services.orders.storage.messaging_tables import outbox
from shared.kernel.clock import system_clock
from shared.kernel.ids import uuid7
from shared.web.roles import Role
from tests.fixtures.orders_http import DUC, FLOUR, MIN, OrdersHttp, Table, cash
from tests.fixtures.orders_story import CYCLE, apply, closing, control, settled
from tests.fixtures.tariffs import donate

FULL, OWN = 290, 107
"""2 kg of flour, and 37 % of it: 107.3."""
TELLING = ("tariff", "basis_points", "rate_", "3700", "37 %", "37%", "solidarity", "CCAS", "prescribed", "eligib")


def tells(text: str) -> list[str]:
    return [word for word in TELLING if word in text]


async def tariffed_order(orders_http: OrdersHttp, table: Table) -> tuple[UUID, UUID]:
    """A household that a partner prescribed 37 %, and its order of 2 kg of flour."""
    household, order_id = await table.household(), UUID(int=1)
    await donate(orders_http, 1_000)
    today = system_clock().astimezone(PARIS).date()
    body = {"begins": today.isoformat(), "ends": (today + timedelta(90)).isoformat(), "basis_points": 3_700}
    async with orders_http.table(role=Role.COORDINATOR) as coordinator:
        await coordinator.client.put(f"/v1/centres/{DUC}/tariffs", json={"rates": [3_700]})
        path = f"/v1/households/{household}/tariffs/{uuid7()}"
        given = await coordinator.client.put(path, json=body | {"prescribed_by": "CCAS"})
        assert given.status_code == 201, given.text
    placed = await table.order(household, {FLOUR: 2_000}, order_id=order_id, payments=[cash()])
    assert (placed.json()["state"], placed.json()["due_cents"]) == ("confirmed", OWN)
    return household, order_id


async def seen(table: Table, household: UUID, order_id: UUID) -> dict[str, str]:
    """All that a volunteer may read about it, by address."""
    paths = [
        f"/v1/households/{household}",
        "/v1/households",
        f"/v1/households/{household}/payments",
        f"/v1/orders/{order_id}",
        *(f"/v1/cycles/{CYCLE}{rest}" for rest in ("", "/settlements", "/lapsed", "/late-orders", "/progress")),
        f"/v1/centres/{DUC}/till",
        "/v1/centres",
    ]
    answers = {path: await table.client.get(path) for path in paths}
    return {path: answer.text for path, answer in answers.items() if answer.status_code == 200}


async def test_events_carry_the_full_amounts_and_nothing_else(
    orders_http: OrdersHttp, table: Table, orders_engine: AsyncEngine
) -> None:
    await tariffed_order(orders_http, table)
    await apply(orders_engine, closing())
    orders = [settled(1, 1, 251)]
    await apply(orders_engine, *orders, control(1, orders))
    async with orders_engine.connect() as connection:
        rows = (await connection.execute(select(outbox.c.type, outbox.c.payload, outbox.c.headers))).all()
    said: list[Any] = [json.loads(row.payload) for row in rows if "HouseholdOrderConfirmed" in row.type]
    assert [event["held"] for event in said] == [FULL]
    of_fund: list[Any] = [json.loads(row.payload) for row in rows if "SolidaritySettled" in row.type]
    assert [(event["reduced"], event["surcharges"]) for event in of_fund] == [(None, None)]
    for row in rows:
        assert tells(row.payload.decode()) == [], row.type
        assert str(OWN) not in json.loads(row.payload).values(), row.type


async def test_metrics_name_no_household_and_no_rate(
    orders_http: OrdersHttp, table: Table, orders_engine: AsyncEngine
) -> None:
    await tariffed_order(orders_http, table)
    await sample(orders_engine, PARIS)
    await sample_ledger(orders_engine)
    text = generate_latest(REGISTRY).decode()
    assert f"vrac_orders_held_cents {float(FULL)}" in text
    assert "vrac_orders_credit_drift_cents 0.0" in text
    # Names and labels, without the values: the digits of a duration may be anything.
    lines = (line.rpartition(" ")[0] for line in text.splitlines() if not line.startswith("#"))
    ours = "\n".join(line for line in lines if "vrac_orders" in line)
    assert "vrac_orders_held_cents" in ours
    assert tells(ours) == []
    assert "000001" not in ours


async def test_logs_say_nothing_of_it(
    orders_http: OrdersHttp, table: Table, orders_engine: AsyncEngine, capsys: pytest.CaptureFixture[str]
) -> None:
    with structlog.testing.capture_logs() as logs:
        household, order_id = await tariffed_order(orders_http, table)
        await apply(orders_engine, closing())
        orders = [settled(1, 1, 251)]
        await apply(orders_engine, *orders, control(1, orders))
    assert await table.credit(household) == OWN - 93
    # A slow request is logged with its route, which names what is asked for but nobody's tariff.
    without_routes = [{name: value for name, value in line.items() if name != "route"} for line in logs]
    assert tells(json.dumps(without_routes, default=str)) == []
    written = capsys.readouterr()
    assert tells(written.out + written.err) == []
    assert order_id


async def test_a_volunteer_sees_what_is_due_and_no_rate(
    orders_http: OrdersHttp, table: Table, orders_engine: AsyncEngine
) -> None:
    household, order_id = await tariffed_order(orders_http, table)
    before = await seen(table, household, order_id)
    await apply(orders_engine, closing())
    orders = [settled(1, 1, 251)]
    await apply(orders_engine, *orders, control(1, orders))
    after = await seen(table, household, order_id)
    assert len(before) == len(after) >= 9
    for path, text in (before | after).items():
        assert tells(text) == [], path
    async with orders_http.table(MIN) as elsewhere:
        other = await seen(elsewhere, household, order_id)
    assert not any(str(household) in text or str(order_id) in text for text in other.values())


async def test_a_neighbour_who_pays_for_it_sees_what_it_lacks_only(orders_http: OrdersHttp, table: Table) -> None:
    household, order_id = await tariffed_order(orders_http, table)
    await table.client.post(f"/v1/orders/{order_id}/cancellation")
    waiting, payer = uuid7(), await table.household("000002")
    await table.client.put(
        f"/v1/refunds/{uuid7()}", json={"household_id": str(household), "means": "cash", "amount_cents": OWN}
    )
    assert (await table.order(household, {FLOUR: 2_000}, order_id=waiting)).json()["missing_cents"] == OWN
    paid = await table.pay(payer, None, waiting)
    assert (paid.json()["amount_cents"], paid.json()["applied"][0]["state"]) == (OWN, "confirmed")
    assert tells(paid.text) == []
