"""Those without a mouse: a hall served, a till from opening to closing, a cycle closed, from page to database."""

from playwright.async_api import expect
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.storage.till_tables import till_sessions
from services.supply.storage.distribution_tables import distribution_days, hand_overs
from shared.web.roles import Role
from tests.browser.conftest import Site
from tests.fixtures.browsing import TABLET, Visitor
from tests.fixtures.keyboard import followed, pressed, tabbed
from tests.fixtures.order_table import typed
from tests.fixtures.orders_http import DUC
from tests.fixtures.supply_buying import NEXT, NEXT_PATH
from tests.fixtures.supply_cycle import TERMS, put
from tests.fixtures.supply_distribution import settle

DATES = {"opens": "2027-01-04", "closes": "2027-01-08", "delivery": "2027-01-19", "distribution": "2027-01-22"}
SENT = "En ligne · tout est envoyé"


async def test_a_hall_is_served_and_its_day_closed(site: Site, visitor: Visitor, supply_engine: AsyncEngine) -> None:
    await settle(site.supply)
    await visitor.signed_in("DUC")
    page = await visitor.open(f"{site.addresses.supply}/hall")
    await page.set_viewport_size(TABLET)
    await expect(page.locator("body[data-ready=yes]")).to_be_attached()
    await pressed(page, page.get_by_role("link", name="Aller au contenu"))
    await tabbed(page, page.locator("#find"))
    await typed(page, "2", "<Enter>")
    await expect(page.locator("#household-title")).to_be_focused()
    await tabbed(page, page.get_by_label("Pesé ou compté (g)"))
    await typed(page, "68200", "<Enter>")
    await expect(page.get_by_role("button", name="Remis comme pesé")).to_be_focused()
    await typed(page, "<Enter>")
    await expect(page.locator("#came")).to_have_text("1 foyer servi sur 2")
    await expect(page.locator("#find")).to_be_focused()
    tick = page.get_by_role("button", name="Tout remis à 000001")
    await tabbed(page, tick)
    await tick.evaluate("e => { e.id = 'before'; dispatchEvent(new Event('online')) }")  # others are asked for
    await expect(page.locator("#before")).to_have_count(0)
    await expect(tick).to_be_focused()
    await tabbed(page, page.get_by_role("button", name="000001").first, "Shift+Tab")
    await typed(page, "<Enter>")
    await pressed(page, page.locator("#household summary"))
    await tabbed(page, page.get_by_label("Numéro d’adhérent du voisin"))
    await typed(page, "2")
    await tabbed(page, page.get_by_label("Remarque pour les autres bénévoles"))
    await typed(page, "sonne au 3e")
    await tabbed(page, page.get_by_role("button", name="Laissé à ce voisin"), "Shift+Tab")
    await typed(page, "<Space>")
    await expect(page.locator("#came")).to_have_text("2 foyers servis sur 2")
    await expect(page.locator("#standing")).to_have_text(SENT)
    await expect(page.locator("#household")).to_contain_text("Retiré à")
    await expect(page.locator("#household-title")).to_be_focused()  # the answer came and took nothing away
    await followed(page, page.get_by_role("link", name="Fin de journée").last)
    await tabbed(page, page.get_by_label("Perdu (kg)"))
    await typed(page, "0,1")
    await followed(page, page.get_by_role("button", name="Noter", exact=True))
    await tabbed(page, page.get_by_label("Pourquoi le compte n’y est pas"), "Shift+Tab")
    await typed(page, "un sac percé")
    await followed(page, page.get_by_role("button", name="Clôturer la journée avec cette raison"))
    await expect(page.locator("#balance")).to_have_text("La journée est clôturée")
    async with supply_engine.connect() as connection:
        noted = await connection.execute(select(hand_overs.c.state).order_by(hand_overs.c.state))
        assert list(noted.scalars()) == ["collected", "left_with_neighbour"]
        assert await connection.scalar(select(distribution_days.c.reason)) == "un sac percé"


async def test_a_till_is_opened_counted_and_closed(site: Site, visitor: Visitor) -> None:
    await visitor.signed_in(DUC)
    page = await visitor.open(f"{site.addresses.orders}/tills")
    await followed(page, page.locator("main .tile"))
    await followed(page, page.get_by_role("link", name="Compter et ouvrir"))
    await tabbed(page, page.locator("#pieces-2000"))
    await typed(page, "2", "<Enter>")
    await expect(page.locator("#pieces-1000")).to_be_focused()
    await typed(page, "<ArrowUp>", "<ArrowUp>", "<ArrowDown>")
    more = page.get_by_role("button", name="Un de plus : Billet de 5\N{NO-BREAK SPACE}€", exact=True)
    await pressed(page, more, "Space")
    await tabbed(page, page.get_by_label("Pourquoi cet écart ?"))
    await typed(page, "fond de caisse")
    await followed(page, page.get_by_role("button", name="Ouvrir la caisse"))
    await expect(page.get_by_role("heading", level=2).first).to_contain_text("55,00")
    await followed(page, page.get_by_role("link", name="Compter et fermer"))
    await tabbed(page, page.locator("#pieces-2000"))
    smaller = await page.locator(".denomination:has(#pieces-2000) ~ .denomination").count()
    await typed(page, "3", *["<Enter>"] * (smaller + 1))
    await expect(page.get_by_label("Pourquoi cet écart ?")).to_be_focused()
    async with page.expect_navigation():
        await typed(page, "un don", "<Enter>")
    await expect(page.get_by_role("heading", level=2).first).to_contain_text("5,00")
    async with site.orders.engine.connect() as connection:
        closed = (await connection.execute(select(till_sessions))).one()
    assert (closed.counted_cents, closed.closed_at is None) == (6_000, False)


async def test_a_cycle_is_opened_and_closed(site: Site, visitor: Visitor) -> None:
    await put(site.supply, NEXT_PATH, TERMS | DATES | {"centres": []})
    await visitor.signed_in(role=Role.COORDINATOR)
    page = await visitor.open(f"{site.addresses.supply}/cycles")
    await followed(page, page.get_by_role("link").filter(has_text="En préparation"))
    await followed(page, page.get_by_role("button", name="Ouvrir les commandes"))
    await expect(page.locator("#answer")).to_have_text("Pas encore de commande")
    await pressed(page, page.get_by_role("link", name="Clore le cycle…"))
    await page.keyboard.press("Tab")  # it led to the place itself: the button is the next stop
    await expect(page.get_by_role("button", name="Clore maintenant")).to_be_focused()
    async with page.expect_navigation():
        await page.keyboard.press("Space")
    await expect(page.locator("#said")).to_have_text("Le cycle se ferme.")
    assert (await site.supply.get(f"/v1/cycles/{NEXT}")).json()["state"] == "closing"
