"""A settlement run is staged, proved, and posted once: households get their change back to the cent."""

import asyncio
import random
from typing import Any
from uuid import UUID

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.commands.order_desk import PARIS
from services.orders.commands.stage_settlement import stage_settlement
from services.orders.metrics import sample
from services.orders.storage.centre_tables import centres
from services.orders.storage.cycle_tables import cycles, group_orders
from services.orders.storage.household_tables import households
from services.orders.storage.ledger_tables import ledger_transactions
from services.orders.storage.settlement_tables import (
    cycle_settlements,
    posted_settlements,
    settled_lines,
    settled_orders,
    settlement_staging,
)
from shared.contracts.event import Event
from shared.database import transaction
from shared.kernel.clock import HeldClock
from shared.web.roles import Role
from tests.fixtures.orders_http import OrdersHttp, broken_tills
from tests.fixtures.orders_story import NOON, add_centres, apply, balances, closing, control, opened, place, settled
from tests.fixtures.racing import held_up

RUN_1 = [settled(1, 1, 250), settled(2, 1, 290), settled(3, 1, 0)]
RUN_2 = [settled(1, 2, 240), settled(2, 2, 290), settled(3, 2, 0)]
POSTED_1 = {
    "till:DUC:cash": 3 * 290 + 7,
    "household:000001:credit": -(40 + 7),
    "household:000003:credit": -290,
    "supplier:ALMA:payable": -545,
    "stock": 6,
    "adjustment:rounding": -3,
    "adjustment:uncovered": 2,
}


@pytest.fixture
async def engine(orders_engine: AsyncEngine) -> AsyncEngine:
    await add_centres(orders_engine, "DUC", "MIN")
    await apply(orders_engine, opened("DUC", "MIN"))
    await place(orders_engine, 1, credit=7)
    for number in (2, 3):
        await place(orders_engine, number)
    await apply(orders_engine, closing())
    return orders_engine


async def scalar(engine: AsyncEngine, statement: Any) -> Any:
    async with engine.connect() as connection:
        return await connection.scalar(statement)


def settlement_runs() -> tuple[float | None, ...]:
    """How many were posted and how many stand refused, as last measured."""
    return tuple(REGISTRY.get_sample_value(f"vrac_orders_settlement_runs_{end}") for end in ("posted", "refused"))


async def refused_settlements(engine: AsyncEngine) -> Any:
    """As the treasurer is told of them."""
    async with OrdersHttp(engine).table(role=Role.TREASURER) as table:
        answer = await table.client.get("/v1/refused-settlements", headers={"Accept-Language": "fr"})
        assert answer.status_code == 200, answer.text
        return answer.json()


async def credits_of(engine: AsyncEngine) -> dict[str, int]:
    async with engine.connect() as connection:
        found = await connection.execute(select(households.c.number, households.c.credit_cents))
        return {row.number: row.credit_cents for row in found if row.credit_cents}


async def state(engine: AsyncEngine) -> dict[str, Any]:
    """All that a settlement leaves, but the moments and the path of its ledger transactions."""
    async with engine.connect() as connection:
        tables = (posted_settlements, settled_orders, settled_lines, settlement_staging, cycle_settlements)
        found = {
            table.name: sorted((tuple(row) for row in await connection.execute(select(table))), key=repr)
            for table in tables
        }
    run = await scalar(engine, select(cycles.c.settled_run))
    return {**found, "run": run, "balances": await balances(engine), "credits": await credits_of(engine)}


async def test_the_run_is_posted_when_its_control_comes_last(engine: AsyncEngine) -> None:
    await apply(engine, *RUN_1[:2])
    await apply(engine, RUN_1[2])
    assert await credits_of(engine) == {"000001": 7}
    await apply(engine, control(1, RUN_1))
    assert await balances(engine) == POSTED_1
    assert await credits_of(engine) == {"000001": 47, "000003": 290}
    assert await scalar(engine, select(cycles.c.settled_run)) == 1


async def test_the_run_is_posted_when_an_order_comes_last(engine: AsyncEngine) -> None:
    await apply(engine, control(1, RUN_1), *RUN_1[:2])
    assert await credits_of(engine) == {"000001": 7}
    await apply(engine, RUN_1[2])
    assert await balances(engine) == POSTED_1


