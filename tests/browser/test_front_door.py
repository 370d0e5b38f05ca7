"""Signing in and out, the start page, every piece on the components page: for everyone, at every width, both ways."""

import asyncio
import re

import pytest
from playwright.async_api import Route, expect

from shared.web.roles import Role
from tests.browser.conftest import PASSWORD, Site, register
from tests.fixtures.browsing import ALIKE, LAPTOP, Visitor, barriers, overflows, picture, widths

# Selectors of components.css that nothing on the page is chosen by; what a pointer or the keyboard does is left out.
NOT_SHOWN = """() => [...document.styleSheets].filter(sheet => sheet.href.includes("components.css"))
  .flatMap(sheet => [...sheet.cssRules]).flatMap(rule => rule.selectorText ? [rule] : [...(rule.cssRules ?? [])])
  .flatMap(rule => (rule.selectorText ?? "").split(/,(?![^(]*\\))/))
  .map(one => one.replace(/::[\\w-]+|:(hover|focus-within|focus-visible|focus)/g, "").trim())
  .filter(one => one !== "" && document.querySelector(one) === null)"""
ELSEWHERE = (
    ".top ",
    "main.",
    ".answer h1",
    "body > .in-sight",
    ":root:has(",
)  # what only other pages have: /design is everybody's and has no places


async def test_a_volunteer_signs_in_sees_what_to_do_and_signs_out(site: Site, visitor: Visitor) -> None:
    await register(site, Role.VOLUNTEER)
    page = await visitor.open(f"{site.addresses.orders}/")
    await expect(page).to_have_url(re.compile("/sign-in"))
    await page.get_by_label("Votre nom d’utilisateur").fill("amina")
    await page.get_by_label("Votre mot de passe").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Que voulez-vous faire ?")
    names = await page.locator("main .tile strong").all_text_contents()
    assert names == ["Table de commande", "Clore les commandes", "Distribution", "Caisses"]
    await page.get_by_role("link", name="Se déconnecter").click()
    await page.get_by_role("button", name="Se déconnecter").click()
    await expect(page).to_have_url(re.compile("/sign-in$"))
    await page.goto(f"{site.addresses.orders}/")
    await expect(page).to_have_url(re.compile("/sign-in"))


async def test_a_wrong_password_is_said_in_a_sentence(site: Site, visitor: Visitor) -> None:
    await register(site, Role.VOLUNTEER)
    visitor.tolerate("401")
    page = await visitor.open(f"{site.addresses.orders}/sign-in")
    await page.get_by_label("Votre nom d’utilisateur").fill("amina")
    await page.get_by_label("Votre mot de passe").fill("une autre")
    await page.get_by_role("button", name="Se connecter").click()
    await expect(page.get_by_role("alert")).to_be_focused()
    assert await barriers(page) == []


async def test_what_is_sent_before_the_scripts_are_there_waits_for_them(site: Site, visitor: Visitor) -> None:
    await register(site, Role.VOLUNTEER)
    page = await visitor.open("about:blank")
    arrived, asked = asyncio.Event(), list[str]()
    page.on("request", lambda request: asked.append(request.url))

    async def late(route: Route) -> None:
        await arrived.wait()
        await route.continue_()

    await page.route("**/forms.js*", late)
    await page.goto(f"{site.addresses.orders}/sign-in", wait_until="commit")
    await page.get_by_label("Votre nom d’utilisateur").fill("amina")
    await page.get_by_label("Votre mot de passe").fill(PASSWORD)
    await page.get_by_role("button", name="Se connecter").click(no_wait_after=True)
    await page.get_by_role("button", name="Se connecter").click(no_wait_after=True)
    await expect(page).to_have_url(f"{site.addresses.orders}/sign-in")
    arrived.set()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Que voulez-vous faire ?")
    assert [url for url in asked if "?" in url.removeprefix(site.addresses.orders).partition("/static/")[0]] == []
    assert len([url for url in asked if url.endswith("/v1/sessions")]) == 1


