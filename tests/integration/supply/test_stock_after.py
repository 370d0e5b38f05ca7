"""What a correction does to the warehouse: only the difference moves, whatever became of the lots meanwhile."""

from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.fixtures.supply_buying import NEXT_PATH, PATH, deliver, next_cycle_sealed, order_it, post
from tests.fixtures.supply_cycle import CYCLE, put

KEPT = f"/v1/stock/FLOUR/{CYCLE}-1"
CHEAPER = {"received": 150_000, "invoiced_price": "0.95"}


async def lots(client: httpx.AsyncClient) -> dict[str, tuple[int, int]]:
    """What is left of each lot, and its value."""
    found = (await client.get("/v1/stock")).json()["items"]
    return {lot["lot"]: (lot["quantity"], lot["value_cents"]) for lot in found}


@pytest.fixture
async def settled(sealed: httpx.AsyncClient) -> httpx.AsyncClient:
    """A coordinator whose cycle is settled: 9 kg are kept, worth 12.69."""
    await order_it(sealed)
    await post(sealed, f"{PATH}/settlement")
    assert await lots(sealed) == {f"{CYCLE}-1": (9_000, 1_269)}
    return sealed


async def counted(client: httpx.AsyncClient, quantity: int, value_cents: int) -> None:
    await put(client, KEPT, {"quantity": quantity, "value_cents": value_cents, "best_before": None})


async def test_a_correction_brings_nothing_back_that_was_counted_as_gone(settled: httpx.AsyncClient) -> None:
    await counted(settled, 0, 0)
    await deliver(settled, received=150_000, invoiced_price="1.00")
    assert (await post(settled, f"{PATH}/settlement"))["products"][0]["kept"] == 9_000
    assert await lots(settled) == {}
    await deliver(settled, received=150_000, invoiced_price="1.10")
    assert (await post(settled, f"{PATH}/settlement"))["products"][0]["kept"] == 9_000
    assert await lots(settled) == {}


@pytest.mark.parametrize(
    ("received", "quantity"), [(150_000, 4_000), (152_000, 6_000), (148_000, 2_000), (143_000, 0), (141_000, 0)]
)
async def test_a_count_in_between_is_changed_by_the_difference(
    settled: httpx.AsyncClient, received: int, quantity: int
) -> None:
    await counted(settled, 4_000, 564)
    await deliver(settled, received=received)
    await post(settled, f"{PATH}/settlement")
    assert {lot: left for lot, (left, _) in (await lots(settled)).items()} == (
        {f"{CYCLE}-1": quantity} if quantity else {}
    )


async def test_what_the_next_cycle_used_stays_used(settled: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    await next_cycle_sealed(settled, supply_engine, 5_000)
    assert await order_it(settled, NEXT_PATH) == []
    after = await post(settled, f"{NEXT_PATH}/settlement")
    assert (after["stock_used_cents"], await lots(settled)) == (705, {f"{CYCLE}-1": (4_000, 564)})
    await deliver(settled, **CHEAPER)
    corrected = await post(settled, f"{PATH}/settlement")
    cheaper_by = 1_269 - corrected["stock_kept_cents"]
    assert cheaper_by > 0
    assert await lots(settled) == {f"{CYCLE}-1": (4_000, 564 - cheaper_by)}


async def test_goods_found_to_have_come_in_another_lot_move_there(settled: httpx.AsyncClient) -> None:
    line: dict[str, Any] = {"received": 150_000, "lot": "L2641", "best_before": "2027-06-30"}
    await deliver(settled, **line)
    await post(settled, f"{PATH}/settlement")
    assert await lots(settled) == {"L2641": (9_000, 1_269)}
    (lot,) = (await settled.get("/v1/stock")).json()["items"]
    assert lot["best_before"] == "2027-06-30"
