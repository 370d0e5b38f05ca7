"""Each role from the sign-in page to what its afternoon leaves in the database."""

from dataclasses import replace

import pyotp
from playwright.async_api import Page, expect
from sqlalchemy.ext.asyncio import AsyncEngine

from services.command_line.services import account_desk
from services.orders.commands.register_user import UserAsked, register_user
from services.orders.domain.second_factor import Mode, SecondFactorRules
from services.orders.queries.bank import latest_receipts
from services.supply.storage.distribution_tables import hand_overs
from shared.kernel.ids import uuid7
from shared.web.roles import Role
from tests.browser.conftest import PASSWORD, Site, press
from tests.fixtures.browsing import Visitor
from tests.fixtures.order_table import all_is_sent, households, kept, stored, typed
from tests.fixtures.orders_http import DUC
from tests.fixtures.supply_buying import PATH
from tests.fixtures.supply_cycle import CYCLE
from tests.fixtures.supply_distribution import settle


async def signed_in(page: Page, site: Site, role: Role, place: str) -> None:
    """Somebody new with this role signs in as they would, and goes to a place of the start page."""
    asked = UserAsked(uuid7(), role.value, role.value, frozenset({role}), frozenset({DUC}), PASSWORD)
    await register_user(account_desk(site.orders.engine), asked)
    await page.goto(f"{site.addresses.orders}/sign-in")
    await page.get_by_label("Votre nom d’utilisateur").fill(role.value)
    await page.get_by_label("Votre mot de passe").fill(PASSWORD)
    await page.get_by_role("button", name="Se connecter").click()
    if role is not Role.VOLUNTEER:
        await second_factor(page)
    await page.locator("main .tile").filter(has=page.get_by_text(place, exact=True)).click()


async def second_factor(page: Page) -> None:
    """Whoever sees more than a volunteer sets up the app on their phone first."""
    await expect(page.get_by_role("heading", level=1)).to_have_text("Second facteur")
    await page.get_by_label("Votre mot de passe").fill(PASSWORD)
    await page.get_by_role("button", name="Commencer").click()
    await expect(page.get_by_role("img", name="L’image à scanner avec l’application")).to_be_visible()
    app = pyotp.TOTP((await page.locator("#secret").inner_text()).replace(" ", ""))
    await page.get_by_label("Six chiffres de votre application").fill(app.now())
    await page.get_by_role("button", name="Ça marche").click()
    await page.get_by_role("link", name="Je les ai").click()


async def signed_out(page: Page, site: Site) -> None:
    await page.goto(f"{site.addresses.orders}/sign-out")
    await page.get_by_role("button", name="Se déconnecter").click()
    await expect(page.get_by_label("Votre mot de passe")).to_be_visible()


async def test_a_volunteer_signs_in_takes_an_order_and_hands_goods_over(
    site: Site, visitor: Visitor, supply_engine: AsyncEngine
) -> None:
    await households(site.orders)
    await settle(site.supply)
    page = await visitor.open(f"{site.addresses.orders}/sign-in")
    await signed_in(page, site, Role.VOLUNTEER, "Table de commande")
    await kept(page)
    await typed(page, "kev")
    await expect(page.locator("#found button")).to_have_count(1)
    await typed(page, "<Enter>", "far", "<Enter>", "2,5", "<Enter>", "<F8>", "<Enter>")
    await expect(page.locator("#receipt-title:visible")).to_have_text("Commande payée")
    await all_is_sent(page)
    assert await stored(site.orders.engine) == [("confirmed", 363, 0)]
    await page.goto(f"{site.addresses.orders}/")
    await page.locator("main .tile").filter(has_text="Distribution").click()
    await page.get_by_role("button", name="Tout remis à 000001").click()
    await expect(page.locator("#came")).to_have_text("1 foyer servi sur 2")
    await expect(page.locator("#standing")).to_have_text("En ligne · tout est envoyé")
    async with supply_engine.connect() as connection:
        assert [row.state for row in await connection.execute(hand_overs.select())] == ["collected"]


async def test_coordinator_and_treasurer_sign_in_with_a_second_factor_and_do_their_work(
    site: Site, visitor: Visitor
) -> None:
    accounts = site.orders.app.state.accounts
    needed = replace(accounts.desk, second_factor=SecondFactorRules(Mode.NEEDED))
    site.orders.app.state.accounts = replace(accounts, desk=needed)
    page = await visitor.open(f"{site.addresses.orders}/sign-in")
    await signed_in(page, site, Role.COORDINATOR, "Cycles")
    await page.locator(f"a.tile[href='/cycles/{CYCLE}']").click()
    await press(page, "Faire le plan")
    assert (await site.supply.get(f"{PATH}/plan")).json()["lines"][0]["product"] == "FLOUR"
    await signed_out(page, site)
    async with site.orders.table(DUC) as table:
        await table.pay(await table.household(), 1_000, means="cheque")
    await signed_in(page, site, Role.TREASURER, "Trésorerie")
    await page.get_by_role("link", name="Déposer 1 chèque").click()
    await page.get_by_role("button", name="Ils sont déposés").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Bordereau de remise")
    (receipt,) = await latest_receipts(site.orders.engine, None, 10)
    assert (receipt.payments, receipt.amount_cents) == (1, 1_000)
