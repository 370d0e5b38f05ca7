"""Every page is drawn in whatever state a network is: nothing entered yet, a cycle at each step, for each role."""

from collections.abc import Awaitable, Callable

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.web.app import ROUTERS
from tests.fixtures.every_page import found_wrong
from tests.fixtures.supply_buying import PATH, post
from tests.fixtures.supply_cycle import CYCLE, draft, opened
from tests.fixtures.supply_demo import settle_demo

KNOWN = {"cycle": CYCLE, "centre": "DUC", "product": "FLOUR", "supplier": "ALMA", "number": "1"}
OF_DEMO = {"product": "FAR-T65", "supplier": "ALMA"}


async def nothing(_client: httpx.AsyncClient, _engine: AsyncEngine) -> None:
    """A network on its first day."""


async def closing(client: httpx.AsyncClient, _engine: AsyncEngine) -> None:
    await opened(client)
    await post(client, f"{PATH}/closing")


STATES: dict[str, Callable[[httpx.AsyncClient, AsyncEngine], Awaitable[object]]] = {
    "empty": nothing,
    "draft": lambda client, _: draft(client),
    "open": lambda client, _: opened(client),
    "closing": closing,
    "settled": settle_demo,
}


@pytest.mark.parametrize("state", STATES)
async def test_every_page_is_drawn_or_says_what_is_missing(
    coordinator: httpx.AsyncClient,
    volunteer: httpx.AsyncClient,
    treasurer: httpx.AsyncClient,
    supply_engine: AsyncEngine,
    state: str,
) -> None:
    await STATES[state](coordinator, supply_engine)
    known = KNOWN | (OF_DEMO if state == "settled" else {})
    for client in (coordinator, volunteer, treasurer):
        assert await found_wrong(client, ROUTERS, known) == {}
