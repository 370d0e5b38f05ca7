"""Every page is drawn in whatever state a network is: nothing entered yet, a cycle open, one settled; for each role."""

from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.web.app import ROUTERS
from shared.web.roles import Role
from tests.fixtures.every_page import found_wrong
from tests.fixtures.orders_http import DUC, OrdersHttp
from tests.fixtures.orders_story import CYCLE, apply, closing, control, place, settled

KNOWN = {"code": DUC, "till": DUC, "centre": DUC, "cycle": CYCLE}


async def nothing(_http: OrdersHttp) -> None:
    """A network on its first day."""


async def no_orders(http: OrdersHttp) -> None:
    await http.open_cycle()


async def all_settled(http: OrdersHttp) -> None:
    await http.open_cycle()
    await place(http.engine, 9_001)
    await place(http.engine, 9_002, state="late", credit=300)
    await apply(http.engine, closing())
    run = [settled(9_001, 1, 254)]
    await apply(http.engine, *run, control(1, run))


STATES: dict[str, Callable[[OrdersHttp], Awaitable[None]]] = {
    "empty": nothing,
    "open": no_orders,
    "settled": all_settled,
}


@pytest.mark.parametrize("state", STATES)
async def test_every_page_is_drawn_or_says_what_is_missing(orders_engine: AsyncEngine, state: str) -> None:
    http = OrdersHttp(orders_engine)
    await STATES[state](http)
    for role in Role:
        async with http.table(DUC, role=role) as table:
            assert await found_wrong(table.client, ROUTERS, KNOWN) == {}
