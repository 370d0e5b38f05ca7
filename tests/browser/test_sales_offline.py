"""Sales without a network: the server really stopped, the browser really killed, then everything back, once."""

import asyncio
from uuid import UUID

from playwright.async_api import Page, expect
from sqlalchemy import update

from services.orders.storage.household_tables import households
from shared.database import transaction
from shared.kernel.ids import uuid7
from tests.fixtures.browsing import barriers, picture
from tests.fixtures.day_desk import (
    ALL_SENT,
    FULL,
    chosen,
    kept_page,
    looked_at,
    opened_again,
    purse,
    released,
    sending_held,
    sold,
)
from tests.fixtures.order_table_hall import Hall
from tests.fixtures.orders_distribution import sell
from tests.fixtures.orders_http import DUC, MIN
from tests.fixtures.till_hours import closed, opened, sessions, told

BUYER, ABSENT, BAG = UUID(int=1_000_001), UUID(int=1_000_002), UUID(int=2)


async def priced(page: Page, quantity: str, *, bag: bool = True) -> None:
    """Flour for the first household, up to its price."""
    name = "sac du 000002" if bag else "Farine de blé T65"
    await page.locator("#goods").get_by_role("button", name=name).last.click()
    await chosen(page, "1")
    await page.get_by_label("Combien (kg)").fill(quantity)


async def accepted(page: Page, how: str) -> None:
    await page.get_by_role("button", name=f"D’accord : {how}").click()
    await expect(page.locator("#sold")).to_be_focused()


async def of_another_table(hall: Hall, quantity: int) -> None:
    async with hall.orders.table(DUC) as other:
        paid = {"payment": {"id": str(uuid7()), "means": "card"}, "order_id": str(BAG)}
        assert (await sell(other, 1, quantity, **paid)).status_code == 201


async def said_to_wait(page: Page) -> None:
    await page.locator("#queue summary").click()
    await expect(page.locator("#waiting")).to_contain_text("000001 achète\u00a0: 0,62\u00a0kg · Farine de blé T65")
    await looked_at(page, "sales-offline-sold")
    await picture(page, "sales-offline")


async def rest_of_the_bag_sold(page: Page) -> None:
    await priced(page, "1,5")
    await expect(page.locator("#price")).to_have_text("Il ne reste que 1,38 kg de ce sac.")
    await page.get_by_label("Combien (kg)").fill("1,38")
    await expect(page.locator("#price")).to_contain_text("1,75 € à payer.")
    await accepted(page, "1,75 € par carte")
    await expect(page.locator("#goods")).not_to_contain_text("sac du")


async def nothing_noted_on_a_full_device(page: Page) -> None:
    await page.evaluate(FULL)
    await priced(page, "0,1", bag=False)
    await page.get_by_role("button", name="D’accord : 0,13 € en espèces").click()
    await expect(page.locator("#says")).to_contain_text("Cet appareil est plein : rien n’a été noté")


async def only_the_slip_is_printed(page: Page) -> None:
    await page.emulate_media(media="print")
    await expect(page.locator("#slip")).to_be_visible()
    await expect(page.locator("#standing")).to_be_hidden()
    await page.emulate_media(media="screen")


async def test_nothing_is_lost_or_sold_twice_when_network_and_power_go(hall: Hall) -> None:
    await released(hall.engine)
    context = await hall.browser()
    await hall.sign_in(context)
    async with hall.orders.table(DUC) as table:
        session = await opened(table, 580)
    async with hall.open():
        await kept_page(hall, context, "sales")
    page = await kept_page(hall, context, "sales?product=FAR&left=2500", alone=True)
    await expect(page.locator("#standing")).to_contain_text("Pas de réseau : continuez, tout est gardé ici")
    await expect(page.locator("#goods")).to_contain_text("sans réseau. Ce que cet appareil a vendu depuis est déduit")
    await priced(page, "0,62")
    await expect(page.locator("#price")).to_contain_text("0,36 € sur son crédit, 0,43 € à payer.")
    await looked_at(page, "sales-offline")
    await accepted(page, "0,43 € en espèces")
    await expect(page.locator("#slip")).to_contain_text("0,79")
    await expect(page.locator("#sale")).to_contain_text("C’est gardé sur cet appareil")
    await only_the_slip_is_printed(page)
    await expect(page.locator("#goods")).to_contain_text("il reste 1,38 kg")
    await expect(page.locator("#goods")).to_contain_text("il reste 0,5 kg")
    await said_to_wait(page)
    await rest_of_the_bag_sold(page)
    await nothing_noted_on_a_full_device(page)
    hall.kill()
    await asyncio.sleep(1)

    context = await hall.browser()
    page = await kept_page(hall, context, "sales", alone=True)
    await expect(page.locator("#standing")).to_contain_text("2 notes attendent d’être envoyées")
    await expect(page.locator("#goods")).not_to_contain_text("sac du")
    await priced(page, "0,1", bag=False)
    await accepted(page, "0,13 € en espèces")
    await expect(page.locator("#standing")).to_contain_text("3 notes attendent d’être envoyées")
    await of_another_table(hall, 1_500)  # of the same bag, and with its credit
    async with hall.orders.table(DUC) as table:
        await closed(table, session, 580 + 43 + 13, "a device has not sent yet")
    async with hall.open():
        await hall.sign_in(context)
        await page.reload()
        await expect(page.locator("#standing")).to_have_text(ALL_SENT, timeout=30_000)
        once = [
            ("FAR", 1_500, 191, 155, BAG),
            ("FAR", 620, 79, 43, BAG),
            ("FAR", 1_380, 175, 175, BAG),
            ("FAR", 100, 13, 13, None),
        ]
        assert await sold(hall.engine) == once
        assert (await purse(hall.engine, BUYER), await purse(hall.engine, ABSENT)) == ((0, 36), (36 + 254, 0))
        await page.reload()
        await expect(page.locator("#standing")).to_have_text(ALL_SENT, timeout=30_000)
        assert await sold(hall.engine) == once
        async with hall.orders.table(DUC) as table:
            *_, first, linked = await sessions(table)
    assert (linked["linked_to"], told(linked)) == (first["session_id"], [("card", 1, 175), ("cash", 2, 56)])
    await context.close()


