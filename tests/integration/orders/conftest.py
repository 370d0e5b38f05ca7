"""Orders over HTTP, with an open cycle."""

from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.fixtures.orders_http import DUC, OrdersHttp, Table, open_cycle
from tests.fixtures.servers import Servers


@pytest.fixture
def orders_database(
    request: pytest.FixtureRequest, servers: Servers, network: str, orders_template: str
) -> Iterator[str]:
    """The URL of a fresh orders database: empty, or for tests of ``orders_http`` with its cycle open, opened once."""
    template = orders_template
    if "orders_http" in request.fixturenames:
        template = servers.prepared("open_orders", orders_template, open_cycle)
    with servers.database(f"{network}_orders", template) as url:
        yield url


@pytest.fixture
def orders_http(orders_engine: AsyncEngine) -> OrdersHttp:
    """The app on a fresh database, its cycle open."""
    return OrdersHttp(orders_engine)


@pytest.fixture
async def table(orders_http: OrdersHttp) -> AsyncIterator[Table]:
    """A volunteer's table at DUC."""
    async with orders_http.table(DUC) as at_table:
        yield at_table
