"""Who did what in supply is who the ledger of orders says booked it: settlements, hand-overs, stock."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.queries.ledger import count_booked
from services.supply.commands.republish import republish
from shared.contracts.event import Event
from shared.kernel.clock import HeldClock
from shared.kernel.ids import uuid7
from shared.web.roles import Actor, Role
from shared.web.tokens import SessionSigner
from tests.fixtures import orders_story
from tests.fixtures.orders_distribution import sell
from tests.fixtures.orders_http import OrdersHttp, broken_tills
from tests.fixtures.shared_routes import SharedRoutes
from tests.fixtures.supply_buying import PATH, Meet, order_it, post
from tests.fixtures.supply_cycle import CYCLE, put, said
from tests.fixtures.supply_distribution import hand, weighed
from tests.fixtures.supply_http import client_of

ANNE, BELA, CHLOE = "Anne", "Bela", "Chloé"
IDS = {name: UUID(int=number) for number, name in enumerate((ANNE, BELA, CHLOE), start=21)}
LOT: dict[str, Any] = {"product": "FAR", "lot": "A1"}

People = dict[str, httpx.AsyncClient]


@pytest.fixture
async def people(
    meet: Meet, orders_engine: AsyncEngine, app: SharedRoutes, signer: SessionSigner
) -> AsyncIterator[People]:
    """Two coordinators and a volunteer, whose names orders knows, as they call supply."""
    await meet()
    async with OrdersHttp(orders_engine).table(role=Role.COORDINATOR) as table, AsyncExitStack() as stack:
        found = {}
        for name, user_id in IDS.items():
            is_volunteer = name == CHLOE
            role, centres = (Role.VOLUNTEER, ["DUC"]) if is_volunteer else (Role.COORDINATOR, [])
            body = {"login": f"u{user_id.int}", "name": name, "roles": [role], "centres": centres}
            await put(table.client, f"/v1/users/{user_id}", body | {"password": uuid7().hex})
            actor = Actor(user_id, frozenset({role}), frozenset(centres))
            found[name] = await stack.enter_async_context(client_of(app, signer, actor))
        yield found


async def booked(engine: AsyncEngine, account: str) -> list[tuple[str, str | None, int]]:
    """Each entry of an account as the treasurer reads it: its kind, who, and cents."""
    async with OrdersHttp(engine).table(role=Role.TREASURER) as treasurer:
        entries = (await treasurer.client.get(f"/v1/ledger/accounts/{account}")).json()["items"]
    assert all(one["by"] == (str(IDS[one["by_name"]]) if one["by_name"] else None) for one in entries)
    return [(one["kind"], one["by_name"], one["amount_cents"]) for one in entries]


async def told_again(meet: Meet, supply: AsyncEngine, orders: AsyncEngine) -> None:
    """Supply says its stored state again, word for word, and orders hears everything twice: nothing more is booked."""

    async def transactions() -> tuple[int, int]:
        async with orders.connect() as connection:
            return await count_booked(connection)

    await meet()
    before, events = await transactions(), await said(supply)
    assert await republish(supply, CYCLE) > 0
    again = (await said(supply))[len(events) :]
    assert [event for event in again if _says_who(event) and event not in events] == []
    assert any(_says_who(event) for event in again)
    await meet()
    assert await transactions() == before
    assert await broken_tills(orders) == []


def _says_who(event: Event) -> bool:
    return event.fact() in {"CycleSettled", "HouseholdOrderHandedOver", "StockAdjusted"}


async def correct(client: httpx.AsyncClient, price: str) -> None:
    """A lower price on the invoice, and the correction that it makes."""
    line = {"supplier": "ALMA", "product": "FAR", "received": 150_000, "invoiced_price": price}
    await put(client, f"{PATH}/deliveries", {"lines": [line]})
    await post(client, f"{PATH}/settlement")


async def test_a_settlement_is_booked_by_whoever_published_it_and_a_correction_by_whoever_corrected(
    people: People, meet: Meet, orders_engine: AsyncEngine, supply_engine: AsyncEngine
) -> None:
    await order_it(people[ANNE])
    await post(people[ANNE], f"{PATH}/settlement")
    await meet()
    await post(people[BELA], f"{PATH}/settlement")  # nothing changed: Anne's stands
    await correct(people[BELA], "0.95")
    await told_again(meet, supply_engine, orders_engine)
    for account, kind in (("household:000001:credit", "settlement"), ("supplier:ALMA:payable", "clearing")):
        found = await booked(orders_engine, account)
        assert [(what, who) for what, who, _ in found if what == kind] == [(kind, ANNE), (kind, BELA)]
    assert {who for _, who, _ in await booked(orders_engine, f"cycle:{CYCLE}:clearing")} == {ANNE, BELA}


async def test_what_was_not_handed_over_is_credited_by_whoever_noted_it(
    people: People, meet: Meet, clock: HeldClock, orders_engine: AsyncEngine, supply_engine: AsyncEngine
) -> None:
    await order_it(people[ANNE])
    price = (await post(people[ANNE], f"{PATH}/settlement"))["products"][0]["final_price_cents"]
    await meet()
    noted = (await hand(people[CHLOE], 1, lines=weighed(140_000, "FAR"))).json()
    await meet()
    await hand(people[BELA], 1, base=noted["version"], lines=weighed(139_000, "FAR"))
    await meet()
    clock.advance(timedelta(hours=1))
    await correct(people[ANNE], "0.95")
    await told_again(meet, supply_engine, orders_engine)
    (*noted_by, cheaper) = await booked(orders_engine, "distribution:not_handed_over")
    assert noted_by == [("not_handed_over", CHLOE, price), ("not_handed_over", BELA, price)]
    assert (cheaper[1], cheaper[2] < 0) == (ANNE, True), "what they did not get costs less than they were credited"


async def test_a_hand_over_that_waited_for_its_settlement_is_of_whoever_noted_it(
    people: People, meet: Meet, clock: HeldClock, orders_engine: AsyncEngine, supply_engine: AsyncEngine
) -> None:
    await order_it(people[ANNE])
    price = (await post(people[ANNE], f"{PATH}/settlement"))["products"][0]["final_price_cents"]
    clock.advance(timedelta(hours=1))
    await hand(people[CHLOE], 1, lines=weighed(140_000, "FAR"))
    for event in reversed(await said(supply_engine)):
        await orders_story.apply(orders_engine, event)
    await told_again(meet, supply_engine, orders_engine)
    assert await booked(orders_engine, "distribution:not_handed_over") == [("not_handed_over", CHLOE, price)]
    assert ("clearing", ANNE) in {one[:2] for one in await booked(orders_engine, "supplier:ALMA:payable")}


async def test_stock_is_booked_cause_by_cause_by_whoever_changed_it_last(
    people: People, meet: Meet, orders_engine: AsyncEngine, supply_engine: AsyncEngine
) -> None:
    async def do(name: str, number: int, kind: str, **body: Any) -> None:
        await put(people[name], f"/v1/stock/{kind}/{UUID(int=number)}", body)

    lot = {"value_cents": 4_000, "best_before": None}
    await put(people[ANNE], "/v1/stock/FAR/A1", lot | {"quantity": 4_000})
    await put(people[BELA], "/v1/stock/FAR/A1", lot | {"quantity": 40_000})  # worth the same
    await meet()
    await do(BELA, 1, "counts", lots=[LOT | {"counted": 39_000}], reason="inventory")
    await do(ANNE, 2, "losses", **LOT, quantity=1_000, reason="expired")
    await meet()
    await do(ANNE, 3, "counts", lots=[LOT | {"counted": 39_000}], reason="behind the door")
    await told_again(meet, supply_engine, orders_engine)
    assert await booked(orders_engine, "stock") == [
        ("stock_entered", ANNE, 4_000),
        ("stock_counted", BELA, -100),
        ("stock_expired", ANNE, -100),
        ("stock_counted", ANNE, 100),
    ], "also of a count that comes to nothing with the one before"


async def test_stock_that_is_sold_at_a_centre_is_of_whoever_sold_it(
    people: People, meet: Meet, orders_engine: AsyncEngine, supply_engine: AsyncEngine
) -> None:
    await order_it(people[ANNE])
    await post(people[ANNE], f"{PATH}/settlement")
    await put(people[ANNE], "/v1/stock/FAR/A1", {"quantity": 4_000, "value_cents": 400, "best_before": "2027-01-01"})
    sent = LOT | {"quantity": 2_000, "centre": "DUC"}
    await put(people[ANNE], f"/v1/stock/transfers/{UUID(int=1)}", sent)
    await meet()
    async with OrdersHttp(orders_engine).table("DUC", user_id=IDS[CHLOE]) as table:
        assert (await sell(table, 1, 1_000)).status_code == 201
    await meet()
    await told_again(meet, supply_engine, orders_engine)
    assert await booked(orders_engine, "stock:sold") == [("stock_sold", CHLOE, 100)]


async def test_stock_that_a_settlement_counted_on_is_of_whoever_published_it(
    people: People, meet: Meet, orders_engine: AsyncEngine, supply_engine: AsyncEngine
) -> None:
    """First of goods that a plan used though they were lost, then of goods that a run had kept and no more does."""
    await put(people[ANNE], "/v1/stock/FAR/A1", {"quantity": 10_000, "value_cents": 1_000, "best_before": None})
    await order_it(people[ANNE])
    await put(people[ANNE], f"/v1/stock/losses/{UUID(int=1)}", LOT | {"quantity": 10_000, "reason": "damaged"})
    await post(people[BELA], f"{PATH}/settlement")
    await meet()
    assert ("stock_settled", BELA, 1_000) in await booked(orders_engine, "stock")
    (kept,) = [one for one in (await people[ANNE].get("/v1/stock")).json()["items"] if one["lot"] != "A1"]
    gone = {"product": "FAR", "lot": kept["lot"], "counted": 0}
    await put(people[BELA], f"/v1/stock/counts/{UUID(int=2)}", {"lots": [gone], "reason": "gone"})
    line = {"supplier": "ALMA", "product": "FAR"}
    await put(people[ANNE], f"{PATH}/deliveries", {"lines": [line | {"received": 131_000}]})
    await post(people[ANNE], f"{PATH}/settlement")
    await put(people[BELA], f"{PATH}/deliveries", {"lines": [line | {"received": 150_000}]})
    await post(people[BELA], f"{PATH}/settlement")  # keeps some again, and moves as much: Anne's stands
    await told_again(meet, supply_engine, orders_engine)
    (*_, last) = [one for one in await booked(orders_engine, "stock") if one[0] == "stock_settled"]
    assert last == ("stock_settled", ANNE, kept["value_cents"])
