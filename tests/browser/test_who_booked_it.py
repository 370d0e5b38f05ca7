"""The page of an account says who did in supply what is booked on it, where that is known."""

from uuid import UUID

from playwright.async_api import expect

from shared.contracts.stock import StockAdjusted, StockCause, StockChange
from shared.kernel.ids import uuid7
from shared.web.roles import Role
from tests.browser.conftest import Site
from tests.fixtures.browsing import LAPTOP, PHONE, TABLET, Visitor, barriers, overflows, picture
from tests.fixtures.orders_story import apply, closing, control, place, settled

ANNE = UUID(int=21)


async def test_an_account_says_who_did_it_in_supply_where_that_is_known(site: Site, visitor: Visitor) -> None:
    anne = {"login": "anne", "name": "Anne Fournier", "roles": ["coordinator"], "centres": [], "password": uuid7().hex}
    async with site.orders.table(role=Role.COORDINATOR) as table:
        assert (await table.client.put(f"/v1/users/{ANNE}", json=anne)).status_code == 201
    await place(site.orders.engine, 9_001)
    run = [settled(9_001, 1, 254)]
    told_before = [StockChange(cause=StockCause.COUNTED, value=-120)]
    for event in (closing(), *run, control(1, run, by=ANNE)):
        await apply(site.orders.engine, event)
    await apply(site.orders.engine, StockAdjusted(version=1, product="FAR", lot="A1", changes=told_before))
    await visitor.signed_in(role=Role.TREASURER)
    page = await visitor.open(f"{site.addresses.orders}/treasury/account?name=stock")
    rows = page.locator("tbody tr")
    await expect(rows).to_have_count(2)
    await expect(rows.nth(0)).to_contain_text("Anne Fournier")
    await expect(rows.nth(1)).to_contain_text("inconnu")
    for width, size in (("phone", PHONE), ("tablet", TABLET), ("laptop", LAPTOP)):
        await page.set_viewport_size(size)
        assert await overflows(page) == []
        await picture(page, f"treasury-account-stock-{width}")
    assert await barriers(page) == []
