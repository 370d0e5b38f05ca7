"""Supply's HTTP app on a fresh database, as a coordinator and as a volunteer call it."""

from collections.abc import AsyncIterator, Callable, Iterator
from uuid import UUID

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.commands.republish import republish
from shared.kernel.clock import HeldClock
from shared.web.roles import Actor, Role
from shared.web.tokens import SessionSigner
from tests.fixtures import orders_story
from tests.fixtures.servers import Servers
from tests.fixtures.shared_routes import SharedRoutes
from tests.fixtures.supply_buying import PATH, Meet, post
from tests.fixtures.supply_cycle import (
    CYCLE,
    OFFER,
    PRODUCT,
    hear,
    opened,
    put,
    said,
)
from tests.fixtures.supply_http import NOON, client_of, coordinator_of, seal_cycle, supply_on


@pytest.fixture
def clock() -> HeldClock:
    return HeldClock(NOON)


@pytest.fixture
def signer(network: str) -> SessionSigner:
    return SessionSigner.generate(network)


@pytest.fixture
def app(supply_engine: AsyncEngine, clock: HeldClock, signer: SessionSigner, network: str) -> SharedRoutes:
    return supply_on(supply_engine, clock, signer, network)


@pytest.fixture
async def coordinator(app: SharedRoutes, signer: SessionSigner) -> AsyncIterator[httpx.AsyncClient]:
    async with coordinator_of(app, signer) as client:
        yield client


@pytest.fixture
def coordinator_on(clock: HeldClock, signer: SessionSigner, network: str) -> Callable[[AsyncEngine], httpx.AsyncClient]:
    """A coordinator of the same network whose database is another one."""
    return lambda engine: coordinator_of(supply_on(engine, clock, signer, network), signer)


@pytest.fixture
async def volunteer(app: SharedRoutes, signer: SessionSigner) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(app, signer, Actor(UUID(int=2), frozenset({Role.VOLUNTEER}), frozenset({"DUC"}))) as client:
        yield client


@pytest.fixture
async def treasurer(app: SharedRoutes, signer: SessionSigner) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(app, signer, Actor(UUID(int=3), frozenset({Role.TREASURER}), frozenset())) as client:
        yield client


@pytest.fixture
def supply_database(
    request: pytest.FixtureRequest, servers: Servers, network: str, supply_template: str
) -> Iterator[str]:
    """The URL of a fresh supply database: empty, or for tests of ``sealed`` with its cycle sealed, sealed once."""
    template = supply_template
    if "sealed" in request.fixturenames:
        template = servers.prepared("sealed_supply", supply_template, seal_cycle)
    with servers.database(f"{network}_supply", template) as url:
        yield url


@pytest.fixture
def sealed(coordinator: httpx.AsyncClient) -> httpx.AsyncClient:
    """A coordinator in whose cycle 141 kg of flour are ordered, sealed and here."""
    return coordinator


@pytest.fixture
async def meet(coordinator: httpx.AsyncClient, orders_engine: AsyncEngine, supply_engine: AsyncEngine) -> Meet:
    """Both services in one sealed cycle, 141 kg ordered at one centre; call it to pass on all that each said."""

    async def passed_on() -> None:
        await hear(supply_engine, *await orders_story.published(orders_engine))
        await orders_story.apply(orders_engine, *await said(supply_engine))

    await orders_story.add_centres(orders_engine, "DUC")
    await opened(coordinator)
    await put(coordinator, "/v1/products/FAR", PRODUCT)
    await put(coordinator, "/v1/offers/ALMA/FAR", OFFER)
    await put(coordinator, f"{PATH}/products/FAR", {"ceiling_price_cents": orders_story.FLOUR_CEILING})
    await passed_on()
    await orders_story.place(orders_engine, 1, grams=141_000)
    await post(coordinator, f"{PATH}/closing")
    await passed_on()
    await republish(orders_engine, CYCLE)  # the order was written without its event
    await passed_on()
    return passed_on
