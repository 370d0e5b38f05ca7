"""Containers that come back or are taken along, from page to database."""

from typing import Any

from playwright.async_api import Route, expect
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.storage.deposit_tables import deposits
from services.orders.storage.refund_tables import refunds
from shared.web.roles import Role
from tests.browser.conftest import Site
from tests.fixtures.browsing import (
    Visitor,
    barriers,
    picture,
)
from tests.fixtures.day_desk import CRATE, JAR, chosen, containers, desk
from tests.fixtures.orders_http import DUC
from tests.fixtures.orders_story import balances
from tests.fixtures.supply_distribution import settle


async def noted(engine: AsyncEngine) -> list[tuple[Any, ...]]:
    its = deposits.c
    async with engine.connect() as connection:
        found = await connection.execute(select(its.container, its.number, its.amount_cents).order_by(its.at))
        return [tuple(row) for row in found]


async def test_containers_come_back_in_three_touches(site: Site, visitor: Visitor, orders_engine: AsyncEngine) -> None:
    household = await containers(site.orders)
    page = await desk(visitor, "deposits")
    await page.get_by_role("searchbox").fill("kev")
    await page.get_by_role("button", name="000118").click()
    await page.get_by_role("button", name="Tous (3) : Bocal 1 litre").click()
    await picture(page, "distribution-deposits")
    await page.get_by_role("button", name="Rendre 6,00 € en crédit").click()
    await expect(page.locator("#done")).to_have_text("3 emballages rendus : 6,00 € sur son crédit.")
    assert (await noted(orders_engine))[2:] == [(JAR, -3, -600)]
    async with site.orders.table(DUC) as table:
        assert await table.credit(household) == 2_000 - 350


async def test_whoever_is_served_in_the_hall_is_there_already(site: Site, visitor: Visitor) -> None:
    await containers(site.orders, number="000002")
    await settle(site.supply)
    await visitor.signed_in(DUC)
    page = await visitor.open(f"{site.addresses.supply}/hall")
    await expect(page.locator("body[data-ready=yes]")).to_be_attached()
    await chosen(page, "2")
    await expect(page.locator("#household-title")).to_have_text("000002 · Foyer 2")
    await page.get_by_role("link", name="Consignes").click()
    await expect(page.locator("#household-title")).to_have_text("000002 · Foyer Kévin")
    await expect(page.locator("#household-title")).to_be_focused()
    assert page.url == f"{site.addresses.orders}/table/{DUC}/deposits#000002"
    await page.get_by_role("button", name="Tous (3) : Bocal 1 litre").click()
    await page.get_by_role("button", name="Rendre 6,00 € en crédit").click()
    await expect(page.locator("#done")).to_contain_text("3 emballages rendus")


async def test_a_deposit_comes_back_in_cash_as_far_as_the_till_has_it(
    site: Site, visitor: Visitor, orders_engine: AsyncEngine
) -> None:
    household = await containers(site.orders)
    page = await desk(visitor, "deposits")
    await chosen(page, "118")
    await page.get_by_role("button", name="Un de plus : Bocal 1 litre").first.click()
    await page.get_by_role("button", name="Tous (1) : Caisse en bois").click()
    await page.get_by_role("button", name="Rendre 5,50 € en espèces").click()
    await expect(page.locator("#done")).to_have_text("2 emballages rendus. Donnez 5,50 € de la caisse.")
    async with orders_engine.connect() as connection:
        (refund,) = (await connection.execute(select(refunds))).all()
    assert (refund.household_id, refund.means, refund.amount_cents) == (household, "cash", 550)


async def test_what_the_till_lacks_in_cash_stays_as_credit_and_is_said(site: Site, visitor: Visitor) -> None:
    household = await containers(site.orders, means="card")
    visitor.tolerate("409")
    page = await desk(visitor, "deposits")
    await chosen(page, "118")
    await page.get_by_role("button", name="Tous (1) : Caisse en bois").click()
    await page.get_by_role("button", name="Rendre 3,50 € en espèces").click()
    await expect(page.locator("#says")).to_contain_text("3,50 € sont sur son crédit. En espèces, ce n’est pas possible")
    await expect(page.locator("#says")).to_be_focused()
    async with site.orders.table(DUC) as table:
        assert await table.credit(household) == 2_000 - 600


