"""Several volunteers at one table: a pause, a PIN to come back with, nothing that was keyed is lost."""

import asyncio
import hashlib

import pytest
from playwright.async_api import BrowserContext, Page, Route, expect
from sqlalchemy import select

from services.orders.storage.payment_tables import payments
from shared.web.tokens import COOKIE
from tests.browser.conftest import Site
from tests.fixtures.browsing import Visitor, seen_everywhere
from tests.fixtures.order_table import chosen, households, kept, reloaded, stored, typed
from tests.fixtures.order_table_hall import Hall, take_order
from tests.fixtures.order_table_people import comes_back, has_account, pauses, sets_pin, signs_in
from tests.fixtures.orders_http import DUC, MIN


@pytest.fixture
async def page(site: Site, visitor: Visitor) -> Page:
    """The table on a device where Amina signed in."""
    visitor.tolerate("401", "409")
    await households(site.orders)
    await has_account(site.orders.engine, "amina", "Amina")
    page = await visitor.open(f"{site.addresses.orders}/sign-in?next=/table")
    await signs_in(page, "amina")
    return page


async def test_after_a_pause_the_order_that_was_keyed_is_there(site: Site, page: Page) -> None:
    await sets_pin(page, "2580")
    await chosen(page, "207")
    await typed(page, "savon", "<Enter>", "2", "<Enter>")
    await seen_everywhere(page, "table-people")
    await pauses(page)
    assert COOKIE not in [cookie["name"] for cookie in await page.context.cookies()]
    for hidden in ("#who", "#cart", "#rows"):
        await expect(page.locator(hidden)).to_be_hidden()
    await seen_everywhere(page, "table-paused")
    await comes_back(page, "Amina", "1379")
    await expect(page.locator("#people-says")).to_contain_text("Ce code PIN est faux")
    await page.keyboard.press("F8")
    await expect(page.locator("#till")).to_be_hidden()
    await comes_back(page, "Amina", "2580")
    await expect(page.locator("#cart .due")).to_have_text("6,40 €")
    await expect(page.locator("#product")).to_be_focused()
    await typed(page, "<F8>", "<Enter>")
    await expect(page.locator("#receipt-sent")).to_contain_text("la commande est confirmée")
    assert await stored(site.orders.engine) == [("confirmed", 640, 640)]


async def test_another_volunteer_goes_on_where_the_first_one_paused(site: Site, page: Page) -> None:
    await sets_pin(page, "2580")
    await has_account(site.orders.engine, "zoe", "Zoé")
    await page.goto(f"{site.addresses.orders}/sign-in?next=/table")
    await signs_in(page, "zoe")
    await sets_pin(page, "1379")
    await chosen(page, "207")
    await typed(page, "savon", "<Enter>", "2", "<Enter>")
    await pauses(page)
    await comes_back(page, "Amina", "2580")
    await expect(page.locator("#product")).to_be_focused()
    await expect(page.locator("#cart .due")).to_have_text("6,40 €")
    await typed(page, "<F8>", "<Enter>")
    await expect(page.locator("#receipt-sent")).to_contain_text("la commande est confirmée")
    async with site.orders.engine.connect() as connection:
        amounts = (await connection.scalars(select(payments.c.amount_cents))).all()
    assert sorted(amounts) == [540, 640]


async def test_a_session_that_is_over_is_taken_up_with_the_pin_and_what_waits_is_sent(site: Site, page: Page) -> None:
    await sets_pin(page, "2580")
    await page.locator("#people-open").click()
    await page.context.clear_cookies(name=COOKIE)
    await chosen(page, "207")
    await typed(page, "savon", "<Enter>", "2", "<Enter>", "<F8>", "<Enter>")
    await expect(page.locator("#standing")).to_have_text("1 commande attend d’être envoyée")
    await comes_back(page, "Amina", "2580")
    await expect(page.locator("#standing")).to_have_text("En ligne · tout est envoyé")
    assert await stored(site.orders.engine) == [("confirmed", 640, 640)]


async def test_somebody_of_another_centre_does_not_get_this_table(site: Site, page: Page) -> None:
    await sets_pin(page, "2580")
    await has_account(site.orders.engine, "max", "Max", MIN)
    await page.goto(f"{site.addresses.orders}/sign-in?next=/table")
    await signs_in(page, "max")
    await expect(page.get_by_role("heading", level=1)).to_have_text(f"Centre {MIN}")
    await sets_pin(page, "1379")
    await pauses(page)
    await comes_back(page, "Amina", "2580")
    await expect(page.get_by_role("heading", level=1)).to_have_text(f"Centre {DUC}")


