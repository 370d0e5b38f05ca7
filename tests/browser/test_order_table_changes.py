"""An order that waits to be sent is changed or cancelled without a network: nothing lost or twice, no money dropped."""

import asyncio
from contextlib import suppress

from playwright.async_api import BrowserContext, Error, Page, Route, expect
from sqlalchemy import select

from services.orders.storage.household_tables import households
from services.orders.storage.order_tables import household_orders
from tests.fixtures.browsing import ALIKE, LAPTOP, barriers, overflows, picture, seen_everywhere, widths
from tests.fixtures.order_table_hall import Hall, take_order
from tests.fixtures.waiting import eventually

SENT = "En ligne · tout est envoyé"


async def offline(hall: Hall) -> tuple[BrowserContext, Page]:
    """A table that was open with a network once, and has none now."""
    context = await hall.browser()
    await hall.sign_in(context)
    async with hall.open():
        await hall.table(context)
    return context, await hall.table(context, alone=True)


async def everything_sent(page: Page) -> None:
    await page.reload()
    await expect(page.locator("#standing")).to_have_text(SENT, timeout=30_000)
    await expect(page.locator("body[data-kept=yes]")).to_be_attached(timeout=20_000)


async def again(page: Page, who: str = "118") -> None:
    """Serve a household once more."""
    await page.locator("#find").fill(who)
    await page.locator("#find").press("Enter")
    await expect(page.locator("#waits")).to_be_visible()


async def quantity(page: Page, typed: str) -> None:
    for text in ("farine", typed):
        await page.keyboard.type(text)
        await page.keyboard.press("Enter")


async def cancelled(page: Page, how: str) -> None:
    await page.get_by_text("Annuler la commande").click()
    await page.get_by_role("button", name=how).click()
    await expect(page.locator("#receipt-title:visible")).to_have_text("Commande annulée")


async def credit(hall: Hall) -> int:
    found = select(households.c.credit_cents).where(households.c.number == "000118")
    async with hall.engine.connect() as connection:
        return int(await connection.scalar(found) or 0)


async def orders(hall: Hall) -> list[tuple[str, int]]:
    found = select(household_orders.c.state, household_orders.c.total_cents)
    async with hall.engine.connect() as connection:
        return [(row.state, row.total_cents) for row in await connection.execute(found)]


async def test_less_is_wanted_after_all_and_the_difference_is_credit(hall: Hall) -> None:
    context, page = await offline(hall)
    await take_order(page, "118")
    await again(page)
    await expect(page.locator("#waits")).to_contain_text("les 3,63 € déjà payés comptent")
    await quantity(page, "1")
    await expect(page.locator("#cart")).to_contain_text("Rendu au crédit du foyer2,18 €")
    await seen_everywhere(page, "table-change-waiting")
    await page.get_by_role("button", name="Confirmer le changement").click()
    await expect(page.locator("#receipt-title:visible")).to_have_text("Commande payée")
    await expect(page.locator("#standing")).to_have_text("1 commande attend d’être envoyée")
    hall.kill()
    await asyncio.sleep(1)
    context = await hall.browser()
    page = await hall.table(context, alone=True)
    await expect(page.locator("#standing")).to_have_text("1 commande attend d’être envoyée")
    async with hall.open():
        await hall.sign_in(context)
        await everything_sent(page)
        assert await hall.counted() == (2, 1, 1, 363)
        assert (await orders(hall), await credit(hall)) == ([("confirmed", 145)], 218)
    await context.close()


async def test_more_is_wanted_and_only_the_difference_is_paid(hall: Hall) -> None:
    context, page = await offline(hall)
    await take_order(page, "118", "1")
    await again(page)
    await quantity(page, "2,5")
    await expect(page.locator("#cart .due")).to_have_text("2,18 €")
    await page.keyboard.press("F8")
    await page.keyboard.press("Enter")
    await expect(page.locator("#receipt-title:visible")).to_have_text("Commande payée")
    async with hall.open():
        await everything_sent(page)
        assert await hall.counted() == (2, 1, 2, 363)
        assert (await orders(hall), await credit(hall)) == ([("confirmed", 363)], 0)
    await context.close()


