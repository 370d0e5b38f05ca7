"""An incident is confirmed as it was proposed: once, whole or not at all, by a coordinator."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.storage.tables import metadata
from shared.contracts.centres import CentreRegistered
from shared.kernel.clock import HeldClock
from tests.fixtures.racing import held_up
from tests.fixtures.supply_buying import PATH, deliver, draft_orders, order_it, post
from tests.fixtures.supply_cycle import hear, put
from tests.fixtures.supply_incidents import (
    CANCELLED,
    DEARER,
    DEARER_FLOUR,
    ORDER,
    PROPOSAL,
    buy_flour,
    confirm,
    proposed,
    refusal,
    stored,
)


@pytest.fixture
async def bought(sealed: httpx.AsyncClient) -> httpx.AsyncClient:
    await buy_flour(sealed)
    return sealed


async def test_what_changed_since_is_named_and_nothing_done(
    bought: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    token = (await proposed(bought, CANCELLED))["token"]
    await put(bought, "/v1/offers/DOMB/FLOUR", DEARER | {"rungs": [{"from": 0, "price": "1.20"}]})
    before = await stored(supply_engine)
    stale = await confirm(bought, CANCELLED, token)
    assert refusal(stale) == (409, "incident_proposal_outdated")
    assert "what suppliers offer. Nothing was done." in stale.json()["detail"]
    assert await stored(supply_engine) == before
    assert refusal(await confirm(bought, CANCELLED, "nothing")) == (409, "incident_proposal_outdated")
    assert (await confirm(bought, CANCELLED, (await proposed(bought, CANCELLED))["token"])).status_code == 201


async def test_another_day_is_no_other_proposal_as_long_as_the_same_can_deliver(
    bought: httpx.AsyncClient, clock: HeldClock
) -> None:
    token = (await proposed(bought, CANCELLED))["token"]
    clock.advance(timedelta(days=8))
    assert (await proposed(bought, CANCELLED))["token"] == token, "seven days are left"
    clock.advance(timedelta(hours=11, minutes=30))  # half past midnight in Paris, not yet in UTC
    assert refusal(await confirm(bought, CANCELLED, token)) == (409, "incident_proposal_outdated")


async def test_sent_twice_it_is_one(bought: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    token, incident_id = (await proposed(bought, CANCELLED))["token"], uuid4()
    first, second = (
        await confirm(bought, CANCELLED, token, incident_id),
        await confirm(bought, CANCELLED, token, incident_id),
    )
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert refusal(await confirm(bought, CANCELLED | {"reason": "another reason"}, token, incident_id)) == (
        409,
        "incident_differs",
    )
    assert len((await stored(supply_engine))[0]) == 1


async def test_one_that_was_confirmed_before_gaps_were_said_for_each_order_is_read(
    bought: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    incident = uuid4()
    token = (await proposed(bought, CANCELLED))["token"]
    assert (await confirm(bought, CANCELLED, token, incident)).status_code == 201
    async with supply_engine.begin() as connection:
        await connection.execute(text("UPDATE incidents SET consequences = consequences - 'gaps'"))
    kept = (await bought.get(f"{ORDER}/incidents/{incident}")).raise_for_status().json()
    assert kept["consequences"]["gaps"] == []


async def test_sent_at_once_it_is_done_once(bought: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    token, incident_id = (await proposed(bought, CANCELLED))["token"], uuid4()
    confirming = (confirm(bought, CANCELLED, token, incident_id) for _ in range(3))
    answers = await held_up(supply_engine, "incidents", *confirming)
    assert sorted(answer.status_code for answer in answers) == [200, 200, 201]
    kept, _, made, orders = await stored(supply_engine)
    assert (len(kept), len(made), len(orders)) == (1, 2, 2)


async def test_two_incidents_of_one_order_at_once_are_one(
    bought: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    token = (await proposed(bought, CANCELLED))["token"]
    confirming = (confirm(bought, CANCELLED, token) for _ in range(3))
    answers = await held_up(supply_engine, "incidents", *confirming)
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
    assert len((await stored(supply_engine))[3]) == 2


SHORT: dict[str, Any] = {
    "kind": "short",
    "reason": "a pallet is missing",
    "lines": [{"product": "FLOUR", "quantity": 50_000}],
}
PACKAGING: dict[str, Any] = {"kind": "packaging", "reason": "other sacks"}
INVOICED: dict[str, Any] = {"kind": "tariff", "reason": "wheat is dearer", "entered": True}
INVOICE: dict[str, Any] = {
    "number": "F-1",
    "invoiced_on": "2026-12-16",
    "lines": [{"product": "FLOUR", "price": "1.07"}],
    "delivery_cents": 3_800,
    "vat": [{"vat_cents": 883 + 760}],
    "total_cents": 21_493,
}


@pytest.mark.parametrize(
    "said",
    [
        CANCELLED,
        DEARER_FLOUR,
        DEARER_FLOUR | {"leave": True},
        INVOICED,
        SHORT,
        SHORT | {"kind": "damaged"},
        {"kind": "wrong_date", "reason": "the lorry broke down", "new_date": "2026-12-19"},
        PACKAGING | {"packs": [{"product": "FLOUR", "case_size": 20_000}]},
        PACKAGING | {"unusable": [{"product": "FLOUR", "cases": 2}]},
    ],
    ids=["cancelled", "tariff", "tariff refused", "invoiced", "short", "damaged", "wrong date", "packs", "unusable"],
)
async def test_a_failure_in_the_middle_leaves_nothing(
    bought: httpx.AsyncClient, supply_engine: AsyncEngine, said: dict[str, Any]
) -> None:
    """What keeps the incident fails, once all that follows from it is done."""
    await hear(
        supply_engine,
        *(CentreRegistered(version=1, centre=one, name=one, active=True, place="") for one in ("DUC", "MIN")),
    )
    if said is INVOICED:
        await put(bought, f"{PATH}/invoices/ALMA", INVOICE)
    token, before = (await proposed(bought, said))["token"], await everything(supply_engine)
    forbid = text("ALTER TABLE incidents ADD CONSTRAINT none_at_all CHECK (number < 0) NOT VALID")
    async with supply_engine.begin() as connection:
        await connection.execute(forbid)
    assert (await confirm(bought, said, token)).status_code == 500
    assert await everything(supply_engine) == before
    async with supply_engine.begin() as connection:
        await connection.execute(text("ALTER TABLE incidents DROP CONSTRAINT none_at_all"))
    assert (await confirm(bought, said, token)).status_code == 201
    after = await everything(supply_engine)
    assert {"incidents"} < {table for table in after if after[table] != before[table]}, "more than the incident"


async def everything(engine: AsyncEngine) -> dict[str, list[str]]:
    """Every row of every table."""
    async with engine.connect() as connection:
        return {
            table.name: sorted(str(row) for row in await connection.execute(select(table)))
            for table in metadata.sorted_tables
        }


async def test_only_an_order_that_is_awaited_has_such_an_incident(sealed: httpx.AsyncClient) -> None:
    await draft_orders(sealed)
    assert refusal(await sealed.post(PROPOSAL, json=CANCELLED)) == (409, "purchase_order_not_sent")
    await order_it(sealed)
    await deliver(sealed, received=150_000)
    assert refusal(await sealed.post(PROPOSAL, json=CANCELLED)) == (409, "amendment_received")
    await put(sealed, f"{PATH}/deliveries", {"lines": []})
    unknown = await sealed.post(PROPOSAL, json=CANCELLED | {"keep_short": ["SOAP"]})
    assert refusal(unknown) == (422, "incident_not_ordered")
    token = (await proposed(sealed, CANCELLED))["token"]
    await post(sealed, f"{PATH}/settlement")
    assert refusal(await sealed.post(PROPOSAL, json=CANCELLED)) == (409, "cycle_settled")
    assert refusal(await confirm(sealed, CANCELLED, token)) == (409, "cycle_settled")
    assert refusal(await sealed.post("/v1/purchase-orders/7/incidents/proposal", json=CANCELLED)) == (
        404,
        "purchase_order_unknown",
    )
    assert refusal(await sealed.get(f"{ORDER}/incidents/{uuid4()}")) == (404, "incident_unknown")


async def test_only_a_coordinator_reports(bought: httpx.AsyncClient, volunteer: httpx.AsyncClient) -> None:
    token = (await proposed(bought, CANCELLED))["token"]
    assert refusal(await volunteer.post(PROPOSAL, json=CANCELLED)) == (403, "role_needed")
    assert refusal(await confirm(volunteer, CANCELLED, token)) == (403, "role_needed")
    assert refusal(await volunteer.get(f"{ORDER}/incidents/{uuid4()}")) == (403, "role_needed")
