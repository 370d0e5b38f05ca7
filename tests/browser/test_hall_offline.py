"""The hall without a network: the server really stopped, notes taken, the page opened anew, then everything back."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import pytest
from playwright.async_api import Browser, BrowserContext, Page, Route, expect
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.contracts.distributions import HandOverState, HouseholdOrderHandedOver
from shared.kernel.clock import HeldClock
from shared.kernel.ids import uuid7
from shared.web.roles import Actor, Role
from shared.web.tokens import COOKIE, SessionSigner
from tests.browser.conftest import NETWORK
from tests.fixtures.browsing import TABLET, barriers, here, picture, port_of, served
from tests.fixtures.supply_buying import PATH
from tests.fixtures.supply_distribution import hand, heard, settle
from tests.fixtures.supply_http import NOON, coordinator_of, supply_on


class Hall:
    """Supply at an address of its own, which may be switched off, and a volunteer's tablet."""

    def __init__(self, engine: AsyncEngine, context: BrowserContext) -> None:
        self.addresses, self.signer = here(), SessionSigner.generate(NETWORK)
        self.app = supply_on(engine, HeldClock(NOON), self.signer, NETWORK, self.addresses)
        self.coordinator = coordinator_of(self.app, self.signer)
        self.engine, self.context = engine, context

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """The server answers; afterwards it is really gone."""
        async with served({port_of(self.addresses.supply): self.app}):
            yield

    async def sign_in(self, *centres: str) -> None:
        token, _ = self.signer.issue(Actor(uuid7(), frozenset({Role.VOLUNTEER}), frozenset(centres)))
        await self.context.add_cookies([{"name": COOKIE, "value": token, "url": self.addresses.supply}])

    async def tablet(self, *, alone: bool = False) -> Page:
        """The hall; with a network, once everything is kept that it needs without one."""
        page = await self.context.new_page()
        await page.goto(f"{self.addresses.supply}/hall")
        await expect(page.locator("body[data-ready=yes]")).to_be_attached()
        if not alone:
            await expect(page.locator("body[data-kept=yes]")).to_be_attached(timeout=20_000)
        return page

    async def noted(self) -> list[tuple[int, HandOverState, int]]:
        """Each hand-over that was said: order, state and grams, in order."""
        events = await heard(self.engine, HouseholdOrderHandedOver)
        return [(event.order_id.int, event.state, event.lines[0].handed) for event in events]


@pytest.fixture
async def hall(supply_engine: AsyncEngine, chromium: Browser) -> AsyncIterator[Hall]:
    """A hall on the day of distribution, its server off."""
    context = await chromium.new_context(locale="fr-FR", timezone_id="Europe/Paris", viewport=TABLET)
    hall = Hall(supply_engine, context)
    async with hall.coordinator:
        await settle(hall.coordinator)
        await hall.sign_in("DUC")
        yield hall
    await context.close()


async def weigh_less(page: Page) -> None:
    """Household 2 gets 300 g less; then it turns out to be 400."""
    await page.get_by_role("searchbox").fill("2")
    await page.keyboard.press("Enter")
    for grams in ("68200", "68100"):
        await page.get_by_label("Pesé ou compté (g)").fill(grams)
        await page.get_by_role("button", name="Remis comme pesé").click()
        await expect(page.locator("#household")).to_contain_text("g remis")
        if grams == "68200":
            await page.get_by_role("button", name="Corriger").click()


async def test_nothing_is_lost_or_noted_twice_when_the_network_goes(hall: Hall) -> None:
    async with hall.open():
        await hall.tablet()
    page = await hall.tablet(alone=True)
    await expect(page.locator("#standing")).to_contain_text("Pas de réseau")
    await page.get_by_role("button", name="Tout remis à 000001").click()
    await weigh_less(page)
    await expect(page.locator("#standing")).to_contain_text("3 notes attendent d’être envoyées")
    await expect(page.locator("#came")).to_have_text("2 foyers servis sur 2")
    await picture(page, "hall-offline")
    assert await barriers(page) == []
    await page.reload()
    await expect(page.locator("#standing")).to_contain_text("3 notes attendent d’être envoyées")
    await expect(page.locator("#came")).to_have_text("2 foyers servis sur 2")
    assert await hall.noted() == []
    async with hall.open():
        await page.reload()
        await expect(page.locator("#standing")).to_have_text("En ligne · tout est envoyé", timeout=20_000)
        told = [(1, "collected", 2_500), (2, "collected", 68_200), (2, "collected", 68_100)]
        assert await hall.noted() == told
        await page.reload()
        await expect(page.locator("#standing")).to_have_text("En ligne · tout est envoyé", timeout=20_000)
        await expect(page.locator("#came")).to_have_text("2 foyers servis sur 2")
        assert await hall.noted() == told


async def test_an_answer_that_was_lost_is_asked_for_again_and_counts_once(hall: Hall) -> None:
    async with hall.open():
        page = await hall.tablet()

        async def lose(route: Route) -> None:
            await route.fetch()
            await route.abort()

        await page.route("**/hand-overs/*", lose)
        async with page.expect_event("requestfailed"):
            await page.get_by_role("button", name="Tout remis à 000001").click()
        await expect(page.locator("#standing")).to_contain_text("Une note attend d’être envoyée")
        assert await hall.noted() == [(1, "collected", 2_500)]
        await page.unroute("**/hand-overs/*")
        await page.reload()
        await expect(page.locator("#standing")).to_have_text("En ligne · tout est envoyé", timeout=20_000)
        assert await hall.noted() == [(1, "collected", 2_500)]


async def test_notes_wait_for_their_own_volunteer_and_for_whoever_looks_at_what_was_refused(hall: Hall) -> None:
    async with hall.open():
        await hall.tablet()
    page = await hall.tablet(alone=True)
    await page.get_by_role("button", name="Tout remis à 000001").click()
    await expect(page.locator("#standing")).to_contain_text("Une note attend")
    await hall.sign_in("MIN")
    async with hall.open():
        stranger = await hall.context.new_page()
        await stranger.goto(f"{hall.addresses.supply}/hall")
        await expect(stranger.locator("#standing")).to_contain_text("Une note attend d’être envoyée")
        assert await hall.noted() == []
        await hand(hall.coordinator, 1, "absent")
        await hall.sign_in("DUC")
        page = await hall.tablet()
        await expect(page.locator(".household").first).to_contain_text("À regarder")
        await expect(page.locator("#standing")).to_have_text("Une note est à regarder")
        assert await hall.noted() == [(1, "absent", 0)]
        await page.locator(".household .open").first.click()
        await expect(page.locator("#household")).to_contain_text("Noté sur cet appareil : Remis.")
        assert await barriers(page) == []
        await page.get_by_role("button", name="Garder ce qui est noté").click()
        await expect(page.locator("#standing")).to_have_text("En ligne · tout est envoyé")
        order = (await hall.coordinator.get(f"{PATH}/hand-overs/{UUID(int=1)}")).json()
        assert order["state"] == "absent"
