"""On no list that others see stands who pays a reduced price: supply prints of its household what it prints of any."""

import io
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.commands.order_desk import PARIS
from shared.kernel.clock import system_clock
from shared.kernel.ids import uuid7
from shared.web.roles import Role
from tests.fixtures import orders_story
from tests.fixtures.orders_http import DUC, OrdersHttp, Table, cash
from tests.fixtures.supply_buying import PATH, order_it, post
from tests.fixtures.supply_cycle import OFFER, PRODUCT, hear, opened, put, said
from tests.fixtures.tariffs import donate
from tests.integration.orders.test_tariffs_are_not_shown import tells
from tests.integration.supply.test_papers import HERE, LISTS, VOLUNTEER

FULL, OWN = 20_445, 7_565
"""141 kg of flour at 1.45 €, and 37 % of it: 7564.65."""
IN_WORDS = ("tarif", "solidai", "réduit", "reduced", "75.65", "75,65")


async def pass_on(orders_engine: AsyncEngine, supply_engine: AsyncEngine) -> None:
    await hear(supply_engine, *await orders_story.published(orders_engine))
    await orders_story.apply(orders_engine, *await said(supply_engine))


async def reduced_order(orders: OrdersHttp) -> None:
    """A partner prescribed 37 % to a household, which orders 141 kg."""
    await donate(orders, 20_000)
    today = system_clock().astimezone(PARIS).date()
    tariff = {"begins": today.isoformat(), "ends": (today + timedelta(90)).isoformat(), "basis_points": 3_700}
    async with orders.table(DUC) as table, orders.table(role=Role.COORDINATOR) as coordinator:
        household = await table.household()
        await coordinator.client.put(f"/v1/centres/{DUC}/tariffs", json={"rates": [3_700]})
        path = f"/v1/households/{household}/tariffs/{uuid7()}"
        given = await coordinator.client.put(path, json=tariff | {"prescribed_by": "CCAS"})
        assert given.status_code == 201, given.text
        placed = await table.order(household, {"FAR": 141_000}, payments=[cash()])
    assert (placed.json()["state"], placed.json()["due_cents"]) == ("confirmed", OWN)


@pytest.fixture
async def day(
    coordinator: httpx.AsyncClient, orders_engine: AsyncEngine, supply_engine: AsyncEngine
) -> AsyncIterator[Table]:
    """The table of the household's centre once all of it is bought, settled and heard, with a roster."""
    orders = OrdersHttp(orders_engine)
    await orders_story.add_centres(orders_engine, DUC)
    await opened(coordinator)
    await put(coordinator, "/v1/products/FAR", PRODUCT)
    await put(coordinator, "/v1/offers/ALMA/FAR", OFFER)
    await put(coordinator, f"{PATH}/products/FAR", {"ceiling_price_cents": orders_story.FLOUR_CEILING})
    await pass_on(orders_engine, supply_engine)
    await reduced_order(orders)
    await post(coordinator, f"{PATH}/closing")
    for _ in range(2):
        await pass_on(orders_engine, supply_engine)
    await order_it(coordinator)
    await post(coordinator, f"{PATH}/settlement")
    await put(coordinator, "/v1/volunteers/V1", VOLUNTEER | {"skills": ["distribution"], "available": [HERE]})
    await post(coordinator, f"{PATH}/roster")
    await pass_on(orders_engine, supply_engine)
    async with orders.table(DUC) as table:
        yield table


def cells(book: bytes) -> str:
    """All that stands in a workbook."""
    found = CalamineWorkbook.from_filelike(io.BytesIO(book))
    return "\n".join(
        str(cell) for name in found.sheet_names for row in found.get_sheet_by_name(name).to_python() for cell in row
    )


async def listed(client: httpx.AsyncClient, language: str) -> dict[str, str]:
    """Every list of supply, in each form that can be searched: the PDF prints the same rows."""
    reader = {"Accept-Language": language}
    files = {
        f"{path}.{form}": await client.get(f"{path}.{form}", headers=reader)
        for path in LISTS
        for form in ("csv", "xlsx")
    }
    files[f"{PATH}/hand-overs"] = await client.get(f"{PATH}/hand-overs", headers=reader)
    for path, answer in files.items():
        assert answer.status_code == 200, path
    return {path: cells(answer.content) if path.endswith("xlsx") else answer.text for path, answer in files.items()}


@pytest.mark.usefixtures("day")
async def test_no_list_of_supply_tells_who_pays_a_reduced_price(coordinator: httpx.AsyncClient) -> None:
    for language in ("fr", "en"):
        for path, text in (await listed(coordinator, language)).items():
            assert text.strip(), path
            assert tells(text) == [], path
            assert [word for word in (*IN_WORDS, str(OWN)) if word in text.lower()] == [], path
    by_household = (await coordinator.get(f"{PATH}/centres/{DUC}/papers/pick-list-by-household.csv")).text
    assert "000001" in by_household
