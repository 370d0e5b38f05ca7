"""A person's own account: second factor, PIN, sessions, a password chosen from a slip; and who changed what."""

import re
from dataclasses import replace

import pyotp
from playwright.async_api import Page, expect

from services.orders.commands.account_desk import AccountDesk
from services.orders.domain.second_factor import Mode, SecondFactorRules
from services.orders.web.accounts import Accounts
from shared.web.roles import Role
from tests.browser.conftest import PASSWORD, Site, register
from tests.fixtures.browsing import ALIKE, LAPTOP, Visitor, barriers, overflows, picture, widths, wrong_on_paper


async def sign_in(page: Page, password: str = PASSWORD) -> None:
    await page.get_by_label("Votre nom d’utilisateur").fill("amina")
    await page.get_by_label("Votre mot de passe").fill(password)
    await page.get_by_role("button", name="Se connecter").click()


async def usable_everywhere(page: Page, name: str) -> None:
    for size in widths():
        await page.set_viewport_size(size)
        assert await overflows(page) == []
        assert size in ALIKE or await barriers(page) == []
    await page.set_viewport_size(LAPTOP)
    await picture(page, name)


async def test_whoever_needs_a_second_factor_is_led_to_it_and_asked_for_it_from_then_on(
    site: Site, visitor: Visitor
) -> None:
    accounts: Accounts = site.orders.app.state.accounts
    desk: AccountDesk = replace(accounts.desk, second_factor=SecondFactorRules(Mode.NEEDED))
    site.orders.app.state.accounts = replace(accounts, desk=desk)
    await register(site, Role.COORDINATOR)
    page = await visitor.open(f"{site.addresses.orders}/sign-in")
    await sign_in(page)
    await expect(page).to_have_url(re.compile("/account/second-factor$"))
    await page.goto(f"{site.addresses.supply}/cycles")
    await expect(page).to_have_url(re.compile("/account/second-factor$"))
    await page.get_by_label("Votre mot de passe").fill(PASSWORD)
    await page.get_by_role("button", name="Commencer").click()
    await expect(page.get_by_role("img", name="L’image à scanner avec l’application")).to_be_visible()
    await usable_everywhere(page, "second-factor")
    app = pyotp.TOTP((await page.locator("#secret").inner_text()).replace(" ", ""))
    await page.get_by_label("Six chiffres de votre application").fill(app.now())
    await page.get_by_role("button", name="Ça marche").click()
    codes = page.locator("#recovery-codes li")
    await expect(codes).to_have_count(10)
    assert await wrong_on_paper(page, "second-factor") == []
    assert await barriers(page) == []
    code = await codes.first.inner_text()
    await page.get_by_role("link", name="Je les ai").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Que voulez-vous faire ?")
    await page.goto(f"{site.addresses.orders}/sign-out")
    await page.get_by_role("button", name="Se déconnecter").click()
    await sign_in(page)
    await page.get_by_label("Six chiffres, ou un code de secours").fill(code)
    assert await barriers(page) == []
    await page.get_by_role("button", name="Se connecter").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Que voulez-vous faire ?")


async def test_a_pin_brings_a_volunteer_back_after_a_pause(site: Site, visitor: Visitor) -> None:
    await register(site, Role.VOLUNTEER)
    page = await visitor.open(f"{site.addresses.orders}/sign-in")
    await sign_in(page)
    await expect(page.locator("main .tile").first).to_be_visible()
    await page.get_by_role("link", name="Mon compte").click()
    await page.get_by_label("Votre code PIN").fill("2580")
    await page.get_by_role("button", name="L’enregistrer").click()
    await expect(page.get_by_role("status")).to_have_text("Votre code PIN est enregistré.")
    await usable_everywhere(page, "account")
    await page.get_by_role("button", name="Faire une pause").click()
    await expect(page.get_by_role("heading", name="Amina, vous revenez ?")).to_be_visible()
    await usable_everywhere(page, "coming-back")
    await page.get_by_label("Votre code PIN").fill("2580")
    await page.get_by_role("button", name="Continuer").click()
    await expect(page.locator("main .tile").first).to_be_visible()


async def test_a_password_is_chosen_from_a_slip_and_the_trail_tells_of_it(site: Site, visitor: Visitor) -> None:
    await register(site, Role.VOLUNTEER)
    async with site.orders.table(role=Role.COORDINATOR) as coordinator:
        users = (await coordinator.client.get("/v1/users")).json()["items"]
        path = f"/v1/users/{users[0]['id']}/invitations/0197f0a0-0000-7000-8000-0000000000aa"
        slip = (await coordinator.client.put(path, json={"means": "slip"})).json()
    page = await visitor.open(f"{site.addresses.orders}/invitation#{slip['code']}")
    await page.get_by_label("Votre nom d’utilisateur").fill("amina")
    await page.get_by_label("Un nouveau mot de passe").fill("quatre mots très différents")
    await page.get_by_role("button", name="L’enregistrer").click()
    await expect(page).to_have_url(re.compile("/sign-in$"))
    await sign_in(page, "quatre mots très différents")
    await expect(page.locator("main .tile").first).to_be_visible()
    await visitor.signed_in(role=Role.COORDINATOR)
    await page.goto(f"{site.addresses.orders}/audit-trail")
    await expect(page.locator("tbody tr").first).to_contain_text("Mot de passe choisi")
    await usable_everywhere(page, "audit-trail")
