"""Deposits without a network: the server really stopped, the browser really killed, then everything back, once."""

import asyncio
from typing import Any
from uuid import UUID

from playwright.async_api import Page, expect
from sqlalchemy import select

from services.orders.storage.deposit_tables import deposits
from services.orders.storage.household_tables import households
from services.orders.storage.payment_tables import payments
from services.orders.storage.refund_tables import refunds
from shared.kernel.ids import uuid7
from shared.web.roles import Role
from tests.fixtures.browsing import barriers, picture
from tests.fixtures.day_desk import (
    ALL_SENT,
    CRATE,
    FULL,
    JAR,
    chosen,
    kept_page,
    looked_at,
    opened_again,
    purse,
    sending_held,
)
from tests.fixtures.device import on_the_disk
from tests.fixtures.order_table_hall import Hall
from tests.fixtures.orders_http import DUC, MIN, Table
from tests.fixtures.till_hours import closed, opened, sessions


async def stocked(hall: Hall) -> tuple[UUID, UUID]:
    """Kévin has taken three jars and has 4 € left; Zoé has nothing at all."""
    async with hall.orders.table(role=Role.COORDINATOR) as coordinator:
        for code, name, cents in ((JAR, "Bocal 1 litre", 200), (CRATE, "Caisse en bois", 350)):
            body = {"name": name, "deposit_cents": cents}
            assert (await coordinator.client.put(f"/v1/containers/{code}", json=body)).status_code == 201
    async with hall.engine.connect() as connection:
        kevin, zoe = await connection.scalars(select(households.c.id).order_by(households.c.number))
    async with hall.orders.table(DUC) as table:
        await table.pay(kevin, 1_000)
        await moved(table, kevin, 3)
    return kevin, zoe


async def moved(table: Table, household: UUID, number: int, container: str = JAR) -> None:
    body = {"household_id": str(household), "container": container, "number": number}
    assert (await table.client.put(f"/v1/deposits/{uuid7()}", json=body)).status_code == 201


async def jars_back_in_cash(page: Page, who: str = "kev") -> None:
    await chosen(page, who)
    await page.get_by_role("button", name="Tous (3) : Bocal 1 litre").click()
    await page.get_by_role("button", name="Rendre 6,00 € en espèces").click()


async def crate_for_cash(page: Page, who: str = "207") -> None:
    await chosen(page, who)
    await page.locator("[data-way=out]").get_by_role("button", name="Un de plus : Caisse en bois").click()
    await page.get_by_role("button", name="Emporté : 3,50 € en espèces").click()


async def crate_back(page: Page) -> None:
    await page.get_by_role("button", name="Tous (1) : Caisse en bois").click()
    await page.get_by_role("button", name="Rendre 3,50 € en crédit").click()


async def noted(hall: Hall) -> tuple[list[tuple[Any, ...]], list[int], list[int]]:
    """Containers as they were moved, cash that was given back, payments."""
    its = deposits.c
    async with hall.engine.connect() as connection:
        moves = await connection.execute(select(its.container, its.number).order_by(its.at, its.container))
        given = await connection.scalars(select(refunds.c.amount_cents).order_by(refunds.c.asked_at))
        paid = await connection.scalars(select(payments.c.amount_cents).order_by(payments.c.received_at))
        return [tuple(row) for row in moves], list(given), list(paid)


