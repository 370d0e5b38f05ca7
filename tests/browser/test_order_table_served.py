"""One household after the other: what is being paid stays as it is, no answer that comes late pulls anybody back."""

import asyncio

from playwright.async_api import Page, Route, expect

from shared.kernel.ids import uuid7
from tests.browser.conftest import Site
from tests.fixtures.browsing import Visitor
from tests.fixtures.order_table import all_is_sent, at_table, chosen, households, paid, stored, typed
from tests.fixtures.orders_http import DUC, FLOUR, cash


async def soap(page: Page, who: str, *keys: str) -> None:
    await chosen(page, who)
    await typed(page, "savon", "<Enter>", "1", "<Enter>", *keys)


async def test_what_is_being_paid_is_not_changed_meanwhile(site: Site, visitor: Visitor) -> None:
    await households(site.orders)
    page = await at_table(visitor)
    await soap(page, "207", "<F8>")
    await expect(page.locator("#given")).to_be_focused()
    await expect(page.locator("#ordering[inert]")).to_have_count(1)
    for _ in range(12):
        await typed(page, "<Tab>")
        assert await page.evaluate("document.activeElement.closest('#ordering')") is None
    await typed(page, "<Escape>")
    await page.get_by_role("button", name="Plus de Farine de blé T65").click()
    await typed(page, "<F8>", "<Enter>")
    await expect(page.locator("#receipt-sent")).to_contain_text("confirmée")
    await all_is_sent(page)
    assert [(state, total) for state, total, _ in await stored(site.orders.engine)] == [("confirmed", 320 + 73)]
    assert await paid(site.orders.engine) == [("cash", 320 + 73), ("cash", 540)]


async def test_a_refused_order_stays_in_sight_while_others_are_served(site: Site, visitor: Visitor) -> None:
    _, second = await households(site.orders)
    page = await at_table(visitor)
    await soap(page, "207", "<F8>")
    async with site.orders.table(DUC) as other:
        await other.order(second, {FLOUR: 1_000}, payments=[cash()])
    await typed(page, "<Enter>")
    await page.get_by_role("button", name="Reprendre la commande").click()
    await expect(page.locator("#cart .lines li")).to_have_count(2)
    await typed(page, "<F2>")
    await soap(page, "118", "<F8>")
    await expect(page.locator("#receipt-sent")).to_contain_text("confirmée")
    await expect(page.locator("#refused article")).to_have_count(1)


async def test_an_answer_that_comes_late_opens_no_household_again(site: Site, visitor: Visitor) -> None:
    first, _ = await households(site.orders)
    page = await at_table(visitor)
    asked, may_answer = asyncio.Event(), asyncio.Event()

    async def slowly(route: Route) -> None:
        asked.set()
        await may_answer.wait()
        await route.continue_()

    await page.route(f"**/v1/households/{first}", slowly)
    async with site.orders.table(DUC) as other:
        await other.pay(first, 100)  # what will be answered is new
    await chosen(page, "118")
    await asked.wait()
    await typed(page, "<F2>", "20")
    async with page.expect_response(f"**/v1/households/{first}"):
        may_answer.set()
    await typed(page, "7")
    await expect(page.locator("#find")).to_have_value("207")
    await expect(page.locator("#finding")).to_be_visible()


async def test_what_was_paid_at_another_table_is_not_cashed_in_again(site: Site, visitor: Visitor) -> None:
    _, second = await households(site.orders)
    order = uuid7()
    async with site.orders.table(DUC) as other:
        await other.order(second, {FLOUR: 1_000}, order_id=order)
        page = await at_table(visitor)
        await page.locator("#waiting-orders input").check()
        await page.get_by_role("button", name="Encaisser 1,45 €").click()
        await other.pay(second, 145, order)
    async with page.expect_response("**/till?*"):
        await page.evaluate("dispatchEvent(new Event('online'))")
    await expect(page.locator("#waiting-orders li")).to_have_count(0)
    await typed(page, "<Enter>")
    await expect(page.locator("#problem")).to_contain_text("payée à une autre table")
    assert await paid(site.orders.engine) == [("cash", 145), ("cash", 540)]
