"""Those without a mouse, from the sign-in page to the rows: the day's desk, goods bought and settled, money, people."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pyotp
from playwright.async_api import Locator, Page, expect
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.domain.second_factor import Mode, SecondFactorRules
from services.orders.queries.bank import latest_receipts
from services.orders.queries.refunds import due_refunds
from services.orders.storage.access_tables import users
from services.orders.storage.session_tables import sessions
from shared.contracts.cycles import SupplierInvoiceReceived
from shared.kernel.ids import uuid7
from shared.web.roles import Role
from tests.browser.conftest import PASSWORD, Site, register
from tests.fixtures.browsing import Visitor
from tests.fixtures.day_desk import containers, purse, released, sold
from tests.fixtures.keyboard import followed, pressed, tabbed
from tests.fixtures.order_table import typed
from tests.fixtures.orders_http import DUC
from tests.fixtures.orders_story import CYCLE, apply, balances, closing, control, place, settled
from tests.fixtures.supply_buying import PATH, order_it
from tests.fixtures.supply_cycle import OFFER, SUPPLIER, put
from tests.fixtures.supply_roster import VOLUNTEER, made

BACK = "Shift+Tab"


async def signed_in(site: Site, visitor: Visitor, role: Role, place: str) -> Page:
    """Amina signs in with this role and goes to a place of the start page."""
    await register(site, role)
    page = await visitor.open(f"{site.addresses.orders}/sign-in")
    await named(page, "amina", PASSWORD)
    if await page.locator("#enrol").count():
        await second_factor(page)
    await followed(page, page.locator("main .tile").filter(has=page.get_by_text(place, exact=True)))
    return page


async def named(page: Page, login: str, *rest: str) -> None:
    """What is asked after a user's name, each in its field, and sent."""
    await tabbed(page, page.get_by_label("Votre nom d’utilisateur"))
    async with page.expect_navigation():
        await typed(page, login, *(key for text in rest for key in ("<Tab>", text)), "<Enter>")


async def second_factor(page: Page) -> None:
    """Set up the app on the phone."""
    await tabbed(page, page.get_by_label("Votre mot de passe"))
    await typed(page, PASSWORD, "<Enter>")
    await expect(page.get_by_label("Six chiffres de votre application")).to_be_focused()
    app = pyotp.TOTP((await page.locator("#secret").inner_text()).replace(" ", ""))
    await typed(page, app.now(), "<Enter>")
    await expect(page.get_by_role("button", name="Imprimer")).to_be_focused()
    await followed(page, page.get_by_role("link", name="Je les ai"))


async def entered(page: Page, to: Locator, key: str = "Tab") -> None:
    """Follow this; what stands at the top of each page is left out."""
    await followed(page, to, key)
    await typed(page, "<Tab>", "<Enter>")
    await expect(page.locator("main")).to_be_focused()


async def sent(page: Page, button: str, place: str, key: str = "Tab") -> None:
    """Press a button; its page comes again, and one goes on from there: a part of it, or what folds the form."""
    await tabbed(page, page.get_by_role("button", name=button, exact=True), key)
    await page.keyboard.press("Enter")
    await expect(page.locator(place)).to_be_focused()
    await page.wait_for_load_state()


