"""Both services answering a real browser: orders with an open cycle, supply with a sealed one."""

import contextlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Browser, Page, async_playwright, expect
from sqlalchemy.ext.asyncio import AsyncEngine

from services.command_line.services import account_desk
from services.orders.commands.register_user import UserAsked, register_user
from shared.kernel.clock import HeldClock
from shared.kernel.ids import uuid7
from shared.web.navigation import Addresses
from shared.web.roles import Role
from shared.web.tokens import SessionSigner
from tests.fixtures.browsing import LAPTOP, Visitor, chromium_path, here, launch, port_of, served
from tests.fixtures.order_table_hall import Hall
from tests.fixtures.orders_http import DUC, OrdersHttp, open_cycle
from tests.fixtures.servers import Servers
from tests.fixtures.shared_routes import SharedRoutes
from tests.fixtures.supply_http import NOON, coordinator_of, seal_cycle, supply_on

expect.set_options(timeout=20_000)  # how long a page may take is measured where that is the question

NETWORK = "test"
PASSWORD = "une longue phrase secrète"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Say once and for all what is missing."""
    if chromium_path() is None:
        lacking = pytest.mark.skip(reason="Chromium is not here: install Debian's chromium-headless-shell package")
        for item in items:
            if "tests/browser" in item.nodeid:
                item.add_marker(lacking)


@dataclass(frozen=True, slots=True)
class Site:
    """Both services, answering; tests prepare what they show through the APIs. Clock and ``routes`` are supply's."""

    addresses: Addresses
    signer: SessionSigner
    orders: OrdersHttp
    supply: httpx.AsyncClient
    clock: HeldClock
    routes: SharedRoutes


@pytest.fixture
def orders_database(servers: Servers, network: str, orders_template: str) -> Iterator[str]:
    """The URL of a fresh orders database with an open cycle."""
    with servers.database(f"{network}_orders", servers.prepared("open_orders", orders_template, open_cycle)) as url:
        yield url


@pytest.fixture
def supply_database(servers: Servers, network: str, supply_template: str) -> Iterator[str]:
    """The URL of a fresh supply database with a sealed cycle."""
    with servers.database(f"{network}_supply", servers.prepared("sealed_supply", supply_template, seal_cycle)) as url:
        yield url


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """The browser, started once a run."""
    async with async_playwright() as playwright:
        browser = await launch(playwright)
        yield browser
        await browser.close()


@pytest.fixture
async def site(orders_engine: AsyncEngine, supply_engine: AsyncEngine) -> AsyncIterator[Site]:
    """Both services at addresses of their own."""
    addresses, signer, clock = here(), SessionSigner.generate(NETWORK), HeldClock(NOON)
    orders = OrdersHttp(orders_engine, addresses=addresses, signer=signer)
    supply = supply_on(supply_engine, clock, signer, NETWORK, addresses)
    async with contextlib.AsyncExitStack() as stack:
        apps = {port_of(addresses.orders): orders.app, port_of(addresses.supply): supply}
        await stack.enter_async_context(served(apps))
        client = await stack.enter_async_context(coordinator_of(supply, signer))
        async with orders.table():  # what was revoked is read
            yield Site(addresses, signer, orders, client, clock, supply)


@pytest.fixture
async def visitor(chromium: Browser, site: Site) -> AsyncIterator[Visitor]:
    """Somebody at a laptop who reads French; what the browser complains about fails the test."""
    context = await chromium.new_context(locale="fr-FR", timezone_id="Europe/Paris", viewport=LAPTOP)
    visitor = Visitor(context, site.addresses, site.signer)
    yield visitor
    await context.close()
    assert visitor.complained() == []


@pytest.fixture
async def hall(orders_engine: AsyncEngine, tmp_path: Path) -> AsyncIterator[Hall]:
    """A hall with two households, its server off."""
    async with async_playwright() as playwright:
        hall = Hall(orders_engine, tmp_path / "profile", playwright)
        async with hall.orders.table(DUC) as table:
            await table.household("000118", label="Foyer Kévin")
            await table.household("000207", label="Zoé Ménard")
        yield hall
        hall.kill()


async def register(site: Site, *roles: Role) -> None:
    """Amina has an account with these roles, at DUC."""
    asked = UserAsked(uuid7(), "amina", "Amina", frozenset(roles), frozenset({DUC}), PASSWORD)
    await register_user(account_desk(site.orders.engine), asked)


async def desk(site: Site, visitor: Visitor, path: str) -> Page:
    """A page of supply, as the coordinator sees it."""
    await visitor.signed_in(role=Role.COORDINATOR)
    return await visitor.open(f"{site.addresses.supply}{path}")


async def press(page: Page, name: str) -> None:
    """Press a button after which the next page comes."""
    async with page.expect_navigation():
        await page.get_by_role("button", name=name, exact=True).click()
