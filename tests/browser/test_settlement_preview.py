"""The coordinator looks at final prices before publishing them, and at a correction likewise."""

from typing import Any

from playwright.async_api import Page, expect

from tests.browser.conftest import Site, desk, press
from tests.fixtures.browsing import ALIKE, LAPTOP, Visitor, barriers, overflows, picture, widths
from tests.fixtures.supply_buying import PATH, deliver, order_it
from tests.fixtures.supply_cycle import CYCLE, put


async def settlement(site: Site) -> dict[str, Any]:
    found: dict[str, Any] = (await site.supply.get(f"{PATH}/settlement")).json()
    return found


async def looks_right(page: Page, name: str) -> None:
    await page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    for size in widths():
        await page.set_viewport_size(size)
        assert await overflows(page) == []
        assert size in ALIKE or await barriers(page) == []
        await picture(page, f"{name}-{size['width']}")
    await page.set_viewport_size(LAPTOP)


async def test_prices_are_looked_at_then_just_these_are_published(site: Site, visitor: Visitor) -> None:
    visitor.tolerate("409")
    await order_it(site.supply)
    await deliver(site.supply, received=150_000)
    page = await desk(site, visitor, f"/cycles/{CYCLE}/settlement")
    await expect(page.locator("#preview")).to_have_text("5,64 € reviendraient aux foyers")
    await expect(page.locator(".btn.main")).to_have_count(1)
    assert (await settlement(site))["code"] == "not_settled"
    await deliver(site.supply, received=100_000)
    await page.get_by_role("button", name="Publier", exact=True).click()
    await expect(page.get_by_text("a changé depuis que ces chiffres ont été calculés")).to_be_visible()
    assert (await settlement(site))["code"] == "not_settled"
    await page.reload()
    await page.get_by_text("Pourquoi ? Farine de blé T65").click()
    await expect(page.locator(".told")).to_contain_text("Réparti sur 100 kg")
    await looks_right(page, "settlement-preview")
    await page.get_by_role("link", name="Qui recevrait moins, et pourquoi").click()
    await expect(page.locator("#answer")).to_have_text("3 lignes de commande recevraient moins")
    await page.get_by_text("Pourquoi cette quantité ?").first.click()
    await expect(page.locator(".told").first).to_contain_text("100 kg pour 141 kg commandés")
    await looks_right(page, "allocation-preview")
    await page.goto(f"{site.addresses.supply}/cycles/{CYCLE}/settlement")
    shown = await page.locator("#preview").text_content() or ""
    await press(page, "Publier")
    await expect(page.locator("h2").first).to_have_text(shown.replace("reviendraient", "revient"))
    assert (await settlement(site))["products"][0]["granted"] == 100_000
    await expect(page.get_by_text("Rien n’a changé depuis cette publication.")).to_be_visible()
    await expect(page.get_by_role("button", name="Publier")).to_have_count(0)


async def test_a_correction_shows_what_it_changes_before_it_is_published(site: Site, visitor: Visitor) -> None:
    await order_it(site.supply)
    await site.supply.post(f"{PATH}/settlement")
    await deliver(site.supply, received=100_000)
    page = await desk(site, visitor, f"/cycles/{CYCLE}/settlement")
    await expect(page.locator("#preview")).to_contain_text("de plus reviendraient aux foyers")
    changes = page.get_by_role("group", name="Ce qui change").get_by_role("row").last
    await expect(changes).to_contain_text("avant : 141 kg maintenant : 100 kg")
    await looks_right(page, "correction-preview")
    await page.goto(f"{site.addresses.supply}/language/ar?next=/cycles/{CYCLE}/settlement")
    await expect(page.locator("#preview")).to_be_visible()
    await looks_right(page, "correction-preview-right-to-left")
    await page.goto(f"{site.addresses.supply}/language/fr?next=/cycles/{CYCLE}/settlement")
    await page.get_by_role("link", name="Qui recevrait moins, et pourquoi").click()
    await expect(page.locator("#answer")).to_have_text("3 lignes de commande recevraient moins")
    await page.goto(f"{site.addresses.supply}/cycles/{CYCLE}/allocation")
    await expect(page.locator("#answer")).to_have_text("Personne n’a reçu moins que commandé")
    await page.goto(f"{site.addresses.supply}/cycles/{CYCLE}/settlement")
    await press(page, "Publier")
    assert (await settlement(site))["times_settled"] == 2


async def test_what_stands_in_the_way_is_said_with_where_it_is_done(site: Site, visitor: Visitor) -> None:
    await order_it(site.supply)
    line = {"product": "FLOUR", "received": 75_000}
    delivery = {"supplier": "ALMA", "received_on": "2026-12-15", "note_number": "BL-1", "lines": [line]}
    await put(site.supply, f"{PATH}/deliveries/00000000-0000-0000-0000-000000000031", delivery)
    page = await desk(site, visitor, f"/cycles/{CYCLE}/settlement")
    await expect(page.locator("main h2")).to_have_count(1)
    where = page.get_by_role("link", name="Y aller")
    await expect(where).to_have_attribute("href", f"/cycles/{CYCLE}/deliveries")
    await expect(page.get_by_role("button", name="Publier")).to_have_count(0)
    await looks_right(page, "settlement-stopped")
    await page.goto(f"{site.addresses.supply}/cycles/{CYCLE}/allocation")
    await expect(page.locator("#answer")).to_have_text("On ne sait pas encore qui recevrait moins")