async def test_nothing_is_lost_or_noted_twice_when_network_and_power_go(hall: Hall) -> None:
    kevin, zoe = await stocked(hall)
    context = await hall.browser()
    await hall.sign_in(context)
    async with hall.orders.table(DUC) as table:
        session = await opened(table, 1_000)
    async with hall.open():
        await kept_page(hall, context, "deposits")
    page = await kept_page(hall, context, "deposits", alone=True)
    await expect(page.locator("#standing")).to_contain_text("Pas de réseau : continuez, tout est gardé ici")
    await jars_back_in_cash(page)
    await expect(page.locator("#done")).to_contain_text("3 emballages rendus. Donnez 6,00 € de la caisse. C’est gardé")
    await expect(page.get_by_role("searchbox")).to_be_focused()
    await expect(page.locator("#household")).to_contain_text("Ce foyer n’a aucun emballage à rapporter")
    await crate_for_cash(page)
    await expect(page.locator("#done")).to_contain_text("Un emballage noté : 3,50 € de consigne.")
    await expect(page.locator("#standing")).to_contain_text("2 notes attendent d’être envoyées")
    await expect(page.locator("#standing")).to_contain_text("Dernier contact :")
    await page.locator("#queue summary").click()
    await expect(page.locator("#waiting")).to_contain_text("000118 rapporte\u00a0: 3 × Bocal 1 litre")
    await looked_at(page, "deposits-offline")
    await picture(page, "deposits-offline")
    await page.evaluate(FULL)
    await crate_back(page)
    await expect(page.locator("#says")).to_contain_text("Cet appareil est plein : rien n’a été noté")
    hall.kill()
    await asyncio.sleep(1)

    context = await hall.browser()
    page = await kept_page(hall, context, "deposits", alone=True)
    await expect(page.locator("#standing")).to_contain_text("2 notes attendent d’être envoyées")
    await chosen(page, "207")
    await crate_back(page)
    await expect(page.locator("#standing")).to_contain_text("3 notes attendent d’être envoyées")
    assert await noted(hall) == ([(JAR, 3)], [], [1_000])
    async with hall.orders.table(DUC) as table:
        await closed(table, session, 1_000 - 600 + 350, "a device has not sent yet")
    async with hall.open():
        await hall.sign_in(context)
        await page.reload()
        await expect(page.locator("#standing")).to_have_text(ALL_SENT, timeout=30_000)
        once = ([(JAR, 3), (JAR, -3), (CRATE, 1), (CRATE, -1)], [600], [1_000, 350])
        assert await noted(hall) == once
        assert (await purse(hall.engine, kevin), await purse(hall.engine, zoe)) == ((400, 0), (350, 0))
        await page.reload()
        await expect(page.locator("#standing")).to_have_text(ALL_SENT, timeout=30_000)
        assert await noted(hall) == once
        async with hall.orders.table(DUC) as table:
            *_, first, linked = await sessions(table)
    assert (first["given_back_cents"], linked["linked_to"], linked["given_back_cents"]) == (0, first["session_id"], 600)
    await context.close()


async def test_what_the_server_refuses_later_stays_in_words_and_its_cash_is_booked_and_owed(hall: Hall) -> None:
    kevin, _ = await stocked(hall)
    context = await hall.browser()
    await hall.sign_in(context)
    async with hall.open():
        await kept_page(hall, context, "deposits")
    page = await kept_page(hall, context, "deposits", alone=True)
    await jars_back_in_cash(page)
    await expect(page.locator("#standing")).to_contain_text("Une note attend d’être envoyée")
    async with hall.orders.table(DUC) as other:  # another tablet took two of them back meanwhile, and gave 7 €
        await moved(other, kevin, -2)
        body = {"household_id": str(kevin), "means": "cash", "amount_cents": 700}
        assert (await other.client.put(f"/v1/refunds/{uuid7()}", json=body)).status_code == 201
    await page.close()
    async with hall.open():  # it is the order table's page that is open when the network is back
        table = await hall.table(context)
        await expect(table.locator("#day-waits")).to_contain_text("Une note de consigne ou de vente est à regarder.")
        await expect(table.locator("#standing")).to_have_text("En ligne")
        assert await barriers(table) == []
        await picture(table, "deposits-waiting-at-the-table")
        assert await noted(hall) == ([(JAR, 3), (JAR, -2)], [700, 600], [1_000])
        assert await purse(hall.engine, kevin) == (0, 500)  # 10 € − 6 € of jars + 4 € − 7 € − 6 €
        await table.get_by_role("link", name="Consignes").first.click()
        card = table.locator("#look .notice")
        await expect(card).to_contain_text("000118 rapporte\u00a0: 3 × Bocal 1 litre")
        await expect(card).to_contain_text("L’argent donné est noté quand même.")
        await expect(table.locator("#standing")).to_contain_text("Une note est à regarder")
        await looked_at(table, "deposits-refused")
        await card.get_by_role("button", name="Réessayer").click()
        await expect(card).to_contain_text("000118 rapporte")
        async with hall.orders.table(DUC) as other:
            await moved(other, kevin, -1)
        await card.get_by_role("button", name="C’est réglé").click()
        await expect(table.locator("#standing")).to_have_text(ALL_SENT)
        await table.reload()
        await expect(table.locator("#standing")).to_have_text(ALL_SENT)
        assert await noted(hall) == ([(JAR, 3), (JAR, -2), (JAR, -1)], [700, 600], [1_000])
    await context.close()


