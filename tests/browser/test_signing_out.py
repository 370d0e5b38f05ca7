"""Signing out on a shared device: nobody's name stays readable on it, and what waits is neither lost nor unsaid."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, BrowserContext, Page, Route, expect
from sqlalchemy import select

from services.orders.domain.membership import Needed
from services.orders.storage.household_tables import households as stored_households
from shared.web.roles import Role
from tests.browser.conftest import PASSWORD, Site, register
from tests.fixtures.browsing import TABLET, barriers, overflows, picture, widths
from tests.fixtures.device import on_the_disk
from tests.fixtures.order_table import all_is_sent, chosen, households, reloaded, stored, typed
from tests.fixtures.supply_distribution import settle
from tests.fixtures.waiting import eventually

KEVIN, ZOE, FOYER, REMARK = "Foyer Kévin", "Zoé Ménard", "Foyer 1", "passe à 18 h"


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
    await hall.locator(".household .open").first.click()
    await hall.get_by_text("Voisin, remarque").click()
    await hall.get_by_label("Remarque pour les autres").fill(REMARK)
    assert FOYER in await on_the_disk(hall)
    assert REMARK in await on_the_disk(hall)
    page = await tablet.new_page()
    await sign_out(page, site)
    await expect(page.get_by_label("Votre nom d’utilisateur")).to_be_visible()
    for other in (table, hall):  # tabs that were open show nobody either
        await expect(other.get_by_label("Votre nom d’utilisateur")).to_be_visible()
    assert KEVIN not in await readable(tablet, site.addresses.orders)
    of_the_hall = await readable(tablet, site.addresses.supply)
    assert FOYER not in of_the_hall
    assert "Foyer 2" not in of_the_hall
    assert REMARK not in of_the_hall
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
        "Rien n’est perdu : tout reprend dès que quelqu’un de ce centre se connecte ici."
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


async def credit(site: Site, number: str) -> int:
    found = select(stored_households.c.credit_cents).where(stored_households.c.number == number)
    async with site.orders.engine.connect() as connection:
        return int(await connection.scalar(found) or 0)


async def cancels_what_may_be_there(site: Site, table: Page) -> None:
    """An order of 1.45 € reaches the server, which does not answer; it is cancelled, and only that waits in the end."""

    async def lose(route: Route) -> None:
        await route.fetch()
        await route.abort()

    await table.context.route("**/v1/device-batches", lose)
    for address in ("**/v1/orders/*/cancellation", "**/v1/households/*"):  # what is shown is not drawn anew meanwhile
        await table.context.route(address, lambda route: route.abort())
    await table.locator("#find").fill("207")
    await typed(table, "<Enter>", "farine", "<Enter>", "1", "<Enter>", "<F8>", "<Enter>")
    await expect(table.locator("#receipt-title:visible")).to_have_text("Commande payée")
    await eventually(lambda: is_stored(site))
    await table.locator("#find").fill("207")
    await table.locator("#find").press("Enter")
    await table.get_by_text("Annuler la commande").click()
    await table.get_by_role("button", name="Annuler et garder 1,45 € en crédit").click()
    await expect(table.locator("#standing")).to_have_text("1 commande attend d’être envoyée")
    await table.context.unroute("**/v1/device-batches")
    await expect(table.locator("#standing")).to_have_text("1 chose attend d’être envoyée")


async def is_stored(site: Site) -> bool:
    return await stored(site.orders.engine) == [("confirmed", 145, 145)]


async def test_a_cancellation_that_waits_keeps_the_order_that_it_builds_on(site: Site, tablet: BrowserContext) -> None:
    table = await opened(tablet, f"{site.addresses.orders}/table")
    await cancels_what_may_be_there(site, table)
    page = await tablet.new_page()
    await sign_out(page, site)
    await expect(page.locator("#stays")).to_contain_text("Une commande attend sur cet appareil.")
    assert KEVIN not in await readable(tablet, site.addresses.orders)
    await tablet.unroute_all(behavior="wait")
    await sign_in(page, site)
    await page.goto(f"{site.addresses.orders}/table")
    await expect(page.locator("#standing")).to_have_text("En ligne · tout est envoyé", timeout=30_000)
    assert await stored(site.orders.engine) == [("cancelled", 145, 145)]
    assert await credit(site, "000207") == 145
    await sign_out(page, site)
    await expect(page.get_by_label("Votre nom d’utilisateur")).to_be_visible()
    assert ZOE not in await readable(tablet, site.addresses.orders)


FORGET_WHAT_WAS_SENT = """() => new Promise((resolve) => {
  indexedDB.open("vrac-table").onsuccess = ({ target }) => {
    const work = target.result.transaction("outbox", "readwrite");
    const asked = work.objectStore("outbox").openCursor();
    asked.onsuccess = () => {
      if (asked.result === null) return;
      if (asked.result.value.state === "sent") asked.result.delete();
      asked.result.continue();
    };
    work.oncomplete = () => { target.result.close(); resolve(); };
  };
})"""


async def test_a_cancellation_whose_order_was_forgotten_is_asked_of_the_server(
    site: Site, tablet: BrowserContext
) -> None:
    table = await opened(tablet, f"{site.addresses.orders}/table")
    await cancels_what_may_be_there(site, table)
    await table.evaluate(FORGET_WHAT_WAS_SENT)  # as signing out did before
    await tablet.unroute_all(behavior="wait")
    await expect(table.locator("#standing")).to_have_text("En ligne · tout est envoyé", timeout=30_000)
    assert await stored(site.orders.engine) == [("cancelled", 145, 145)]
    assert await credit(site, "000207") == 145


async def test_forms_on_paper_that_are_in_doubt_stay_and_are_said(site: Site, tablet: BrowserContext) -> None:
    forms = await opened(tablet, f"{site.addresses.orders}/table/forms")
    await expect(forms.locator("#mark-says")).not_to_be_empty()
    await typed(forms, "118", "<Enter>", "2", "<Enter>", "2,5", "<Enter>", "<Enter>", "4,63", "<Enter>", "<Enter>")
    await expect(forms.locator("#pile article")).to_have_count(1)
    page = await tablet.new_page()
    await sign_out(page, site)
    await expect(page.locator("#stays")).to_contain_text("Une commande attend sur cet appareil.")
    await sign_in(page, site)
    await page.goto(f"{site.addresses.orders}/table/forms")
    await expect(page.locator("#pile article")).to_have_count(1)


async def test_money_taken_as_a_part_stays_and_is_said_then_paid_on(site: Site, tablet: BrowserContext) -> None:
    await site.orders.ask_members((2_000,), Needed.WARN)
    table = await opened(tablet, f"{site.addresses.orders}/table")
    await chosen(table, "118")
    await typed(table, "savon", "<Enter>", "2", "<Enter>", "<F2>")  # begun, and nothing taken: forgotten
    await chosen(table, "207")
    await table.locator("#fee").get_by_role("button", name="20,00 €").click()
    await typed(table, "4")
    await table.get_by_role("button", name="Le reste autrement").click()
    await expect(table.locator("#till .sum").filter(has_text="Espèces")).to_contain_text("4,00")
    await reloaded(table)
    await chosen(table, "207")
    await typed(table, "savon", "<Enter>", "2", "<Enter>", "<F8>", "5")
    await table.get_by_role("button", name="Le reste autrement").click()
    await expect(table.locator("#till .sum").filter(has_text="Espèces")).to_contain_text("5,00")
    page = await tablet.new_page()
    await sign_out(page, site)
    await expect(page.locator("#stays")).to_contain_text("2 commandes attendent sur cet appareil.")
    kept = await readable(tablet, site.addresses.orders)
    assert (KEVIN in kept, ZOE in kept) == (False, False)
    await sign_in(page, site)
    await page.goto(f"{site.addresses.orders}/table")
    begun = page.locator("#begun-orders li")
    await expect(begun.first).to_contain_text(f"000207 {ZOE}")
    await expect(begun).to_have_count(2)
    await expect(begun.last).to_contain_text("Adhésion de 20,00 € · 4,00 € déjà reçus")
    await begun.first.get_by_role("button", name="Continuer").click()
    await expect(page.locator("#till .sum").filter(has_text="Espèces")).to_contain_text("5,00")
    await typed(page, "<F9>", "<Enter>")
    await expect(page.locator("#receipt-title:visible")).to_have_text("Commande payée")
    await all_is_sent(page)
    assert [order for order in await stored(site.orders.engine) if order[0] == "confirmed"] == [("confirmed", 640, 640)]
