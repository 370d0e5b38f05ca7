"""The coordinator enters what suppliers sell, by hand and from the lists that they send."""

import json
import re
from typing import Any

import pytest
from playwright.async_api import FilePayload, Page, expect

from tests.browser.conftest import Site, desk, press
from tests.fixtures.browsing import ALIKE, LAPTOP, Visitor, barriers, overflows, picture, widths
from tests.fixtures.supply_cycle import PRODUCT, SUPPLIER, put

LIST = "Réf.;Colis;À partir de;Prix HT\nT65;25 kg;;1,30\nT65;25 kg;150;1,10\nHUILE;6 x 1 l;;4,20\n"
CATALOGUE = {
    "@context": "https://www.datafoodconsortium.org",
    "@graph": [
        {
            "@id": "https://m.example/p/9",
            "@type": "dfc-b:SuppliedProduct",
            "dfc-b:name": "Farine, 25 kg",
            "dfc-b:hasQuantity": {
                "@type": "dfc-b:QuantitativeValue",
                "dfc-b:hasUnit": "dfc-m:Kilogram",
                "dfc-b:value": "25",
            },
            "dfc-b:referencedBy": "https://m.example/i/9",
        },
        {
            "@id": "https://m.example/i/9",
            "@type": "dfc-b:CatalogItem",
            "dfc-b:offeredThrough": {
                "@type": "dfc-b:Offer",
                "dfc-b:hasPrice": {"@type": "dfc-b:Price", "dfc-b:hasUnit": "dfc-m:Euro", "dfc-b:value": "30"},
            },
        },
    ],
}


async def fill(page: Page, **fields: str) -> None:
    for label, value in fields.items():
        await page.locator(f"[name='{label}']").last.fill(value)


async def test_a_supplier_a_product_and_its_offer_are_entered_by_hand(site: Site, visitor: Visitor) -> None:
    page = await desk(site, visitor, "/catalogue/new-supplier")
    await fill(page, supplier="DOMB", name="Moulin de la Dombes", minimum_cents="100", delivery_fee_cents="12,50")
    await press(page, "Enregistrer")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Moulin de la Dombes")
    await page.goto(f"{site.addresses.supply}/catalogue/new-product")
    await page.locator("select[name=unit]").select_option("piece")
    await fill(page, product="SAVON", name="Savon", category="hygiène", step="1")
    await fill(page, shelf_days="900", vat_basis_points="20", net_grams="100")
    await press(page, "Enregistrer")
    await page.locator("select[name=supplier]").select_option("DOMB")
    await fill(page, case_size="24")
    await fill(page, **{"rungs.[0].price": "1,8", "rungs.[2].from": "240", "rungs.[2].price": "1,655"})
    await press(page, "Enregistrer l’offre")
    (offer,) = (await site.supply.get("/v1/offers?product=SAVON")).json()["items"]
    assert offer["rungs"] == [{"starts_at": 0, "price": "1.8"}, {"starts_at": 240, "price": "1.655"}]
    assert (offer["case_size"], offer["max_cases"]) == (24, None)
    await page.get_by_text("Modifier").click()
    changing = page.locator("details[open] form")
    await changing.locator("[name=max_cases]").fill("10")
    async with page.expect_navigation():
        await changing.get_by_role("button", name="Enregistrer l’offre").click()
    (offer,) = (await site.supply.get("/v1/offers?product=SAVON")).json()["items"]
    assert offer["max_cases"] == 10
    await page.get_by_text("Retirer").first.click()
    await press(page, "Retirer cette offre")
    assert (await site.supply.get("/v1/offers?product=SAVON")).json()["items"] == []
    products = (await site.supply.get("/v1/products")).json()["items"]
    (soap,) = (one for one in products if one["product"] == "SAVON")
    assert (soap["vat_basis_points"], soap["net_grams"]) == (2000, 100)


async def test_what_shops_ask_is_noted_with_its_day(site: Site, visitor: Visitor) -> None:
    page = await desk(site, visitor, "/catalogue/products/FLOUR")
    for price, day, source in (("1,95", "2026-12-01", "Carrefour"), ("2", "2027-01-01", "Le marché")):
        await fill(page, price_cents=price, from_date=day, source=source)
        await press(page, "Noter ce prix")
    noted = page.get_by_role("group", name="Ce que demandent les magasins").get_by_role("row")
    assert [(await row.inner_text()).split("\t") for row in (await noted.all())[1:]] == [
        ["1er janvier 2027", "2,00\N{NO-BREAK SPACE}€", "Le marché"],
        ["1er décembre 2026", "1,95\N{NO-BREAK SPACE}€", "Carrefour"],
    ]
    kept = (await site.supply.get("/v1/products/FLOUR/reference-prices")).json()["prices"]
    assert [one["price_cents"] for one in kept] == [200, 195]
    await page.goto(f"{site.addresses.supply}/catalogue")
    await expect(page.get_by_role("row").filter(has_text="Farine")).to_contain_text("2,00\N{NO-BREAK SPACE}€")


