"""Who changed what of the catalogue and the cycles, as coordinators and operators read it."""

from typing import Any

from playwright.async_api import expect

from shared.web.roles import Role
from tests.browser.conftest import Site
from tests.fixtures.browsing import ALIKE, PHONE, TABLET, Visitor, barriers, overflows, picture, widths
from tests.fixtures.orders_http import DUC

TERMS: dict[str, Any] = {
    "name": "Moulins de l’Alma",
    "minimum_cents": 15_000,
    "delivery_fee_cents": 3_800,
    "free_delivery_from_cents": 60_000,
    "lead_days": 7,
}


async def test_a_change_stands_with_before_and_after_in_words(site: Site, visitor: Visitor) -> None:
    for terms in (TERMS, TERMS | {"minimum_cents": 20_000, "vat_liable": False}):
        assert (await site.supply.put("/v1/suppliers/ALMA", json=terms)).is_success
    await visitor.signed_in(role=Role.OPERATOR)
    page = await visitor.open(f"{site.addresses.orders}/audit-trail")
    await page.get_by_role("link", name="Catalogue et cycles").click()
    newest = page.locator("tbody tr").first
    await expect(newest).to_contain_text("Fournisseur enregistré")
    await expect(newest.locator("td").nth(2)).to_contain_text("150,00 €")
    await expect(newest.locator("td").nth(3)).to_contain_text("200,00 €")
    await expect(newest.locator("td").nth(2)).not_to_contain_text("38,00")  # only what differs
    await picture(page, "supply-audit")
    for size in widths():
        await page.set_viewport_size(size)
        assert await overflows(page) == []
        assert size in ALIKE or await barriers(page) == []
    for size, where in ((TABLET, "tablet"), (PHONE, "phone")):
        await page.set_viewport_size(size)
        await picture(page, f"supply-audit-{where}")


async def test_others_are_told_no(site: Site, visitor: Visitor) -> None:
    visitor.tolerate("403")
    for role in (Role.TREASURER, Role.VOLUNTEER):
        await visitor.signed_in(DUC, role=role)
        page = await visitor.open(f"{site.addresses.supply}/audit-trail")
        assert await page.locator("main table").count() == 0
