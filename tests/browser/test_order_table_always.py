"""What stays in sight at the order table, on a phone too, as long as a household is served and pays."""

from datetime import datetime

from playwright.async_api import Page, ViewportSize, expect

from services.orders.domain.membership import Needed
from shared.web.roles import Role
from tests.browser.conftest import Site
from tests.fixtures.browsing import LAPTOP, PHONE, TABLET, ZOOMED, Visitor, barriers, overflows, picture
from tests.fixtures.order_table import SECOND, at_table, chosen, households, typed
from tests.fixtures.order_table_large import SYLLABLES, large_centre
from tests.fixtures.orders_http import DUC, FLOUR, MIN, SOAP, OrdersHttp, cash, catalogue
from tests.fixtures.orders_story import apply, opened
from tests.fixtures.tariffs import give_tariff

NEXT = "Farine de blé T65 : encore 10 kg à nous tous et chacun paie environ 1,27 € au lieu de 1,41 €"
LOW: tuple[ViewportSize, ...] = ({"width": 320, "height": 256}, {"width": 360, "height": 370})
"""A laptop's window at 400 %, a phone's at 200 %."""
LOW_LAPTOP: ViewportSize = {"width": 1366, "height": 640}
"""What a browser leaves of a laptop's screen."""
PORTRAIT: ViewportSize = {"width": 800, "height": 1280}


async def in_sight(page: Page, *said: str) -> None:
    """All of it, wherever the page is scrolled."""
    for place in ("0", "document.body.scrollHeight"):
        await page.evaluate(f"scrollTo(0, {place})")
        await expect(page.locator("#bar")).to_be_in_viewport(ratio=1)
        await expect(page.locator("#bar .next-price")).to_be_in_viewport(ratio=1)
    for sentence in (*said, "À retirer : ", "Si un fournisseur ne livre pas : argent rendu."):
        await expect(page.locator("#bar")).to_contain_text(sentence)


async def leaves_room(page: Page) -> None:
    """The bar takes a third of a phone at most; a window that is low keeps all of its room."""
    for size in (PHONE, ZOOMED):
        await page.set_viewport_size(size)
        height = await page.locator("#bar").evaluate("bar => bar.getBoundingClientRect().height")
        assert height < size["height"] / 3
        assert await overflows(page) == []
        assert await barriers(page) == []
    for size in LOW:
        await page.set_viewport_size(size)
        assert await page.locator("#bar").evaluate("bar => getComputedStyle(bar).position") == "static"
        assert await overflows(page) == []
    await page.set_viewport_size(PHONE)


async def elsewhere(orders: OrdersHttp, grams: int) -> None:
    async with orders.table(MIN) as table:
        await table.order(await table.household("000900", MIN), {FLOUR: grams}, payments=[cash()])


async def test_the_next_price_and_all_that_counts_stay_in_sight_on_a_phone_while_it_is_paid(
    site: Site, visitor: Visitor
) -> None:
    await households(site.orders)
    page = await at_table(visitor)
    await page.set_viewport_size(PHONE)
    await chosen(page, "118")
    await typed(page, "savon", "<Enter>", "2", "<Enter>", "farine", "<Enter>", "2,5", "<Enter>")
    await in_sight(page, "À payer 4,63 €", "Au plus 10,03 € · payé : 5,40 €", NEXT)
    await leaves_room(page)
    await picture(page, "table-next-price-phone", whole=False)
    await page.locator("#bar").get_by_role("button", name="Payer").click()
    await expect(page.locator("#given")).to_be_focused()
    await in_sight(page, "À payer 4,63 €", "Au plus 10,03 € · payé : 5,40 €", NEXT)
    await leaves_room(page)
    await page.locator("#given").fill("1")
    await page.get_by_role("button", name="Le reste autrement").click()
    await in_sight(page, "À payer 3,63 €", "Au plus 10,03 € · payé : 6,40 €", NEXT)
    await picture(page, "table-next-price-paying-phone", whole=False)
    await elsewhere(site.orders, 7_500)
    moved = "encore 2,5 kg à nous tous et chacun paie environ 1,27 € au lieu de 1,41 €"
    for place in ("#bar", "#till .told"):
        await expect(page.locator(place)).to_contain_text(moved)
    await page.keyboard.press("Escape")
    await expect(page.locator("#cart .next-price")).to_contain_text(moved)
    await in_sight(page, moved)


async def whole_cart_in_sight(page: Page) -> None:
    """From its head to its foot, with a line at least, however the page is scrolled; its buttons as one gets there."""
    for place in ("top", "end"):
        await page.evaluate(f"scrollTo(0, {'document.body.scrollHeight' if place == 'end' else '0'})")
        await expect(page.locator("#cart .next-price")).to_be_in_viewport(ratio=1)
        await expect(page.locator("#cart .due")).to_be_in_viewport(ratio=1)
        await expect(page.locator("#cart .sums > .notice").last).to_be_in_viewport(ratio=1)
        for button in await page.locator("#cart button:enabled").all():
            await button.focus()
            await expect(button).to_be_in_viewport(ratio=1)
            await expect(page.locator("#cart .due")).to_be_in_viewport(ratio=1)
        height = await page.locator("#cart .lines").evaluate("lines => lines.getBoundingClientRect().height")
        assert height >= 50, (page.viewport_size, place, height)


