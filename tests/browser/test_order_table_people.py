"""Several volunteers at one table: a pause, a PIN to come back with, nothing that was keyed is lost."""

import pytest
from playwright.async_api import Page, expect
from sqlalchemy import select

from services.command_line.services import account_desk
from services.orders.commands.register_user import UserAsked, register_user
from services.orders.storage.payment_tables import payments
from shared.kernel.ids import uuid7
from shared.web.roles import Role
from shared.web.tokens import COOKIE
from tests.browser.conftest import PASSWORD, Site
from tests.fixtures.browsing import Visitor, seen_everywhere
from tests.fixtures.order_table import chosen, households, kept, stored, typed
from tests.fixtures.orders_http import DUC, MIN


async def has_account(site: Site, login: str, name: str, centre: str = DUC) -> None:
    asked = UserAsked(uuid7(), login, name, frozenset({Role.VOLUNTEER}), frozenset({centre}), PASSWORD)
    await register_user(account_desk(site.orders.engine), asked)


async def signs_in(page: Page, login: str) -> None:
    await page.get_by_label("Votre nom d’utilisateur").fill(login)
    await page.get_by_label("Votre mot de passe").fill(PASSWORD)
    await page.get_by_role("button", name="Se connecter").click()
    await kept(page)


async def sets_pin(page: Page, pin: str) -> None:
    await page.locator("#people-open").click()
    await page.get_by_label("Choisissez quatre à six chiffres").fill(pin)
    await page.get_by_role("button", name="L’enregistrer").click()
    await expect(page.get_by_role("button", name="Faire une pause")).to_be_visible()


async def pauses(page: Page) -> None:
    if not await page.locator("#people").is_visible():
        await page.locator("#people-open").click()
    await page.get_by_role("button", name="Faire une pause").click()
    await expect(page.get_by_role("heading", name="La table est en pause")).to_be_visible()


async def comes_back(page: Page, name: str, pin: str) -> None:
    await page.get_by_label(f"{name} : votre code PIN").fill(pin)
    await page.get_by_label(f"{name} : votre code PIN").press("Enter")


@pytest.fixture
async def page(site: Site, visitor: Visitor) -> Page:
    """The table on a device where Amina signed in."""
    visitor.tolerate("401", "409")
    await households(site.orders)
    await has_account(site, "amina", "Amina")
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
    await has_account(site, "zoe", "Zoé")
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
    assert sorted(amounts) == [620, 640]


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
    await has_account(site, "max", "Max", MIN)
    await page.goto(f"{site.addresses.orders}/sign-in?next=/table")
    await signs_in(page, "max")
    await expect(page.get_by_role("heading", level=1)).to_have_text(f"Centre {MIN}")
    await sets_pin(page, "1379")
    await pauses(page)
    await comes_back(page, "Amina", "2580")
    await expect(page.get_by_role("heading", level=1)).to_have_text(f"Centre {DUC}")
