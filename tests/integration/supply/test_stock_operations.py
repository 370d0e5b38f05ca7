"""Stock is a list of movements: counts, losses and transfers, each done once, never below nothing."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.storage.catalogue_tables import stock_lots
from services.supply.storage.stock_tables import stock_movements
from shared.contracts.centres import CentreRegistered
from shared.contracts.stock import StockAdjusted, StockCause
from shared.kernel.clock import HeldClock
from tests.fixtures.racing import held_up
from tests.fixtures.statements import statements_of
from tests.fixtures.supply_buying import NEXT_PATH, PATH, deliver, next_cycle_sealed, order_it, post
from tests.fixtures.supply_cycle import draft, hear, put, said

LOT: dict[str, Any] = {"product": "FLOUR", "lot": "A1"}


def count(counted: int, **change: Any) -> dict[str, Any]:
    return {"lots": [LOT | {"counted": counted}], "reason": "inventory"} | change


def loss(quantity: int, **change: Any) -> dict[str, Any]:
    return LOT | {"quantity": quantity, "reason": "damaged"} | change


def transfer(quantity: int, **change: Any) -> dict[str, Any]:
    return LOT | {"quantity": quantity, "centre": "DUC"} | change


async def send(client: httpx.AsyncClient, kind: str, number: int, body: dict[str, Any]) -> httpx.Response:
    return await client.put(f"/v1/stock/{kind}/{UUID(int=number)}", json=body)


async def stock(client: httpx.AsyncClient, **where: str) -> list[tuple[str, int, int]]:
    """Lot, quantity and value."""
    found = (await client.get("/v1/stock", params=where)).json()["items"]
    return [(lot["lot"], lot["quantity"], lot["value_cents"]) for lot in found]


async def check_books(engine: AsyncEngine) -> None:
    """Each lot's balance is the sum of its movements in the warehouse."""
    moved, lot = stock_movements.c, stock_lots.c
    sums = select(moved.product, moved.lot, func.sum(moved.quantity), func.sum(moved.value_cents))
    sums = sums.where(moved.centre.is_(None)).group_by(moved.product, moved.lot)
    balances = select(lot.product, lot.lot, lot.quantity, lot.value_cents)
    async with engine.connect() as connection:
        summed = {row[:2]: (int(row[2]), int(row[3])) for row in await connection.execute(sums)}
        found = {row[:2]: (row[2], row[3]) for row in await connection.execute(balances)}
    assert {key: summed.get(key, (0, 0)) for key in found} == found


@pytest.fixture
async def stocked(sealed: httpx.AsyncClient, supply_engine: AsyncEngine) -> httpx.AsyncClient:
    """A coordinator with 100 kg of flour in one lot, worth 100.01."""
    await hear(supply_engine, CentreRegistered(version=1, centre="DUC", name="Duchère", active=True, place=""))
    await put(sealed, "/v1/stock/FLOUR/A1", {"quantity": 100_000, "value_cents": 10_001, "best_before": None})
    return sealed


