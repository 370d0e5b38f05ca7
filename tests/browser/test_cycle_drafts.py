"""The coordinator drafts a cycle, takes over another one's products, and opens it."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Site, desk, press
from tests.fixtures.browsing import ALIKE, LAPTOP, Visitor, barriers, overflows, picture, widths
from tests.fixtures.supply_buying import NEXT, NEXT_PATH, PATH
from tests.fixtures.supply_cycle import CYCLE, TERMS, put

DATES = {"opens": "2027-01-04", "closes": "2027-01-08", "delivery": "2027-01-19", "distribution": "2027-01-22"}


async def test_a_cycle_is_drafted_filled_from_another_one_and_opened(site: Site, visitor: Visitor) -> None:
    page = await desk(site, visitor, "/cycles/new")
    for name, value in DATES.items():
        await page.locator(f"[name={name}]").fill(value)
    await page.get_by_label("Nom").fill("Cycle de janvier")
    await page.get_by_label("Code court").fill(NEXT)
    await press(page, "Continuer vers les produits")
    await page.get_by_role("link", name="Reprendre les produits d’un autre cycle").click()
    await page.get_by_label("De quel cycle").select_option(CYCLE)
    await press(page, "Voir ce qui serait repris")
    await expect(page.get_by_role("heading", name="1 produit est repris")).to_be_visible()
    await picture(page, "catalogue-copy")
    assert await barriers(page) == []
    seen = {"price_cents": 195, "source": "supermarket X"}
    await put(site.supply, "/v1/products/FLOUR/reference-prices/2026-11-01", seen)
    await press(page, "Les reprendre")
    await expect(page.get_by_label("Farine de blé T65")).to_have_accessible_description("En magasin : 1,95 €")
    await picture(page, "draft-with-shop-price")
    await page.get_by_label("Farine de blé T65").fill("1,60")
    await press(page, "Enregistrer")
    drafted = (await site.supply.get(NEXT_PATH)).json()
    assert [(one["product"], one["ceiling_price_cents"]) for one in drafted["products"]] == [("FLOUR", 160)]
    await page.get_by_role("button", name="Ouvrir les commandes").click()
    await expect(page.get_by_role("alert")).to_contain_text("pour Farine de blé T65 (FLOUR) alors que")
    assert (await site.supply.get(NEXT_PATH)).json()["state"] == "open"
    await page.get_by_role("link", name="Vers le cycle").click()
    await expect(page.locator("#answer")).to_have_text("Pas encore de commande")


async def test_a_new_cycle_never_takes_the_place_of_one_that_has_its_code(site: Site, visitor: Visitor) -> None:
    visitor.tolerate("409")
    page = await desk(site, visitor, "/cycles/new")
    for name, value in DATES.items():
        await page.locator(f"[name={name}]").fill(value)
    await page.get_by_label("Nom").fill("Cycle de janvier")
    await page.get_by_label("Code court").fill(CYCLE)
    await page.get_by_role("button", name="Continuer vers les produits").click()
    await expect(page.get_by_role("alert")).to_contain_text(f"déjà quelque chose sous le code {CYCLE}")
    assert [one["product"] for one in (await site.supply.get(PATH)).json()["products"]] == ["FLOUR"]
    await expect(page.get_by_label("Nom")).to_have_value("Cycle de janvier")


async def test_a_centre_gets_dates_of_its_own(site: Site, visitor: Visitor) -> None:
    await put(site.supply, NEXT_PATH, TERMS | DATES)
    page = await desk(site, visitor, f"/cycles/{NEXT}/draft")
    await page.get_by_label("Lieu").fill("salle des fêtes")
    await page.get_by_label("Distribution à partir du").fill("2027-01-23T10:00")
    await press(page, "Enregistrer")
    (centre,) = (await site.supply.get(NEXT_PATH)).json()["centres"]
    assert (centre["place"], centre["distribution_starts"]) == ("salle des fêtes", "2027-01-23T10:00:00")
    for name in ("Lieu", "Distribution à partir du", "jusqu’au"):
        await page.get_by_label(name).fill("")
    await press(page, "Enregistrer")
    assert (await site.supply.get(NEXT_PATH)).json()["centres"] == []


async def test_the_sale_of_a_product_is_stopped_and_taken_up_again(site: Site, visitor: Visitor) -> None:
    await put(site.supply, NEXT_PATH, TERMS | DATES | {"centres": []})
    await site.supply.post(f"{NEXT_PATH}/opening")
    page = await desk(site, visitor, f"/cycles/{NEXT}/draft")
    await press(page, "Arrêter sa vente Farine de blé T65")
    assert (await site.supply.get(NEXT_PATH)).json()["products"][0]["on_sale"] is False
    await press(page, "Le revendre Farine de blé T65")
    assert (await site.supply.get(NEXT_PATH)).json()["products"][0]["on_sale"] is True


@pytest.mark.parametrize("path", ["/new", f"/{NEXT}/draft", f"/{NEXT}/copy?from={CYCLE}", f"/{CYCLE}/draft"])
async def test_nothing_keeps_anyone_out_of_a_draft(site: Site, visitor: Visitor, path: str) -> None:
    await put(site.supply, NEXT_PATH, TERMS | DATES)
    page = await desk(site, visitor, f"/cycles{path}")
    for size in widths():
        await page.set_viewport_size(size)
        assert await overflows(page) == []
        assert size in ALIKE or await barriers(page) == []
        await picture(page, f"draft{path.partition('?')[0].replace('/', '-')}-{size['width']}")
    await page.set_viewport_size(LAPTOP)