async def test_cancelled_its_cash_is_given_back_and_nothing_is_sent(hall: Hall) -> None:
    context, page = await offline(hall)
    await take_order(page, "118")
    await page.locator("#queue summary").click()
    await page.get_by_role("button", name="La regarder").click()
    await page.get_by_text("Annuler la commande").click()
    await seen_everywhere(page, "table-cancel-waiting")
    await page.get_by_role("button", name="Annuler et rendre 3,63 €").click()
    await expect(page.locator("#receipt")).to_contain_text("Rendez 3,63 €.")
    assert await barriers(page) == []
    await picture(page, "table-cancelled")
    hall.kill()
    await asyncio.sleep(1)
    context = await hall.browser()
    page = await hall.table(context, alone=True)
    await expect(page.locator("#queue")).to_be_hidden()
    async with hall.open():
        await hall.sign_in(context)
        await everything_sent(page)
        assert await hall.counted() == (2, 0, 0, 0)
    await context.close()


async def test_cancelled_its_money_stays_as_credit_and_pays_the_next_order(hall: Hall) -> None:
    context, page = await offline(hall)
    await take_order(page, "118")
    await again(page)
    await cancelled(page, "Annuler et garder 3,63 € en crédit")
    await expect(page.locator("#stays")).to_contain_text("3,63 € restent en crédit sur le compte du foyer.")
    await page.locator("#find").fill("118")
    await page.locator("#find").press("Enter")
    await expect(page.locator("#who")).to_contain_text("crédit 3,63 €")
    await quantity(page, "1")
    await page.get_by_role("button", name="Confirmer, payé par le crédit").click()
    await expect(page.locator("#receipt-title:visible")).to_have_text("Commande payée")
    async with hall.open():
        await everything_sent(page)
        assert await hall.counted() == (2, 1, 1, 363)
        assert (await orders(hall), await credit(hall)) == ([("confirmed", 145)], 218)
    await context.close()


async def is_there(hall: Hall) -> bool:
    """The order reached the server, with its money."""
    return await hall.counted() == (2, 1, 1, 363)


async def answers_lost(context: BrowserContext) -> None:
    """The server does what it is asked; the network breaks off before its answer is here."""

    async def lose(route: Route) -> None:
        with suppress(Error):  # the server is off already
            await route.fetch()
        await route.abort()

    await context.route("**/v1/device-batches", lose)  # of every tab: any of them may send


async def test_what_may_be_there_already_is_changed_by_what_follows_it(hall: Hall) -> None:
    context, page = await offline(hall)
    async with hall.open():
        await answers_lost(context)
        await take_order(page, "118")
        await expect(page.locator("#standing")).to_have_text("1 commande attend d’être envoyée")
        await eventually(lambda: is_there(hall))
    await context.unroute_all(behavior="wait")
    await again(page)
    await quantity(page, "1")
    await page.get_by_role("button", name="Confirmer le changement").click()
    await expect(page.locator("#receipt-title:visible")).to_have_text("Commande payée")
    await expect(page.locator("#standing")).to_have_text("2 commandes attendent d’être envoyées")
    hall.kill()
    await asyncio.sleep(1)
    context = await hall.browser()
    page = await hall.table(context, alone=True)
    async with hall.open():
        await hall.sign_in(context)
        await everything_sent(page)
        assert await hall.counted() == (2, 1, 1, 363)
        assert (await orders(hall), await credit(hall)) == ([("confirmed", 145)], 218)
    await context.close()


async def test_what_may_be_there_already_is_cancelled_once_it_is_known(hall: Hall) -> None:
    context, page = await offline(hall)
    async with hall.open():
        await answers_lost(context)
        await take_order(page, "118")
        await expect(page.locator("#standing")).to_have_text("1 commande attend d’être envoyée")
        await eventually(lambda: is_there(hall))
    await context.unroute_all(behavior="wait")
    await again(page)
    await cancelled(page, "Annuler et garder 3,63 € en crédit")
    async with hall.open():
        await everything_sent(page)
        assert (await orders(hall), await credit(hall)) == ([("cancelled", 363)], 363)
        assert await hall.counted() == (2, 0, 1, 363)
    await context.close()


