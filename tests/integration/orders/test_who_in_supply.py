"""Who booked what supply says: as its events tell it, or nobody where they were told before they said so."""

from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.contracts.event import Event
from shared.contracts.stock import (
    StockAdjusted,
    StockAdjustedV2,
    StockAdjustedV3,
    StockCause,
    StockChange,
    StockChangeV3,
)
from shared.web.roles import Role
from tests.fixtures.orders_distribution import handed_over
from tests.fixtures.orders_http import OrdersHttp, broken_tills
from tests.fixtures.orders_story import CYCLE, add_centres, apply, closing, control, opened, place, settled

ANNE, BELA, CHLOE = (UUID(int=number) for number in (21, 22, 23))
RUN_1, RUN_2 = [settled(1, 1, 254)], [settled(1, 2, 240)]
COUNTED, EXPIRED = StockCause.COUNTED, StockCause.EXPIRED


def before() -> list[Event]:
    """As they were told before they said who."""
    changes = [StockChange(cause=COUNTED, value=-4)]
    return [
        control(1, RUN_1),
        *RUN_1,
        handed_over(1, 1_500, version=5),
        StockAdjusted(version=1, product="FAR", lot="A1", changes=changes),
        StockAdjustedV2(version=1, product="FAR", lot="B2", changes=changes, sold=-3),
    ]


def since() -> list[Event]:
    """The states that follow, each with who."""
    counted = StockChangeV3(cause=COUNTED, value=-4, by=None)
    lost = [counted, StockChangeV3(cause=EXPIRED, value=-7, by=BELA)]
    found = [StockChangeV3(cause=COUNTED, value=0, by=CHLOE)]
    return [
        *RUN_2,
        control(2, RUN_2, by=ANNE).model_copy(update={"version": 6}),
        handed_over(1, 1_000, version=7, by=CHLOE),
        StockAdjustedV3(version=2, product="FAR", lot="A1", changes=lost, sold=0, last_sale=None),
        StockAdjustedV3(version=2, product="FAR", lot="B2", changes=found, sold=-5, last_sale=UUID(int=99)),
    ]


@pytest.fixture
async def engine(orders_engine: AsyncEngine) -> AsyncEngine:
    await add_centres(orders_engine, "DUC")
    await apply(orders_engine, opened("DUC"))
    await place(orders_engine, 1)
    await apply(orders_engine, closing())
    return orders_engine


async def booked(engine: AsyncEngine) -> list[tuple[str, UUID | None]]:
    """Kind of each transaction of which supply was the cause, and who booked it."""
    async with OrdersHttp(engine).table(role=Role.TREASURER) as treasurer:
        entries = (await treasurer.client.get("/v1/ledger/entries", params={"limit": 100})).json()["items"]
    found = {one["transaction"]: (one["kind"], UUID(one["by"]) if one["by"] else None) for one in entries}
    return [one for one in found.values() if one[0] != "order"]


async def test_what_was_told_without_who_is_booked_by_nobody(engine: AsyncEngine) -> None:
    for _ in range(2):
        await apply(engine, *before())
    assert sorted(await booked(engine)) == [
        ("clearing", None),
        ("not_handed_over", None),
        ("settlement", None),
        ("stock_counted", None),
        ("stock_counted", None),
        ("stock_sold", None),
    ]


async def test_what_follows_with_who_is_booked_by_them(engine: AsyncEngine) -> None:
    await apply(engine, *before())
    told_before = await booked(engine)
    for _ in range(2):
        for event in since():
            await apply(engine, event)
    assert (await booked(engine))[len(told_before) :] == [
        ("settlement", ANNE),
        ("clearing", ANNE),
        ("not_handed_over", ANNE),
        ("not_handed_over", CHLOE),
        ("stock_expired", BELA),
        ("stock_counted", CHLOE),
        ("stock_sold", None),
    ], "that sale is none of ours"
    assert await broken_tills(engine) == []


async def test_what_is_heard_before_its_settlement_is_booked_by_whoever_noted_it(engine: AsyncEngine) -> None:
    await apply(engine, handed_over(1, 1_500, version=5, by=CHLOE))
    await apply(engine, *RUN_1, control(1, RUN_1, by=ANNE))
    await apply(engine, *RUN_2, control(2, RUN_2, by=BELA).model_copy(update={"version": 9}))
    assert [who for kind, who in await booked(engine) if kind == "not_handed_over"] == [CHLOE, BELA]


async def test_the_treasurer_who_tries_again_is_who_booked_it(engine: AsyncEngine) -> None:
    """A correction that waited for credit: they book it, whoever noted it."""
    await apply(engine, *RUN_1, control(1, RUN_1, by=ANNE), handed_over(1, 1_500, version=5, by=CHLOE))
    async with OrdersHttp(engine).table(role=Role.TREASURER, user_id=BELA) as treasurer:
        household = UUID(int=1_000_001)
        body = {"household_id": str(household), "means": "transfer", "amount_cents": await treasurer.credit(household)}
        assert (await treasurer.client.put(f"/v1/refunds/{UUID(int=7)}", json=body)).status_code == 201
        await apply(engine, handed_over(1, 2_000, version=6, by=CHLOE))
        address = f"/v1/refunds/{UUID(int=7)}/withdrawal"
        assert (await treasurer.client.post(address, json={"reason": "trop tôt"})).is_success
        again = f"/v1/cycles/{CYCLE}/goods-credits/{UUID(int=1)}/posting"
        assert (await treasurer.client.post(again)).json()["credited_cents"] == 0
    assert [who for kind, who in await booked(engine) if kind == "not_handed_over"] == [CHLOE, BELA]
