"""The order table from the page to the database: found, ordered, paid, its receipt; by keyboard, at every width."""

from playwright.async_api import expect

from tests.browser.conftest import Site
from tests.fixtures.browsing import LAPTOP, PHONE, TABLET, Visitor, barriers, overflows, picture, widths
from tests.fixtures.order_table import all_is_sent, at_table, households, kept, paid, stored, typed
from tests.fixtures.orders_http import DUC


async def test_an_order_is_taken_paid_in_cash_and_given_its_receipt_by_keyboard(site: Site, visitor: Visitor) -> None:
    await households(site.orders)
    page = await at_table(visitor)
    await picture(page, "table-find")
    await typed(page, "kev")
    await expect(page.locator("#found button")).to_have_count(1)
    await typed(page, "<Enter>", "far", "<Enter>", "2,5", "<Enter>", "sav", "<Enter>", "3", "<Enter>")
    await expect(page.locator("#cart .due")).to_have_text("7,03 €")
    await picture(page, "table-order")
    await typed(page, "<F8>", "20")
    await expect(page.locator("#till-says")).to_have_text("Rendez 12,97 €.")
    await picture(page, "table-pay")
    await typed(page, "<Enter>")
    await expect(page.locator("#receipt-title")).to_have_text("Commande payée")
    await expect(page.locator("#receipt-sent")).to_contain_text("la commande est confirmée")
    await expect(page.locator("#receipt svg[role=img]")).to_be_visible()
    await expect(page.locator("#find")).to_be_focused()
    await all_is_sent(page)
    await picture(page, "table-receipt")
    assert await stored(site.orders.engine) == [("confirmed", 1323, 703)]
    assert await paid(site.orders.engine) == [("cash", 620), ("cash", 703)]


async def test_nothing_keeps_anyone_out_of_the_table(site: Site, visitor: Visitor) -> None:
    await households(site.orders)
    page = await at_table(visitor)

    async def everywhere(name: str) -> None:
        for size in widths():
            await page.set_viewport_size(size)
            assert await overflows(page) == []
            assert await barriers(page) == []
        for size, where in ((PHONE, "phone"), (TABLET, "tablet")):
            await page.set_viewport_size(size)
            await picture(page, f"table-{name}-{where}")
        await page.set_viewport_size(LAPTOP)

    await everywhere("find")
    await page.locator("#find").fill("0")
    await everywhere("found")
    await page.locator("#found button").last.click()
    await page.get_by_role("button", name="Plus de Farine").click()
    await everywhere("order")
    await page.get_by_role("button", name="Carte").click()
    await page.locator("#given").fill("1,00")
    await everywhere("pay")


async def test_the_table_turns_with_the_language(site: Site, visitor: Visitor) -> None:
    await households(site.orders)
    await visitor.signed_in(DUC)
    page = await kept(await visitor.open(f"{site.addresses.orders}/language/ar?next=/table"))
    await typed(page, "207", "<Enter>", "far", "<Enter>", "2.5", "<Enter>")
    await expect(page.locator(".row.on")).to_have_count(1)
    for size in widths():
        await page.set_viewport_size(size)
        assert await overflows(page) == []
        assert await barriers(page) == []
    await page.set_viewport_size(LAPTOP)
    await picture(page, "table-right-to-left")
