"""Orders that are keyed and not confirmed yet live through a power cut, a reload and signing in again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Page, Response, expect

from services.orders.domain.membership import Needed
from tests.browser.conftest import Site
from tests.fixtures.browsing import Visitor, barriers, picture, seen_everywhere
from tests.fixtures.order_table import all_is_sent, at_table, chosen, households, paid, reloaded, stored, typed
from tests.fixtures.order_table_hall import Hall
from tests.fixtures.orders_http import DUC, SOAP

SEEN_BEGUN = "#begun-orders li"


async def half_paid(page: Page) -> None:
    """Five euros were taken in cash, the rest was to come by card when the power went."""
    await typed(page, "savon", "<Enter>", "2", "<Enter>", "farine", "<Enter>", "2,5", "<Enter>", "<F8>", "5")
    await page.get_by_role("button", name="Le reste autrement").click()
    await expect(page.locator("#till .sum").filter(has_text="Espèces")).to_contain_text("5,00")


async def test_what_is_keyed_and_taken_lives_through_a_power_cut_without_a_network(hall: Hall) -> None:
    context = await hall.browser()
    await hall.sign_in(context)
    async with hall.open():
        await hall.table(context)
    page = await hall.table(context, alone=True)
    await chosen(page, "zoe")
    await half_paid(page)
    await asyncio.sleep(1)
    hall.kill()
    await asyncio.sleep(1)

    context = await hall.browser()
    page = await hall.table(context, alone=True)
    await expect(page.locator(SEEN_BEGUN)).to_contain_text("2 produits · 5,00 € déjà reçus")
    await seen_everywhere(page, "table-begun")
    await page.get_by_role("button", name="Continuer").click()
    await expect(page.locator("#till .sum").filter(has_text="Espèces")).to_contain_text("5,00")
    await typed(page, "<F9>", "<Enter>")
    await expect(page.locator("#receipt-title:visible")).to_have_text("Commande payée")
    await reloaded(page)
    await expect(page.locator("body[data-ready=yes]")).to_be_attached()
    await expect(page.locator("#begun")).to_be_hidden()
    async with hall.open():
        await hall.sign_in(context)
        await reloaded(page)
        await all_is_sent(page)
        assert await stored(hall.engine) == [("confirmed", 1_003, 1_003)]
        assert await paid(hall.engine) == [("card", 503), ("cash", 500)]
    await context.close()


@asynccontextmanager
async def brought_up_to_date(page: Page) -> AsyncIterator[None]:
    """The device has asked for all that it keeps: the till's list comes last, once the rest counts."""
    asked: list[str] = []

    def is_last(response: Response) -> bool:
        asked.append(response.url)
        return "/till?cycle=" in response.url and any(url.endswith("/v1/membership") for url in asked)

    async with page.expect_response(is_last):
        yield


async def test_a_part_is_kept_when_the_fee_comes_before_the_order_is_confirmed(site: Site, visitor: Visitor) -> None:
    await households(site.orders)
    page = await at_table(visitor)
    await chosen(page, "207")
    await half_paid(page)
    await site.orders.ask_members((100,), Needed.REFUSE)  # the coordinator decided so meanwhile
    async with brought_up_to_date(page):
        await page.evaluate("dispatchEvent(new Event('online'))")
    await typed(page, "<F9>", "<Enter>")
    fee = page.locator("#fee").get_by_role("button", name="1,00 €")
    await expect(fee).to_be_focused()
    async with brought_up_to_date(page):
        await reloaded(page)
    await page.get_by_role("button", name="Continuer").click()
    await expect(page.locator("#cart")).to_contain_text("Déjà reçu− 5,00 €")
    await expect(page.locator("#cart .due")).to_have_text("5,03 €")
    await seen_everywhere(page, "table-part-taken")
    await fee.click()
    await expect(page.locator("#till .due")).to_have_text("1,00 €")
    await typed(page, "<Escape>")  # the fee's till: what was taken for the order is not handed back
    await fee.click()
    await typed(page, "<Enter>")
    await expect(page.locator("#till .due")).to_have_text("5,03 €")
    await typed(page, "<F9>", "<Enter>")
    await expect(page.locator("#receipt-title:visible")).to_have_text("Commande payée")
    await all_is_sent(page)
    assert await stored(site.orders.engine) == [("confirmed", 1_003, 1_003)]
    assert await paid(site.orders.engine) == [("card", 503), ("cash", 100), ("cash", 500), ("cash", 540)]


