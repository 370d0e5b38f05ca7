"""What waits on a device, or is wrong, is seen wherever its page is scrolled, and hides nothing that has the focus."""

from functools import partial

import pytest
from playwright.async_api import Page, ViewportSize

from tests.browser.conftest import Site
from tests.fixtures.browsing import LAPTOP, PHONE, TABLET, Visitor, barriers, overflows, picture
from tests.fixtures.day_desk import containers, released
from tests.fixtures.order_table import all_is_sent, at_table, chosen, households, typed
from tests.fixtures.order_table_large import large_centre
from tests.fixtures.orders_http import DUC
from tests.fixtures.supply_distribution import settle
from tests.fixtures.waiting import eventually

SIZES: tuple[ViewportSize, ...] = (LAPTOP, TABLET, PHONE)
SEEN = """sentence => [...document.querySelectorAll('#standing .chip, .in-sight .chip')].some(chip => {
  const {left, right, top, bottom} = chip.getBoundingClientRect();
  const there = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  return chip.textContent.includes(sentence) && top >= 0 && bottom <= innerHeight && chip.contains(there);
})"""
HIDDEN = """() => {
  const strip = document.querySelector('.in-sight')?.getBoundingClientRect() ?? {bottom: 0};
  const focused = document.activeElement.getBoundingClientRect();
  return focused.top < strip.bottom && !document.activeElement.closest('.over, .aside');
}"""


async def stays_in_sight(page: Page, sentence: str, name: str) -> None:
    """At the end of the page too, at every width; going back by keyboard nothing is under it."""
    for size in SIZES:
        await page.set_viewport_size(size)
        for place in ("document.body.scrollHeight", "document.body.scrollHeight / 2", "0"):
            await page.evaluate(f"scrollTo(0, {place})")
            await eventually(partial(page.evaluate, SEEN, sentence))
        await page.evaluate("scrollTo(0, document.body.scrollHeight)")
        await page.locator(".foot a").first.focus()
        for _ in range(12):
            await page.keyboard.press("Shift+Tab")
            await eventually(partial(page.evaluate, f"!({HIDDEN})()"))  # the strip goes once its own place is in sight
        assert await overflows(page) == []
        await picture(page, f"{name}-in-sight-{size['width']}", whole=False)
    assert await barriers(page) == []


async def test_at_the_order_table_in_the_middle_of_two_hundred_products(site: Site, visitor: Visitor) -> None:
    visitor.tolerate("ERR_FAILED")
    await large_centre(site.orders)
    page = await at_table(visitor)
    await page.route("**/v1/device-batches", lambda route: route.abort())
    await chosen(page, "207")
    await typed(page, "baba", "<Enter>", "1", "<Enter>", "<F8>", "<Enter>")
    await chosen(page, "118")
    await typed(page, "ceba", "<Enter>", "1", "<Enter>")
    await page.locator("#product").fill("")
    await stays_in_sight(page, "1 commande attend d’être envoyée", "table")
    await page.unroute("**/v1/device-batches")
    await all_is_sent(page)
    await page.evaluate("scrollTo(0, document.body.scrollHeight)")
    assert await page.locator(".in-sight").count() == 0


async def test_on_the_page_of_paper_forms(site: Site, visitor: Visitor) -> None:
    visitor.tolerate("ERR_FAILED")
    await households(site.orders)
    await visitor.signed_in(DUC)
    page = await visitor.open(f"{site.addresses.orders}/table/forms")
    await page.route("**/v1/device-batches", lambda route: route.abort())
    await page.locator("#printed tr").first.wait_for()
    await typed(page, "118", "<Enter>", "2", "<Enter>", "2,5", "<Enter>", "<Enter>", "3,63", "<Enter>", "<Enter>")
    await stays_in_sight(page, "1 commande attend d’être envoyée", "forms")


@pytest.mark.parametrize("path", ["deposits", "sales"])
async def test_at_deposits_and_sales(site: Site, visitor: Visitor, path: str) -> None:
    visitor.tolerate("ERR_INTERNET_DISCONNECTED", "ERR_FAILED")
    await (containers(site.orders) if path == "deposits" else released(site.orders.engine))
    await visitor.signed_in(DUC)
    page = await visitor.open(f"{site.addresses.orders}/table/{DUC}/{path}")
    await page.locator("body[data-ready=yes]").wait_for(state="attached")
    await visitor.context.set_offline(True)
    await page.evaluate("dispatchEvent(new Event('online'))")
    await stays_in_sight(page, "Pas de réseau", path)


async def test_in_the_hall(site: Site, visitor: Visitor) -> None:
    visitor.tolerate("ERR_FAILED")
    await settle(site.supply)
    await visitor.signed_in(DUC)
    page = await visitor.open(f"{site.addresses.supply}/hall")
    await page.locator("body[data-ready=yes]").wait_for(state="attached")
    await page.route("**/v1/cycles/*/hand-overs/*", lambda route: route.abort())
    await page.get_by_role("button", name="Tout remis à 000001").click()
    await page.locator(".household .open").first.click()
    await stays_in_sight(page, "Une note attend d’être envoyée", "hall")
