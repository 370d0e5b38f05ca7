"""Every page is drawn in whatever state a network is: nothing entered yet, a cycle at each step, for each role."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.web.app import ROUTERS
from shared.kernel.clock import HeldClock
from tests.fixtures.every_page import found_wrong
from tests.fixtures.supply_buying import DUC, MIN, PATH, order_it, post
from tests.fixtures.supply_cycle import CYCLE, cycle_sealed, draft, hear, opened, seal
from tests.fixtures.supply_demo import settle_demo
from tests.fixtures.supply_distribution import hand, settle

AFTERWARDS = datetime(2026, 12, 28, 12, tzinfo=UTC)
KNOWN = {"cycle": CYCLE, "centre": "DUC", "product": "FLOUR", "supplier": "ALMA", "number": "1"}
OF_DEMO = {"product": "FAR-T65", "supplier": "ALMA"}


async def nothing(_client: httpx.AsyncClient, _engine: AsyncEngine) -> None:
    """A network on its first day."""


async def closing(client: httpx.AsyncClient, _engine: AsyncEngine) -> None:
    await opened(client)
    await post(client, f"{PATH}/closing")


async def sealed(client: httpx.AsyncClient, engine: AsyncEngine) -> None:
    await opened(client)
    await hear(engine, *DUC, *MIN, cycle_sealed(seal("DUC", DUC), seal("MIN", MIN)))


async def ordered(client: httpx.AsyncClient, engine: AsyncEngine) -> None:
    await sealed(client, engine)
    await order_it(client)


async def archived(client: httpx.AsyncClient, engine: AsyncEngine) -> None:
    await sealed(client, engine)
    await settle(client)
    for number in (1, 2):
        assert (await hand(client, number)).is_success
    await post(client, f"{PATH}/centres/DUC/distribution/closing", {})
    await post(client, f"{PATH}/archive")


STATES: dict[str, Callable[[httpx.AsyncClient, AsyncEngine], Awaitable[object]]] = {
    "empty": nothing,
    "draft": lambda client, _: draft(client),
    "open": lambda client, _: opened(client),
    "closing": closing,
    "sealed": sealed,
    "ordered": ordered,
    "settled": settle_demo,
    "archived": archived,
}


@pytest.mark.parametrize("state", STATES)
async def test_every_page_is_drawn_or_says_what_is_missing(  # noqa: PLR0917 - each is a fixture
    coordinator: httpx.AsyncClient,
    volunteer: httpx.AsyncClient,
    treasurer: httpx.AsyncClient,
    supply_engine: AsyncEngine,
    clock: HeldClock,
    state: str,
) -> None:
    if state == "archived":
        clock.moment = AFTERWARDS
    await STATES[state](coordinator, supply_engine)
    known = KNOWN | (OF_DEMO if state == "settled" else {})
    for client in (coordinator, volunteer, treasurer):
        assert await found_wrong(client, ROUTERS, known) == {}