async def test_one_signing_in_serves_both_services_and_leads_nowhere_else(site: Site, visitor: Visitor) -> None:
    await register(site, Role.COORDINATOR)
    visitor.tolerate("404")
    page = await visitor.open(f"{site.addresses.orders}/sign-in?next=https://elsewhere.example/")
    assert await page.locator("#sign-in").get_attribute("data-then") == "/"
    await page.goto(f"{site.addresses.orders}/sign-in?next={site.addresses.supply}/nothing")
    await page.get_by_label("Votre nom d’utilisateur").fill("amina")
    await page.get_by_label("Votre mot de passe").fill(PASSWORD)
    await page.get_by_role("button", name="Se connecter").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Introuvable")
    await expect(page).to_have_url(f"{site.addresses.supply}/nothing")


@pytest.mark.parametrize("elsewhere", ["/%09/127.0.0.1:9/{token}", "/%0A/127.0.0.1:9/", "/forgotten?{token}"])
async def test_no_link_leads_a_session_elsewhere(site: Site, visitor: Visitor, elsewhere: str) -> None:
    await register(site, Role.VOLUNTEER)
    page = await visitor.open(f"{site.addresses.orders}/sign-in?next={elsewhere}")
    await page.get_by_label("Votre nom d’utilisateur").fill("amina")
    await page.get_by_label("Votre mot de passe").fill(PASSWORD)
    await page.get_by_role("button", name="Se connecter").click()
    await expect(page).to_have_url(f"{site.addresses.orders}/")


async def test_a_wrong_code_of_an_invitation_is_said_and_what_was_typed_stays(site: Site, visitor: Visitor) -> None:
    visitor.tolerate("401")
    page = await visitor.open(f"{site.addresses.orders}/invitation#0000-0000-0000-0000")
    await page.get_by_label("Votre nom d’utilisateur").fill("amina")
    await page.get_by_label("Un nouveau mot de passe").fill(PASSWORD)
    await page.get_by_role("button", name="L’enregistrer").click()
    await expect(page.get_by_role("alert")).to_be_focused()
    await expect(page.get_by_label("Votre nom d’utilisateur")).to_have_value("amina")
    assert await barriers(page) == []


async def test_the_language_is_chosen_once(site: Site, visitor: Visitor) -> None:
    page = await visitor.open(f"{site.addresses.orders}/sign-in")
    await expect(page.get_by_role("link", name="J’ai un code")).to_have_attribute("href", "/invitation")  # of a slip
    await page.get_by_role("link", name="English").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    await page.goto(f"{site.addresses.supply}/design")
    await expect(page.locator("html")).to_have_attribute("lang", "en")


@pytest.mark.parametrize("path", ["/design", "/sign-in", "/sign-out", "/invitation", "/forgotten", "/"])
async def test_nothing_keeps_anyone_out(site: Site, visitor: Visitor, path: str) -> None:
    await visitor.signed_in(role=Role.COORDINATOR)
    page = await visitor.open(f"{site.addresses.orders}{path}")
    for size in widths():
        await page.set_viewport_size(size)
        assert await overflows(page) == []
        assert size in ALIKE or await barriers(page) == []
    await page.set_viewport_size(LAPTOP)
    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        await picture(page, f"{path.strip('/') or 'start'}-{scheme}")


async def test_a_right_to_left_language_turns_the_page(site: Site, visitor: Visitor) -> None:
    page = await visitor.open(f"{site.addresses.orders}/language/ar?next=/design")
    await expect(page.locator("html")).to_have_attribute("dir", "rtl")
    for size in widths():
        await page.set_viewport_size(size)
        assert await overflows(page) == []
        assert size in ALIKE or await barriers(page) == []
    await page.set_viewport_size(LAPTOP)
    await picture(page, "design-right-to-left")
    assert [one for one in await page.evaluate(NOT_SHOWN) if not one.startswith(ELSEWHERE)] == []
