"""The order table without a network: the server really stopped, the browser really killed, then everything back."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, Page, Playwright, async_playwright, expect
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.storage.household_tables import households
from services.orders.storage.order_tables import household_orders
from services.orders.storage.payment_tables import payments
from shared.kernel.ids import uuid7
from shared.web.roles import Actor, Role
from shared.web.tokens import COOKIE, SessionSigner
from tests.browser.conftest import NETWORK
from tests.fixtures.browsing import LAPTOP, QUIET, barriers, chromium_path, here, picture, port_of, served
from tests.fixtures.orders_http import DUC, MIN, OrdersHttp


class Hall:
    """Orders at an address of its own, which may be switched off; a browser with a profile on the disk."""

    def __init__(self, engine: AsyncEngine, profile: Path, playwright: Playwright) -> None:
        self.addresses, self.signer = here(), SessionSigner.generate(NETWORK)
        self.orders = OrdersHttp(engine, addresses=self.addresses, signer=self.signer)
        self.engine, self.profile, self._playwright = engine, profile, playwright

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """The server answers; afterwards it is really gone."""
        async with served(self.orders.app, port_of(self.addresses.orders)), self.orders.table():
            yield

    async def browser(self) -> BrowserContext:
        """The browser on its profile, as it was left."""
        return await self._playwright.chromium.launch_persistent_context(
            self.profile, executable_path=chromium_path(), args=QUIET.split(), locale="fr-FR", viewport=LAPTOP
        )

    async def sign_in(self, context: BrowserContext, centre: str = DUC) -> None:
        token, _ = self.signer.issue(Actor(uuid7(), frozenset({Role.VOLUNTEER}), frozenset({centre})))
        cookie = {"name": COOKIE, "value": token, "url": self.addresses.orders, "expires": time.time() + 40_000}
        await context.add_cookies([cookie])  # type: ignore[list-item]  # a SetCookieParam all the same

    async def table(self, context: BrowserContext, *, alone: bool = False) -> Page:
        """The table; with a network, once everything is kept that it needs without one."""
        page = await context.new_page()
        await page.goto(f"{self.addresses.orders}/table")
        await expect(page.locator("body[data-ready=yes]")).to_be_attached()
        if not alone:
            await expect(page.locator("body[data-kept=yes]")).to_be_attached(timeout=20_000)
        return page

    def kill(self) -> None:
        """End every process of this browser at once, as a power cut does."""
        for process in Path("/proc").iterdir():
            if process.name.isdigit() and str(self.profile) in _command(process):
                os.kill(int(process.name), signal.SIGKILL)

    async def counted(self) -> tuple[int, int, int, int]:
        """Households, confirmed orders, payments and their sum."""
        confirmed = select(func.count()).where(household_orders.c.state == "confirmed").select_from(household_orders)
        async with self.engine.connect() as connection:
            return (
                await connection.scalar(select(func.count()).select_from(households)) or 0,
                await connection.scalar(confirmed) or 0,
                await connection.scalar(select(func.count()).select_from(payments)) or 0,
                int(await connection.scalar(select(func.sum(payments.c.amount_cents))) or 0),
            )


def _command(process: Path) -> str:
    try:
        return (process / "cmdline").read_bytes().decode(errors="replace")
    except OSError:
        return ""


@pytest.fixture
async def hall(orders_engine: AsyncEngine, tmp_path: Path) -> AsyncIterator[Hall]:
    """A hall with two households, its server off."""
    async with async_playwright() as playwright:
        hall = Hall(orders_engine, tmp_path / "profile", playwright)
        async with hall.orders.table(DUC) as table:
            await table.household("000143", label="Foyer Kévin")
            await table.household("000207", label="Zoé Ménard")
        yield hall
        hall.kill()


async def take_order(page: Page, who: str, quantity: str = "2,5") -> None:
    """An order of flour, paid exactly in cash, by keyboard."""
    await expect(page.locator("#find")).to_be_focused()
    await page.keyboard.type(who)
    await page.keyboard.press("Enter")
    await ordered(page, quantity)


async def ordered(page: Page, quantity: str = "2,5") -> None:
    await expect(page.locator("#product")).to_be_focused()
    for text in ("farine", quantity):
        await page.keyboard.type(text)
        await page.keyboard.press("Enter")
    await page.keyboard.press("F8")
    await page.keyboard.press("Enter")
    await expect(page.locator("#receipt-title")).to_have_text("Commande payée")


async def test_nothing_is_lost_or_counted_twice_when_network_and_browser_go(hall: Hall) -> None:
    context = await hall.browser()
    await hall.sign_in(context)
    async with hall.open():
        await hall.table(context)
    page = await hall.table(context, alone=True)
    await take_order(page, "143")
    await expect(page.locator("#receipt-sent")).to_contain_text("Gardée sur cet appareil")
    await expect(page.locator("#receipt svg[role=img]")).to_be_visible()
    await page.keyboard.press("F3")
    await page.keyboard.type("Nouvelle Famille")
    await page.keyboard.press("Enter")
    await ordered(page, "1")
    await expect(page.locator("#standing")).to_have_text("2 commandes attendent d’être envoyées")
    await expect(page.locator("#since")).to_contain_text("Dernier contact avec le serveur")
    await picture(page, "table-offline")
    assert await barriers(page) == []
    hall.kill()
    await asyncio.sleep(1)

    context = await hall.browser()
    page = await hall.table(context, alone=True)
    await expect(page.locator("#standing")).to_have_text("2 commandes attendent d’être envoyées")
    await take_order(page, "zoe")
    await expect(page.locator("#standing")).to_have_text("3 commandes attendent d’être envoyées")
    assert await hall.counted() == (2, 0, 0, 0)
    async with hall.open():
        await hall.sign_in(context)
        await page.reload()
        await expect(page.locator("#standing")).to_have_text("En ligne · tout est envoyé", timeout=30_000)
        assert await hall.counted() == (3, 3, 3, 363 + 145 + 363)
        await page.reload()
        await expect(page.locator("body[data-kept=yes]")).to_be_attached(timeout=20_000)
        assert await hall.counted() == (3, 3, 3, 363 + 145 + 363)
    await context.close()


async def test_two_tabs_have_one_queue_and_send_it_once(hall: Hall) -> None:
    context = await hall.browser()
    await hall.sign_in(context)
    async with hall.open():
        await hall.table(context)
    first, second = await hall.table(context, alone=True), await hall.table(context, alone=True)
    await take_order(second, "143")
    await first.bring_to_front()
    await expect(first.locator("#standing")).to_have_text("1 commande attend d’être envoyée")
    await take_order(first, "207", "1")
    for page in (first, second):
        await expect(page.locator("#standing")).to_have_text("2 commandes attendent d’être envoyées")
    async with hall.open():
        for page in (first, second):
            await expect(page.locator("#standing")).to_have_text("En ligne · tout est envoyé", timeout=30_000)
        assert await hall.counted() == (2, 2, 2, 363 + 145)
    await context.close()


async def test_signed_out_in_between_the_queue_waits_for_its_own_volunteer(hall: Hall) -> None:
    context = await hall.browser()
    await hall.sign_in(context)
    async with hall.open():
        page = await hall.table(context)
        await context.clear_cookies()
        await take_order(page, "143")
        await expect(page.locator("#signed-out")).to_contain_text("Votre session est terminée")
        await expect(page.locator("#standing")).to_have_text("1 commande attend d’être envoyée")
        assert await barriers(page) == []
        await picture(page, "table-signed-out")
        await page.get_by_role("link", name="Se reconnecter").click()
        await expect(page.get_by_label("Votre nom d’utilisateur")).to_be_visible()
        assert await hall.counted() == (2, 0, 0, 0)
        await hall.sign_in(context, MIN)  # somebody of another centre, on the same device
        page = await hall.table(context, alone=True)
        await expect(page.locator("#standing")).to_have_text("1 commande attend d’être envoyée")
        await asyncio.sleep(3)
        assert await hall.counted() == (2, 0, 0, 0)
        await hall.sign_in(context)
        await page.goto(f"{hall.addresses.orders}/table")
        await expect(page.locator("#standing")).to_have_text("En ligne · tout est envoyé", timeout=30_000)
        assert await hall.counted() == (2, 1, 1, 363)
    await context.close()


async def test_a_clock_that_is_wrong_by_a_day_changes_nothing(hall: Hall) -> None:
    context = await hall.browser()
    await hall.sign_in(context)
    async with hall.open():
        await hall.table(context)
    page = await context.new_page()
    await page.add_init_script("const now = Date.now; Date.now = () => now() - 86_400_000")
    await page.goto(f"{hall.addresses.orders}/table")
    await take_order(page, "143")
    await page.close()
    page = await context.new_page()
    await page.add_init_script("const now = Date.now; Date.now = () => now() + 86_400_000")
    await page.goto(f"{hall.addresses.orders}/table")
    await take_order(page, "207", "1")
    async with hall.open():
        await expect(page.locator("#standing")).to_have_text("En ligne · tout est envoyé", timeout=30_000)
        assert await hall.counted() == (2, 2, 2, 363 + 145)
    await context.close()


async def test_a_full_device_says_so_and_notes_nothing(hall: Hall) -> None:
    context = await hall.browser()
    await hall.sign_in(context)
    async with hall.open():
        page = await hall.table(context)
        await page.evaluate(
            """() => {
              const full = () => { throw new DOMException('full', 'QuotaExceededError'); };
              IDBObjectStore.prototype.add = full;
            }"""
        )
        await page.keyboard.type("143")
        for key in ("Enter", "f", "Enter", "1", "Enter", "F8", "Enter"):
            await page.keyboard.press(key)
        await expect(page.get_by_role("alert")).to_contain_text("Cet appareil est plein : rien n’a été noté")
        await expect(page.locator("#till .due")).to_have_text("1,45 €")
        assert await hall.counted() == (2, 0, 0, 0)
    await context.close()


async def test_a_number_that_somebody_else_has_is_given_anew(hall: Hall) -> None:
    context = await hall.browser()
    await hall.sign_in(context)
    async with hall.open():
        await hall.table(context)
    page = await hall.table(context, alone=True)
    await page.keyboard.press("F3")
    await page.keyboard.type("Nouvelle Famille")
    await page.keyboard.press("Enter")
    await expect(page.locator("#who")).to_contain_text("000208")
    await ordered(page, "1")
    async with hall.orders.table(DUC) as other:
        await other.household("000208", label="Un autre")
    async with hall.open():
        await expect(page.locator("#refused")).to_contain_text("000208", timeout=30_000)
        assert await hall.counted() == (3, 0, 0, 0)
        await page.get_by_role("button", name="Donner un autre numéro").click()
        await expect(page.locator("#standing")).to_have_text("En ligne · tout est envoyé", timeout=30_000)
        assert await hall.counted() == (4, 1, 1, 145)
    await context.close()


async def test_an_update_of_the_app_in_between_keeps_the_queue(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    context = await hall.browser()
    await hall.sign_in(context)
    async with hall.open():
        await hall.table(context)
    await take_order(await hall.table(context, alone=True), "143")
    monkeypatch.setattr("shared.web.assets._digest", lambda _: "0123456789ab")
    monkeypatch.setattr("tests.fixtures.shared_routes._first", {})  # its files are at other addresses
    hall.orders = OrdersHttp(hall.engine, addresses=hall.addresses, signer=hall.signer)
    async with hall.open():
        page = await hall.table(context)
        await expect(page.locator("#standing")).to_have_text("En ligne · tout est envoyé", timeout=30_000)
        assert await hall.counted() == (2, 1, 1, 363)
    page = await hall.table(context, alone=True)
    assert "0123456789ab" in (await page.locator("script[src*='table.js']").get_attribute("src") or "")
    await take_order(page, "207")
    await expect(page.locator("#standing")).to_have_text("1 commande attend d’être envoyée")
    await context.close()