async def test_containers_come_back_and_goods_are_sold(
    site: Site, visitor: Visitor, orders_engine: AsyncEngine
) -> None:
    household = await containers(site.orders)
    await released(orders_engine)
    page = await signed_in(site, visitor, Role.VOLUNTEER, "Table de commande")
    await expect(page.locator("#find")).to_be_focused()
    await followed(page, page.get_by_role("link", name="Consignes"))
    await expect(page.locator("#find")).to_be_focused()
    await typed(page, "118", "<Enter>")
    await expect(page.locator("#household-title")).to_be_focused()
    await pressed(page, page.get_by_role("button", name="Un de plus : Bocal 1 litre").first)
    await pressed(page, page.get_by_role("button", name="Tous (1) : Caisse en bois"), "Space")
    await expect(page.get_by_role("button", name="Un de moins : Caisse en bois").first).to_be_focused()
    await pressed(page, page.get_by_role("button", name="Rendre 5,50 € en crédit"))
    await expect(page.locator("#done")).to_have_text("2 emballages rendus : 5,50 € sur son crédit.")
    await expect(page.locator("#find")).to_be_focused()
    assert await purse(orders_engine, household) == (2_000 - 400, 0)
    await followed(page, page.get_by_role("link", name="Ventes"), BACK)
    await tabbed(page, page.locator("#find"))
    await typed(page, "1", "<Enter>")
    goods = page.get_by_role("button", name="sac du 000002")
    await expect(goods).to_be_focused()
    await typed(page, "<Enter>")
    await expect(page.locator("#quantity")).to_be_focused()
    await typed(page, "0,62")
    await pressed(page, page.get_by_role("button", name="D’accord : 0,43 € en espèces"))
    await expect(page.locator("#sold")).to_be_focused()
    await pressed(page, page.get_by_role("button", name="Autre vente"))
    await expect(goods).to_be_focused()
    assert await sold(orders_engine) == [("FAR", 620, 79, 43, UUID(int=2))]


async def test_a_plan_is_fixed_ordered_and_received(site: Site, visitor: Visitor) -> None:
    await put(site.supply, "/v1/suppliers/DOMB", SUPPLIER | {"name": "Moulin de la Dombes", "minimum_cents": 0})
    await put(site.supply, "/v1/offers/DOMB/FLOUR", OFFER | {"rungs": [{"from": 0, "price": "1.30"}]})
    page = await signed_in(site, visitor, Role.COORDINATOR, "Cycles")
    await entered(page, page.locator("main .tile"))
    await entered(page, page.get_by_role("button", name="Faire le plan"))
    await pressed(page, page.locator("summary", has_text="Fixer autrement"))
    await tabbed(page, page.get_by_label("Fournisseur", exact=True))
    await typed(page, "M")
    await tabbed(page, page.get_by_label("Pourquoi", exact=True).first)
    await typed(page, "l’autre moulin est fermé")
    await sent(page, "Le fixer", "summary:has-text('Fixer autrement')")
    await sent(page, "Refaire le plan", "main", BACK)
    await tabbed(page, page.get_by_label("Pourquoi vous l’acceptez"))
    await typed(page, "personne d’autre n’en a", "<Enter>")
    await expect(page.locator("main")).to_be_focused()
    await entered(page, page.get_by_role("button", name="Préparer les bons de commande"))
    order = "[aria-labelledby=order-1]"
    await sent(page, "Approuver", order)
    await sent(page, "Je l’ai envoyé", order)
    await pressed(page, page.locator("summary", has_text="Le fournisseur a répondu"))
    await sent(page, "Noter : tout comme commandé", "summary:has-text('Le fournisseur a répondu')")
    await entered(page, page.get_by_role("link", name="Réception"), BACK)
    await pressed(page, page.locator("summary", has_text="De la marchandise est arrivée"))
    await tabbed(page, page.get_by_label("Abîmé (kg)").first)
    await typed(page, "12,5")
    await sent(page, "C’est reçu", "summary:has-text('De la marchandise est arrivée')")
    await sent(page, "Rien d’autre ne viendra", order)
    (bought,) = (await site.supply.get(f"{PATH}/purchase-orders")).json()
    assert (bought["supplier"], bought["state"], bought["acknowledgement"]["differences"]) == ("DOMB", "delivered", [])
    (receipt,) = (await site.supply.get(f"{PATH}/receiving")).json()
    assert (receipt["state"], receipt["products"][0]["damaged"]) == ("complete", 12_500)