async def test_killed_in_the_middle_of_sending_it_counts_once_and_the_money_is_asked_about(hall: Hall) -> None:
    kevin, _ = await stocked(hall)
    context = await hall.browser()
    await hall.sign_in(context)
    async with hall.open():
        page = await kept_page(hall, context, "deposits")
        reached = await sending_held(page, "**/v1/refunds/*", arrived=True)
        await jars_back_in_cash(page)
        await asyncio.wait_for(reached.wait(), 20)
        hall.kill()
        context, page = await opened_again(hall, "deposits")
        await expect(page.locator("#standing")).to_have_text(ALL_SENT)
        assert await noted(hall) == ([(JAR, 3), (JAR, -3)], [600], [1_000])
        await expect(page.locator("#look")).to_contain_text("Demandez au foyer s’il a son argent ; sinon, donnez-le")
        assert await barriers(page) == []
        await picture(page, "deposits-cut-off")
        await page.reload()
        await page.get_by_role("button", name="Il a son argent").click()
        await expect(page.locator("#look .notice")).to_have_count(0)
        assert await noted(hall) == ([(JAR, 3), (JAR, -3)], [600], [1_000])
        assert await purse(hall.engine, kevin) == (400, 0)
    await context.close()


async def test_signed_out_it_names_nobody_and_waits_for_its_own_volunteer(hall: Hall) -> None:
    await stocked(hall)
    context = await hall.browser()
    await hall.sign_in(context)
    async with hall.open():
        page = await kept_page(hall, context, "deposits")
        await context.clear_cookies()
        await jars_back_in_cash(page)
        await expect(page.locator("#standing")).to_contain_text("Une note attend. Connectez-vous pour l’envoyer.")
        assert "Kévin" in await on_the_disk(page)
        await hall.sign_in(context)
        await page.route("**/v1/deposits/*", lambda route: route.abort())
        out = await context.new_page()
        await out.route(
            "**/hall/signed-out?*", lambda route: route.fulfill(body="<p>signed out</p>", content_type="text/html")
        )
        await out.goto(f"{hall.addresses.orders}/sign-out")
        await out.get_by_role("button", name="Se déconnecter").click()
        await out.wait_for_url("**/hall/signed-out?orders=0&day=1")
        there = await context.new_page()
        await there.goto(f"{hall.addresses.orders}/design")
        assert "Kévin" not in await on_the_disk(there)
        await hall.sign_in(context, MIN)
        table = await hall.table(context, alone=True)
        await expect(table.locator("#day-waits")).to_contain_text("Une note de consigne ou de vente attend")
        assert await noted(hall) == ([(JAR, 3)], [], [1_000])
        await hall.sign_in(context)
        await table.goto(f"{hall.addresses.orders}/table/{DUC}/deposits")
        await expect(table.locator("#standing")).to_have_text(ALL_SENT, timeout=30_000)
        assert await noted(hall) == ([(JAR, 3), (JAR, -3)], [600], [1_000])
    await context.close()
