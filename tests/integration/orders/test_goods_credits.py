"""Less handed over than granted is credited, to the cent, in whatever order it is heard; absence is not."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.orders.commands.apply_hand_overs import apply_hand_overs
from services.orders.commands.open_cycle import open_cycle
from services.orders.events import subscriptions
from services.orders.storage.centre_tables import centres
from services.orders.storage.hand_over_tables import goods_credits, hand_overs, handed_lines
from services.orders.storage.household_tables import households
from services.orders.storage.ledger_tables import ledger_entries, tills
from services.orders.storage.order_tables import household_orders
from shared.contracts.event import Event
from shared.database import transaction
from shared.kernel.clock import HeldClock
from shared.kernel.ids import group_order_id
from shared.web.roles import Role
from tests.fixtures.every_way import EveryWay
from tests.fixtures.orders_distribution import handed_over
from tests.fixtures.orders_http import OrdersHttp, broken_tills
from tests.fixtures.orders_story import (
    CYCLE,
    FLOUR_CEILING,
    NOON,
    add_centres,
    apply,
    balances,
    closing,
    control,
    opened,
    place,
    settled,
)
from tests.fixtures.racing import held_up

RUN_1 = [settled(1, 1, 254), settled(2, 1, 254)]
RUN_2 = [settled(1, 2, 240), settled(2, 2, 240)]
POSTED_1 = [control(1, RUN_1), *RUN_1]
POSTED_2 = [control(2, RUN_2), *RUN_2]
BORNE = "distribution:not_handed_over"


@pytest.fixture
async def engine(orders_engine: AsyncEngine) -> AsyncEngine:
    await add_centres(orders_engine, "DUC", "MIN")
    await apply(orders_engine, opened("DUC", "MIN"))
    for number in (1, 2):
        await place(orders_engine, number)
    await apply(orders_engine, closing())
    return orders_engine


async def credit_of(engine: AsyncEngine, number: str = "000001") -> int:
    async with engine.connect() as connection:
        return int(await connection.scalar(select(households.c.credit_cents).where(households.c.number == number)) or 0)


async def spend(engine: AsyncEngine, left: int) -> None:
    """The household has only this much left, whatever it spent the rest on."""
    async with transaction(engine) as connection:
        await connection.execute(update(households).where(households.c.number == "000001").values(credit_cents=left))


async def refused(engine: AsyncEngine) -> str | None:
    async with engine.connect() as connection:
        found: str | None = await connection.scalar(select(goods_credits.c.refused))
        return found


async def test_less_than_granted_is_credited_at_the_final_price(engine: AsyncEngine) -> None:
    await apply(engine, *POSTED_1)
    await apply(engine, handed_over(1, 1_500), handed_over(2, 2_000))
    await apply(engine, handed_over(1, 1_500))
    found = await balances(engine)
    assert (found["household:000001:credit"], found["household:000002:credit"]) == (-(36 + 63), -36)
    assert found[BORNE] == 254 - 191
    assert await credit_of(engine) == 36 + 63
    assert await broken_tills(engine) == []


async def test_heard_before_the_settlement_it_is_credited_with_it(engine: AsyncEngine) -> None:
    await apply(engine, handed_over(1, 1_500))
    assert await credit_of(engine) == 0
    await apply(engine, *POSTED_1)
    assert await credit_of(engine) == 36 + 63


async def test_a_lower_final_price_credits_only_what_is_paid_less(engine: AsyncEngine) -> None:
    await apply(engine, *POSTED_1)
    await apply(engine, handed_over(1, 1_500))
    await apply(engine, *POSTED_2)
    found = await balances(engine)
    assert found[BORNE] == 240 - 180
    assert found["household:000001:credit"] == -(290 - 180), "it pays 1.5 kg at the new price"


async def test_a_correction_books_the_difference(engine: AsyncEngine) -> None:
    await apply(engine, *POSTED_1)
    await apply(engine, handed_over(1, 1_500))
    await apply(engine, handed_over(1, 1_900, version=2))
    assert await credit_of(engine) == 36 + 254 - 241
    await apply(engine, handed_over(1, 1_000, version=3))
    await apply(engine, handed_over(1, 1_900, version=2))
    assert await credit_of(engine) == 36 + 127


async def test_what_was_spent_is_not_taken_back_until_it_is_there_again(engine: AsyncEngine) -> None:
    await apply(engine, *POSTED_1)
    await apply(engine, handed_over(1, 1_500))
    await spend(engine, 10)
    await apply(engine, handed_over(1, 2_000, version=2))
    assert (await credit_of(engine), await refused(engine)) == (10, "lacking_credit=53")
    address = f"/v1/cycles/{CYCLE}/goods-credits"
    async with OrdersHttp(engine).table(role=Role.TREASURER) as treasurer:
        (shown,) = (await treasurer.client.get(address, params={"refused": True})).json()["items"]
        assert (shown["household_number"], shown["credited_cents"], shown["refused"]) == (
            "000001",
            63,
            "lacking_credit=53",
        )
        again = f"{address}/{UUID(int=1)}/posting"
        assert (await treasurer.client.post(again)).json() == shown
        await spend(engine, 63)
        assert (await treasurer.client.post(again)).json() == shown | {"credited_cents": 0, "refused": None}
        assert (await treasurer.client.post(again)).status_code == 200
        assert (await treasurer.client.get(address, params={"refused": True})).json()["items"] == []
        unknown = await treasurer.client.post(f"{address}/{UUID(int=2)}/posting")
        assert (unknown.status_code, unknown.json()["code"]) == (404, "goods_credit_unknown")
    assert (await credit_of(engine), await refused(engine)) == (0, None)


async def test_a_households_file_has_what_it_was_handed(engine: AsyncEngine) -> None:
    await apply(engine, *POSTED_1)
    await apply(engine, handed_over(1, 1_500))
    async with OrdersHttp(engine).table(role=Role.TREASURER) as treasurer:
        found = (await treasurer.client.get(f"/v1/households/{UUID(int=1_000_001)}/file")).json()
    (order,), (line,) = found["orders"], found["lines"]
    assert (order["hand_over"], order["charged_cents"], order["goods_credited_cents"]) == ("collected", 254, 63)
    assert (line["granted"], line["handed"]) == (2_000, 1_500)


async def test_whoever_did_not_come_is_credited_nothing_yet(engine: AsyncEngine) -> None:
    await apply(engine, *POSTED_1)
    await apply(engine, handed_over(1, None))
    assert await credit_of(engine) == 36
    assert BORNE not in await balances(engine)


async def test_a_volunteer_sees_their_centres_credits(engine: AsyncEngine) -> None:
    await apply(engine, *POSTED_1)
    await apply(engine, handed_over(1, 1_500), handed_over(2, 1_500))
    http = OrdersHttp(engine)
    address = f"/v1/cycles/{CYCLE}/goods-credits"
    async with http.table("DUC") as mine, http.table("MIN") as other:
        first = (await mine.client.get(address, params={"limit": 1})).json()
        second = (await mine.client.get(address, params={"limit": 1, "after": first["next"]})).json()
        assert [page["items"][0]["household_number"] for page in (first, second)] == ["000001", "000002"]
        assert (second["next"], (await other.client.get(address)).json()["items"]) == (None, [])


async def test_the_settlement_and_the_hand_over_at_once_credit_once(engine: AsyncEngine) -> None:
    parts: list[list[Event]] = [POSTED_1, [handed_over(1, 1_500)], [handed_over(2, 1_500)], [handed_over(1, 1_500)]]
    await asyncio.gather(*(apply(engine, *part) for part in parts))
    assert (await balances(engine))[BORNE] == 2 * 63
    assert await credit_of(engine) == 36 + 63


async def test_a_hand_over_that_meets_its_settlement_is_found_by_it(engine: AsyncEngine) -> None:
    """What the day's transaction still has to do waits: the settlement, which could not see it, waits for it."""

    async def hearing() -> None:
        async with transaction(engine) as connection:
            await apply_hand_overs(HeldClock(NOON), connection, [handed_over(1, 1_500)])
            await connection.execute(insert(centres).values(code="ZZZ", version=1, name="", place="", active=False))

    await held_up(engine, "centres", hearing(), apply(engine, *POSTED_1))
    assert await credit_of(engine) == 36 + 63


