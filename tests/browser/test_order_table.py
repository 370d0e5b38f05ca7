"""The order table from the page to the database: found, ordered, paid, its receipt; by keyboard, at every width."""

from uuid import UUID

import pytest
from playwright.async_api import Page, expect
from sqlalchemy import select

from services.orders.storage.order_tables import household_orders
from services.orders.storage.payment_tables import payments
from tests.browser.conftest import Site
from tests.fixtures.browsing import LAPTOP, PHONE, TABLET, Visitor, barriers, overflows, picture, widths
from tests.fixtures.orders_http import DUC

FIRST, SECOND = "000143", "000207"


async def households(site: Site) -> tuple[UUID, UUID]:
    """Two households of the centre; the first has ordered before and has 6.20 € of credit."""
    async with site.orders.table(DUC) as table:
        first = await table.household(FIRST, label="Foyer Kévin", size=4)
        second = await table.household(SECOND, label="Zoé Ménard", size=1)
        await table.pay(first, 620)
    return first, second


async def at_table(site: Site, visitor: Visitor) -> Page:
    """The table, with everything the device needs to work alone."""
    await visitor.signed_in(DUC)
    page = await visitor.open(f"{site.addresses.orders}/table")
    await expect(page.locator("body[data-kept=yes]")).to_be_attached(timeout=20_000)
    return page


async def stored(site: Site) -> list[tuple[str, int, int]]:
    """State, total and what was paid along of each order."""
    order = household_orders.c
    async with site.orders.engine.connect() as connection:
        rows = await connection.execute(
            select(order.state, order.total_cents, order.paid_cents).order_by(order.placed_at)
        )
        return [tuple(row) for row in rows]


async def paid(site: Site) -> list[tuple[str, int]]:
    async with site.orders.engine.connect() as connection:
        rows = await connection.execute(
            select(payments.c.means, payments.c.amount_cents).order_by(payments.c.means, payments.c.amount_cents)
        )
        return [tuple(row) for row in rows]


async def typed(page: Page, *keys: str) -> int:
    """Type or press, as somebody who never touches the mouse; how many strokes that were."""
    strokes = 0
    for key in keys:
        if key[0] == "<":
            await page.keyboard.press(key[1:-1])
            strokes += 1
        else:
            await page.keyboard.type(key)
            strokes += len(key)
    return strokes


async def test_an_order_is_taken_paid_in_cash_and_given_its_receipt_by_keyboard(site: Site, visitor: Visitor) -> None:
    await households(site)
    page = await at_table(site, visitor)
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
    await expect(page.locator("#standing")).to_have_text("En ligne · tout est envoyé")
    await picture(page, "table-receipt")
    assert await stored(site) == [("confirmed", 1323, 703)]
    assert await paid(site) == [("cash", 620), ("cash", 703)]


async def test_nothing_keeps_anyone_out_of_the_table(site: Site, visitor: Visitor) -> None:
    await households(site)
    page = await at_table(site, visitor)

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


@pytest.mark.parametrize("language", ["ar"])
async def test_the_table_turns_with_the_language(site: Site, visitor: Visitor, language: str) -> None:
    await households(site)
    await visitor.signed_in(DUC)
    page = await visitor.open(f"{site.addresses.orders}/language/{language}?next=/table")
    await expect(page.locator("body[data-kept=yes]")).to_be_attached(timeout=20_000)
    await typed(page, "207", "<Enter>", "far", "<Enter>", "2.5", "<Enter>")
    await expect(page.locator(".row.on")).to_have_count(1)
    for size in widths():
        await page.set_viewport_size(size)
        assert await overflows(page) == []
        assert await barriers(page) == []
    await page.set_viewport_size(LAPTOP)
    await picture(page, "table-right-to-left")