async def test_each_order_has_its_own_ledger_transaction(engine: AsyncEngine) -> None:
    await apply(engine, control(1, RUN_1), *RUN_1)
    table = ledger_transactions
    kinds = select(func.count()).where(table.c.kind == "settlement", table.c.order_id == UUID(int=2))
    assert await scalar(engine, kinds) == 1
    assert await scalar(engine, select(func.count()).where(table.c.kind == "clearing")) == 1


async def test_a_later_run_posts_only_the_difference(engine: AsyncEngine) -> None:
    await apply(engine, control(1, RUN_1), *RUN_1)
    await apply(engine, control(2, RUN_2), *RUN_2)
    assert await balances(engine) == POSTED_1 | {
        "household:000001:credit": -(50 + 7),
        "supplier:ALMA:payable": -535,
    }
    table = ledger_transactions
    assert await scalar(engine, select(func.count()).where(table.c.what == "run 2", table.c.kind == "settlement")) == 1
    assert await scalar(engine, select(func.count()).select_from(settled_lines)) == 3


async def test_two_processes_hearing_the_last_parts_at_once_post_once(engine: AsyncEngine) -> None:
    parts: list[list[Event]] = [[RUN_1[0]], [RUN_1[1]], [RUN_1[2]], [control(1, RUN_1)]]
    await asyncio.gather(*(apply(engine, *part) for part in parts))
    assert await balances(engine) == POSTED_1


async def test_the_last_part_waits_for_one_that_is_being_stored(engine: AsyncEngine) -> None:
    """Else neither would find the other, and nobody would post the run."""

    async def hearing() -> None:
        async with transaction(engine) as connection:
            await stage_settlement(HeldClock(NOON), connection, RUN_1)
            await connection.execute(insert(centres).values(code="ZZZ", version=1, name="", place="", active=False))

    await held_up(engine, "centres", hearing(), apply(engine, control(1, RUN_1)))
    assert await balances(engine) == POSTED_1


async def test_posting_keeps_the_chain_of_the_till_whole(engine: AsyncEngine) -> None:
    await apply(engine, control(1, RUN_1), *RUN_1)
    await apply(engine, control(2, RUN_2), *RUN_2)
    assert await broken_tills(engine) == []


async def test_an_earlier_run_after_a_later_one_is_ignored(engine: AsyncEngine) -> None:
    await apply(engine, control(2, RUN_2), *RUN_2)
    before = await state(engine)
    await apply(engine, control(1, RUN_1), *RUN_1)
    assert await state(engine) == before