async def test_containers_are_taken_along_for_credit_then_cash(
    site: Site, visitor: Visitor, orders_engine: AsyncEngine
) -> None:
    household = await containers(site.orders)
    page = await desk(visitor, "deposits")
    await chosen(page, "118")
    await page.get_by_text("Le foyer emporte des emballages").click()
    more = page.locator("[data-way=out]").get_by_role("button", name="Un de plus : Caisse en bois")
    for _ in range(4):
        await more.click()
    await expect(page.locator("#taking")).to_contain_text("10,50 € sur son crédit, 3,50 € à payer.")
    await picture(page, "deposits-taking")
    await page.get_by_role("button", name="Emporté : 3,50 € en espèces").click()
    await expect(page.locator("#done")).to_have_text("4 emballages notés : 14,00 € de consigne.")
    async with site.orders.table(DUC) as table:
        assert await table.credit(household) == 0
    assert (await noted(orders_engine))[2:] == [(CRATE, 4, 1_400)]
    assert (await balances(orders_engine))["till:DUC:cash"] == 2_000 + 350


async def test_money_of_a_note_that_is_refused_is_said_to_be_credit(site: Site, visitor: Visitor) -> None:
    household = await containers(site.orders)
    visitor.tolerate("409")
    page = await desk(visitor, "deposits")

    async def refuse(route: Route) -> None:
        await route.fulfill(status=409, json={"code": "not_enough_credit", "detail": "Le crédit ne suffit plus."})

    await page.route("**/v1/deposits/*", refuse)
    await chosen(page, "118")
    await page.get_by_text("Le foyer emporte des emballages").click()
    for _ in range(4):
        await page.locator("[data-way=out]").get_by_role("button", name="Un de plus : Caisse en bois").click()
    await page.get_by_role("button", name="Emporté : 3,50 € en espèces").click()
    says = "Les 3,50 € payés sont sur son crédit : ne les reprenez pas. Le crédit ne suffit plus."
    await expect(page.locator("#says")).to_have_text(says)
    async with site.orders.table(DUC) as table:
        assert await table.credit(household) == 1_400


async def test_a_lost_answer_is_asked_for_again_and_counts_once(
    site: Site, visitor: Visitor, orders_engine: AsyncEngine
) -> None:
    await containers(site.orders)
    visitor.tolerate("ERR_FAILED")
    page = await desk(visitor, "deposits")
    await chosen(page, "118")
    await page.get_by_role("button", name="Tous (3) : Bocal 1 litre").click()

    async def lose(route: Route) -> None:
        await route.fetch()
        await route.abort()

    await page.route("**/v1/deposits/*", lose)
    await page.get_by_role("button", name="Rendre 6,00 € en crédit").click()
    await expect(page.locator("#done")).to_contain_text("C’est gardé sur cet appareil et part tout seul")
    await expect(page.locator("#standing")).to_contain_text("Une note attend d’être envoyée")
    await expect(page.locator("[data-way=back]")).to_have_count(1)  # what waits counts: the crate alone is left
    assert await barriers(page) == []
    await page.unroute("**/v1/deposits/*")
    await page.reload()
    await expect(page.locator("#standing")).to_have_text("En ligne · tout est envoyé")
    assert (await noted(orders_engine))[2:] == [(JAR, -3, -600)]


async def test_the_coordinator_says_which_containers_there_are(site: Site, visitor: Visitor) -> None:
    page = await desk(visitor, "deposits", role=Role.COORDINATOR)
    await page.get_by_label("Code court").fill(JAR)
    await page.get_by_label("Nom", exact=True).fill("Bocal 1 litre")
    await page.get_by_label("Consigne pour un (€)").fill("2,00")
    async with page.expect_navigation():
        await page.get_by_role("button", name="Ajouter cet emballage").click()
    async with site.orders.table(DUC) as table:
        found = (await table.client.get("/v1/containers")).json()["items"]
    assert found == [{"container": JAR, "name": "Bocal 1 litre", "deposit_cents": 200}]