async def test_goods_lack_and_final_prices_are_published(site: Site, visitor: Visitor) -> None:
    await order_it(site.supply)
    page = await signed_in(site, visitor, Role.COORDINATOR, "Cycles")
    await entered(page, page.locator("main .tile"))
    await entered(page, page.get_by_role("link", name="Incidents"))
    await entered(page, page.locator("main .tile"))
    await tabbed(page, page.locator("[name=kind]").first)
    await typed(page, "<ArrowDown>")
    await expect(page.get_by_label("Il est venu moins que prévu")).to_be_checked()
    await tabbed(page, page.get_by_label("En une phrase, pour mémoire"))
    await typed(page, "le moulin est en panne")
    await tabbed(page, page.get_by_label("Farine de blé T65 (kg)"))
    await typed(page, "50", "<Enter>")
    await expect(page.get_by_role("heading", name="3 foyers à prévenir")).to_be_visible()
    await expect(page.locator("#follows")).to_be_focused()
    await followed(page, page.get_by_role("button", name="Faire exactement cela"))
    await entered(page, page.get_by_role("link", name="Prix finaux"))
    await pressed(page, page.locator("summary", has_text="Pourquoi ? Farine de blé T65"))
    await expect(page.locator(".told")).to_contain_text("Réparti sur 100 kg")
    await sent(page, "Publier", "main")
    (line,) = (await site.supply.get(f"{PATH}/settlement")).json()["products"]
    assert (line["demand"], line["granted"]) == (141_000, 100_000)


async def test_a_price_list_is_imported_and_somebody_moved(site: Site, visitor: Visitor, tmp_path: Path) -> None:
    tariff = tmp_path / "tarif.csv"
    tariff.write_text("Réf.;Colis;Prix HT\nFLOUR;25 kg;1,30\n", encoding="utf-8")
    for number in range(1, 6):
        await put(site.supply, f"/v1/volunteers/V{number}", VOLUNTEER | {"name": f"Bénévole {number}"})
    await made(site.supply)
    page = await signed_in(site, visitor, Role.COORDINATOR, "Catalogue")
    await entered(page, page.get_by_role("link", name="Fournisseurs"))
    await entered(page, page.get_by_role("link", name="Tarif"))
    await tabbed(page, page.get_by_label("Colonne du produit"))
    await typed(page, "Réf.", "<Tab>", "Colis")
    await tabbed(page, page.get_by_label("Colonne du prix hors taxes"))
    await typed(page, "Prix HT")
    await sent(page, "Retenir", "#columns-title")
    async with page.expect_file_chooser() as choosing:
        await tabbed(page, page.locator("#file"), BACK)
        await page.keyboard.press("Enter")
    await (await choosing.value).set_files(tariff)
    await pressed(page, page.get_by_role("button", name="Voir ce qui change"))
    await expect(page.locator("#preview")).to_be_focused()
    await pressed(page, page.get_by_role("button", name="Tout appliquer"))
    await expect(page.get_by_text("C’est fait : 1 offre a changé.")).to_be_visible()
    await expect(page.locator("#preview")).to_be_focused()
    (offer,) = (await site.supply.get("/v1/offers?product=FLOUR")).json()["items"]
    assert offer["rungs"] == [{"starts_at": 0, "price": "1.3"}]
    await entered(page, page.get_by_role("link", name="Cycles"), BACK)
    await entered(page, page.locator("main .tile"))
    await entered(page, page.get_by_role("link", name="Qui aide"))
    await entered(page, page.locator("[data-shift=reception] .name").first)
    await tabbed(page, page.locator("input[name=joined]:not([disabled])").first)
    await typed(page, "<ArrowUp>")  # round to the last: nowhere
    await followed(page, page.get_by_role("button", name="Déplacer", exact=True))
    (moved,) = (await site.supply.get(f"{PATH}/roster/choices")).json()
    assert (moved["shift"], moved["placed"]) == ("reception", False)


async def with_money(site: Site) -> None:
    """Two cheques wait, 15 € are to be given back, ALMA invoiced 2,59 €; a treasurer needs a second factor."""
    engine = site.orders.engine
    await place(engine, 9_001)
    run = [settled(9_001, 1, 254)]
    await apply(engine, closing())
    await apply(engine, *run, control(1, run))
    invoice: dict[str, Any] = {"cycle": CYCLE, "supplier": "ALMA", "number": "F-1", "total": 259}
    await apply(engine, SupplierInvoiceReceived(version=1, withdrawn=False, due_on=date(2026, 12, 1), **invoice))
    async with site.orders.table(DUC) as table:
        for number, means, cents in (("000001", "cheque", 1_000), ("000002", "cheque", 250), ("000003", "cash", 1_500)):
            household = await table.household(number)
            assert (await table.pay(household, cents, means=means)).status_code == 201
        back = {"household_id": str(household), "means": "transfer", "amount_cents": 1_500}
        assert (await table.client.put(f"/v1/refunds/{uuid7()}", json=back)).status_code == 201
    accounts = site.orders.app.state.accounts
    needed = replace(accounts.desk, second_factor=SecondFactorRules(Mode.NEEDED))
    site.orders.app.state.accounts = replace(accounts, desk=needed)


