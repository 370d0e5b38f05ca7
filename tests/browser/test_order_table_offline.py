"""The order table without a network: the server really stopped, the browser really killed, then everything back."""

import asyncio

import pytest
from playwright.async_api import Page, expect

from tests.fixtures.browsing import barriers, picture
from tests.fixtures.order_table_hall import Hall, ordered, take_order
from tests.fixtures.orders_http import DUC, MIN, OrdersHttp
from tests.fixtures.shared_routes import UPDATED, update_app

RESERVE = """() => new Promise((resolve) => {
  indexedDB.open("vrac-table").onsuccess = ({ target }) => {
    target.result.transaction("stock").objectStore("stock").count().onsuccess = (found) => resolve(found.target.result);
  };
})"""


async def printed_on_80_millimetres(page: Page) -> None:
    """The receipt on screen goes to a roll, on one sheet: whose it is, what was paid, and its code."""
    await page.evaluate("() => { window.print = () => {}; }")
    await page.keyboard.press("F7")
    paper = (await page.pdf(prefer_css_page_size=True)).decode("latin-1")
    assert abs(float(paper.split("/MediaBox [0 0 ")[1].split(" ")[0]) / 72 * 25.4 - 80) < 1
    assert paper.count("/Type /Page\n") == 1
    await page.emulate_media(media="print")
    for shown in ("000118", "3,63\N{NO-BREAK SPACE}€"):
        await expect(page.locator("#receipt").get_by_text(shown).first).to_be_visible()
    await expect(page.locator("#receipt svg[role=img]")).to_be_visible()
    await expect(page.locator("#finding")).to_be_hidden()
    await picture(page, "table-offline-printed")
    await page.emulate_media(media="screen")


async def test_nothing_is_lost_or_counted_twice_when_network_and_browser_go(hall: Hall) -> None:
    context = await hall.browser()
    await hall.sign_in(context)
    async with hall.open():
        await hall.table(context)
    page = await hall.table(context, alone=True)
    await take_order(page, "118")
    await expect(page.locator("#receipt-sent")).to_contain_text("Gardée sur cet appareil")
    await expect(page.locator("#receipt svg[role=img]")).to_be_visible()
    await printed_on_80_millimetres(page)
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
    await take_order(second, "118")
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
        await take_order(page, "118")
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
    await take_order(page, "118")
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
        await page.keyboard.type("118")
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
    await take_order(await hall.table(context, alone=True), "118")
    update_app(monkeypatch)
    hall.orders = OrdersHttp(hall.engine, addresses=hall.addresses, signer=hall.signer)
    async with hall.open():
        page = await hall.table(context)
        await expect(page.locator("#standing")).to_have_text("En ligne · tout est envoyé", timeout=30_000)
        assert await hall.counted() == (2, 1, 1, 363)
    page = await hall.table(context, alone=True)
    assert UPDATED in (await page.locator("script[src*='table.js']").get_attribute("src") or "")
    await take_order(page, "207")
    await expect(page.locator("#standing")).to_have_text("1 commande attend d’être envoyée")
    await context.close()


async def test_a_long_afternoon_has_a_code_for_each_receipt_and_a_changed_order_keeps_its_own(hall: Hall) -> None:
    context = await hall.browser()
    await hall.sign_in(context)
    async with hall.open():
        page = await hall.table(context)
        assert await page.evaluate(RESERVE) == 100
        await take_order(page, "118")
        await expect(page.locator("#standing")).to_have_text("En ligne · tout est envoyé", timeout=30_000)
        drawn = await page.locator("#receipt svg[role=img]").inner_html()
        await page.reload()
        await expect(page.locator("body[data-kept=yes]")).to_be_attached(timeout=20_000)
        await page.close()
    page = await hall.table(context, alone=True)
    await take_order(page, "118", "5")
    assert await page.locator("#receipt svg[role=img]").inner_html() == drawn
    await context.close()
