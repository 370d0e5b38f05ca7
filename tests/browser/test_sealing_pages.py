"""Closing a centre's orders: who has not paid, what follows, the proof; opening it again; what lapsed."""

from uuid import UUID

from playwright.async_api import Page, expect
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.storage.cycle_tables import group_orders, reopenings
from services.orders.storage.order_tables import household_orders
from shared.kernel.ids import group_order_id, uuid7
from shared.web.roles import Role
from tests.browser.conftest import Site, press
from tests.fixtures.browsing import LAPTOP, Visitor, barriers, overflows, picture, seen_everywhere
from tests.fixtures.keyboard import followed, pressed, tabbed
from tests.fixtures.orders_http import DUC, MIN, cash
from tests.fixtures.orders_story import CYCLE


async def one_paid_one_not(site: Site) -> UUID:
    """Two orders at DUC, of which the second waits for its payment: its id."""
    async with site.orders.table(DUC) as table:
        paid, waits = await table.household("000118", label="Foyer Kévin"), await table.household("000207")
        assert (await table.order(paid, payments=[cash()])).json()["state"] == "confirmed"
        order = uuid7()
        assert (await table.order(waits, order_id=order)).json()["state"] == "waiting"
        return order


async def states(engine: AsyncEngine) -> tuple[str, dict[UUID, str]]:
    async with engine.connect() as connection:
        group = await connection.scalar(select(group_orders.c.state).where(group_orders.c.centre == DUC))
        orders = {row.id: row.state for row in await connection.execute(select(household_orders))}
    return str(group), orders


async def wrong(page: Page) -> list[str]:
    return [*await barriers(page), *await overflows(page)]


async def test_a_volunteer_closes_a_centre_and_the_coordinator_opens_it_again(
    site: Site, visitor: Visitor, orders_engine: AsyncEngine
) -> None:
    order = await one_paid_one_not(site)
    await visitor.signed_in(DUC)
    page = await visitor.open(f"{site.addresses.orders}/")
    await page.locator("main").get_by_role("link", name="Clore les commandes").click()
    await expect(page.locator("#answer")).to_have_text("1 commande n’est pas encore payée")
    await expect(page.get_by_role("row", name="000207")).to_contain_text("3,63 €")
    await expect(page.get_by_text("elle ne sera pas comptée")).to_be_visible()
    await seen_everywhere(page, "sealing-open")
    await press(page, "Clore maintenant")
    await expect(page.locator("#answer")).to_have_text("C’est clos, avec 1 commande")
    await expect(page.get_by_text("Prouvé : recomptée à l’instant")).to_contain_text("3,63 €")
    await expect(page.get_by_text("Cette commande attendait encore 3,63 €")).to_be_visible()
    await expect(page.get_by_text("Appelez la coordination")).to_be_visible()
    assert await wrong(page) == []
    state, orders = await states(orders_engine)
    assert (state, orders[order]) == ("sealed", "lapsed")

    await visitor.signed_in(role=Role.COORDINATOR)
    await page.goto(f"{site.addresses.orders}/sealing/{DUC}")
    await seen_everywhere(page, "sealing-closed")
    await page.get_by_label("Pourquoi le rouvrir").fill("Une famille a été oubliée.")
    await press(page, "Le rouvrir")
    await expect(page.locator("#answer")).to_have_text("1 commande n’est pas encore payée")
    await expect(page.get_by_text("Une famille a été oubliée.")).to_be_visible()
    state, orders = await states(orders_engine)
    assert (state, orders[order]) == ("open", "waiting")
    async with orders_engine.connect() as connection:
        assert (await connection.execute(select(reopenings.c.reason))).scalars().all() == ["Une famille a été oubliée."]


async def test_the_last_centre_closes_the_cycle_and_says_so_before(site: Site, visitor: Visitor) -> None:
    await one_paid_one_not(site)
    await visitor.signed_in(role=Role.COORDINATOR)
    page = await visitor.open(f"{site.addresses.orders}/sealing")
    await expect(page.locator("main h2").first).to_have_text("2 centres prennent encore des commandes")
    await seen_everywhere(page, "sealing-all")
    async with site.orders.table(role=Role.COORDINATOR) as coordinator:
        await coordinator.seal(MIN)
    await page.get_by_role("link", name="Centre DUC").click()
    await expect(page.get_by_text("C’est le dernier centre")).to_be_visible()
    await press(page, "Clore maintenant")
    await expect(page.get_by_text("rien ne peut plus être rouvert")).to_be_visible()
    await expect(page.get_by_role("button", name="Le rouvrir")).to_have_count(0)
    await page.get_by_role("link", name="Tous les centres").click()
    await expect(page.get_by_role("heading", name="Foyer 000207, Centre DUC")).to_be_visible()
    await page.set_viewport_size(LAPTOP)
    assert await wrong(page) == []
    await picture(page, "sealing-all-closed")


async def test_what_was_opened_again_meanwhile_is_not_closed_by_an_old_page(
    site: Site, visitor: Visitor, orders_engine: AsyncEngine
) -> None:
    visitor.tolerate("409")
    await visitor.signed_in(DUC)
    page = await visitor.open(f"{site.addresses.orders}/sealing/{DUC}")
    async with site.orders.table(role=Role.COORDINATOR) as coordinator:
        await coordinator.seal(DUC)
        address = f"/v1/group-orders/{group_order_id(CYCLE, DUC)}/reopening"
        assert (await coordinator.client.post(address, json={"reason": "Oubli."})).status_code == 200
    await page.get_by_role("button", name="Clore maintenant").click()
    await expect(page.locator(".problem")).to_be_visible()
    assert (await states(orders_engine))[0] == "open"


async def test_a_centre_is_closed_by_keyboard_alone(site: Site, visitor: Visitor, orders_engine: AsyncEngine) -> None:
    await visitor.signed_in(DUC)
    page = await visitor.open(f"{site.addresses.orders}/")
    await followed(page, page.locator("main").get_by_role("link", name="Clore les commandes"))
    await pressed(page, page.get_by_role("link", name="Clore les commandes…"))
    button = page.get_by_role("button", name="Clore maintenant")
    await tabbed(page, button)
    async with page.expect_navigation():
        await page.keyboard.press("Enter")
    await expect(page.locator("#answer")).to_have_text("C’est clos, avec 0 commande")
    assert (await states(orders_engine))[0] == "sealed"


async def test_another_persons_centre_is_as_unknown_as_none(site: Site, visitor: Visitor) -> None:
    visitor.tolerate("404")
    await visitor.signed_in(DUC)
    page = await visitor.open(f"{site.addresses.orders}/")
    for centre in (MIN, "NUL"):
        answer = await page.goto(f"{site.addresses.orders}/sealing/{centre}")
        assert answer is not None
        assert answer.status == 404


async def test_a_page_of_the_cycle_leads_to_what_is_not_closed(site: Site, visitor: Visitor) -> None:
    await visitor.signed_in(role=Role.COORDINATOR)
    page = await visitor.open(f"{site.addresses.supply}/cycles/{CYCLE}")
    await page.get_by_role("link", name="Commandes non payées à temps").click()
    await expect(page.get_by_role("heading", name="Commandes non comptées")).to_be_visible()
