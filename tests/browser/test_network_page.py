"""How the network is set up: shown to who looks after it, in words; what the network decides is changed there."""

import pytest
from playwright.async_api import expect
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.domain.membership import MembershipRules, Needed
from services.orders.queries.languages import offered_languages
from services.orders.queries.membership import membership_rules
from services.supply.web.app import supply_app
from services.supply.web.parts import SupplyParts
from shared.kernel.clock import HeldClock
from shared.mail import Mailer
from shared.web.access import Access, NoRevocations
from shared.web.roles import Role
from shared.web.tokens import SessionSigner, SessionVerifier
from tests.browser.conftest import Site
from tests.fixtures.browsing import ALIKE, LAPTOP, PHONE, TABLET, Visitor, barriers, overflows, picture, widths
from tests.fixtures.keyboard import followed, tabbed
from tests.fixtures.orders_http import DUC
from tests.fixtures.pages import HERE
from tests.fixtures.shared_routes import SharedRoutes
from tests.fixtures.supply_buying import draft_orders
from tests.fixtures.supply_cycle import CYCLE
from tests.fixtures.supply_http import NOON, SETTINGS, coordinator_of, decide

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
    await expect(page.locator("tr", has_text="VRAC_SUPPLY_ADDRESS")).to_be_visible()
    await page.get_by_role("link", name="Commandes et argent").click()
    await expect(page.locator("tr", has_text="VRAC_SECOND_FACTOR")).to_be_visible()


async def test_an_operator_sees_what_the_network_decides_and_changes_nothing(site: Site, visitor: Visitor) -> None:
    await visitor.signed_in(role=Role.OPERATOR)
    page = await visitor.open(f"{site.addresses.orders}/people/network")
    decided = page.get_by_role("group", name="Ce que le réseau décide")
    await expect(decided).to_contain_text("aucune n’est demandée")
    await page.get_by_role("link", name="Achats et distribution").click()
    await expect(decided).to_contain_text("de 14:00 à 19:00")
    await expect(decided).to_contain_text("7 jours")
    assert await page.locator("main form, main input").count() == 0


async def test_a_coordinator_changes_how_goods_are_bought_and_handed_out(site: Site, visitor: Visitor) -> None:
    await visitor.signed_in(role=Role.COORDINATOR)
    page = await visitor.open(f"{site.addresses.supply}/network")
    await page.get_by_label("Distribution à partir de").fill("09:30")
    await page.get_by_label("Jours d’attente des produits").fill("10")
    await page.get_by_label("Dépassement accepté d’office (€)").fill("12,50")
    await page.get_by_label("Les fournisseurs livrent à").fill("12 rue du Port, 69007 Lyon")
    await page.get_by_role("button", name="Enregistrer").click()
    await expect(page.get_by_text("Les réglages du réseau sont enregistrés.")).to_be_visible()
    stands = (await site.supply.get(SETTINGS)).json()
    assert stands == {
        "version": 2,
        "gap_limit_cents": 1_250,
        "warehouse": "12 rue du Port, 69007 Lyon",
        "distribution_starts": "09:30",
        "distribution_ends": "19:00",
        "uncollected_days": 10,
        **dict.fromkeys(("name", "address", "registration", "email", "phone"), ""),
    }


async def test_a_coordinator_says_who_orders_where_orders_miss_it(site: Site, visitor: Visitor) -> None:
    await draft_orders(site.supply)
    await visitor.signed_in(role=Role.COORDINATOR)
    page = await visitor.open(f"{site.addresses.supply}/cycles/{CYCLE}/orders")
    await page.set_viewport_size(TABLET)
    await picture(page, "orders-nameless")
    await page.get_by_role("link", name="Saisir le nom et l’adresse").click()
    who = page.get_by_role("group", name="Qui commande, pour les fournisseurs")
    entered = {
        "Nom du réseau": "VRAC Lyon",
        "Adresse postale": "3 place du Pont, 69007 Lyon",
        "SIRET ou RNA": "RNA W691234567",
        "Adresse mail": "commandes@vrac.example",
        "Téléphone": "04 78 00 00 00",
    }
    for label, value in entered.items():
        await who.get_by_label(label).fill(value)
    await picture(page, "network-who-orders")
    await page.get_by_role("button", name="Enregistrer").click()
    await expect(page.get_by_text("Les réglages du réseau sont enregistrés.")).to_be_visible()
    await expect(who.get_by_label("Nom du réseau")).to_have_value("VRAC Lyon")
    await page.go_back()
    await expect(page.get_by_role("heading", name="Bon n° 1")).to_be_visible()
    await page.reload()
    await expect(page.get_by_text("il manque le nom du réseau")).to_have_count(0)
    in_csv = (await site.supply.get("/v1/purchase-orders/1.csv")).text
    assert all(value in in_csv for value in entered.values())