async def test_killed_in_the_middle_of_sending_it_sells_once_and_the_goods_are_asked_about(hall: Hall) -> None:
    await released(hall.engine)
    context = await hall.browser()
    await hall.sign_in(context)
    async with hall.open():
        page = await kept_page(hall, context, "sales")
        reached = await sending_held(page, "**/v1/day-sales/*", arrived=True)
        await priced(page, "0,62")
        await page.get_by_role("button", name="D’accord : 0,43 € en espèces").click()
        await asyncio.wait_for(reached.wait(), 20)
        hall.kill()
        context, page = await opened_again(hall, "sales")
        await expect(page.locator("#standing")).to_have_text(ALL_SENT)
        await expect(page.locator("#look")).to_contain_text("Demandez au foyer s’il a les produits ; sinon, prenez")
        assert await barriers(page) == []
        await picture(page, "sales-cut-off")
        await page.get_by_role("button", name="Il a les produits").click()
        await expect(page.locator("#look .notice")).to_have_count(0)
        assert await sold(hall.engine) == [("FAR", 620, 79, 43, BAG)]
    await context.close()


async def test_cut_off_and_then_refused_it_is_booked_once_somebody_says_that_the_goods_are_gone(hall: Hall) -> None:
    await released(hall.engine)
    context = await hall.browser()
    await hall.sign_in(context)
    async with hall.open():
        page = await kept_page(hall, context, "sales")
        reached = await sending_held(page, "**/v1/day-sales/*", arrived=False)
        await priced(page, "0,62")
        await page.get_by_role("button", name="D’accord : 0,43 € en espèces").click()
        await asyncio.wait_for(reached.wait(), 20)
        hall.kill()
        await of_another_table(hall, 2_000)
        context, page = await opened_again(hall, "sales")
        card = page.locator("#look .notice")
        await expect(card).to_contain_text("ce n’est pas noté. Demandez au foyer s’il a les produits et s’il a payé")
        await expect(card).to_contain_text("il reste 0 kg de cette commande")
        await looked_at(page, "sales-refused")
        assert len(await sold(hall.engine)) == 1
        await card.get_by_role("button", name="Il a les produits").click()
        await expect(page.locator("#standing")).to_have_text(ALL_SENT)
        await expect(card).to_have_count(0)
        assert (await sold(hall.engine))[1:] == [("FAR", 620, 79, 43, BAG)]
        assert await purse(hall.engine, BUYER) == (0, 36)
    await context.close()


async def test_a_buyer_of_another_centre_by_then_stays_in_words_at_the_order_table_too(hall: Hall) -> None:
    await released(hall.engine)
    context = await hall.browser()
    await hall.sign_in(context)
    async with hall.open():
        await kept_page(hall, context, "sales")
    page = await kept_page(hall, context, "sales", alone=True)
    await priced(page, "0,62")
    await accepted(page, "0,43 € en espèces")
    async with transaction(hall.engine) as connection:
        await connection.execute(update(households).where(households.c.id == BUYER).values(centre=MIN))
    await page.close()
    async with hall.open():
        table = await hall.table(context)
        await expect(table.locator("#day-waits")).to_contain_text("Une note de consigne ou de vente est à regarder.")
        await table.locator("#day-waits").get_by_role("link", name="Ventes").click()
        card = table.locator("#look .notice")
        await expect(card).to_contain_text("000001 achète\u00a0: 0,62\u00a0kg")
        await expect(card).to_contain_text("Prévenez la coordination, avec le numéro, le produit et le montant.")
        assert await barriers(table) == []
        await picture(table, "sales-unknown-household")
        async with transaction(hall.engine) as connection:
            await connection.execute(update(households).where(households.c.id == BUYER).values(centre=DUC))
        await card.get_by_role("button", name="Réessayer").click()
        await expect(table.locator("#standing")).to_have_text(ALL_SENT)
        assert await sold(hall.engine) == [("FAR", 620, 79, 43, BAG)]
    await context.close()


async def test_what_the_order_table_sent_is_not_for_sale_again_when_the_network_is_gone_again(hall: Hall) -> None:
    await released(hall.engine)
    context = await hall.browser()
    await hall.sign_in(context)
    async with hall.open():
        await kept_page(hall, context, "sales")
        await hall.table(context)
    page = await kept_page(hall, context, "sales", alone=True)
    await priced(page, "1,5")
    await accepted(page, "1,55 € en espèces")
    await page.goto(f"{hall.addresses.orders}/table")
    await expect(page.locator("#day-waits")).to_contain_text("Une note de consigne ou de vente attend")
    for other in context.pages:
        if other != page:
            await other.close()
    async with hall.open():
        await page.reload()
        await expect(page.locator("#standing")).to_have_text(ALL_SENT)
        await expect(page.locator("#day-waits")).to_be_hidden()
    await page.goto(f"{hall.addresses.orders}/table/{DUC}/sales")
    await expect(page.locator("#standing")).to_contain_text("Pas de réseau")
    await expect(page.locator("#goods")).to_contain_text("il reste 0,5 kg")
    assert await sold(hall.engine) == [("FAR", 1_500, 191, 155, BAG)]
    await context.close()
