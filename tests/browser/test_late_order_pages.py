"""The coordinator decides about orders that came after their centre was sealed, or could not be taken."""

from playwright.async_api import expect
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.storage.order_tables import household_orders
from shared.kernel.ids import group_order_id
from shared.web.roles import Role
from tests.browser.conftest import Site
from tests.fixtures.batches import order_item, send
from tests.fixtures.browsing import ALIKE, Visitor, barriers, overflows, picture, widths
from tests.fixtures.orders_http import DUC, SOAP, cash
from tests.fixtures.orders_story import CYCLE, place


async def test_a_late_order_is_admitted_or_its_money_left(
    site: Site, visitor: Visitor, orders_engine: AsyncEngine
) -> None:
    admitted = await place(orders_engine, 901, centre=DUC, state="late", credit=300)
    left = await place(orders_engine, 902, centre=DUC, state="late", credit=100)
    async with site.orders.table(role=Role.COORDINATOR) as coordinator:
        await coordinator.client.post(f"/v1/group-orders/{group_order_id(CYCLE, DUC)}/sealing")
        await visitor.signed_in(role=Role.COORDINATOR)
        page = await visitor.open(f"{site.addresses.orders}/late-orders/{CYCLE}")
        await expect(page.locator("#answer")).to_have_text("2 commandes vous attendent")
        await expect(page.get_by_text("Foyer 000901, Centre DUC")).to_be_visible()
        await expect(page.get_by_text("Farine de blé T65 2")).to_have_count(2)
        await expect(page.get_by_text("il manque 1,90 € sur son compte")).to_be_visible()
        for size in widths():
            await page.set_viewport_size(size)
            assert await overflows(page) == []
            assert size in ALIKE or await barriers(page) == []
            await picture(page, f"late-orders-{size['width']}")
        async with page.expect_navigation():
            await page.get_by_role("button", name="L’admettre").click()
        async with page.expect_navigation():
            await page.get_by_role("button", name="Laisser l’argent au foyer").click()
        await expect(page.get_by_text("Aucune commande n’est arrivée en retard.")).to_be_visible()
    async with orders_engine.connect() as connection:
        states = {row.id: row.state for row in await connection.execute(select(household_orders))}
    assert (states[admitted], states[left]) == ("confirmed", "refunded")


async def test_an_order_that_could_not_be_taken_says_why(site: Site, visitor: Visitor) -> None:
    async with site.orders.table(DUC) as table:
        household = await table.household("000903")
        await table.order(household, payments=[cash()])
        second = order_item(household, {SOAP: 1}, cash(320)) | {"waited_seconds": 3_600}
        await send(table, second)
    visitor.tolerate("409 (Conflict)")
    await visitor.signed_in(role=Role.COORDINATOR)
    page = await visitor.open(f"{site.addresses.orders}/late-orders/{CYCLE}")
    await expect(page.get_by_text("Le foyer a une autre commande dans ce cycle.")).to_be_visible()
    for size in widths():
        await page.set_viewport_size(size)
        assert await overflows(page) == []
        assert size in ALIKE or await barriers(page) == []
        await picture(page, f"late-orders-kept-{size['width']}")
    await page.get_by_role("button", name="L’admettre").click()
    await expect(page.get_by_text("Ce foyer a déjà une commande dans ce cycle.")).to_be_visible()
    async with page.expect_navigation():
        await page.get_by_role("button", name="Laisser l’argent au foyer").click()
    await expect(page.get_by_text("Aucune commande n’est arrivée en retard.")).to_be_visible()
