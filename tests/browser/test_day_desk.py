"""Deposits and sales on the day of distribution: from page to database; without a network sales say so."""

import re
from typing import Any
from uuid import UUID

import pytest
from playwright.async_api import Browser, expect
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.storage.hand_over_tables import day_sales
from shared.contracts.distributions import HandOverState
from shared.kernel.ids import uuid7
from shared.web.roles import Actor, Role
from shared.web.tokens import COOKIE, SessionSigner
from tests.browser.conftest import NETWORK, Site
from tests.fixtures.browsing import (
    LAPTOP,
    PHONE,
    TABLET,
    Visitor,
    barriers,
    here,
    overflows,
    picture,
    port_of,
    served,
    widths,
)
from tests.fixtures.day_desk import chosen, containers, desk
from tests.fixtures.orders_distribution import handed_over
from tests.fixtures.orders_http import DUC, MIN, OrdersHttp
from tests.fixtures.orders_story import CYCLE, apply, closing, control, place, settled


async def released(engine: AsyncEngine) -> None:
    """Flour settled at 1.27; the second of two households did not fetch its two kilos."""
    for number in (1, 2):
        await place(engine, number)
    await apply(engine, closing())
    run = [settled(1, 1, 254), settled(2, 1, 254)]
    await apply(engine, control(1, run), *run)
    await apply(engine, handed_over(2, None, state=HandOverState.RELEASED))


async def sold(engine: AsyncEngine) -> list[tuple[Any, ...]]:
    its = day_sales.c
    found = select(its.product, its.quantity, its.amount_cents, its.paid_cents, its.order_id).order_by(its.at)
    async with engine.connect() as connection:
        return [tuple(row) for row in await connection.execute(found)]


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
    await expect(page.locator("#slip")).to_contain_text("Sur le crédit")
    assert await sold(orders_engine) == [("FAR", 280, 36, 0, None)]


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
    await chosen(page, "143")
    if path == "sales":
        await page.get_by_label("Combien (kg)").fill("2")
    else:
        await page.get_by_role("button", name="Tous (3) : Bocal 1 litre").click()
        await page.get_by_text("Les emballages consignés").click()
    for size in widths():
        await page.set_viewport_size(size)
        assert await overflows(page) == []
        assert await barriers(page) == []
        if size in (LAPTOP, TABLET, PHONE):
            await picture(page, f"{path}-{size['width']}")
    await page.goto(f"{site.addresses.orders}/language/ar?next=/table/{DUC}/{path}")
    await expect(page.locator("html")).to_have_attribute("dir", "rtl")
    await expect(page.locator("body[data-ready=yes]")).to_be_attached()
    await page.set_viewport_size(TABLET)
    await chosen(page, "143")
    assert await overflows(page) == []
    assert await barriers(page) == []
    await picture(page, f"{path}-right-to-left")


async def test_without_a_network_sales_say_that_they_need_one(orders_engine: AsyncEngine, chromium: Browser) -> None:
    addresses, signer = here(), SessionSigner.generate(NETWORK)
    orders = OrdersHttp(orders_engine, addresses=addresses, signer=signer)
    await released(orders_engine)
    context = await chromium.new_context(locale="fr-FR", viewport=TABLET)
    token, _ = signer.issue(Actor(uuid7(), frozenset({Role.VOLUNTEER}), frozenset({DUC})))
    await context.add_cookies([{"name": COOKIE, "value": token, "url": addresses.orders}])
    page = await context.new_page()
    async with served(orders.app, port_of(addresses.orders)), orders.table():
        await page.goto(f"{addresses.orders}/table/{DUC}/sales")
        await expect(page.locator("body[data-kept=yes]")).to_be_attached()
        await page.get_by_role("button", name="sac du 000002").click()
        await chosen(page, "1")
        await page.get_by_label("Combien (kg)").fill("0,62")
    await page.get_by_role("button", name="D’accord : 0,43 € en espèces").click()
    await expect(page.locator("#away")).to_contain_text("ne donnez ni argent ni produits avant d’avoir redemandé")
    await expect(page.locator("#standing")).to_have_text("Pas de réseau")
    await picture(page, "sales-away")
    other = await context.new_page()
    await other.goto(f"{addresses.orders}/table/{DUC}/sales")
    await expect(other.get_by_role("heading", level=1)).to_have_text("Pas de réseau")
    assert await barriers(other) == []
    await picture(other, "offline")
    async with served(orders.app, port_of(addresses.orders)), orders.table():
        await page.get_by_role("button", name="Redemander").click()
        await expect(page.locator("#slip")).to_contain_text("0,79")
        assert await sold(orders_engine) == [("FAR", 620, 79, 43, UUID(int=2))]
    await context.close()