async def test_a_count_says_what_differs_and_what_it_is_worth(
    stocked: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    first = await send(stocked, "counts", 1, count(97_000))
    assert first.status_code == 201
    (change,) = first.json()["changes"]
    assert (change["quantity"], change["value_cents"]) == (-3_000, -300)
    (more,) = (await send(stocked, "counts", 2, count(97_500))).json()["changes"]
    assert (more["quantity"], more["value_cents"], more["left"]) == (500, 50, 97_500)
    again = await send(stocked, "counts", 1, count(97_000))
    assert (again.status_code, again.json()) == (200, first.json())
    assert await stock(stocked) == [("A1", 97_500, 9_751)]
    await check_books(supply_engine)


async def test_a_lot_that_is_emptied_has_no_value_left(stocked: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    for number, quantity in enumerate([33_333, 33_333, 33_334], start=1):
        assert (await send(stocked, "losses", number, loss(quantity, reason="expired"))).status_code == 201
    assert await stock(stocked) == []
    await check_books(supply_engine)
    async with supply_engine.connect() as connection:
        assert await connection.scalar(select(stock_lots.c.value_cents)) == 0


async def test_goods_stand_at_a_centre_and_come_back(stocked: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    assert (await send(stocked, "transfers", 1, transfer(40_000))).status_code == 201
    assert await stock(stocked) == [("A1", 60_000, 6_001)]
    assert await stock(stocked, centre="DUC") == [("A1", 40_000, 4_000)]
    assert (await post(stocked, f"{PATH}/plan"))["lines"][0]["stock_used"] == 60_000
    beyond = await send(stocked, "transfers", 2, transfer(40_001, back=True))
    assert (beyond.status_code, beyond.json()["code"]) == (409, "stock_not_at_centre")
    assert (await send(stocked, "transfers", 3, transfer(40_000, back=True))).status_code == 201
    assert (await stock(stocked), await stock(stocked, centre="DUC")) == ([("A1", 100_000, 10_001)], [])
    await check_books(supply_engine)


async def test_what_is_gone_at_a_centre_is_written_off_there(
    stocked: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await send(stocked, "transfers", 1, transfer(40_000))
    ((_, quantity, value),) = await stock(stocked, centre="DUC")
    for _ in range(2):
        (lost,) = (await send(stocked, "losses", 2, loss(10_000, centre="DUC"))).json()["changes"]
    assert (lost["quantity"], lost["left"], lost["cycles"]) == (-10_000, 30_000, [])
    assert await stock(stocked, centre="DUC") == [("A1", quantity - 10_000, value + lost["value_cents"])]
    assert (await stock(stocked))[0][1] == 60_000
    told = [event for event in await said(supply_engine) if isinstance(event, StockAdjusted)][-1]
    assert sum(change.value for change in told.changes if change.cause is StockCause.DAMAGED) == lost["value_cents"]
    refused = await send(stocked, "losses", 3, loss(30_001, centre="DUC"))
    assert (refused.status_code, refused.json()["code"]) == (409, "stock_not_at_centre")
    assert (await send(stocked, "losses", 2, loss(10_000))).json()["code"] == "stock_operation_other"
    await send(stocked, "losses", 4, loss(30_000, centre="DUC"))
    assert await stock(stocked, centre="DUC") == []
    await check_books(supply_engine)


async def test_a_count_at_a_centre_says_what_differs_there(
    stocked: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await send(stocked, "transfers", 1, transfer(40_000))
    first = await send(stocked, "counts", 2, count(39_000, centre="DUC"))
    (change,) = first.json()["changes"]
    assert (change["quantity"], change["value_cents"], change["left"], change["cycles"]) == (-1_000, -100, 39_000, [])
    again = await send(stocked, "counts", 2, count(39_000, centre="DUC"))
    assert (first.status_code, again.status_code, again.json()) == (201, 200, first.json())
    assert (await send(stocked, "counts", 2, count(39_000))).json()["code"] == "stock_operation_other"
    assert (await stock(stocked), await stock(stocked, centre="DUC")) == (
        [("A1", 60_000, 6_001)],
        [("A1", 39_000, 3_900)],
    )
    told = [event for event in await said(supply_engine) if isinstance(event, StockAdjusted)][-1]
    assert {change.cause: change.value for change in told.changes}[StockCause.COUNTED] == -100
    await check_books(supply_engine)


async def test_what_a_plan_counts_on_is_not_sent_away_but_its_loss_is_told(stocked: httpx.AsyncClient) -> None:
    await post(stocked, f"{PATH}/plan")
    promised = await send(stocked, "transfers", 1, transfer(500))
    assert (promised.status_code, promised.json()["code"]) == (409, "stock_promised")
    assert "2026-12" in promised.json()["detail"]
    (lost,) = (await send(stocked, "losses", 2, loss(10_000))).json()["changes"]
    assert lost["cycles"] == ["2026-12"]
    plan = await post(stocked, f"{PATH}/plan")
    assert (plan["plan"], plan["lines"][0]["stock_used"]) == (2, 90_000)
    (counted,) = (await send(stocked, "counts", 3, count(91_000))).json()["changes"]
    assert counted["cycles"] == []


async def test_a_count_asks_for_the_plans_of_all_its_lots_at_once(
    stocked: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await put(stocked, "/v1/stock/FLOUR/A2", {"quantity": 50_000, "value_cents": 5_000, "best_before": None})
    await post(stocked, f"{PATH}/plan")
    lots = [LOT | {"counted": 90_000}, LOT | {"lot": "A2", "counted": 30_000}]
    with statements_of(supply_engine) as of_one:
        await send(stocked, "counts", 1, count(0, lots=lots[:1]))
    with statements_of(supply_engine) as of_both:
        changes = (await send(stocked, "counts", 2, count(0, lots=lots))).json()["changes"]
    assert [(one["lot"], one["cycles"]) for one in changes] == [("A1", []), ("A2", ["2026-12"])]
    assert len(of_both) == len(of_one)


@pytest.mark.parametrize(
    ("kind", "body", "status", "code"),
    [
        ("counts", count(1, lots=[LOT | {"counted": 1}] * 2), 422, "lot_counted_twice"),
        ("counts", count(1, lots=[LOT | {"lot": "B", "counted": 1}]), 404, "lot_unknown"),
        ("counts", count(1, reason=""), 422, "invalid_request"),
        ("counts", count(1, centre="NONE"), 404, "stock_centre_unknown"),
        ("losses", loss(1, lot="B"), 404, "lot_unknown"),
        ("losses", loss(100_001), 409, "stock_not_there"),
        ("losses", loss(1, reason="stolen by X"), 422, "invalid_request"),
        ("losses", loss(0), 422, "invalid_request"),
        ("transfers", transfer(1, lot="B"), 404, "lot_unknown"),
        ("transfers", transfer(100_001), 409, "stock_not_there"),
        ("transfers", transfer(1, centre="NONE"), 404, "stock_centre_unknown"),
    ],
)
async def test_what_can_not_be_is_refused_and_changes_nothing(
    stocked: httpx.AsyncClient, kind: str, body: dict[str, Any], status: int, code: str
) -> None:
    refused = await send(stocked, kind, 1, body)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert await stock(stocked) == [("A1", 100_000, 10_001)]


async def test_more_than_is_there_is_said_as_screens_do(stocked: httpx.AsyncClient) -> None:
    stocked.headers["Accept-Language"] = "fr"
    refused = (await send(stocked, "losses", 1, loss(100_001))).json()
    assert refused["detail"] == "Il n’y a que 100 kg du lot A1 de FLOUR au hangar. Comptez le lot si c’est faux."


async def test_one_id_is_one_operation(stocked: httpx.AsyncClient) -> None:
    assert (await send(stocked, "losses", 1, loss(500))).status_code == 201
    for kind, body in (("losses", loss(1_000)), ("transfers", transfer(500)), ("counts", count(500))):
        refused = await send(stocked, kind, 1, body)
        assert (refused.status_code, refused.json()["code"]) == (409, "stock_operation_other")
    assert await stock(stocked) == [("A1", 99_500, 9_951)]


async def test_sent_twice_at_once_it_is_done_once(stocked: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    sent = (send(stocked, "losses", 1, loss(60_000)) for _ in range(4))
    answers = await held_up(supply_engine, "stock_movements", *sent)
    assert [answer.status_code for answer in answers] == [201, 200, 200, 200]
    assert len({answer.text for answer in answers}) == 1
    more = (send(stocked, "losses", number, loss(30_000)) for number in (2, 3))
    others = await held_up(supply_engine, "stock_movements", *more)
    assert [answer.status_code for answer in others] == [201, 409]
    await check_books(supply_engine)


async def test_a_lot_that_is_corrected_while_goods_are_lost_is_what_was_entered(
    stocked: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    entered = {"quantity": 80_000, "value_cents": 8_000, "best_before": None}
    losing, correcting = send(stocked, "losses", 1, loss(1_000)), stocked.put("/v1/stock/FLOUR/A1", json=entered)
    lost, corrected = await held_up(supply_engine, "stock_movements", losing, correcting)
    assert (lost.status_code, corrected.status_code) == (201, 200)
    assert await stock(stocked) == [("A1", 80_000, 8_000)]
    await check_books(supply_engine)


async def test_a_loss_while_a_plan_is_made_is_in_it_or_told(
    stocked: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    plan, lost = await asyncio.gather(post(stocked, f"{PATH}/plan"), send(stocked, "losses", 1, loss(10_000)))
    used = plan["lines"][0]["stock_used"]
    (change,) = lost.json()["changes"]
    assert (used, change["cycles"]) in [(90_000, []), (100_000, ["2026-12"])]
    assert await stock(stocked) == [("A1", 90_000, 9_001)]
    await check_books(supply_engine)


async def test_a_loss_while_a_cycle_is_settled(stocked: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    """The settlement's snapshot may be older than the loss: it is computed again, so that nothing is moved twice."""
    await send(stocked, "counts", 1, count(150_000))
    await order_it(stocked)
    settled, lost = await asyncio.gather(post(stocked, f"{PATH}/settlement"), send(stocked, "losses", 2, loss(4_000)))
    assert (settled["products"][0]["stock_used"], lost.status_code) == (141_000, 201)
    assert [(lot, quantity) for lot, quantity, _ in await stock(stocked)] == [("A1", 5_000)]
    await check_books(supply_engine)


async def test_settling_moves_stock_too_and_its_corrections(
    stocked: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    assert (await send(stocked, "counts", 1, count(10_000))).status_code == 201
    await order_it(stocked)
    await post(stocked, f"{PATH}/settlement")
    await check_books(supply_engine)
    await deliver(stocked, received=145_000)
    await post(stocked, f"{PATH}/settlement")
    await check_books(supply_engine)
    await next_cycle_sealed(stocked, supply_engine, 5_000)
    await order_it(stocked, NEXT_PATH)
    await post(stocked, f"{NEXT_PATH}/settlement")
    await check_books(supply_engine)


async def test_the_stock_of_any_day(coordinator: httpx.AsyncClient, clock: HeldClock) -> None:
    await draft(coordinator)
    await put(coordinator, "/v1/stock/FLOUR/A1", {"quantity": 10_000, "value_cents": 1_000, "best_before": None})
    clock.advance(timedelta(days=1))
    await send(coordinator, "losses", 1, loss(4_000))
    clock.advance(timedelta(days=1))
    await put(coordinator, "/v1/stock/FLOUR/A1", {"quantity": 5_000, "value_cents": 700, "best_before": None})
    days = ("2026-11-29", "2026-11-30", "2026-12-01", "2026-12-02", "9999-12-31")
    assert [await stock(coordinator, at=day) for day in days] == [
        [],
        [("A1", 10_000, 1_000)],
        [("A1", 6_000, 600)],
        [("A1", 5_000, 700)],
        [("A1", 5_000, 700)],
    ]
    assert (await coordinator.get("/v1/stock", params={"at": "soon"})).status_code == 422


async def test_only_a_coordinator_moves_stock(volunteer: httpx.AsyncClient) -> None:
    for kind, body in (("losses", loss(1)), ("transfers", transfer(1)), ("counts", count(1))):
        assert (await send(volunteer, kind, 1, body)).status_code == 403


async def test_every_movement_is_listed_with_why_and_by_whom_the_newest_first(
    stocked: httpx.AsyncClient, volunteer: httpx.AsyncClient
) -> None:
    await send(stocked, "counts", 1, count(97_000))
    await send(stocked, "losses", 2, loss(1_000))
    await send(stocked, "transfers", 3, transfer(2_000))
    listed = (await stocked.get("/v1/stock/movements")).json()["items"]
    told = [(one["kind"], one["centre"], one["quantity"], one["reason"]) for one in listed]
    assert sorted(told[:2], key=str) == [
        ("transferred", "DUC", 2_000, None),
        ("transferred", None, -2_000, None),
    ]
    assert told[2:] == [
        ("lost", None, -1_000, "damaged"),
        ("counted", None, -3_000, "inventory"),
        ("entered", None, 100_000, None),
    ]
    assert {(one["product"], one["lot"], one["by"] is None) for one in listed} == {("FLOUR", "A1", False)}
    assert listed == sorted(listed, key=lambda one: -one["movement"])
    first = (await stocked.get("/v1/stock/movements", params={"limit": 3})).json()
    rest = (await stocked.get("/v1/stock/movements", params={"after": first["next"]})).json()
    assert first["items"] + rest["items"] == listed
    assert rest["next"] is None
    of_lot = (await stocked.get("/v1/stock/movements", params=LOT)).json()["items"]
    assert of_lot == listed
    assert (await stocked.get("/v1/stock/movements", params=LOT | {"lot": "B2"})).json()["items"] == []
    (there,) = (await stocked.get("/v1/stock/movements", params={"centre": "DUC"})).json()["items"]
    assert there["quantity"] == 2_000
    assert (await stocked.get("/v1/stock/movements", params={"after": "A1"})).json()["code"] == "page_unknown"
    assert (await volunteer.get("/v1/stock/movements")).status_code == 403
