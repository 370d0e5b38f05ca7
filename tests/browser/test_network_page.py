"""How the network is set up: shown to who looks after it, in words, with nothing secret and nothing to change."""

import pytest
from playwright.async_api import expect
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.domain.centre_dates import DistributionHours
from services.supply.web.app import supply_app
from services.supply.web.parts import SupplyParts
from shared.kernel.clock import HeldClock
from shared.mail import Mailer
from shared.web.access import Access, NoRevocations
from shared.web.roles import Role
from shared.web.tokens import SessionSigner, SessionVerifier
from tests.browser.conftest import Site
from tests.fixtures.browsing import PHONE, TABLET, Visitor, barriers, overflows, picture, widths
from tests.fixtures.orders_http import DUC
from tests.fixtures.pages import HERE
from tests.fixtures.shared_routes import SharedRoutes
from tests.fixtures.supply_http import NOON, coordinator_of

SECRET = "correct-horse-battery"


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.OPERATOR])
async def test_each_setting_stands_with_its_words_its_value_and_its_name(
    site: Site, visitor: Visitor, role: Role
) -> None:
    await visitor.signed_in(role=role)
    page = await visitor.open(f"{site.addresses.orders}/people/network")
    row = page.locator("tr", has_text="VRAC_MAIL_FROM")
    await expect(row).to_contain_text("aucun mail ne part")
    await expect(page.locator("tr", has_text="Langues des papiers")).to_contain_text("français, anglais, arabe, turc")
    await expect(page.locator("tr", has_text="VRAC_TIMEZONE")).to_contain_text("Europe/Paris")
    await picture(page, f"network-{role}")
    await page.get_by_role("link", name="Achats et distribution").click()
    await expect(page.locator("tr", has_text="VRAC_DISTRIBUTION_STARTS")).to_contain_text("de 14:00 à 19:00")
    await expect(page.locator("tr", has_text="VRAC_UNCOLLECTED_DAYS")).to_contain_text("7 jours")
    assert await page.locator("main form, main input").count() == 0
    await page.get_by_role("link", name="Commandes et argent").click()
    await expect(page.locator("tr", has_text="VRAC_MEMBERSHIP_NEEDED")).to_be_visible()


async def test_operators_find_what_is_theirs_from_the_start_page(site: Site, visitor: Visitor) -> None:
    await visitor.signed_in(role=Role.OPERATOR)
    page = await visitor.open(f"{site.addresses.orders}/")
    await page.locator("main").get_by_role("link", name="Le réseau").click()
    await page.get_by_role("link", name="Appareils").click()
    await expect(page.locator("h1")).to_have_text("Chaque appareil a envoyé ce qu’il garde")
    await page.locator("header").get_by_role("link", name="Le réseau").click()
    await page.get_by_role("link", name="Qui a changé quoi").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Qui a changé quoi")


async def test_others_are_told_no(site: Site, visitor: Visitor) -> None:
    visitor.tolerate("403")
    for role in (Role.TREASURER, Role.VOLUNTEER):
        await visitor.signed_in(DUC, role=role)
        for address in (f"{site.addresses.orders}/people/network", f"{site.addresses.supply}/network"):
            page = await visitor.open(address)
            assert await page.locator("main table").count() == 0


async def test_the_way_to_the_mail_server_is_nobodys_to_read(supply_engine: AsyncEngine) -> None:
    mailer = Mailer(f"smtps://vrac:{SECRET}@mail.example", "vrac@example.org")
    parts = SupplyParts(supply_engine, HeldClock(NOON), DistributionHours(NOON.time(), NOON.time()), mailer=mailer)
    signer = SessionSigner.generate("test")
    access = Access(SessionVerifier([signer.public_key], "test"), NoRevocations())
    app = SharedRoutes(supply_app(parts, access, HERE), "supply")
    async with coordinator_of(app, signer) as coordinator:
        shown = (await coordinator.get("/network", headers={"Accept": "text/html"})).text
    assert ("vrac@example.org" in shown, SECRET in shown, "mail.example" in shown) == (True, False, False)


async def test_nothing_keeps_anyone_out(site: Site, visitor: Visitor) -> None:
    await visitor.signed_in(role=Role.COORDINATOR)
    page = await visitor.open(f"{site.addresses.supply}/network")
    for size in widths():
        await page.set_viewport_size(size)
        assert await overflows(page) == []
        assert await barriers(page) == []
    for size, where in ((TABLET, "tablet"), (PHONE, "phone")):
        await page.set_viewport_size(size)
        await picture(page, f"network-supply-{where}")
    await page.goto(f"{site.addresses.supply}/language/ar?next=/network")
    await expect(page.locator("html")).to_have_attribute("dir", "rtl")
    assert await overflows(page) == []
    assert await barriers(page) == []
