"""The stock from page to database: a lot entered, counted, partly lost, sent to a centre and brought back."""

import re
from typing import Any

from playwright.async_api import expect
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.contracts.centres import CentreRegistered
from tests.browser.conftest import Site, desk, press
from tests.fixtures.browsing import Visitor, barriers, overflows, picture, seen_everywhere
from tests.fixtures.keyboard import pressed, tabbed
from tests.fixtures.supply_cycle import PRODUCT, hear, put

LOT = {"quantity": 9_000, "value_cents": 1_269, "best_before": "2020-06-30"}
OLD = "/v1/stock/FLOUR/A1"


async def lots(site: Site, of: str = "") -> dict[str, tuple[int, int]]:
    found: list[dict[str, Any]] = (await site.supply.get(f"/v1/stock{of}")).json()["items"]
    return {one["lot"]: (one["quantity"], one["value_cents"]) for one in found}


async def test_a_lot_is_entered_and_counted_by_keyboard_alone(site: Site, visitor: Visitor) -> None:
    page = await desk(site, visitor, "/catalogue")
    await pressed(page, page.get_by_role("link", name="Stock", exact=True))
    await expect(page.get_by_text("Il n’y a rien ici.")).to_be_visible()
    await page.locator("select[name=product]").select_option("FLOUR")
    await press(page, "Celui-ci")
    await tabbed(page, page.get_by_label("Lot", exact=True))
    await page.keyboard.type("A1")
    await page.get_by_label("Quantité").fill("9")
    await page.get_by_label("Ce que le tout vaut").fill("12,69")
    await press(page, "L’entrer")
    await expect(page.get_by_text("9 kg", exact=True)).to_be_visible()
    assert await lots(site) == {"A1": (9_000, 1_269)}
    await tabbed(page, page.get_by_label("Compté (kg) : Farine de blé T65, A1"))
    await page.keyboard.type("8,5")
    await page.get_by_label("Pourquoi").last.fill("inventaire")
    await press(page, "Le garder")
    await expect(page.get_by_text("8,5 kg", exact=True)).to_be_visible()
    assert (await lots(site))["A1"][0] == 8_500


async def test_only_what_was_counted_is_changed(site: Site, visitor: Visitor) -> None:
    await put(site.supply, OLD, LOT)
    await put(site.supply, "/v1/stock/FLOUR/B2", LOT | {"best_before": "2030-06-30"})
    page = await desk(site, visitor, "/catalogue/stock")
    await seen_everywhere(page, "stock")
    await page.locator("#counted-2").fill("4")
    await page.locator("#count-reason").fill("inventaire")
    await press(page, "Le garder")
    assert {lot: quantity for lot, (quantity, _) in (await lots(site)).items()} == {"A1": 9_000, "B2": 4_000}


async def test_some_is_lost_some_sent_to_a_centre_and_brought_back(
    site: Site, visitor: Visitor, supply_engine: AsyncEngine
) -> None:
    await hear(supply_engine, CentreRegistered(version=1, centre="DUC", name="Duchère", active=True, place=""))
    await put(site.supply, OLD, LOT)
    page = await desk(site, visitor, "/catalogue/stock")
    await expect(page.locator(".chip", has_text="date dépassée")).to_be_visible()
    await page.locator("summary", has_text="Il en manque").click()
    await page.locator("summary", has_text="L’envoyer dans un centre").click()
    assert [*await barriers(page), *await overflows(page)] == []
    await picture(page, "stock-unfolded")
    await page.locator("#lost-1").fill("1")
    await press(page, "Le sortir du stock")
    assert (await lots(site))["A1"][0] == 8_000
    await page.locator("summary", has_text="L’envoyer dans un centre").click()
    await page.locator("#sent-1").fill("3")
    await page.locator("#to-1").select_option("DUC")
    await press(page, "L’envoyer")
    assert (await lots(site, "?centre=DUC"))["A1"][0] == 3_000
    await page.goto(f"{site.addresses.supply}/catalogue/stock?centre=DUC")
    await page.locator("#counted-1").fill("2,5")
    await page.locator("#count-reason").fill("inventaire du centre")
    await press(page, "Le garder")
    await expect(page.get_by_text("2,5 kg", exact=True)).to_be_visible()
    assert ((await lots(site))["A1"][0], (await lots(site, "?centre=DUC"))["A1"][0]) == (5_000, 2_500)
    await page.locator("summary", has_text="Le rapporter").click()
    await seen_everywhere(page, "stock-centre")
    await press(page, "C’est revenu")
    await expect(page.get_by_text("Il n’y a rien ici.")).to_be_visible()
    assert (await lots(site))["A1"][0] == 7_500
    await page.get_by_role("link", name="Ce qui a bougé", exact=True).click()
    await expect(page.get_by_role("row")).to_contain_text(["Quand", "Duchère", "Duchère"])
    await page.get_by_role("link", name="Tout ce qui a bougé").click()
    moved = page.get_by_role("row")
    await expect(moved.filter(has_text="Sorti du stock")).to_contain_text([re.compile("vous.*date dépassée")])
    await expect(moved.filter(has_text="Compté")).to_contain_text(["inventaire du centre"])
    await seen_everywhere(page, "stock-movements")


async def test_what_is_not_there_is_not_taken_out(site: Site, visitor: Visitor) -> None:
    visitor.tolerate("409")
    await put(site.supply, "/v1/products/SAVON", PRODUCT | {"unit": "piece"})
    await put(site.supply, "/v1/stock/SAVON/S1", LOT | {"quantity": 12})
    page = await desk(site, visitor, "/catalogue/stock")
    await page.locator("summary", has_text="Il en manque").click()
    await page.locator("#lost-1").fill("13")
    await page.get_by_role("button", name="Le sortir du stock").click()
    await expect(page.locator(".problem")).to_contain_text("12")
    assert (await lots(site))["S1"][0] == 12
