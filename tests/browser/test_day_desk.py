"""Deposits and sales on the day of distribution: from page to database."""

import re
from uuid import UUID

import pytest
from playwright.async_api import Route, expect
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.kernel.ids import uuid7
from shared.web.roles import Role
from tests.browser.conftest import Site
from tests.fixtures.browsing import (
    ALIKE,
    LAPTOP,
    PHONE,
    TABLET,
    Visitor,
    barriers,
    overflows,
    picture,
    seen_everywhere,
    widths,
)
from tests.fixtures.day_desk import chosen, containers, desk, released, sold
from tests.fixtures.orders_http import DUC, MIN
from tests.fixtures.orders_story import CYCLE


async def test_goods_are_sold_at_the_price_that_was_said(
    site: Site, visitor: Visitor, orders_engine: AsyncEngine
) -> None:
    await released(orders_engine)
    page = await desk(visitor, "sales")
    await page.get_by_role("button", name="sac du 000002").click()
    await chosen(page, "1")
    await page.get_by_label("Combien (kg)").fill("2,5")
    await expect(page.locator("#price")).to_have_text("Il ne reste que 2 kg de ce sac.")
    await page.get_by_label("Combien (kg)").fill("0,62")
    await expect(page.locator(".said-price")).to_have_text("0,79 €")
    await expect(page.locator("#price")).to_contain_text("0,36 € sur son crédit, 0,43 € à payer.")
    await picture(page, "distribution-sale")
    assert await sold(orders_engine) == []
    await page.get_by_role("button", name="D’accord : 0,43 € en espèces").click()
    await expect(page.locator("#sold")).to_be_focused()
    await expect(page.locator("#slip")).to_contain_text(re.compile(r"0,62\skg × 1,27\s€/kg"))
    await picture(page, "sales-receipt")
    assert await sold(orders_engine) == [("FAR", 620, 79, 43, UUID(int=2))]
    async with site.orders.table(DUC) as table:
        assert await table.credit(UUID(int=1_000_002)) == 36 + 79
    await page.emulate_media(media="print")
    await expect(page.locator("#slip")).to_be_visible()
    await expect(page.locator("#goods")).to_be_hidden()


async def test_surplus_is_sold_from_the_list_of_the_hall_and_paid_from_credit(
    visitor: Visitor, orders_engine: AsyncEngine
) -> None:
    await released(orders_engine)
    page = await desk(visitor, f"sales?cycle={CYCLE}&product=FAR&left=2500")
    await page.get_by_role("button", name="il reste 0,5 kg").click()
    await chosen(page, "000001")
    await page.get_by_label("Combien (kg)").fill("0,6")
    await expect(page.locator("#price")).to_contain_text("compte 0,5 kg de surplus")
    await page.get_by_label("Combien (kg)").fill("0,28")
    await page.get_by_role("button", name="D’accord : 0,36 € sur son crédit").click()
    await expect(page.locator("#slip")).to_contain_text("Payé avec votre compte")
    assert await sold(orders_engine) == [("FAR", 280, 36, 0, None)]


async def test_goods_are_sold_to_a_member_of_another_centre(
    site: Site, visitor: Visitor, orders_engine: AsyncEngine
) -> None:
    await released(orders_engine)
    async with site.orders.table(MIN) as elsewhere:
        await elsewhere.household("000777", centre=MIN)
    page = await desk(visitor, "sales")
    await page.get_by_role("button", name="sac du 000002").click()
    await page.get_by_text("Un membre d’un autre centre").click()
    await page.get_by_label("Son numéro de membre").fill("777")
    await page.get_by_label("Son numéro de membre").press("Enter")
    await page.get_by_label("Combien (kg)").fill("1,5")
    await seen_everywhere(page, "sales-elsewhere")
    await page.get_by_role("button", name="1,91 € en espèces").click()
    await expect(page.locator("#slip")).to_contain_text("000777")
    assert await sold(orders_engine) == [("FAR", 1_500, 191, 191, UUID(int=2))]


