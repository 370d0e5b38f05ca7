"""Purchase orders are numbered over the whole network, without gap and without reuse, whatever happens to one."""

import httpx
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.database import transaction
from tests.fixtures.racing import held_up
from tests.fixtures.supply_buying import NEXT_PATH, PATH, draft_orders, next_cycle_sealed, post
from tests.fixtures.supply_cycle import OFFER, SUPPLIER, put

FAILING = """
    CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'the disk is full'; END $$;
    CREATE TRIGGER failing BEFORE INSERT ON purchase_order_lines FOR EACH ROW EXECUTE FUNCTION fail();
"""


async def numbers(client: httpx.AsyncClient, path: str) -> list[tuple[int, str]]:
    """Each order of a cycle: its number and its state."""
    return [(order["number"], order["state"]) for order in (await client.get(f"{path}/purchase-orders")).json()]


async def execute(engine: AsyncEngine, statements: str) -> None:
    async with transaction(engine) as connection:
        for statement in statements.strip().split(";\n"):
            await connection.execute(text(statement))


async def test_two_cycles_at_once_share_the_numbers(sealed: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    await next_cycle_sealed(sealed, supply_engine, 141_000)
    for path in (PATH, NEXT_PATH):
        await post(sealed, f"{path}/plan")
    drafting = (post(sealed, f"{path}/purchase-orders") for path in (PATH, NEXT_PATH))
    await held_up(supply_engine, "purchase_orders", *drafting)
    drafted = [*await numbers(sealed, PATH), *await numbers(sealed, NEXT_PATH)]
    assert sorted(drafted) == [(1, "draft"), (2, "draft")]


async def test_a_failed_transaction_leaves_no_gap(sealed: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    await post(sealed, f"{PATH}/plan")
    await execute(supply_engine, FAILING)
    assert (await sealed.post(f"{PATH}/purchase-orders")).status_code == 500
    await execute(supply_engine, "DROP FUNCTION fail CASCADE")
    assert await numbers(sealed, PATH) == []
    await draft_orders(sealed)
    assert await numbers(sealed, PATH) == [(1, "draft")]


async def test_a_cancelled_draft_keeps_its_number(sealed: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    await draft_orders(sealed)
    await put(sealed, "/v1/suppliers/BIO", SUPPLIER)
    await put(sealed, "/v1/offers/BIO/FLOUR", OFFER | {"rungs": [{"from": 0, "price": "0.90"}]})
    await draft_orders(sealed)
    assert await numbers(sealed, PATH) == [(1, "cancelled"), (2, "draft")]
    await post(sealed, f"{PATH}/abandonment", {"reason": "the mill burnt down"})
    await next_cycle_sealed(sealed, supply_engine, 141_000)
    await draft_orders(sealed, NEXT_PATH)
    assert [*await numbers(sealed, PATH), *await numbers(sealed, NEXT_PATH)] == [
        (1, "cancelled"),
        (2, "cancelled"),
        (3, "draft"),
    ]
