"""Orders over HTTP, with an open cycle."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.fixtures.orders_http import DUC, OrdersHttp, Table


@pytest.fixture
async def orders_http(orders_engine: AsyncEngine) -> OrdersHttp:
    """The app on a fresh database, its cycle open."""
    http = OrdersHttp(orders_engine)
    await http.open_cycle()
    return http


@pytest.fixture
async def table(orders_http: OrdersHttp) -> AsyncIterator[Table]:
    """A volunteer's table at DUC."""
    async with orders_http.table(DUC) as at_table:
        yield at_table