async def test_a_sale_that_was_a_mistake_is_taken_back(
    site: Site, visitor: Visitor, orders_engine: AsyncEngine
) -> None:
    await released(orders_engine)
    page = await desk(visitor, "sales")
    await page.get_by_role("button", name="sac du 000002").click()
    await chosen(page, "000001")
    await page.get_by_label("Combien (kg)").fill("1,5")
    await page.get_by_role("button", name="en espèces").click()
    await expect(page.locator("#sold")).to_be_visible()
    await page.get_by_text("Vendu ici jusqu’à présent").click()
    await page.get_by_text("C’était une erreur").click()
    await page.get_by_label("Quelle erreur ?").fill("0,5 kg, pas 1,5")
    await seen_everywhere(page, "sales-mistake")
    await page.get_by_label("Quelle erreur ?").press("Enter")
    await expect(page.locator("#sold-list")).to_contain_text("Vente annulée : 1,91 € revient au crédit du foyer 000001")
    await expect(page.locator("#sold-list")).to_contain_text("Annulée : 0,5 kg, pas 1,5")
    await expect(page.get_by_role("button", name="sac du 000002")).to_contain_text("il reste 2 kg")
    async with site.orders.table(DUC) as table:
        assert await table.credit(UUID(int=1_000_001)) == 191


async def test_what_was_sold_meanwhile_is_not_sold_again(
    site: Site, visitor: Visitor, orders_engine: AsyncEngine
) -> None:
    await released(orders_engine)
    visitor.tolerate("409")
    page = await desk(visitor, "sales")
    await page.get_by_role("button", name="sac du 000002").click()
    await chosen(page, "1")
    await page.get_by_label("Combien (kg)").fill("2")
    async with site.orders.table(DUC) as table:
        body = {"household_id": str(UUID(int=1_000_001)), "cycle": CYCLE, "centre": DUC, "product": "FAR"}
        paid = {"payment": {"id": str(uuid7()), "means": "cash"}, "order_id": str(UUID(int=2)), "accepted": True}
        first = await table.client.put(f"/v1/day-sales/{uuid7()}", json=body | paid | {"quantity": 2_000})
        assert first.status_code == 201
    await page.get_by_role("button", name="en espèces").click()
    await expect(page.locator("#says")).to_contain_text("il reste 0 kg de cette commande")
    assert len(await sold(orders_engine)) == 1


@pytest.mark.parametrize("path", ["deposits", "sales"])
async def test_another_centres_day_is_not_found(site: Site, visitor: Visitor, path: str) -> None:
    visitor.tolerate("404")
    await visitor.signed_in(MIN)
    page = await visitor.open(f"{site.addresses.orders}/table/{DUC}/{path}")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Introuvable")


@pytest.mark.parametrize("path", ["deposits", "sales"])
async def test_nothing_keeps_anyone_out_of_the_day(
    site: Site, visitor: Visitor, orders_engine: AsyncEngine, path: str
) -> None:
    await released(orders_engine)
    await containers(site.orders)
    page = await desk(visitor, path, role=Role.COORDINATOR)
    if path == "sales":
        await page.get_by_role("button", name="sac du 000002").click()
    await chosen(page, "118")
    if path == "sales":
        await page.get_by_label("Combien (kg)").fill("2")
    else:
        await page.get_by_role("button", name="Tous (3) : Bocal 1 litre").click()
        await page.get_by_text("Les emballages consignés").click()
    for size in widths():
        await page.set_viewport_size(size)
        assert await overflows(page) == []
        assert size in ALIKE or await barriers(page) == []
        if size in (LAPTOP, TABLET, PHONE):
            await picture(page, f"{path}-{size['width']}")
    await page.goto(f"{site.addresses.orders}/language/ar?next=/table/{DUC}/{path}")
    await expect(page.locator("html")).to_have_attribute("dir", "rtl")
    await expect(page.locator("body[data-ready=yes]")).to_be_attached()
    await page.set_viewport_size(TABLET)
    await chosen(page, "118")
    assert await overflows(page) == []
    assert await barriers(page) == []
    await picture(page, f"{path}-right-to-left")


async def test_an_answer_that_was_lost_is_asked_for_again_and_sells_once(
    visitor: Visitor, orders_engine: AsyncEngine
) -> None:
    await released(orders_engine)
    visitor.tolerate("ERR_FAILED")
    page = await desk(visitor, "sales")

    async def lose(route: Route) -> None:
        await route.fetch()
        await route.abort()

    await page.route("**/v1/day-sales/*", lose, times=1)
    await page.get_by_role("button", name="sac du 000002").click()
    await chosen(page, "1")
    await page.get_by_label("Combien (kg)").fill("0,62")
    await page.get_by_role("button", name="D’accord : 0,43 € en espèces").click()
    await expect(page.locator("#sale")).to_contain_text("C’est gardé sur cet appareil")
    await page.reload()
    await expect(page.locator("#standing")).to_have_text("En ligne · tout est envoyé")
    await expect(page.locator("#goods")).to_contain_text("il reste 1,38 kg")
    assert await sold(orders_engine) == [("FAR", 620, 79, 43, UUID(int=2))]
