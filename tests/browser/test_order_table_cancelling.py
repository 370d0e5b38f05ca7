"""An order that the server has is cancelled without a network: kept through a crash, sent once, refused in words."""

import asyncio
from uuid import UUID

from playwright.async_api import BrowserContext, Page, expect
from sqlalchemy import select

from services.orders.storage.order_tables import household_orders
from shared.web.roles import Role
from tests.browser.test_order_table_changes import SENT, credit, everything_sent, orders, quantity
from tests.fixtures.browsing import seen_everywhere
from tests.fixtures.order_table_hall import Hall, take_order
from tests.fixtures.orders_http import DUC, FLOUR

WAITS = "1 chose attend d’être envoyée"


async def sent_order(hall: Hall) -> tuple[BrowserContext, Page]:
    """A table whose server is off, after it took the order of household 118, of 3.63 €."""
    context = await hall.browser()
    await hall.sign_in(context)
    async with hall.open():
        page = await hall.table(context)
        await take_order(page, "118")
        await expect(page.locator("#receipt-sent")).to_contain_text("la commande est confirmée")
    return context, page


async def served(page: Page) -> None:
    await page.locator("#find").fill("118")
    await page.locator("#find").press("Enter")
    await expect(page.locator("#who")).to_contain_text("000118")


async def cancelled(page: Page) -> None:
    await page.get_by_text("Annuler la commande").click()
    await page.get_by_role("button", name="Oui, l’annuler").click()


async def reopened(hall: Hall) -> tuple[BrowserContext, Page]:
    """The power goes; the browser comes back on its profile, without a server."""
    hall.kill()
    await asyncio.sleep(1)
    context = await hall.browser()
    return context, await hall.table(context, alone=True)


async def test_it_waits_through_a_crash_can_be_taken_back_and_is_sent_once(hall: Hall) -> None:
    context, page = await sent_order(hall)
    other = await hall.table(context, alone=True)
    await served(other)
    await page.bring_to_front()
    await served(page)
    await cancelled(page)
    await expect(page.locator("#receipt-title:visible")).to_have_text("Commande annulée")
    await expect(page.locator("#stays")).to_contain_text("3,63 € restent en crédit sur le compte du foyer.")
    await expect(page.locator("#receipt-sent")).to_contain_text("Gardée sur cet appareil.")
    await expect(page.locator("#standing")).to_have_text(WAITS)
    await expect(other.locator("#cart")).to_contain_text("Sa commande a changé entre-temps, dans une autre fenêtre.")
    context, page = await reopened(hall)
    await expect(page.locator("#standing")).to_have_text(WAITS)
    await page.locator("#queue summary").click()
    await expect(page.locator("#waiting")).to_contain_text("Commande annulée, 000118")
    await page.locator("#find").fill("118")
    await expect(page.locator("#found")).not_to_contain_text("a commandé")
    await served(page)
    await expect(page.locator("#gone")).to_contain_text("Sa commande est annulée.")
    await expect(page.locator("#who")).to_contain_text("crédit 3,63 €")
    await seen_everywhere(page, "table-cancelled-waits")
    await page.get_by_role("button", name="Garder quand même sa commande").click()
    await expect(page.locator("#who")).to_contain_text("a déjà commandé et payé 3,63 €")
    await cancelled(page)
    await served(page)
    await quantity(page, "1")
    await page.get_by_role("button", name="Confirmer, payé par le crédit").click()
    await expect(page.locator("#receipt-title:visible")).to_have_text("Commande payée")
    async with hall.open():
        await hall.sign_in(context)
        await everything_sent(page)
        assert sorted(await orders(hall)) == [("cancelled", 363), ("confirmed", 145)]
        assert (await hall.counted(), await credit(hall)) == ((2, 1, 1, 363), 218)
    await context.close()


async def stored(hall: Hall) -> tuple[UUID, UUID, int]:
    order = household_orders.c
    async with hall.engine.connect() as connection:
        row = (await connection.execute(select(order.id, order.household_id, order.version))).one()
    return row.id, row.household_id, row.version


async def test_what_another_table_changed_meanwhile_stays_and_is_looked_at(hall: Hall) -> None:
    context, page = await sent_order(hall)
    await served(page)
    await cancelled(page)
    await expect(page.locator("#standing")).to_have_text(WAITS)
    context, page = await reopened(hall)
    order, household, version = await stored(hall)
    async with hall.orders.table(DUC) as elsewhere:
        answer = await elsewhere.order(household, {FLOUR: 1_000}, order_id=order, version=version)
    assert answer.status_code == 200
    async with hall.open():
        await hall.sign_in(context)
        await page.reload()
        refused = page.locator("#refused article")
        await expect(refused).to_contain_text("Commande non annulée, 000118", timeout=30_000)
        await expect(refused).to_contain_text("Cette commande a changé entre-temps.")
        await expect(refused.get_by_role("button")).to_have_text(["La regarder", "C’est réglé"])
        await seen_everywhere(page, "table-not-cancelled")
        assert (await orders(hall), await credit(hall)) == ([("confirmed", 145)], 218)
        await refused.get_by_role("button", name="La regarder").click()
        await expect(page.locator("#who")).to_contain_text("a déjà commandé et payé 1,45 €")
        await cancelled(page)
        await expect(page.locator("#receipt-sent")).to_contain_text("La commande est annulée. Il y a 3,63 €")
        await refused.get_by_role("button", name="C’est réglé").click()
        await expect(page.locator("#standing")).to_have_text(SENT)
        assert (await orders(hall), await credit(hall)) == ([("cancelled", 145)], 363)
    await context.close()


async def test_sealed_meanwhile_the_order_stays_and_the_table_says_so(hall: Hall) -> None:
    context, page = await sent_order(hall)
    await served(page)
    await cancelled(page)
    await expect(page.locator("#receipt-title:visible")).to_have_text("Commande annulée")
    async with hall.orders.table(role=Role.COORDINATOR) as coordinator:
        await coordinator.seal(DUC)
    async with hall.open():
        await expect(page.locator("#receipt-title:visible")).to_have_text("Commande non annulée", timeout=30_000)
        await expect(page.locator("#refused")).to_contain_text("Les commandes de ce centre sont closes")
        await expect(page.locator("#receipt")).not_to_contain_text("restent en crédit")
        assert (await orders(hall), await credit(hall)) == ([("confirmed", 363)], 0)
    await context.close()
