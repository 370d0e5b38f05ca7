"""The orders are closed while somebody is served: the table says so, and the order is handed in late or given up."""

from playwright.async_api import Page, expect

from tests.browser.conftest import Site
from tests.fixtures.browsing import Visitor, seen_everywhere
from tests.fixtures.order_table import at_table, chosen, households, paid, stored, typed
from tests.fixtures.orders_story import apply, closing

CLOSED = "Les commandes de ce centre ont été closes pendant la saisie."


async def closed_meanwhile(site: Site, visitor: Visitor) -> Page:
    """Soap is keyed for a household; then the cycle closes, and the table hears of it."""
    await households(site.orders)
    page = await at_table(visitor)
    await chosen(page, "207")
    await typed(page, "savon", "<Enter>", "2", "<Enter>")
    await apply(site.orders.engine, closing())
    await page.evaluate("dispatchEvent(new Event('online'))")
    await expect(page.locator("#problem")).to_contain_text(CLOSED)
    return page


async def test_it_is_said_and_the_order_is_handed_in_late(site: Site, visitor: Visitor) -> None:
    page = await closed_meanwhile(site, visitor)
    await expect(page.locator("#cart .due")).to_have_text("6,40 €")
    await seen_everywhere(page, "table-closed-meanwhile")
    await page.locator("#product").focus()
    await typed(page, "<F8>", "<Enter>")
    await expect(page.locator("#receipt-sent")).to_contain_text("celle-ci attend la coordination")
    assert await stored(site.orders.engine) == [("late", 640, 640)]
    await page.get_by_role("button", name="C’est réglé").click()
    await page.get_by_role("button", name="Foyer suivant").click()
    await page.evaluate("dispatchEvent(new Event('online'))")
    await expect(page.locator("#no-cycle")).to_be_visible()
    await expect(page.locator("#sealed")).to_be_hidden()
    await page.locator("#find").fill("118")
    await page.locator("#find").press("Enter")
    await expect(page.locator("#problem")).to_have_text(
        "Aucun cycle ne prend de commandes dans ce centre en ce moment."
    )


async def test_it_is_given_up(site: Site, visitor: Visitor) -> None:
    page = await closed_meanwhile(site, visitor)
    await page.get_by_role("button", name="Abandonner cette commande").click()
    await expect(page.locator("#no-cycle")).to_be_visible()
    await expect(page.locator("#ordering")).to_be_hidden()
    await expect(page.locator("#problem")).to_be_hidden()
    assert (await stored(site.orders.engine), await paid(site.orders.engine)) == ([], [("cash", 540)])