@pytest.mark.parametrize("seed", range(4))
async def test_shuffled_and_twice_it_ends_the_same(engine: AsyncEngine, seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311 - an order of arrival, not a secret
    events: list[Event] = [*RUN_1, control(1, RUN_1), *RUN_2, control(2, RUN_2)] * 2
    draw.shuffle(events)
    while events:
        size = draw.randint(1, len(events))
        await apply(engine, *events[:size])
        events = events[size:]
    found = await state(engine)
    assert found["balances"] == POSTED_1 | {"household:000001:credit": -57, "supplier:ALMA:payable": -535}
    assert (found["run"], found["credits"]) == (2, {"000001": 57, "000003": 290})
    assert [row[1] for row in found["settled_orders"]] == [2, 2, 2]
    assert {row[1] for row in found["settlement_staging"]} == {2}


@pytest.mark.parametrize(
    ("orders", "against", "sentence"),
    [
        (
            [*RUN_1[:2], settled(3, 1, 1)],
            "totals_differ orders=+0 held=+0 charged=+1",
            "Ce qui est facturé à ses commandes diffère de 0,01 € de son total.",
        ),
        (
            [*RUN_1[:2], settled(3, 1, 0, grams=1_000)],
            "totals_differ orders=+0 held=-145 charged=+0",
            "1,45 € de son total. Une commande est décomptée avec un montant qui n’est pas provisionné pour elle",
        ),
        (
            [*RUN_1, settled(4, 1, 0)],
            "totals_differ orders=+1 held=+290 charged=+0",
            "4 commandes en sont arrivées, alors qu’il en a 3. Ce que ses commandes provisionnent diffère de 2,90 €",
        ),
    ],
)
async def test_a_run_that_does_not_add_up_is_not_posted_and_says_by_how_much(
    engine: AsyncEngine, orders: list[Any], against: str, sentence: str
) -> None:
    await apply(engine, control(1, RUN_1), *orders[:2])
    assert await refused_settlements(engine) == [], "more may come"
    await apply(engine, *orders[2:])
    assert await credits_of(engine) == {"000001": 7}
    assert await scalar(engine, select(cycles.c.settled_run)) is None
    assert await scalar(engine, select(settlement_staging.c.refused)) == against
    (run,) = await refused_settlements(engine)
    assert sentence in run["sentence"].replace("\u202f", " ").replace("\xa0", " ")
    assert run["sentence"].endswith("Montrez ceci à l’équipe technique.")
    await sample(engine, PARIS)
    assert settlement_runs() == (0, 1)


async def test_a_run_that_is_refused_names_its_orders_until_a_later_one_is_posted(engine: AsyncEngine) -> None:
    unknown = [*RUN_1, settled(9, 1, 0)]
    await apply(engine, control(1, unknown), *unknown)
    (run,) = await refused_settlements(engine)
    assert run["orders"] == [{"order_id": str(UUID(int=9)), "centre": "DUC", "household_number": None}]
    without = [one.model_copy(update={"run": 2}) for one in RUN_1[:2]]
    await apply(engine, control(2, without), *without)
    _, run = await refused_settlements(engine)
    assert run["orders"] == [{"order_id": str(UUID(int=3)), "centre": "DUC", "household_number": "000003"}]
    assert "Une commande est confirmée ici et n’y figure pas. Refaites le décompte" in run["sentence"]
    whole = [one.model_copy(update={"run": 3}) for one in RUN_1]
    await apply(engine, control(3, whole), *whole)
    assert await refused_settlements(engine) == []


@pytest.mark.parametrize(
    ("orders", "against"),
    [
        ([settled(1, 2, 251), *RUN_2[1:]], "other_hold=0 missing=0 above_published=1"),
        (RUN_2[:2], "other_hold=0 missing=1 above_published=0"),
        ([settled(1, 2, 140, grams=1_000), *RUN_2[1:]], "other_hold=1 missing=0 above_published=0"),
        ([*RUN_2, settled(9, 2, 0)], "other_hold=1 missing=0 above_published=0"),
    ],
)
async def test_a_whole_run_that_contradicts_what_is_here_is_never_posted(
    engine: AsyncEngine, orders: list[Any], against: str
) -> None:
    await apply(engine, control(1, RUN_1), *RUN_1)
    await apply(engine, control(2, orders), *orders)
    assert await balances(engine) == POSTED_1
    assert await scalar(engine, select(settlement_staging.c.refused).where(settlement_staging.c.run == 2)) == against
    await sample(engine, PARIS)
    assert settlement_runs() == (1, 1)
    again = [event.model_copy(update={"run": 3}) for event in RUN_1]
    await apply(engine, control(3, again), *again)
    await sample(engine, PARIS)
    assert settlement_runs() == (2, 0), "a later run put it right"


async def test_a_centre_left_out_gets_its_money_back_whole(orders_engine: AsyncEngine) -> None:
    await add_centres(orders_engine, "DUC", "MIN")
    await apply(orders_engine, opened("DUC", "MIN"))
    await place(orders_engine, 1)
    await place(orders_engine, 2, centre="MIN", grams=500)
    await apply(orders_engine, closing())
    await apply(orders_engine, control(1, [RUN_1[0]], left_out=["MIN"]), RUN_1[0])
    found = await balances(orders_engine)
    assert (found["household:000002:credit"], found["household:000001:credit"]) == (-72, -40)
    assert not any(account.endswith((":held", ":clearing")) for account in found)
    states = select(group_orders.c.state).order_by(group_orders.c.centre)
    async with orders_engine.connect() as connection:
        assert list(await connection.scalars(states)) == ["sealed", "left_out"]


async def test_an_abandoned_cycle_without_orders_is_settled_too(orders_engine: AsyncEngine) -> None:
    await add_centres(orders_engine, "DUC")
    await apply(orders_engine, opened("DUC"), closing())
    await apply(orders_engine, control(1, []))
    assert await scalar(orders_engine, select(cycles.c.settled_run)) == 1
    assert await balances(orders_engine) == {}


async def test_what_arrives_before_its_cycle_is_heard_of_is_kept(orders_engine: AsyncEngine) -> None:
    await apply(orders_engine, *RUN_1)
    assert await scalar(orders_engine, select(settlement_staging.c.orders)) == 3