async def test_money_is_banked_given_back_and_paid(site: Site, visitor: Visitor) -> None:
    await with_money(site)
    page = await signed_in(site, visitor, Role.TREASURER, "Trésorerie")
    await entered(page, page.get_by_role("link", name="Déposer 2 chèques"))
    await pressed(page, page.get_by_role("checkbox", name="000002"), "Space")
    await expect(page.locator("[data-sum]")).to_contain_text("10,00")
    await followed(page, page.get_by_role("button", name="Ils sont déposés"), BACK)
    await expect(page.get_by_role("heading", level=1)).to_have_text("Bordereau de remise")
    await entered(page, page.get_by_role("link", name="Trésorerie"))
    await entered(page, page.get_by_role("link", name="Faire 1 remboursement"))
    await sent(page, "Le virement est fait (000003)", "main")
    await entered(page, page.get_by_role("link", name="Retour à ce qu’il y a à faire"))
    await entered(page, page.get_by_role("link", name="Payer 1 fournisseur"))
    await pressed(page, page.locator("summary", has_text="Noter un paiement"))
    await sent(page, "C’est payé", "main")
    engine = site.orders.engine
    (receipt,) = await latest_receipts(engine, None, 10)
    assert (receipt.payments, receipt.amount_cents) == (1, 1_000)
    assert await due_refunds(engine, None, 10) == []
    books = await balances(engine)
    assert (books["bank:account"], "supplier:ALMA:payable" in books) == (1_000 - 1_500 - 259, False)


async def test_somebody_is_invited_and_a_session_ended(site: Site, visitor: Visitor) -> None:
    phrase = "quatre mots très différents"
    page = await signed_in(site, visitor, Role.COORDINATOR, "Personnes")
    await entered(page, page.get_by_role("link", name="Utilisateurs"))
    await entered(page, page.get_by_role("link", name="Ajouter quelqu’un"))
    await tabbed(page, page.get_by_label("Nom", exact=True))
    await typed(page, "Bruno", "<Tab>", "bruno")
    await pressed(page, page.get_by_label("Centre DUC"), "Space")
    await entered(page, page.get_by_role("button", name="Ajouter"))
    await pressed(page, page.get_by_role("button", name="Inviter"))
    await expect(page.locator("#slip")).to_be_focused()
    code = await page.locator("[data-code]").inner_text()
    await followed(page, page.get_by_role("link", name="Se déconnecter"), BACK)
    await pressed(page, page.get_by_role("button", name="Se déconnecter"))
    await page.wait_for_url("**/sign-in")  # by way of the hall, which forgets too
    await followed(page, page.get_by_role("link", name="J’ai un code"))
    await named(page, "bruno", code, phrase)
    async with site.orders.table() as nobody:
        body = {"login": "bruno", "password": phrase, "device": "Tablette"}
        assert (await nobody.client.post("/v1/sessions", json=body)).status_code == 201
        await named(page, "amina", PASSWORD)
        await entered(page, page.get_by_role("link", name="Personnes").first)
        await entered(page, page.get_by_role("link", name="Utilisateurs"))
        await entered(page, page.get_by_role("link", name="Bruno"))
        await sent(page, "La terminer Tablette", "section[aria-labelledby=sessions]")
        await expect(page.get_by_text("Nulle part en ce moment.")).to_be_visible()
    async with site.orders.engine.connect() as connection:
        open_ones = select(users.c.login).join(sessions).where(sessions.c.ended_at.is_(None))
        assert list(await connection.scalars(open_ones)) == ["amina"]
