"""The hall's tablet when things go wrong: power cut, full disk, two tabs, another day on its clock, signed out."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, Page, async_playwright, expect
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.contracts.distributions import HouseholdOrderHandedOver
from shared.kernel.clock import HeldClock
from shared.web.tokens import SessionSigner
from tests.browser.conftest import NETWORK
from tests.fixtures.browsing import TABLET, barriers, here, picture, port_of, served
from tests.fixtures.device import Device
from tests.fixtures.shared_routes import UPDATED, update_app
from tests.fixtures.supply_distribution import heard, settle
from tests.fixtures.supply_http import NOON, coordinator_of, supply_on

ALL_SENT = "En ligne · tout est envoyé"
FULL = """() => {
  const write = IDBObjectStore.prototype.put;
  window.room = () => { IDBObjectStore.prototype.put = write; };
  IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); };
}"""


class Hall:
    """Supply at an address of its own, which may be switched off, and a tablet that may lose its power."""

    def __init__(self, engine: AsyncEngine, device: Device, signer: SessionSigner) -> None:
        self.addresses, self.engine, self.device, self.signer = here(), engine, device, signer
        self.build()

    def build(self) -> None:
        """The app, as it is now."""
        self.app = supply_on(self.engine, HeldClock(NOON), self.signer, NETWORK, self.addresses)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """The server answers; afterwards it is really gone."""
        async with served({port_of(self.addresses.supply): self.app}):
            yield

    async def browser(self) -> BrowserContext:
        return await self.device.browser(TABLET)

    async def sign_in(self, context: BrowserContext, *centres: str) -> None:
        await self.device.sign_in(context, self.addresses.supply, *centres)

    async def tablet(self, context: BrowserContext, *, alone: bool = False, script: str = "") -> Page:
        """The hall; with a network, once everything is kept that it needs without one."""
        page = await context.new_page()
        if script:
            await page.add_init_script(script)
        await page.goto(f"{self.addresses.supply}/hall")
        await expect(page.locator("body[data-ready=yes]")).to_be_attached()
        if not alone:
            await expect(page.locator("body[data-kept=yes]")).to_be_attached()
        return page

    async def noted(self) -> list[tuple[int, str, int]]:
        """Each hand-over that was said: order, state and grams, in order."""
        events = await heard(self.engine, HouseholdOrderHandedOver)
        return [(event.order_id.int, event.state, event.lines[0].handed) for event in events]


@pytest.fixture
async def hall(supply_engine: AsyncEngine, tmp_path: Path) -> AsyncIterator[Hall]:
    """A hall on the day of distribution, its server off."""
    signer = SessionSigner.generate(NETWORK)
    async with async_playwright() as playwright:
        device = Device(playwright, tmp_path / "profile", signer)
        hall = Hall(supply_engine, device, signer)
        async with coordinator_of(hall.app, signer) as coordinator:
            await settle(coordinator)
        yield hall
        device.kill()


async def weigh(page: Page, grams: str) -> None:
    """Household 2 gets less; noted before, it is corrected."""
    await page.get_by_role("searchbox").fill("2")
    await page.keyboard.press("Enter")
    correct = page.get_by_role("button", name="Corriger")
    if await correct.count():
        await correct.click()
    await page.get_by_label("Pesé ou compté (g)").fill(grams)
    await page.get_by_role("button", name="Remis comme pesé").click()
    await expect(page.locator("#household")).to_contain_text("g remis")


async def test_nothing_is_lost_or_noted_twice_when_the_power_goes(hall: Hall) -> None:
    context = await hall.browser()
    await hall.sign_in(context, "DUC")
    async with hall.open():
        await hall.tablet(context)
    page = await hall.tablet(context, alone=True)
    await page.get_by_role("button", name="Tout remis à 000001").click()
    await weigh(page, "68200")
    await expect(page.locator("#standing")).to_contain_text("2 notes attendent d’être envoyées")
    hall.device.kill()
    await asyncio.sleep(1)

    context = await hall.browser()
    page = await hall.tablet(context, alone=True)
    await expect(page.locator("#came")).to_have_text("2 foyers servis sur 2")
    await expect(page.locator("#standing")).to_contain_text("2 notes attendent d’être envoyées")
    await weigh(page, "68100")
    await expect(page.locator("#standing")).to_contain_text("3 notes attendent d’être envoyées")
    assert await hall.noted() == []
    told = [(1, "collected", 2_500), (2, "collected", 68_200), (2, "collected", 68_100)]
    await hall.sign_in(context, "DUC")  # the session went with the power: browsers write cookies down late
    async with hall.open():
        await page.evaluate("dispatchEvent(new Event('online'))")
        await expect(page.locator("#standing")).to_have_text(ALL_SENT, timeout=30_000)
        assert await hall.noted() == told
        hall.device.kill()
        await asyncio.sleep(1)
        context = await hall.browser()
        await hall.sign_in(context, "DUC")
        page = await hall.tablet(context)
        await expect(page.locator("#standing")).to_have_text(ALL_SENT)
        assert await hall.noted() == told
    await context.close()


async def test_killed_in_the_middle_of_sending_each_note_is_there_once(hall: Hall) -> None:
    context = await hall.browser()
    await hall.sign_in(context, "DUC")
    async with hall.open():
        await hall.tablet(context)
    page = await hall.tablet(context, alone=True)
    await weigh(page, "68200")
    await weigh(page, "68100")
    async with hall.open():
        async with page.expect_response(lambda answer: "/hand-overs/" in answer.url):
            await page.evaluate("dispatchEvent(new Event('online'))")
        hall.device.kill()  # some was answered, and none of it may be known here
        await asyncio.sleep(1)
        context = await hall.browser()
        await hall.sign_in(context, "DUC")
        page = await hall.tablet(context)
        await expect(page.locator("#standing")).to_have_text(ALL_SENT, timeout=30_000)
        assert await hall.noted() == [(2, "collected", 68_200), (2, "collected", 68_100)]
    await context.close()


async def test_two_tabs_have_one_queue_and_send_it_once(hall: Hall) -> None:
    context = await hall.browser()
    await hall.sign_in(context, "DUC")
    async with hall.open():
        await hall.tablet(context)
    first, second = await hall.tablet(context, alone=True), await hall.tablet(context, alone=True)
    await weigh(second, "68200")
    await first.bring_to_front()
    await expect(first.locator("#came")).to_have_text("1 foyer servi sur 2")
    await weigh(first, "68100")
    await first.get_by_role("searchbox").fill("")
    await first.get_by_role("button", name="Tout remis à 000001").click()
    for page in (first, second):
        await expect(page.locator("#standing")).to_contain_text("3 notes attendent d’être envoyées")
    async with hall.open():
        for page in (first, second):
            await page.evaluate("dispatchEvent(new Event('online'))")
        for page in (first, second):
            await expect(page.locator("#standing")).to_have_text(ALL_SENT, timeout=30_000)
        assert await hall.noted() == [(2, "collected", 68_200), (2, "collected", 68_100), (1, "collected", 2_500)]
    await context.close()


async def test_signed_out_in_between_the_notes_wait_for_their_own_volunteer(hall: Hall) -> None:
    context = await hall.browser()
    await hall.sign_in(context, "DUC")
    async with hall.open():
        page = await hall.tablet(context)
        await context.clear_cookies()
        await page.get_by_role("button", name="Tout remis à 000001").click()
        await expect(page.locator("#standing")).to_contain_text("Une note attend. Connectez-vous pour l’envoyer")
        assert await barriers(page) == []
        await hall.sign_in(context, "MIN")
        stranger = await context.new_page()
        await stranger.goto(f"{hall.addresses.supply}/hall")
        await expect(stranger.locator("#standing")).to_contain_text("Une note attend d’être envoyée")
        await asyncio.sleep(2)
        assert await hall.noted() == []
        await stranger.close()
        await hall.sign_in(context, "DUC")
        await page.reload()
        await expect(page.locator("#standing")).to_have_text(ALL_SENT, timeout=30_000)
        assert await hall.noted() == [(1, "collected", 2_500)]
    await context.close()


async def test_a_clock_that_is_wrong_by_a_day_changes_nothing(hall: Hall) -> None:
    context = await hall.browser()
    await hall.sign_in(context, "DUC")
    async with hall.open():
        await hall.tablet(context)
    wrong = "const now = Date.now; Date.now = () => now() {} 86_400_000".replace
    page = await hall.tablet(context, alone=True, script=wrong("{}", "+"))
    await weigh(page, "68200")
    await page.close()
    page = await hall.tablet(context, alone=True, script=wrong("{}", "-"))
    await weigh(page, "68100")
    async with hall.open():
        await expect(page.locator("#standing")).to_have_text(ALL_SENT, timeout=30_000)
        assert await hall.noted() == [(2, "collected", 68_200), (2, "collected", 68_100)]
    await context.close()


async def test_a_full_device_says_so_and_notes_nothing(hall: Hall) -> None:
    context = await hall.browser()
    await hall.sign_in(context, "DUC")
    async with hall.open():
        page = await hall.tablet(context)
        await page.evaluate(FULL)
        await page.get_by_role("button", name="Tout remis à 000001").click()
        await expect(page.locator("#says")).to_have_text(
            "Cet appareil est plein : rien n’a été noté. Libérez de la place, puis recommencez."
        )
        await expect(page.locator("#came")).to_have_text("0 foyer servi sur 2")
        await page.evaluate("dispatchEvent(new Event('online'))")
        await expect(page.locator("#standing")).to_contain_text("Cet appareil est plein")
        await picture(page, "hall-full")
        assert (await hall.noted(), await barriers(page)) == ([], [])
        await page.evaluate("room()")
        await page.get_by_role("button", name="Tout remis à 000001").click()
        await expect(page.locator("#standing")).to_have_text(ALL_SENT, timeout=30_000)
        assert await hall.noted() == [(1, "collected", 2_500)]
    await context.close()


async def test_a_device_that_is_full_sends_what_it_noted_before(hall: Hall) -> None:
    context = await hall.browser()
    await hall.sign_in(context, "DUC")
    async with hall.open():
        await hall.tablet(context)
    page = await hall.tablet(context, alone=True)
    await page.get_by_role("button", name="Tout remis à 000001").click()
    await weigh(page, "68200")
    await weigh(page, "68100")
    await page.evaluate(FULL)
    async with hall.open():
        await page.evaluate("dispatchEvent(new Event('online'))")
        await expect(page.locator("#standing")).to_contain_text("Cet appareil est plein")
        for _ in range(20):
            if len(await hall.noted()) == 2:
                break
            await asyncio.sleep(0.5)
        sent = await hall.noted()
        assert sent == [(1, "collected", 2_500), (2, "collected", 68_200)]  # the other builds on what could not be kept
        await page.evaluate("room()")
        await page.evaluate("dispatchEvent(new Event('online'))")
        await expect(page.locator("#standing")).to_have_text(ALL_SENT, timeout=30_000)
        assert await hall.noted() == [*sent, (2, "collected", 68_100)]
    await context.close()


async def test_an_update_of_the_app_in_between_keeps_the_notes(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    context = await hall.browser()
    await hall.sign_in(context, "DUC")
    async with hall.open():
        await hall.tablet(context)
    page = await hall.tablet(context, alone=True)
    await page.get_by_role("button", name="Tout remis à 000001").click()
    await expect(page.locator("#standing")).to_contain_text("Une note attend")
    update_app(monkeypatch)
    hall.build()
    async with hall.open():
        page = await hall.tablet(context)
        await expect(page.locator("#standing")).to_have_text(ALL_SENT, timeout=30_000)
        assert await hall.noted() == [(1, "collected", 2_500)]
    page = await hall.tablet(context, alone=True)
    assert UPDATED in (await page.locator("script[src*='hall.js']").get_attribute("src") or "")
    await context.close()


async def test_without_a_network_the_pages_that_need_one_say_so(hall: Hall) -> None:
    context = await hall.browser()
    await hall.sign_in(context, "DUC")
    async with hall.open():
        await hall.tablet(context)
    page = await hall.tablet(context, alone=True)
    waits = page.locator("#online-only")
    await expect(waits).to_contain_text("Pas de réseau : ce qui reste et la fin de journée attendront qu’il revienne.")
    await expect(waits).to_contain_text("les consignes et les ventes continuent aussi")
    await expect(page.locator("#no-printing")).to_have_text("Pas de réseau : les papiers attendront qu’il revienne.")
    await expect(page.get_by_role("link", name="Bon de livraison")).to_be_hidden()
    await page.get_by_role("button", name="Tout remis à 000001").click()
    for name in ("Ce qui reste", "Fin de journée"):
        await page.get_by_role("link", name=name).click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Pas de réseau")
        await expect(page.locator("#standing")).to_contain_text("Une note attend d’être envoyée")
        assert await barriers(page) == []
        await page.get_by_role("link", name="Continuer avec ce qui marche sans réseau").click()
        await expect(page.locator("#came")).to_have_text("1 foyer servi sur 2")
    await context.close()
