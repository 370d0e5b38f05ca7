"""Signing out on a shared device: nobody's name stays readable on it, and what waits is neither lost nor unsaid."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from shared.web.roles import Role
from tests.browser.conftest import PASSWORD, Site, register
from tests.fixtures.browsing import TABLET, barriers, overflows, picture, widths
from tests.fixtures.device import on_the_disk
from tests.fixtures.order_table import households
from tests.fixtures.supply_distribution import settle

KEVIN, FOYER = "Foyer Kévin", "Foyer 1"


@pytest.fixture
async def tablet(site: Site, chromium: Browser) -> AsyncIterator[BrowserContext]:
    """Amina's tablet, which knows the households of the table and of the hall."""
    await register(site, Role.VOLUNTEER)
    await settle(site.supply)
    await households(site.orders)
    context = await chromium.new_context(locale="fr-FR", timezone_id="Europe/Paris", viewport=TABLET)
    page = await context.new_page()
    await sign_in(page, site)
    yield context
    await context.close()


async def sign_in(page: Page, site: Site) -> None:
    await page.goto(f"{site.addresses.orders}/sign-in")
    await page.get_by_label("Votre nom d’utilisateur").fill("amina")
    await page.get_by_label("Votre mot de passe").fill(PASSWORD)
    await page.get_by_role("button", name="Se connecter").click()
    await expect(page.get_by_role("link", name="Se déconnecter")).to_be_visible()


async def opened(context: BrowserContext, address: str) -> Page:
    """A part of the site in a tab of its own, once the device keeps it."""
    page = await context.new_page()
    await page.goto(address)
    await expect(page.locator("body[data-kept=yes]")).to_be_attached()
    return page


async def sign_out(page: Page, site: Site) -> None:
    await page.goto(f"{site.addresses.orders}/sign-out")
    await page.get_by_role("button", name="Se déconnecter").click()


async def readable(context: BrowserContext, address: str) -> str:
    """What the device keeps of this part, read by somebody who did not sign in."""
    page = await context.new_page()
    await page.goto(f"{address}/design")
    found = await on_the_disk(page)
    await page.close()
    return found


async def test_nobodys_name_stays_on_the_device_once_nothing_waits(site: Site, tablet: BrowserContext) -> None:
    table = await opened(tablet, f"{site.addresses.orders}/table")
    hall = await opened(tablet, f"{site.addresses.supply}/hall")
    await hall.get_by_role("button", name="Tout remis à 000001").click()
    await expect(hall.locator("#standing")).to_have_text("En ligne · tout est envoyé")
    assert KEVIN in await on_the_disk(table)
    assert FOYER in await on_the_disk(hall)
    page = await tablet.new_page()
    await sign_out(page, site)
    await expect(page.get_by_label("Votre nom d’utilisateur")).to_be_visible()
    for other in (table, hall):  # tabs that were open show nobody either
        await expect(other.get_by_label("Votre nom d’utilisateur")).to_be_visible()
    assert KEVIN not in await readable(tablet, site.addresses.orders)
    of_the_hall = await readable(tablet, site.addresses.supply)
    assert FOYER not in of_the_hall
    assert "Foyer 2" not in of_the_hall
    await sign_in(page, site)
    await opened(tablet, f"{site.addresses.supply}/hall")


async def test_what_waits_stays_and_is_said_then_sent(site: Site, tablet: BrowserContext) -> None:
    table = await opened(tablet, f"{site.addresses.orders}/table")
    hall = await opened(tablet, f"{site.addresses.supply}/hall")
    await table.route("**/v1/device-batches", lambda route: route.abort())
    await hall.route("**/v1/cycles/*/hand-overs/*", lambda route: route.abort())
    await table.locator("#find").fill("207")
    await table.locator("#find").press("Enter")
    for text in ("farine", "1"):
        await table.keyboard.type(text)
        await table.keyboard.press("Enter")
    await table.keyboard.press("F8")
    await table.keyboard.press("Enter")
    await expect(table.locator("#standing")).to_have_text("1 commande attend d’être envoyée")
    await hall.get_by_role("button", name="Tout remis à 000001").click()
    await expect(hall.locator("#standing")).to_contain_text("Une note attend d’être envoyée")
    page = await tablet.new_page()
    await sign_out(page, site)
    await expect(page.locator("#stays")).to_have_text(
        "Une commande attend sur cet appareil. Une note de la distribution attend sur cet appareil. "
        "Rien n’est perdu : tout part dès que quelqu’un de ce centre se connecte ici."
    )
    await expect(page.locator("#stays")).to_be_focused()
    for size in widths():
        await page.set_viewport_size(size)
        assert (await overflows(page), await barriers(page)) == ([], [])
    await page.set_viewport_size(TABLET)
    await picture(page, "signed-out-waiting")
    assert FOYER not in await readable(tablet, site.addresses.supply)
    of_the_table = await readable(tablet, site.addresses.orders)
    assert KEVIN not in of_the_table  # the other household's order waits
    await page.get_by_role("link", name="Se connecter").click()
    await sign_in(page, site)
    for part in ("orders", "supply"):
        there = await tablet.new_page()
        await there.goto(f"{getattr(site.addresses, part)}/{'table' if part == 'orders' else 'hall'}")
        await expect(there.locator("#standing")).to_have_text("En ligne · tout est envoyé", timeout=30_000)
    path = "/v1/cycles/2026-12/hand-overs?centre=DUC"
    noted = (await site.supply.get(path)).json()["items"][0]
    assert (noted["household"], noted["state"]) == ("000001", "collected")