async def test_who_looks_at_what_another_changed_meanwhile_is_told(site: Site, visitor: Visitor) -> None:
    visitor.tolerate("409")
    await visitor.signed_in(role=Role.COORDINATOR)
    page = await visitor.open(f"{site.addresses.supply}/network")
    assert (await decide(site.supply, warehouse="quai 3")).is_success
    await page.get_by_label("Jours d’attente des produits").fill("3")
    await page.get_by_role("button", name="Enregistrer").click()
    await expect(page.get_by_role("alert")).to_contain_text("Quelqu’un d’autre vient de changer")
    await page.reload()
    await expect(page.get_by_label("Les fournisseurs livrent à")).to_have_value("quai 3")
    await page.get_by_label("Distribution jusqu’à").fill("09:00")
    visitor.tolerate("422")
    await page.get_by_role("button", name="Enregistrer").click()
    await expect(page.get_by_role("alert")).to_contain_text("La deuxième doit être après la première.")


async def test_a_coordinator_changes_the_membership_fees_without_a_mouse(site: Site, visitor: Visitor) -> None:
    assert (await site.orders.ask_members((100, 500))).is_success
    await visitor.signed_in(role=Role.COORDINATOR)
    page = await visitor.open(f"{site.addresses.orders}/people/network")
    await tabbed(page, page.locator("#fee-2"))
    await page.keyboard.press("Delete")
    await tabbed(page, page.locator("#fee-more-1"))
    await page.keyboard.type("20")
    await tabbed(page, page.get_by_label("on ne dit rien"))
    await page.keyboard.press("ArrowDown")
    await followed(page, page.get_by_role("button", name="Enregistrer"))
    await expect(page.get_by_text("Les adhésions sont enregistrées.")).to_be_visible()
    async with site.orders.engine.connect() as connection:
        assert await membership_rules(connection) == (MembershipRules((100, 2_000), Needed.WARN), 3)


async def test_a_coordinator_chooses_the_languages_of_households_without_a_mouse(site: Site, visitor: Visitor) -> None:
    await visitor.signed_in(role=Role.COORDINATOR)
    page = await visitor.open(f"{site.addresses.orders}/people/network")
    languages = page.get_by_role("group", name="Langues proposées")
    await expect(languages.get_by_label("Français")).to_be_checked()
    await expect(languages.get_by_label("Français")).to_be_disabled()
    for name in ("English", "العربية"):
        await tabbed(page, languages.get_by_label(name))
        await page.keyboard.press("Space")
    await followed(page, page.get_by_role("button", name="Proposer ces langues"))
    await expect(page.get_by_text("Les langues sont enregistrées.")).to_be_visible()
    for name, is_checked in (("Français", True), ("English", False), ("العربية", False), ("Türkçe", True)):
        await expect(languages.get_by_label(name)).to_be_checked(checked=is_checked)
    assert await offered_languages(site.orders.engine) == ("fr", "tr")
    assert await barriers(page) == []
    await visitor.signed_in(role=Role.OPERATOR)
    await page.reload()
    decided = page.get_by_role("group", name="Ce que le réseau décide")
    await expect(decided.get_by_role("row", name="Langues proposées")).to_contain_text("français, turc")


async def test_languages_that_another_chose_meanwhile_are_looked_at_first(site: Site, visitor: Visitor) -> None:
    visitor.tolerate("409")
    await visitor.signed_in(role=Role.COORDINATOR)
    page = await visitor.open(f"{site.addresses.orders}/people/network")
    async with site.orders.table(role=Role.COORDINATOR) as other:
        body = {"version": 1, "languages": ["fr", "ar"]}
        assert (await other.client.put("/v1/household-languages", json=body)).is_success
    await page.get_by_label("Türkçe").uncheck()
    await page.get_by_role("button", name="Proposer ces langues").click()
    await expect(page.get_by_role("alert")).to_contain_text("vient de changer les langues proposées")
    assert await offered_languages(site.orders.engine) == ("fr", "ar")


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
    parts = SupplyParts(supply_engine, HeldClock(NOON), mailer)
    signer = SessionSigner.generate("test")
    access = Access(SessionVerifier([signer.public_key], "test"), NoRevocations())
    app = SharedRoutes(supply_app(parts, access, HERE), "supply")
    async with coordinator_of(app, signer) as coordinator:
        shown = (await coordinator.get("/network", headers={"Accept": "text/html"})).text
    assert ("vrac@example.org" in shown, SECRET in shown, "mail.example" in shown) == (True, False, False)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.OPERATOR])
@pytest.mark.parametrize("path", ["/people/network", "/network"])
async def test_nothing_keeps_anyone_out(site: Site, visitor: Visitor, path: str, role: Role) -> None:
    assert (await site.orders.ask_members((100, 300, 2_000, 3_000), "warn")).is_success
    who = {"name": "Réseau d’achat", "address": "3 place du Pont, 69007 Lyon", "email": "commandes@vrac.example"}
    assert (await decide(site.supply, warehouse="12 rue du Port, 69007 Lyon", **who)).is_success
    await visitor.signed_in(role=role)
    where = site.addresses.supply if path == "/network" else site.addresses.orders
    page = await visitor.open(f"{where}{path}")
    for size in widths():
        await page.set_viewport_size(size)
        assert await overflows(page) == []
        assert size in ALIKE or await barriers(page) == []
    for size, name in ((LAPTOP, "laptop"), (TABLET, "tablet"), (PHONE, "phone")):
        await page.set_viewport_size(size)
        await picture(page, f"network{path.replace('/', '-')}-{role}-{name}")
