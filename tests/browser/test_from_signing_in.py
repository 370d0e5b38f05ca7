"""Each role from the sign-in page to what its afternoon leaves in the database."""

from dataclasses import replace

import pyotp
from playwright.async_api import Page, expect
from sqlalchemy.ext.asyncio import AsyncEngine

from services.command_line.services import account_desk
from services.orders.commands.register_user import UserAsked, register_user
from services.orders.domain.second_factor import Mode, SecondFactorRules
from services.orders.queries.bank import latest_receipts
from services.orders.queries.membership import membership_rules
from services.orders.queries.tariffs import offered_tariffs
from services.orders.queries.till_sessions import find_till_session, tills_now
from services.supply.storage.distribution_tables import hand_overs
from shared.kernel.ids import uuid7
from shared.web.roles import Role
from tests.browser.conftest import PASSWORD, Site, press
from tests.browser.test_tills import count
from tests.fixtures.browsing import Visitor
from tests.fixtures.order_table import all_is_sent, households, kept, stored, typed
from tests.fixtures.order_table_hall import Hall, take_order
from tests.fixtures.orders_http import DUC
from tests.fixtures.orders_story import place
from tests.fixtures.supply_buying import NEXT_PATH, PATH
from tests.fixtures.supply_cycle import CYCLE, TERMS, put
from tests.fixtures.supply_distribution import settle

DATES = {"opens": "2027-01-04", "closes": "2027-01-08", "delivery": "2027-01-19", "distribution": "2027-01-22"}


async def signed_in(page: Page, site: Site | Hall, role: Role, place: str) -> None:
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


def second_factor_is_needed(site: Site) -> None:
    accounts = site.orders.app.state.accounts
    needed = replace(accounts.desk, second_factor=SecondFactorRules(Mode.NEEDED))
    site.orders.app.state.accounts = replace(accounts, desk=needed)


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
    second_factor_is_needed(site)
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


async def test_a_volunteer_signs_in_opens_counts_and_closes_a_till(site: Site, visitor: Visitor) -> None:
    page = await visitor.open(f"{site.addresses.orders}/sign-in")
    await signed_in(page, site, Role.VOLUNTEER, "Caisses")
    await page.locator("main .tile").click()
    await page.get_by_role("link", name="Compter et ouvrir").click()
    await count(page, EUR20=2, EUR10=2)
    await page.get_by_label("Pourquoi cet écart ?").fill("fond de caisse")
    await page.get_by_role("button", name="Ouvrir la caisse").click()
    await expect(page.get_by_role("heading", level=2).first).to_contain_text("60,00")
    (till,) = (one for one in await tills_now(site.orders.engine, frozenset({DUC})) if one.session_id)
    async with site.orders.table(DUC) as table:
        assert (await table.pay(await table.household(), 1_250)).status_code == 201
    await page.get_by_role("link", name="Compter et fermer").click()
    await count(page, EUR20=3, EUR10=1, EUR2=1, CENT50=1)
    await page.get_by_role("button", name="Fermer la caisse").click()
    await expect(page.locator("main .notice.sure").first).to_contain_text("Telle qu’à la fermeture")
    assert till.session_id is not None
    closed = await find_till_session(site.orders.engine, DUC, till.session_id)
    assert closed is not None
    assert (closed.opened_by_name, closed.counted_cents, closed.difference_cents) == ("volunteer", 7_250, 0)


async def test_a_coordinator_signs_in_opens_and_closes_a_cycle(site: Site, visitor: Visitor) -> None:
    await put(site.supply, NEXT_PATH, TERMS | DATES | {"centres": []})
    second_factor_is_needed(site)
    page = await visitor.open(f"{site.addresses.orders}/sign-in")
    await signed_in(page, site, Role.COORDINATOR, "Cycles")
    await page.get_by_role("link").filter(has_text="En préparation").click()
    await press(page, "Ouvrir les commandes")
    assert (await site.supply.get(NEXT_PATH)).json()["state"] == "open"
    await press(page, "Clore maintenant")
    await expect(page.locator("#said")).to_have_text("Le cycle se ferme.")
    assert (await site.supply.get(NEXT_PATH)).json()["state"] == "closing"


async def test_a_coordinator_signs_in_and_decides_about_late_orders(site: Site, visitor: Visitor) -> None:
    await place(site.orders.engine, 901, centre=DUC, state="late", credit=300)
    async with site.orders.table(DUC) as table:
        await table.seal()
    second_factor_is_needed(site)
    page = await visitor.open(f"{site.addresses.orders}/sign-in")
    await signed_in(page, site, Role.COORDINATOR, "Cycles")
    await page.locator(f"a.tile[href='/cycles/{CYCLE}']").click()
    await page.get_by_role("link", name="Commandes arrivées en retard").click()
    await press(page, "L’admettre 000901")
    await expect(page.get_by_text("Aucune commande n’est arrivée en retard.")).to_be_visible()
    assert await stored(site.orders.engine) == [("confirmed", 290, 300)]


async def test_a_coordinator_signs_in_and_sets_up_a_centre_its_tariffs_and_the_fees(
    site: Site, visitor: Visitor
) -> None:
    second_factor_is_needed(site)
    page = await visitor.open(f"{site.addresses.orders}/sign-in")
    await signed_in(page, site, Role.COORDINATOR, "Personnes")
    await page.get_by_role("link", name="Ajouter un centre").click()
    await page.get_by_label("Code").fill("BUE")
    await page.get_by_label("Nom", exact=True).fill("Les Buers")
    await page.get_by_role("button", name="L’ajouter").click()
    await page.get_by_role("link", name="Les Buers").click()
    await page.get_by_label("Un de plus, en pour cent").first.fill("50")
    await page.get_by_role("button", name="Proposer ceux-ci").click()
    await expect(page.get_by_label("Pour cent", exact=True)).to_have_count(1)
    await page.get_by_role("link", name="Tous les centres").click()
    await page.get_by_role("link", name="Le réseau").click()
    await page.get_by_label("Une autre (€)").first.fill("5")
    await page.get_by_role("button", name="Enregistrer").click()
    await expect(page.locator("#said")).to_have_text("Les adhésions sont enregistrées.")
    assert await offered_tariffs(site.orders.engine, "BUE") == [5_000]
    async with site.orders.engine.connect() as connection:
        rules, _ = await membership_rules(connection)
    assert rules.fees == (500,)


async def test_a_volunteer_signs_in_and_an_order_taken_without_a_network_is_sent_once_it_is_back(hall: Hall) -> None:
    context = await hall.browser()
    async with hall.open():
        page = await context.new_page()
        await signed_in(page, hall, Role.VOLUNTEER, "Table de commande")
        await kept(page)
    await take_order(page, "118")
    await expect(page.locator("#standing")).to_have_text("1 commande attend d’être envoyée")
    assert await hall.counted() == (2, 0, 0, 0)
    async with hall.open():
        await all_is_sent(page)
        assert await stored(hall.engine) == [("confirmed", 363, 363)]
    await context.close()