async def test_the_whole_cart_stays_in_sight_with_ten_lines_while_something_waits(site: Site, visitor: Visitor) -> None:
    visitor.tolerate("ERR_FAILED")
    await large_centre(site.orders)
    page = await at_table(visitor)
    await page.route("**/v1/device-batches", lambda route: route.abort())
    await chosen(page, "207")
    await typed(page, "baba", "<Enter>", "1", "<Enter>", "<F8>", "<Enter>")
    await expect(page.locator("#standing")).to_contain_text("1 commande attend")
    await chosen(page, "118")
    for start in SYLLABLES[:10]:
        await typed(page, f"{start}ba", "<Enter>", "1", "<Enter>")
    await expect(page.locator("#cart .lines li")).to_have_count(10)
    await page.set_viewport_size(LAPTOP)
    await typed(page, f"{SYLLABLES[0]}ba", "<Enter>", "2", "<Enter>")
    await expect(page.locator("#cart .lines li").first).to_be_in_viewport(ratio=0.9)
    await expect(page.locator("#cart .lines li").last).not_to_be_in_viewport(ratio=0.9)
    await typed(page, f"{SYLLABLES[0]}ba", "<Enter>", "1", "<Enter>")
    await typed(page, f"{SYLLABLES[9]}ba", "<Enter>", "2", "<Enter>")
    await expect(page.locator("#cart .lines li").last).to_be_in_viewport(ratio=0.9)
    await typed(page, f"{SYLLABLES[9]}ba", "<Enter>", "1", "<Enter>")
    for size in (LAPTOP, LOW_LAPTOP, TABLET):
        await page.set_viewport_size(size)
        await whole_cart_in_sight(page)
        assert await overflows(page) == []
        await picture(page, f"table-cart-{size['width']}-{size['height']}", whole=False)
    await page.set_viewport_size(PORTRAIT)
    await in_sight(page, "À payer 14,95 €", "Au plus 14,95 € · payé : 0,00 €")
    await picture(page, "table-cart-portrait", whole=False)


async def test_the_question_of_a_low_fund_leaves_the_cart_in_sight(site: Site, visitor: Visitor) -> None:
    visitor.tolerate("ERR_FAILED")
    _, second = await households(site.orders)
    await give_tariff(site.orders.engine, second, 50)
    page = await at_table(visitor)
    await chosen(page, "207")
    await typed(page, "savon", "<Enter>", "2", "<Enter>", "farine", "<Enter>", "2,5", "<Enter>")
    await expect(page.locator("#asks")).to_be_visible()
    for size in (LAPTOP, LOW_LAPTOP, TABLET):
        await page.set_viewport_size(size)
        await whole_cart_in_sight(page)
        await picture(page, f"table-asks-{size['width']}-{size['height']}", whole=False)


async def test_it_stays_in_sight_while_a_fee_or_several_orders_are_paid(site: Site, visitor: Visitor) -> None:
    await site.orders.ask_members((100, 2_000), Needed.WARN)
    first, second = await households(site.orders)
    async with site.orders.table(DUC) as table:
        for household in (first, second):
            await table.order(household, {SOAP: 2})
    page = await at_table(visitor)
    await page.set_viewport_size(PHONE)
    for box in await page.locator("#waiting-orders input").all():
        await box.check()
    await page.get_by_role("button", name="Encaisser").click()
    await in_sight(page, "À payer 7,40 €", "Au plus 12,80 € · payé : 5,40 €", NEXT)
    await page.keyboard.press("Escape")
    await chosen(page, SECOND)
    await page.locator("#fee").get_by_role("button", name="20,00 €").click()
    await in_sight(page, "À payer 20,00 €", "Adhésion de 20,00 € · payé : 0,00 €", NEXT)
    await leaves_room(page)
    await picture(page, "table-next-price-fee-phone", whole=False)


async def test_with_the_longest_names_a_payment_is_confirmed_on_a_laptop_without_scrolling(
    site: Site, visitor: Visitor
) -> None:
    await households(site.orders)
    async with site.orders.table(role=Role.COORDINATOR) as coordinator:
        await coordinator.client.put(f"/v1/centres/{DUC}", json={"name": "Centre social et culturel de la Duchère"})
    hours = {
        "distribution_starts": datetime(2026, 12, 18, 14),  # noqa: DTZ001 - local time of the network
        "distribution_ends": datetime(2026, 12, 18, 19),  # noqa: DTZ001 - local time of the network
        "place": "salle du rez-de-chaussée",
    }
    cycle = opened(DUC, MIN, version=2, catalogue=catalogue())
    centres = [dates.model_copy(update=hours) for dates in cycle.centres]
    await apply(site.orders.engine, cycle.model_copy(update={"centres": centres}))
    page = await at_table(visitor)
    await page.set_viewport_size(LAPTOP)
    await chosen(page, "118")
    await typed(page, "savon", "<Enter>", "2", "<Enter>", "farine", "<Enter>", "2,5", "<Enter>", "<F8>", "50")
    await expect(page.locator("#till .give")).to_be_visible()
    await picture(page, "table-till-long-names", whole=False)
    await page.evaluate("scrollTo(0, 0)")
    await expect(page.locator("#confirm")).to_be_in_viewport(ratio=1)