@pytest.mark.parametrize(
    ("language", "keep", "prices"),
    [("fr", "Enregistrer l’offre", ["1,18", "1,05"]), ("en", "Keep the offer", ["1.18", "1.05"])],
)
async def test_numbers_stand_in_fields_as_their_reader_writes_them(
    site: Site, visitor: Visitor, language: str, keep: str, prices: list[str]
) -> None:
    async def kept() -> list[Any]:
        asked = ("/v1/products", "/v1/offers?product=FLOUR")
        return [(await site.supply.get(address)).json()["items"] for address in asked]

    before = await kept()
    page = await desk(site, visitor, f"/language/{language}?next=/catalogue/products/FLOUR")
    await page.locator("summary").filter(has_text=re.compile("^(Modifier|Change)")).click()
    fields, comma = page.locator("input[name$='.price']"), prices[0][1]
    assert [await fields.nth(place).input_value() for place in range(2)] == prices
    await expect(page.locator("[name=vat_basis_points]")).to_have_value(f"5{comma}50")
    await expect(page.locator("[name=step]")).to_have_value(f"0{comma}5")
    await picture(page, f"numbers-in-fields-{language}")
    await press(page, keep)
    assert await kept() == before
    await page.locator("summary").filter(has_text=re.compile("^(Modifier|Change)")).click()
    await fields.first.fill("1.2" if comma == "," else "1,2")
    await press(page, keep)
    _, (offer,) = await kept()
    assert offer["rungs"][0]["price"] == "1.2"


async def test_a_price_list_is_looked_at_before_anything_changes(site: Site, visitor: Visitor) -> None:
    await put(
        site.supply, "/v1/products/OIL", PRODUCT | {"name": "Huile", "unit": "l", "step": 1_000, "net_grams": 920}
    )
    page = await desk(site, visitor, "/catalogue/suppliers/ALMA/import")
    await fill(page, product_column="Réf.", case_size_column="Colis", price_column="Prix HT", from_column="À partir de")
    await page.locator("#references").fill("T65 = FLOUR\nHUILE = OIL")
    await press(page, "Retenir")
    await page.locator("#file").set_input_files({"name": "tarif.csv", "mimeType": "text/csv", "buffer": LIST.encode()})
    await page.get_by_role("button", name="Voir ce qui change").click()
    await expect(page.get_by_role("heading", name="2 offres changent")).to_be_visible()
    await expect(page.get_by_text("▲ +10,2 %")).to_be_visible()
    await picture(page, "price-list")
    assert await barriers(page) == []
    unchanged = (await site.supply.get("/v1/offers?product=FLOUR")).json()["items"][0]
    assert unchanged["rungs"][0]["price"] == "1.18"
    await page.get_by_role("button", name="Tout appliquer").click()
    await expect(page.get_by_text("C’est fait : 2 offres ont changé.")).to_be_visible()
    changed = (await site.supply.get("/v1/offers?product=FLOUR")).json()["items"][0]
    assert changed["rungs"] == [{"starts_at": 0, "price": "1.3"}, {"starts_at": 150_000, "price": "1.1"}]


async def test_wrong_rows_are_named_and_nothing_can_be_applied(site: Site, visitor: Visitor) -> None:
    page = await desk(site, visitor, "/catalogue/suppliers/ALMA/import")
    await fill(page, product_column="Réf.", case_size_column="Colis", price_column="Prix HT")
    await press(page, "Retenir")
    wrong = "Réf.;Colis;Prix HT\nFLOUR;25 kg;beaucoup\n"
    await page.locator("#file").set_input_files({"name": "t.csv", "mimeType": "text/csv", "buffer": wrong.encode()})
    await page.get_by_role("button", name="Voir ce qui change").click()
    await expect(page.get_by_role("heading", name="Une ligne est à corriger")).to_be_visible()
    await expect(page.get_by_text("beaucoup")).to_be_visible()
    await expect(page.get_by_role("button", name="Tout appliquer")).to_have_count(0)


async def test_products_of_a_dfc_catalogue_are_said_to_be_ours(site: Site, visitor: Visitor) -> None:
    file: FilePayload = {"name": "c.json", "mimeType": "application/json", "buffer": json.dumps(CATALOGUE).encode()}
    page = await desk(site, visitor, "/catalogue/suppliers/ALMA/import")
    await page.locator("#file").set_input_files(file)
    await page.get_by_role("button", name="Voir ce qui change").click()
    await page.get_by_label("Lequel de nos produits est Farine, 25 kg").select_option("FLOUR")
    async with page.expect_navigation():
        await page.locator("#dfc").get_by_role("button", name="Retenir").click()
    found = (await site.supply.get("/v1/suppliers/ALMA/dfc-references")).json()
    assert found["references"] == {"https://m.example/p/9": "FLOUR"}
    await page.locator("#file").set_input_files(file)
    await page.get_by_role("button", name="Voir ce qui change").click()
    await page.get_by_role("button", name="Tout appliquer").click()
    await expect(page.get_by_text("C’est fait : 1 offre a changé.")).to_be_visible()


PAGES = ["", "/suppliers", "/products/FLOUR", "/suppliers/ALMA", "/suppliers/ALMA/import", "/new-product"]


@pytest.mark.parametrize("path", PAGES)
async def test_nothing_keeps_anyone_out_of_the_catalogue(site: Site, visitor: Visitor, path: str) -> None:
    await put(site.supply, "/v1/suppliers/DOMB", SUPPLIER | {"name": "Moulin de la Dombes"})
    seen = {"price_cents": 195, "source": "supermarché du centre commercial, catalogue de novembre"}
    await put(site.supply, "/v1/products/FLOUR/reference-prices/2026-12-01", seen)
    page = await desk(site, visitor, f"/catalogue{path}")
    for size in widths():
        await page.set_viewport_size(size)
        assert await overflows(page) == []
        assert size in ALIKE or await barriers(page) == []
        await picture(page, f"catalogue{path.replace('/', '-')}-{size['width']}")
    await page.set_viewport_size(LAPTOP)


async def test_the_catalogue_is_the_coordinators(site: Site, visitor: Visitor) -> None:
    visitor.tolerate("403")
    await visitor.signed_in("DUC")
    page = await visitor.open(f"{site.addresses.supply}/catalogue")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Action réservée")