async def hides(page: Page, *told: str) -> None:
    """Nothing is shown or done; the page says why."""
    await expect(page.get_by_role("heading", name="La table est en pause")).to_be_visible()
    for hidden in ("#finding", "#who", "#cart", "#rows", "#queue"):
        await expect(page.locator(hidden)).to_be_hidden()
    for sentence in told:
        await expect(page.locator("#people")).to_contain_text(sentence)
    await page.locator("#people-open").focus()  # where no PIN is typed
    await page.keyboard.type("118")
    await page.keyboard.press("Enter")
    await expect(page.locator("#ordering")).to_be_hidden()
    assert "Kévin" not in await page.locator("body").inner_text()


AWAY = ("Pour revenir il faut du réseau", "Ce qui attend ici d’être envoyé est en sûreté")
ALONE = "Il n’y a pas de réseau. Votre code PIN rouvre quand même la table"
ONCE_MORE = "Le réseau est revenu : tapez encore une fois votre code PIN"


async def pause_with_something_waiting(hall: Hall, context: BrowserContext) -> Page:
    """Amina keyed an order that could not be sent yet, and took a pause."""
    page = await context.new_page()
    await page.goto(f"{hall.addresses.orders}/sign-in?next=/table")
    await signs_in(page, "amina")
    forms = await context.new_page()
    for address in ("/table/forms", "/table/DUC/deposits"):
        await forms.goto(f"{hall.addresses.orders}{address}")
        await kept(forms)
    await forms.close()
    await page.bring_to_front()
    await sets_pin(page, "2580")
    await page.locator("#people-open").click()
    await context.route("**/v1/device-batches", lambda route: route.abort())
    await page.locator("#find").focus()
    await take_order(page, "118")
    await expect(page.locator("#standing")).to_have_text("1 commande attend d’être envoyée")
    other = await context.new_page()
    await other.goto(f"{hall.addresses.orders}/table")
    await expect(other.locator("#finding")).to_be_visible()
    await page.bring_to_front()
    await pauses(page)
    await hides(other)  # the other tab too
    return page


async def test_a_pause_holds_without_a_network_through_reload_and_power_cut(hall: Hall) -> None:
    await has_account(hall.engine, "amina", "Amina")
    context = await hall.browser()
    async with hall.open():
        page = await pause_with_something_waiting(hall, context)
    await page.reload()
    await hides(page, ALONE)
    await seen_everywhere(page, "table-paused-offline")
    for address in ("/table/forms", "/table/DUC/deposits"):
        await page.goto(f"{hall.addresses.orders}{address}")
        await page.wait_for_url("**/table")
        await hides(page, ALONE)
    cookies = await context.cookies()
    hall.kill()
    await asyncio.sleep(1)
    context = await hall.browser()
    await context.add_cookies(cookies)  # type: ignore[arg-type]  # the device's: browsers write cookies down late
    page = await hall.table(context, alone=True)
    await hides(page, ALONE)
    await asyncio.sleep(5)  # longer than it takes to try again
    await hides(page, ALONE)
    await comes_back(page, "Amina", "2580")
    await page.locator("#find").focus()
    await take_order(page, "207")
    await page.goto(f"{hall.addresses.orders}/table/DUC/deposits")
    await page.wait_for_url("**/table")
    await expect(page.locator("#standing")).to_have_text("2 commandes attendent d’être envoyées")
    async with hall.open():
        await expect(page.locator("#people")).to_contain_text(ONCE_MORE, timeout=30_000)
        assert await hall.counted() == (2, 0, 0, 0)
        await comes_back(page, "Amina", "2580")
        await expect(page.locator("#standing")).to_have_text("En ligne · tout est envoyé", timeout=30_000)
        assert await hall.counted() == (2, 2, 2, 726)
    await context.close()