async def prepare(connection: AsyncConnection) -> None:
    """Two confirmed orders with their holds in an open cycle: none is without its catalogue."""
    await connection.execute(insert(centres).values(code="DUC", version=1, name="DUC", place="", active=True))
    await connection.execute(insert(tills), [{"code": "DUC"}])
    await open_cycle(HeldClock(NOON), connection, [opened("DUC")])
    for number in (1, 2):
        household = UUID(int=1_000_000 + number)
        who = {"id": household, "number": f"{number:06}", "centre": "DUC", "label": "x", "size": 1, "version": 1}
        await connection.execute(insert(households).values(**who))
        held = 2 * FLOUR_CEILING
        order = {
            "id": UUID(int=number),
            "group_order_id": group_order_id(CYCLE, "DUC"),
            "cycle": CYCLE,
            "centre": "DUC",
            "household_id": household,
            "version": 1,
            "state": "confirmed",
            "total_cents": held,
            "held_cents": held,
            "digest": b"",
            "base_version": 0,
            "request_hash": b"",
            "paid_cents": held,
            "credit_after_cents": 0,
            "placed_at": NOON,
        }
        await connection.execute(insert(household_orders).values(**order))


async def rows(connection: AsyncConnection) -> dict[str, Any]:
    totals: dict[str, int] = {}
    entries = select(ledger_entries.c.account, ledger_entries.c.amount_cents)
    for account, cents in await connection.execute(entries):
        totals[account] = totals.get(account, 0) + cents
    tables = {
        table.name: [tuple(row) for row in await connection.execute(select(table).order_by(*table.primary_key))]
        for table in (hand_overs, handed_lines, goods_credits)
    }
    credit = select(households.c.number, households.c.credit_cents).order_by(households.c.number)
    owed = {row.number: row.credit_cents for row in await connection.execute(credit)}
    return {"totals": {account: cents for account, cents in totals.items() if cents}, "credit": owed, **tables}


async def test_in_whatever_way_the_day_is_heard_the_credit_is_the_same(orders_every_way: EveryWay) -> None:
    events: list[Event] = [
        *POSTED_1,
        handed_over(1, None),
        handed_over(2, 1_900, by=UUID(int=21)),
        handed_over(1, 1_500, version=2, by=UUID(int=22)),
        *RUN_2,
        control(2, RUN_2, by=UUID(int=23)),
        handed_over(2, 1_000, version=3, by=UUID(int=24)),
    ]
    found = await orders_every_way(subscriptions(), events, rows, prepare=prepare)
    assert found["credit"] == {"000001": 290 - 180, "000002": 290 - 120}
    assert [row[-1] for row in found["hand_overs"]] == [UUID(int=22), UUID(int=24)]
    assert found["goods_credits"] == [(UUID(int=1), 60, 0, None), (UUID(int=2), 120, 0, None)]
