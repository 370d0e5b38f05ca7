"""What is read while it is replaced: as it was or as it is, never half of each."""

import asyncio
from typing import Any

import httpx
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.database import transaction
from tests.fixtures.supply_buying import PATH, draft_orders, post
from tests.fixtures.supply_cycle import put
from tests.fixtures.waiting import eventually, someone_waits

VOLUNTEER = {
    "centre": "DUC",
    "name": "Bénévole",
    "skills": ["distribution", "reception", "repacking"],
    "max_minutes": 600,
    "done_minutes": 0,
    "available": [
        {"starts": f"{day}T08:00:00", "ends": f"{day}T18:00:00"} for day in ("2026-12-15", "2026-12-16", "2026-12-19")
    ],
}


async def read_while(client: httpx.AsyncClient, engine: AsyncEngine, path: str, table: str, *changes: str) -> Any:
    """The answer of a reading that must wait for ``table``, which changes with others before it is let through."""
    async with transaction(engine) as held_up:
        await held_up.execute(text(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE"))
        reading = asyncio.create_task(client.get(path))
        await eventually(lambda: someone_waits(engine))
        for change in changes:
            await held_up.execute(text(change))
    response = await reading
    assert response.status_code == 200, response.text
    return response.json()


async def test_a_roster_read_while_it_is_made_again(sealed: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    for number in range(3):
        await put(sealed, f"/v1/volunteers/V{number}", VOLUNTEER)
    roster = await post(sealed, f"{PATH}/roster")
    read = await read_while(
        sealed,
        supply_engine,
        f"{PATH}/roster",
        "assignments",
        "INSERT INTO shifts SELECT cycle, 'new-' || shift, centre, kind, starts, ends, needed FROM shifts",
        "UPDATE assignments SET shift = 'new-' || shift",
        "DELETE FROM shifts WHERE shift NOT LIKE 'new-%'",
    )
    assert read == roster
    made_again = (await sealed.get(f"{PATH}/roster")).json()
    assert {shift["shift"] for shift in made_again["shifts"]} == {f"new-{shift['shift']}" for shift in roster["shifts"]}


async def test_purchase_orders_read_while_they_are_revised(
    sealed: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    drafted = await draft_orders(sealed)
    read = await read_while(
        sealed,
        supply_engine,
        f"{PATH}/purchase-orders",
        "purchase_order_lines",
        "UPDATE purchase_orders SET goods_cents = goods_cents + 1",
        "UPDATE purchase_order_lines SET goods_cents = goods_cents + 1",
    )
    assert read == drafted
    (revised,) = (await sealed.get(f"{PATH}/purchase-orders")).json()
    assert revised["goods_cents"] == sum(line["goods_cents"] for line in revised["lines"])
