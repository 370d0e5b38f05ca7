"""A household's recurring order at the table: kept from what is on screen, put into the next order in one press."""

import asyncio
from uuid import UUID

from playwright.async_api import expect
from sqlalchemy import select

from services.orders.storage.recurring_tables import recurring_order_lines
from tests.browser.conftest import Site
from tests.fixtures.browsing import Visitor, seen_everywhere
from tests.fixtures.order_table import all_is_sent, at_table, chosen, households, kept, stored, typed
from tests.fixtures.order_table_hall import Hall
from tests.fixtures.orders_http import DUC, FLOUR, MIN, SOAP
from tests.fixtures.orders_story import CYCLE, apply, entry, opened


async def kept_lines(site: Site) -> dict[str, int]:
    line = recurring_order_lines.c
    async with site.orders.engine.connect() as connection:
        return {row.product: row.quantity for row in await connection.execute(select(line.product, line.quantity))}


async def keep(site: Site, household: UUID, lines: dict[str, int]) -> None:
    body = {"cycle": CYCLE, "lines": [{"product": product, "quantity": much} for product, much in lines.items()]}
    async with site.orders.table(DUC) as table:
        address = f"/v1/households/{household}/recurring-orders/{household}"
        answer = await table.client.put(address, json=body)
        assert answer.status_code == 201, answer.text


async def test_it_is_kept_put_into_an_order_changed_and_given_up(site: Site, visitor: Visitor) -> None:
    await households(site.orders)
    page = await at_table(visitor)
    await chosen(page, "118")
    await typed(page, "far", "<Enter>", "2,5", "<Enter>", "sav", "<Enter>", "3", "<Enter>")
    await page.get_by_role("button", name="Garder comme commande habituelle").click()
    await expect(page.locator("#usual-kept")).to_have_text("C’est sa commande habituelle.")
    await all_is_sent(page)
    assert await kept_lines(site) == {FLOUR: 2500, SOAP: 3}
    assert await stored(site.orders.engine) == [], "it orders nothing by itself"
    await page.get_by_role("button", name="Moins de Farine").click()
    await expect(page.get_by_role("button", name="Remplacer sa commande habituelle")).to_be_visible()
    await page.keyboard.press("F2")
    await page.get_by_role("button", name="Abandonner").click()
    await page.reload()
    await kept(page)
    await chosen(page, "118")
    await page.get_by_text("Commande habituelle · 2 produits").click()
    await seen_everywhere(page, "table-usual")
    await page.locator("#product").focus()
    await typed(page, "<F6>")
    await expect(page.locator("#cart .lines li")).to_have_count(2)
    await expect(page.locator("#cart .due")).to_have_text("7,83 €")
    await seen_everywhere(page, "table-usual-put")
    await page.get_by_role("button", name="Espèces").click()
    await typed(page, "<Enter>")
    await expect(page.locator("#receipt-sent")).to_contain_text("la commande est confirmée")
    assert await stored(site.orders.engine) == [("confirmed", 1323, 783)]


async def test_given_up_it_is_offered_no_more_until_another_is_kept(site: Site, visitor: Visitor) -> None:
    first, _ = await households(site.orders)
    await keep(site, first, {FLOUR: 2500})
    page = await at_table(visitor)
    await chosen(page, "118")
    await page.get_by_text("Commande habituelle · 1 produit").click()
    await page.get_by_role("button", name="Supprimer cette commande habituelle").click()
    await expect(page.get_by_text("Commande habituelle · 1 produit")).to_have_count(0)
    await all_is_sent(page)
    assert await kept_lines(site) == {}
    await typed(page, "far", "<Enter>", "1", "<Enter>")
    await page.get_by_role("button", name="Garder comme commande habituelle").click()
    await expect(page.locator("#usual-kept")).to_be_visible()
    await all_is_sent(page)
    assert await kept_lines(site) == {FLOUR: 1000}


async def test_what_can_not_be_had_is_named_and_left_out(site: Site, visitor: Visitor) -> None:
    first, _ = await households(site.orders)
    await keep(site, first, {FLOUR: 2500, SOAP: 3, "OLD": 1000})
    offered = [
        entry(FLOUR, name="Farine de blé T80", category="épicerie", step=2000),
        entry("OLD", name="Ancien", on_sale=False),
        entry("RIZ", name="Riz rond", category="épicerie"),
    ]
    await apply(site.orders.engine, opened(DUC, MIN, version=2, catalogue=offered))
    page = await at_table(visitor)
    await chosen(page, "118")
    await page.locator("[data-do=usual]").click()
    await expect(page.locator("#left-out")).to_contain_text("pas proposé cette fois")
    await expect(page.locator("#left-out")).to_contain_text("vendu maintenant par 2 kg, 2,5 kg n’est plus possible")
    await seen_everywhere(page, "table-usual-left-out")
    await expect(page.locator("#cart .lines li")).to_have_count(0)


async def test_it_turns_with_the_language(site: Site, visitor: Visitor) -> None:
    first, _ = await households(site.orders)
    await keep(site, first, {FLOUR: 2500, SOAP: 3})
    await visitor.signed_in(DUC)
    page = await kept(await visitor.open(f"{site.addresses.orders}/language/ar?next=/table"))
    await chosen(page, "118")
    await typed(page, "<F6>")
    await expect(page.locator("#cart .lines li")).to_have_count(2)
    await seen_everywhere(page, "table-usual-right-to-left")


async def test_without_a_network_it_is_there_and_kept_for_sending(hall: Hall) -> None:
    context = await hall.browser()
    await hall.sign_in(context)
    async with hall.orders.table(DUC) as table:
        found = (await table.client.get("/v1/households", params={"centre": DUC, "find": "000118"})).json()["items"]
        body = {"cycle": CYCLE, "lines": [{"product": FLOUR, "quantity": 1000}]}
        address = f"/v1/households/{found[0]['id']}/recurring-orders/{found[0]['id']}"
        assert (await table.client.put(address, json=body)).status_code == 201
    async with hall.open():
        await hall.table(context)
    page = await hall.table(context, alone=True)
    await chosen(page, "118")
    await typed(page, "<F6>", "farine", "<Enter>", "2,5", "<Enter>")
    await page.get_by_role("button", name="Remplacer sa commande habituelle").click()
    await expect(page.locator("#usual-kept")).to_be_visible()
    hall.kill()
    await asyncio.sleep(1)
    context = await hall.browser()
    page = await hall.table(context, alone=True)
    await expect(page.locator("#standing")).to_have_text("1 chose attend d’être envoyée")
    await chosen(page, "118")
    await typed(page, "<F6>")
    await expect(page.locator("#cart .lines li")).to_contain_text("2,5 kg")
    async with hall.open():
        await hall.sign_in(context)
        await page.reload()
        await all_is_sent(page)
        line = recurring_order_lines.c
        async with hall.engine.connect() as connection:
            assert (await connection.scalars(select(line.quantity))).all() == [2500]
    await context.close()
