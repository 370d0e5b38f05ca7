"""An order that was paid without a network and can't be taken when it comes: the table says so, nothing is lost."""

from playwright.async_api import expect

from tests.browser.conftest import Site
from tests.fixtures.browsing import Visitor, seen_everywhere
from tests.fixtures.order_table import SECOND, at_table, chosen, households, paid, stored, typed
from tests.fixtures.orders_http import DUC, FLOUR, cash

AN_HOUR_LATER = "(now => Date.now = () => now() + 3_600_000)(Date.now)"


async def test_of_two_orders_of_a_household_the_second_waits_for_the_coordinator(site: Site, visitor: Visitor) -> None:
    visitor.tolerate("ERR_INTERNET_DISCONNECTED")
    _, second = await households(site.orders)
    page = await at_table(visitor)
    await page.context.set_offline(True)
    await chosen(page, SECOND)
    await typed(page, "savon", "<Enter>", "2", "<Enter>", "<F8>", "<Enter>")
    await expect(page.locator("#standing")).to_have_text("1 commande attend d’être envoyée")
    async with site.orders.table(DUC) as another:
        await another.order(second, {FLOUR: 2_500}, payments=[cash()])
    await page.evaluate(AN_HOUR_LATER)
    await page.context.set_offline(False)
    card = page.locator("#refused article")
    await expect(card).to_contain_text(
        "Le foyer a une autre commande dans ce cycle. La commande attend la coordination. "
        "Ce qui a été payé est sur le compte du foyer : 6,40 €."
    )
    assert sorted(await stored(site.orders.engine)) == [("confirmed", 363, 363), ("late", 640, 640)]
    assert await paid(site.orders.engine) == [("cash", 363), ("cash", 540), ("cash", 640)]
    await seen_everywhere(page, "table-kept-late")
    await card.get_by_role("button", name="C’est réglé").click()
    await page.get_by_role("button", name="Foyer suivant").click()
    await chosen(page, SECOND)
    await expect(page.locator("#cart")).to_contain_text("Farine")
    await typed(page, "savon", "<Enter>", "2", "<Enter>")
    await page.get_by_role("button", name="Confirmer").click()
    await expect(page.locator("#receipt-sent")).to_have_text("Envoyée : la commande est confirmée.")
    assert sorted(await stored(site.orders.engine)) == [("confirmed", 1_003, 0), ("late", 640, 640)]