async def test_a_card_payment_can_not_be_given_back_from_the_till(hall: Hall) -> None:
    context, page = await offline(hall)
    await page.locator("#find").fill("118")
    await page.locator("#find").press("Enter")
    await quantity(page, "2,5")
    await page.keyboard.press("F9")
    await page.keyboard.press("Enter")
    await expect(page.locator("#receipt-title:visible")).to_have_text("Commande payée")
    await again(page)
    await page.get_by_text("Annuler la commande").click()
    await expect(page.locator("#waits button")).to_have_count(1)
    await page.get_by_role("button", name="Annuler et garder 3,63 € en crédit").click()
    await expect(page.locator("#stays")).to_be_visible()
    await context.close()


async def test_a_change_of_an_order_that_was_sent_is_taken_back_and_the_order_stays(hall: Hall) -> None:
    context = await hall.browser()
    await hall.sign_in(context)
    async with hall.open():
        page = await hall.table(context)
        await take_order(page, "118", "1")
        await expect(page.locator("#receipt-sent")).to_contain_text("la commande est confirmée")
    await page.locator("#find").fill("118")
    await page.locator("#find").press("Enter")
    await quantity(page, "2,5")
    await page.keyboard.press("F8")
    await page.keyboard.press("Enter")
    await expect(page.locator("#standing")).to_have_text("1 commande attend d’être envoyée")
    await again(page)
    await page.get_by_text("Annuler ce changement").click()
    await page.get_by_role("button", name="Annuler et rendre 2,18 €").click()
    await expect(page.locator("#receipt-title:visible")).to_have_text("Changement annulé")
    await expect(page.locator("#receipt")).to_contain_text("Rendez 2,18 €.")
    async with hall.open():
        await everything_sent(page)
        assert await hall.counted() == (2, 1, 1, 145)
    await context.close()


async def test_it_turns_with_the_language(hall: Hall) -> None:
    context = await hall.browser()
    await hall.sign_in(context)
    async with hall.open():
        page = await context.new_page()
        await page.goto(f"{hall.addresses.orders}/language/ar?next=/table")
        await expect(page.locator("body[data-kept=yes]")).to_be_attached(timeout=20_000)
    await page.locator("#find").fill("118")
    await page.locator("#find").press("Enter")
    await quantity(page, "2.5")
    await page.keyboard.press("F8")
    await page.keyboard.press("Enter")
    await again(page)
    await page.locator("#waits summary").click()
    for size in widths():
        await page.set_viewport_size(size)
        assert await overflows(page) == []
        assert size in ALIKE or await barriers(page) == []
    await page.set_viewport_size(LAPTOP)
    await picture(page, "table-cancel-waiting-right-to-left")
    await context.close()


async def has_heard(tab: Page) -> None:
    """Of the order that another tab took: it is told a moment later, and then lets its household be served again."""
    await expect(tab.locator("#standing")).to_have_text("1 commande attend d’être envoyée")


async def test_of_two_tabs_one_cancels_and_the_other_sends_nothing_of_it(hall: Hall) -> None:
    context, first = await offline(hall)
    second = await hall.table(context, alone=True)
    await take_order(first, "118")
    await has_heard(second)
    await again(second)
    await first.bring_to_front()
    await again(first)
    await cancelled(first, "Annuler et rendre 3,63 €")
    await second.bring_to_front()
    await expect(second.locator("#cart")).to_contain_text("Sa commande a changé entre-temps, dans une autre fenêtre.")
    await second.keyboard.press("F8")
    await expect(second.locator("#till")).to_be_hidden()
    async with hall.open():
        await everything_sent(first)
        assert await hall.counted() == (2, 0, 0, 0)
    await context.close()


async def test_what_another_tab_took_meanwhile_is_not_overwritten(hall: Hall) -> None:
    context, first = await offline(hall)
    second = await hall.table(context, alone=True)
    await take_order(first, "118", "1")
    await has_heard(second)
    await again(second)
    await first.bring_to_front()
    await again(first)
    await quantity(first, "2,5")
    await first.keyboard.press("F8")
    await first.keyboard.press("Enter")
    await expect(first.locator("#receipt-title:visible")).to_have_text("Commande payée")
    await second.bring_to_front()
    await expect(second.locator("#cart")).to_contain_text("Sa commande a changé entre-temps, dans une autre fenêtre.")
    await second.keyboard.press("F2")
    await again(second)
    await expect(second.locator("#waits")).to_contain_text("les 3,63 € déjà payés comptent")
    async with hall.open():
        await everything_sent(first)
        assert await hall.counted() == (2, 1, 2, 363)
    await context.close()
