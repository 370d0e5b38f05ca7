"""A password that was forgotten, chosen anew from a mail; a session on another device, ended from the list."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from services.command_line.services import account_desk
from services.orders.commands.account_desk import Post
from services.orders.commands.register_user import UserAsked, register_user
from shared.kernel.ids import uuid7
from shared.mail import Mailer
from shared.web.roles import Role
from tests.browser.conftest import PASSWORD, Site, press, register
from tests.fixtures.browsing import TABLET, Visitor, barriers, overflows, picture
from tests.fixtures.mailbox import SENDER, open_mailbox
from tests.fixtures.orders_http import DUC

CHOSEN = "quatre mots très différents"


@pytest.fixture
async def tablet(chromium: Browser) -> AsyncIterator[BrowserContext]:
    """Another device."""
    context = await chromium.new_context(locale="fr-FR", viewport=TABLET)
    yield context
    await context.close()


async def signed_in(page: Page, site: Site, password: str = PASSWORD) -> Page:
    await page.goto(f"{site.addresses.orders}/sign-in")
    await page.get_by_label("Votre nom d’utilisateur").fill("amina")
    await page.get_by_label("Votre mot de passe").fill(password)
    await page.get_by_role("button", name="Se connecter").click()
    await expect(page.locator("main .tile").first).to_be_visible()
    return page


async def usable(page: Page) -> None:
    assert (await overflows(page), await barriers(page)) == ([], [])


async def test_a_password_that_was_forgotten_is_chosen_anew_from_the_mail(
    site: Site, visitor: Visitor, tablet: BrowserContext
) -> None:
    address = "amina@example.org"
    asked = UserAsked(uuid7(), "amina", "Amina", frozenset({Role.VOLUNTEER}), frozenset({DUC}), PASSWORD, address)
    await register_user(account_desk(site.orders.engine), asked)
    before = await signed_in(await tablet.new_page(), site)
    accounts = site.orders.app.state.accounts
    async with open_mailbox() as mailbox:
        post = Post(Mailer(mailbox.url, SENDER), f"{site.addresses.orders}/")
        site.orders.app.state.accounts = replace(accounts, desk=replace(accounts.desk, post=post))
        page = await visitor.open(f"{site.addresses.orders}/sign-in")
        await page.get_by_role("link", name="Mot de passe oublié ?").click()
        await page.get_by_label("Votre nom d’utilisateur").fill("amina")
        await press(page, "M’envoyer un code")
        await expect(page.get_by_role("status")).to_contain_text("un code est en route")
        await usable(page)
        await mailbox.has_one.wait()
    body = mailbox.taken[0].get_body()
    assert body is not None
    link = re.search(rf"{re.escape(site.addresses.orders)}/\S+", body.get_content())
    assert link is not None
    await page.goto("about:blank")
    await page.goto(link[0])
    await expect(page.get_by_label("Le code")).not_to_be_empty()
    await page.get_by_label("Votre nom d’utilisateur").fill("amina")
    await page.get_by_label("Un nouveau mot de passe").fill(CHOSEN)
    await press(page, "L’enregistrer")
    await expect(page.get_by_role("status")).to_contain_text("Votre mot de passe est enregistré.")
    await signed_in(page, site, CHOSEN)
    await before.reload()
    await expect(before).to_have_url(re.compile("/sign-in"))  # whoever knew the old one is out


async def test_a_session_on_another_device_is_ended_from_the_list(
    site: Site, visitor: Visitor, tablet: BrowserContext
) -> None:
    await register(site, Role.VOLUNTEER)
    lost = await signed_in(await tablet.new_page(), site)
    page = await signed_in(await visitor.open(f"{site.addresses.orders}/sign-in"), site)
    await page.get_by_role("link", name="Mon compte").click()
    sessions = page.get_by_role("group", name="Où je suis connecté").locator("tbody tr")
    await expect(sessions).to_have_text([re.compile("Chrome · Linux")] * 2)
    await expect(sessions.filter(has_text="celui-ci").get_by_role("button")).to_have_count(0)
    await usable(page)
    await picture(page, "account-sessions")
    await press(page, "La terminer")
    await expect(page.get_by_role("status")).to_have_text("Cette session est terminée.")
    await expect(sessions).to_have_count(1)
    await lost.goto(f"{site.addresses.orders}/table")
    await expect(lost).to_have_url(re.compile("/sign-in"))
    await page.goto(f"{site.addresses.orders}/table")
    await expect(page.get_by_role("heading", level=1)).to_have_text(f"Centre {DUC}")