def two_digits(user: str, pin: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{user}:{pin}".encode()).digest()[:4], "big") % 100


async def wrong_pin(page: Page) -> str:
    """One that this device can tell from 2580: one in a hundred has the same two digits."""
    user = await page.locator("form[data-user]").get_attribute("data-user") or ""
    return next(pin for pin in ("1379", "4682", "9173") if two_digits(user, pin) != two_digits(user, "2580"))


async def test_without_a_network_a_pin_opens_the_table_and_the_server_judges_it_before_anything_is_sent(
    site: Site, visitor: Visitor, page: Page
) -> None:
    visitor.tolerate("ERR_INTERNET_DISCONNECTED")
    await sets_pin(page, "2580")
    before = [one for one in await page.context.cookies() if one["name"] == COOKIE]
    await pauses(page)
    await page.context.set_offline(True)
    wrong = await wrong_pin(page)
    await comes_back(page, "Amina", wrong)
    await expect(page.locator("#people-says")).to_contain_text("vous pouvez encore essayer 2 fois")
    await hides(page, ALONE)
    await comes_back(page, "Amina", "2580")
    await expect(page.locator("#people")).to_be_hidden()
    await chosen(page, "207")
    await typed(page, "savon", "<Enter>", "2", "<Enter>", "<F8>", "<Enter>")
    await expect(page.locator("#standing")).to_have_text("1 commande attend d’être envoyée")
    await page.context.add_cookies(before)  # type: ignore[arg-type]  # as after a power cut: it counts for nothing
    await page.context.set_offline(False)
    await expect(page.locator("#people")).to_contain_text(ONCE_MORE)
    for _ in range(2):  # time enough to send
        await page.wait_for_event("response", lambda response: response.url.endswith("/v1/account/sessions"))
    assert await stored(site.orders.engine) == []
    await seen_everywhere(page, "table-back-alone")
    await page.context.set_offline(True)
    await pauses(page)
    await expect(page.get_by_label("Amina : votre code PIN")).to_have_value("")
    for _ in range(3):
        await comes_back(page, "Amina", wrong)
    await hides(page, *AWAY)
    await expect(page.get_by_label("Amina : votre code PIN")).to_have_count(0)
    await page.context.set_offline(False)
    await comes_back(page, "Amina", "2580")
    await expect(page.locator("#standing")).to_have_text("En ligne · tout est envoyé")
    assert await stored(site.orders.engine) == [("confirmed", 640, 640)]


async def test_an_answer_from_before_the_network_was_gone_says_nothing_of_now(visitor: Visitor, page: Page) -> None:
    visitor.tolerate("ERR_INTERNET_DISCONNECTED")
    await sets_pin(page, "2580")
    held, answered = asyncio.Event(), asyncio.Event()

    async def late(route: Route) -> None:
        response = await route.fetch()
        held.set()
        await answered.wait()
        await route.fulfill(response=response)

    await page.context.route("**/v1/sessions/returning", late)
    await pauses(page)
    await held.wait()
    await page.context.set_offline(True)
    wrong = await wrong_pin(page)
    await comes_back(page, "Amina", wrong)
    await expect(page.locator("#people")).to_contain_text(ALONE)
    async with page.expect_response("**/v1/sessions/returning"):
        answered.set()
    await hides(page, ALONE)


async def test_whoever_signs_in_ends_a_pause(page: Page) -> None:
    await sets_pin(page, "2580")
    await pauses(page)
    await page.get_by_role("link", name="Se connecter avec un mot de passe").click()
    await signs_in(page, "amina")
    await expect(page.locator("#finding")).to_be_visible()
    await chosen(page, "207")
    await page.reload()
    await expect(page.locator("#finding")).to_be_visible()


async def test_the_cookie_of_before_ends_no_pause(page: Page) -> None:
    await sets_pin(page, "2580")
    before = await page.context.cookies()
    await pauses(page)
    await page.context.add_cookies([one for one in before if one["name"] == COOKIE])  # type: ignore[misc]
    await page.reload()
    await hides(page)
    await comes_back(page, "Amina", "2580")
    await expect(page.locator("#finding")).to_be_visible()


async def keys(page: Page, name: str) -> None:
    """This one is said to be at the table, now and once the page is loaded anew."""
    await expect(page.locator("#volunteer-name")).to_have_text(name)
    await reloaded(page)
    await expect(page.locator("body[data-ready=yes]")).to_be_attached()
    await expect(page.locator("#volunteer-name")).to_have_text(name)
    await expect(page.locator("#volunteer")).to_be_visible()


async def test_the_table_says_who_keys_now_without_a_network_too(site: Site, visitor: Visitor, page: Page) -> None:
    """The page that the device keeps may be from when somebody else was there."""
    visitor.tolerate("ERR_INTERNET_DISCONNECTED")
    await sets_pin(page, "2580")
    await keys(page, "Amina")
    await has_account(site.orders.engine, "zoe", "Zoé ‘Zo’ Ménard; زُوِي")
    await page.context.set_offline(True)
    await keys(page, "Amina")
    await page.context.set_offline(False)
    other = await visitor.open(f"{site.addresses.orders}/sign-in?next=/table")
    await signs_in(other, "zoe")
    zoe = "Zoé ‘Zo’ Ménard; زُوِي"
    await expect(page.locator("#volunteer-name")).to_have_text(zoe)  # in the tab that was Amina's
    await sets_pin(other, "1379")
    await other.context.set_offline(True)
    await keys(other, zoe)
    await seen_everywhere(other, "table-who-keys")
    await other.context.set_offline(False)
    await pauses(other)
    await expect(other.locator("#volunteer")).to_be_hidden()
    await comes_back(other, "Amina", "2580")
    await keys(other, "Amina")
    await pauses(other)
    await other.context.set_offline(True)
    await comes_back(other, zoe, "1379")
    await keys(other, zoe)
    await other.context.set_offline(False)
    await comes_back(other, "Amina", "2580")  # the server is told another one's PIN
    await keys(other, "Amina")
    await other.context.clear_cookies(name=COOKIE)
    await other.evaluate("dispatchEvent(new Event('online'))")
    await expect(other.locator("#volunteer")).to_be_hidden()