async def test_it_is_there_after_a_reload_until_it_is_confirmed_or_given_up(site: Site, visitor: Visitor) -> None:
    await households(site.orders)
    page = await at_table(visitor)
    for who in ("118", "207"):
        await chosen(page, who)
        await typed(page, "savon", "<Enter>", "2", "<Enter>")
        await expect(page.locator("#cart .lines li")).to_have_count(1)
        await page.keyboard.press("F2")
    await expect(page.locator(SEEN_BEGUN)).to_have_count(2)
    await reloaded(page)
    await expect(page.locator(SEEN_BEGUN)).to_have_count(2)
    assert await barriers(page) == []
    await page.locator(SEEN_BEGUN).first.get_by_role("button", name="Abandonner").click()
    await expect(page.locator(SEEN_BEGUN)).to_have_count(1)
    await page.locator(SEEN_BEGUN).get_by_role("button", name="Continuer").click()
    await typed(page, "<F8>", "<Enter>")
    await expect(page.locator("#receipt-title:visible")).to_have_text("Commande payée")
    await reloaded(page)
    await expect(page.locator("body[data-ready=yes]")).to_be_attached()
    await expect(page.locator("#begun")).to_be_hidden()
    await all_is_sent(page)
    assert [state for state, *_ in await stored(site.orders.engine)] == ["confirmed"]


async def test_a_part_of_a_fee_or_for_several_households_is_paid_on_after_the_page_went(
    site: Site, visitor: Visitor
) -> None:
    await site.orders.ask_members((2_000,), Needed.WARN)
    async with site.orders.table(DUC) as elsewhere:
        for household in await households(site.orders):
            await elsewhere.order(household, {SOAP: 2})
    page = await at_table(visitor)
    till = page.locator("#till .sum").filter(has_text="Espèces")

    async def part_then_reload() -> None:
        await typed(page, "5")
        await page.get_by_role("button", name="Le reste autrement").click()
        await expect(till).to_contain_text("5,00")
        await reloaded(page)

    await chosen(page, "207")
    await page.locator("#fee").get_by_role("button", name="20,00 €").click()
    await part_then_reload()
    await expect(page.locator(SEEN_BEGUN)).to_contain_text("Adhésion de 20,00 € · 5,00 € déjà reçus")
    await page.get_by_role("button", name="Continuer").click()
    await expect(page.locator("#till .due")).to_have_text("15,00 €")
    await typed(page, "<F9>", "<Enter>")
    await expect(page.locator("#fee")).to_have_count(0)
    await typed(page, "<F2>")
    for box in await page.locator("#waiting-orders input").all():
        await box.check()
    await page.get_by_role("button", name="Encaisser 7,40 €").click()
    await part_then_reload()
    await expect(page.locator(SEEN_BEGUN)).to_contain_text("2 commandes payées ensemble · 5,00 € déjà reçus")
    await seen_everywhere(page, "table-begun-together")
    await page.get_by_role("button", name="Continuer").click()
    await expect(page.locator("#till .due")).to_have_text("2,40 €")
    await typed(page, "<F9>", "<Enter>")
    await expect(page.locator("#receipt-title:visible")).to_have_text("Paiement encaissé")
    await reloaded(page)
    await expect(page.locator("body[data-ready=yes]")).to_be_attached()
    await expect(page.locator("#begun")).to_be_hidden()
    await all_is_sent(page)
    assert [state for state, *_ in await stored(site.orders.engine)] == ["confirmed", "confirmed"]
    taken = [one for one in await paid(site.orders.engine) if one[0] != "credit"]
    assert taken == [("card", 240), ("card", 1_500), ("cash", 500), ("cash", 500), ("cash", 540)]


GIVE_BACK = "Rendez 5,00 €."


async def test_money_that_is_handed_back_counts_no_more_and_is_said(site: Site, visitor: Visitor) -> None:
    await households(site.orders)
    page = await at_table(visitor)
    said = page.locator("#problem")
    await chosen(page, "207")
    await half_paid(page)
    await page.keyboard.press("Escape")
    await expect(said).to_have_text(GIVE_BACK)
    await expect(said).to_be_in_viewport()
    await typed(page, "<F8>", "5")
    await page.get_by_role("button", name="Le reste autrement").click()
    await reloaded(page)
    await page.locator(SEEN_BEGUN).get_by_role("button", name="Abandonner").click()
    await expect(said).to_have_text(GIVE_BACK)
    await expect(page.locator(SEEN_BEGUN)).to_have_count(0)
    await picture(page, "table-give-back", whole=False)
    await chosen(page, "118")
    await expect(said).to_be_hidden()
    await page.keyboard.press("F2")
    await reloaded(page)
    await expect(page.locator("#begun")).to_be_hidden()


async def test_a_part_of_a_fee_or_by_cheque_that_is_given_up_is_said(site: Site, visitor: Visitor) -> None:
    await site.orders.ask_members((2_000,), Needed.WARN)
    await households(site.orders)
    page = await at_table(visitor)
    await chosen(page, "207")
    await page.locator("#fee").get_by_role("button", name="20,00 €").click()
    await page.locator("#till").get_by_role("button", name="Chèque").click()
    await typed(page, "5")
    await page.get_by_role("button", name="Le reste autrement").click()
    await reloaded(page)
    await page.locator(SEEN_BEGUN).get_by_role("button", name="Abandonner").click()
    await expect(page.locator("#problem")).to_have_text("Rendez le chèque de 5,00 €.")
    await expect(page.locator("#begun")).to_be_hidden()
