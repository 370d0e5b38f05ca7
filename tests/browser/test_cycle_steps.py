"""A cycle's page says at each of its steps where it is, and keeps nobody out: from its draft to the archive."""

from datetime import UTC, datetime

from playwright.async_api import Page, expect
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.kernel.ids import group_order_id, uuid7
from tests.browser.conftest import Site, desk
from tests.fixtures.browsing import LAPTOP, PHONE, Visitor, barriers, overflows, picture
from tests.fixtures.supply_buying import NEXT, NEXT_PATH, PATH, approve, draft_orders, order_it, paid, post
from tests.fixtures.supply_cycle import CYCLE, TERMS, cycle_sealed, hear, put, seal
from tests.fixtures.supply_distribution import hand
from tests.fixtures.supply_receiving import at, body, line

DATES = {"opens": "2027-01-04", "closes": "2027-01-08", "delivery": "2027-01-19", "distribution": "2027-01-22"}
AFTERWARDS = datetime(2026, 12, 28, 12, tzinfo=UTC)
STEPS = ["Catalogue publié", "Commandes closes", "Bons envoyés", "Produits livrés", "Prix finaux", "Distribution"]
ORDER = "/v1/purchase-orders"


async def is_at(page: Page, step: int, name: str) -> None:
    """The page, loaded again, says which step it is at, and all can use it."""
    await page.reload()
    now = page.locator("[aria-current=step]")
    if step == len(STEPS) + 1:
        await expect(now).to_have_count(0)
    else:
        await expect(now).to_contain_text(STEPS[step])
    await expect(page.locator(".steps .done")).to_have_count(step)
    await keeps_nobody_out(page, f"cycle-step-{name}")


async def keeps_nobody_out(page: Page, name: str) -> None:
    for size in (PHONE, LAPTOP):
        await page.set_viewport_size(size)
        assert (await overflows(page), await barriers(page)) == ([], [])
        await picture(page, f"{name}-{size['width']}")


async def test_a_cycle_is_prepared_opened_and_closed(site: Site, visitor: Visitor, supply_engine: AsyncEngine) -> None:
    await put(site.supply, NEXT_PATH, TERMS | DATES | {"centres": []})
    page = await desk(site, visitor, f"/cycles/{NEXT}")
    await is_at(page, 0, "draft")
    await post(site.supply, f"{NEXT_PATH}/opening")
    its_own = {"cycle": NEXT, "group_order_id": group_order_id(NEXT, "DUC")}
    placed = paid(101, "DUC", 140_000).model_copy(update=its_own)
    await hear(supply_engine, placed)
    await is_at(page, 1, "open")
    await post(site.supply, f"{NEXT_PATH}/closing")
    await is_at(page, 1, "closing")
    group = seal("DUC", [placed]).model_copy(update={"group_order_id": its_own["group_order_id"]})
    await hear(supply_engine, cycle_sealed(group).model_copy(update={"cycle": NEXT}))
    await is_at(page, 2, "sealed")


async def test_its_goods_are_ordered_delivered_priced_and_archived(site: Site, visitor: Visitor) -> None:
    page = await desk(site, visitor, f"/cycles/{CYCLE}")
    (order,) = await draft_orders(site.supply)
    await is_at(page, 2, "drafted")
    await bought(page, site, "brouillon", "draft")
    await approve(site.supply, order)
    await bought(page, site, "approuvé", "approved")
    await is_at(page, 2, "approved")
    await post(site.supply, f"{ORDER}/{order['number']}/sending")
    await is_at(page, 3, "sent")
    await put(site.supply, at(), body(line(150_000)))
    await post(site.supply, f"{ORDER}/{order['number']}/complete")
    await bought(page, site, "livré", "delivered")
    await is_at(page, 4, "delivered")
    await post(site.supply, f"{PATH}/settlement")
    await is_at(page, 5, "settled")
    site.clock.moment = AFTERWARDS
    for number in (1, 2):
        assert (await hand(site.supply, number)).is_success
    await post(site.supply, f"{PATH}/centres/DUC/distribution/closing", {})
    await post(site.supply, f"{PATH}/archive")
    await is_at(page, 7, "archived")


async def test_an_order_that_is_taken_back_is_marked_so(site: Site, visitor: Visitor) -> None:
    (order,) = await order_it(site.supply)
    taken_back = {"after": 0, "reason": "le moulin a brûlé"}
    await put(site.supply, f"{ORDER}/{order['number']}/cancellations/{uuid7()}", taken_back)
    page = await desk(site, visitor, f"/cycles/{CYCLE}")
    await is_at(page, 2, "taken-back")
    await bought(page, site, "annulé", "taken-back")


async def bought(page: Page, site: Site, state: str, name: str) -> None:
    """The page of purchase orders marks the one there is so, and keeps nobody out."""
    await page.goto(f"{site.addresses.supply}/cycles/{CYCLE}/orders")
    await expect(page.locator("main .chip").first).to_have_text(state)
    await keeps_nobody_out(page, f"order-{name}")
    await page.goto(f"{site.addresses.supply}/cycles/{CYCLE}")
