"""The coordinator receives goods, enters invoices, and reads why prices and parts are what they are."""

import re

import pytest
from playwright.async_api import FilePayload, Page, expect

from shared.web.roles import Role
from tests.browser.conftest import Site
from tests.fixtures.browsing import ALIKE, LAPTOP, PHONE, Visitor, barriers, overflows, picture, turned, widths
from tests.fixtures.supply_buying import PATH, deliver, order_it, post
from tests.fixtures.supply_cycle import CYCLE, PRODUCT, put


async def desk(site: Site, visitor: Visitor, path: str) -> Page:
    await visitor.signed_in(role=Role.COORDINATOR)
    return await visitor.open(f"{site.addresses.supply}/cycles/{CYCLE}{path}")


async def press(page: Page, name: str) -> None:
    async with page.expect_navigation():
        await page.get_by_role("button", name=name, exact=True).click()


async def test_goods_are_received_line_by_line_and_corrected(site: Site, visitor: Visitor) -> None:
    await order_it(site.supply)
    await put(site.supply, "/v1/products/RICE", PRODUCT | {"name": "Riz rond"})
    page = await desk(site, visitor, "/deliveries")
    await page.get_by_text("De la marchandise est arrivée").click()
    await page.get_by_label("Arrivé en bon état (kg)").first.fill("125")
    await page.get_by_label("Abîmé (kg)").first.fill("12,5")
    await page.get_by_label("Lot").first.fill("L2641")
    await page.get_by_label("À consommer avant le").first.fill("2027-08-30")
    await page.get_by_text("Un produit est venu sans être commandé").click()
    await page.get_by_label("Vendu au kilo ou au litre").select_option("Riz rond")
    await page.get_by_label("Arrivé en bon état (kg ou l)").fill("5")
    assert await overflows(page) == []
    assert await barriers(page) == []
    await picture(page, "receiving")
    await press(page, "C’est reçu")
    (entered,) = (await site.supply.get(f"{PATH}/deliveries")).json()
    line, extra = entered["lines"]
    assert (line["received"], line["damaged"], line["lot"]) == (125_000, 12_500, "L2641")
    assert (extra["product"], extra["received"]) == ("RICE", 5_000)
    await expect(page.get_by_role("row").filter(has_text="Riz rond")).to_contain_text("pas commandé : en stock")
    await page.get_by_text("Corriger", exact=True).click()
    await page.locator("details[open]").get_by_label("Arrivé en bon état (kg)").first.fill("130")
    await press(page, "Enregistrer la correction")
    (entered,) = (await site.supply.get(f"{PATH}/deliveries")).json()
    assert (entered["version"], entered["lines"][0]["received"]) == (2, 130_000)
    await press(page, "Rien d’autre ne viendra")
    await expect(page.locator("#answer")).to_have_text("Tout est reçu")
    (receipt,) = (await site.supply.get(f"{PATH}/receiving")).json()
    assert (receipt["state"], receipt["products"][0]["missing"]) == ("complete", 20_000)


async def received(site: Site) -> str:
    """A delivery in two lots, of which one is damaged; its id."""
    await order_it(site.supply)
    lines = [
        {"product": "FLOUR", "received": 100_000, "lot": "L1"},
        {"product": "FLOUR", "received": 25_000, "lot": "L2", "damaged": 25_000, "note": "un sac déchiré"},
    ]
    delivery = "00000000-0000-0000-0000-000000000021"
    body = {"supplier": "ALMA", "received_on": "2026-12-15", "note_number": "BL-5121", "lines": lines}
    await put(site.supply, f"{PATH}/deliveries/{delivery}", body)
    return delivery


async def test_a_photo_of_a_line_is_taken_made_small_and_kept(site: Site, visitor: Visitor) -> None:
    delivery = await received(site)
    page = await desk(site, visitor, "/deliveries")
    await page.get_by_role("link", name="Ajouter des photos").click()
    taken: FilePayload = {"name": "photo.png", "mimeType": "image/png", "buffer": await page.screenshot(full_page=True)}
    chooser = page.locator("#photo-1")
    assert await chooser.get_attribute("capture") == "environment"
    async with page.expect_navigation():
        await chooser.set_input_files(taken)
    await expect(page.locator("img.photo")).to_have_js_property("complete", value=True)
    assert await page.locator("img.photo").evaluate("image => image.naturalWidth") > 0
    entered = (await site.supply.get(f"{PATH}/deliveries")).json()[0]
    assert [line["photo"] is not None for line in entered["lines"]] == [False, True]
    stored = await site.supply.get(f"{PATH}/deliveries/{delivery}/photos/{entered['lines'][1]['photo']}")
    assert (stored.headers["content-type"], stored.content[:3]) == ("image/jpeg", b"\xff\xd8\xff")
    for size in widths():
        await page.set_viewport_size(size)
        assert await overflows(page) == []
        assert size in ALIKE or await barriers(page) == []
        await picture(page, f"receiving-photos-{size['width']}")
    assert await turned(page, "receiving-photos") == []


async def test_what_is_no_picture_is_said_and_nothing_is_stored(site: Site, visitor: Visitor) -> None:
    delivery = await received(site)
    page = await desk(site, visitor, f"/deliveries/{delivery}/photos")
    await page.locator("#photo-0").set_input_files({"name": "x.jpg", "mimeType": "image/jpeg", "buffer": b"nothing"})
    await expect(page.get_by_role("alert")).to_contain_text("ne peut pas être lue")
    assert (await site.supply.get(f"{PATH}/deliveries")).json()[0]["version"] == 1


async def test_goods_are_said_in_one_record_and_corrected(site: Site, visitor: Visitor) -> None:
    await order_it(site.supply)
    page = await desk(site, visitor, "/deliveries")
    await page.get_by_text("Noter ce qui est venu autrement").click()
    record = page.locator("form").filter(has=page.locator("#record-0-came"))
    await record.get_by_label("Venu (kg)").fill("120")
    await record.get_by_label("Prix imprimé").fill("1,15")
    await record.get_by_label("Venu le").fill("2026-12-16")
    await press(page, "Enregistrer")
    (entered,) = (await site.supply.get(f"{PATH}/deliveries")).json()
    assert entered["received_on"] == "2026-12-16"
    assert (entered["rest_as_ordered"], entered["lines"][0]["received"]) == (True, 120_000)
    await page.get_by_text("Corriger ce qui est noté").click()
    await expect(record.get_by_label("Venu (kg)")).to_have_value("120")
    await record.get_by_label("Venu (kg)").fill("0")
    assert await barriers(page) == []
    await picture(page, "receiving-record")
    await press(page, "Enregistrer")
    (entered,) = (await site.supply.get(f"{PATH}/deliveries")).json()
    assert (entered["version"], entered["lines"][0]["received"]) == (2, 0)


async def test_a_record_that_changed_meanwhile_is_not_replaced_unseen(site: Site, visitor: Visitor) -> None:
    visitor.tolerate("409")
    await order_it(site.supply)
    await deliver(site.supply, received=140_000)
    page = await desk(site, visitor, "/deliveries")
    await deliver(site.supply, received=130_000)
    await page.get_by_text("Corriger ce qui est noté").click()
    await page.locator("#record-0-came").fill("120")
    await page.get_by_role("button", name="Enregistrer", exact=True).click()
    await expect(page.get_by_role("alert")).to_be_visible()
    (entered,) = (await site.supply.get(f"{PATH}/deliveries")).json()
    assert entered["lines"][0]["received"] == 130_000


async def test_an_invoice_that_differs_is_disputed(site: Site, visitor: Visitor) -> None:
    await order_it(site.supply)
    page = await desk(site, visitor, "/deliveries")
    await page.get_by_text("La facture est là").click()
    await page.get_by_label("Numéro de la facture").fill("F2026-311")
    await page.get_by_label("Total TTC (€)").fill("219,64")
    await page.get_by_label("Taux (%)").first.fill("5,50")
    await page.get_by_label("Montant (€)").first.fill("9,00")
    await page.get_by_text("Un produit est facturé autrement").click()
    await page.get_by_label("Prix imprimé, hors taxes (€)").first.fill("1,15")
    await press(page, "Entrer la facture")
    found = (await site.supply.get(f"{PATH}/invoices")).json()
    assert "price" in [one["kind"] for one in found[0]["differences"]]
    await picture(page, "invoice")
    assert await barriers(page) == []
    decision = page.locator("form").filter(has=page.locator("input[name=kind][value=price]"))
    await decision.get_by_label("Ce qui compte").select_option("true")
    await decision.get_by_label("Pourquoi").fill("le prix du bon est de 1,05")
    async with page.expect_navigation():
        await decision.get_by_role("button").click()
    (decided,) = (one for one in await differences(site) if one["kind"] == "price")
    assert (decided["disputed"], decided["reason"]) == (True, "le prix du bon est de 1,05")
    note = {"noted_on": "2026-12-20", "amount_cents": 1_500, "vat_cents": 83, "products": ["FLOUR"], "reason": "prix"}
    await put(site.supply, f"{PATH}/invoices/ALMA/credit-notes/A-1", note)
    await page.reload()
    await page.locator("summary", has_text="Retirer l’avoir").click()
    await page.locator("form[data-api*=credit-notes]").get_by_label("Pourquoi").first.fill("d’un autre fournisseur")
    await press(page, "Retirer l’avoir")
    await expect(page.get_by_text("d’un autre fournisseur")).to_be_visible()
    await picture(page, "credit-note-withdrawn")
    assert decided in await differences(site)


async def test_a_mistyped_number_is_corrected_and_another_one_replaces_nothing_unseen(
    site: Site, visitor: Visitor
) -> None:
    visitor.tolerate("409")
    await order_it(site.supply)
    printed = {"number": "F-311", "invoiced_on": "2026-12-16", "delivery_cents": 3_800, "total_cents": 21_176}
    await put(site.supply, f"{PATH}/invoices/ALMA", printed)
    page, stale = await desk(site, visitor, "/deliveries"), await desk(site, visitor, "/deliveries")
    for one, number in ((page, "F-312"), (stale, "F-313")):
        await one.get_by_text("Corriger la facture").click()
        await one.get_by_label("Numéro de la facture").fill(number)
    await picture(page, "invoice-number")
    assert await barriers(page) == []
    await press(page, "Entrer la facture")
    await stale.get_by_role("button", name="Entrer la facture", exact=True).click()
    await expect(stale.get_by_role("alert")).to_contain_text("F-312 + F-313")
    assert [one["number"] for one in (await site.supply.get(f"{PATH}/invoices")).json()] == ["F-312"]


async def differences(site: Site) -> list[dict[str, object]]:
    found: list[dict[str, object]] = (await site.supply.get(f"{PATH}/invoices")).json()[0]["differences"]
    return found


async def settled_short(site: Site) -> None:
    await order_it(site.supply)
    await deliver(site.supply, received=100_000)
    await post(site.supply, f"{PATH}/settlement")


async def test_a_price_and_a_part_say_why(site: Site, visitor: Visitor) -> None:
    await settled_short(site)
    page = await desk(site, visitor, "/settlement")
    await page.get_by_text("Pourquoi ? Farine de blé T65").click()
    await expect(page.locator(".told")).to_contain_text("livraison")
    assert await barriers(page) == []
    await picture(page, "why-this-price")
    await page.goto(f"{site.addresses.supply}/cycles/{CYCLE}/allocation")
    await expect(page.locator("#answer")).to_have_text("3 lignes de commande ont reçu moins")
    await page.get_by_text("Pourquoi cette quantité ?").first.click()
    await expect(page.locator(".told").first).to_contain_text("kg")
    await page.get_by_text("Décider à la main").first.click()
    await page.get_by_label("Il reçoit (kg)").first.fill("2")
    await page.get_by_label("Pourquoi (les bénévoles").first.fill("un sac déchiré, le reste est pour lui")
    async with page.expect_navigation():
        await page.get_by_role("button", name="Décider", exact=True).first.click()
    (decided,) = (await site.supply.get(f"{PATH}/allocation-exceptions")).json()
    assert decided["quantity"] == 2_000
    await expect(page.get_by_text("décidé à la main : 2 kg")).to_be_visible()
    history = page.get_by_role("region", name="Décidé à la main").get_by_role("listitem")
    await expect(history).to_contain_text(["au prochain décompte"])
    await page.get_by_text("Décider à la main").first.click()
    async with page.expect_navigation():
        await page.get_by_role("button", name="Laisser à nouveau la règle décider").click()
    await expect(history).to_contain_text(["un sac déchiré, le reste est pour lui"])
    await expect(history).to_contain_text([re.compile("annulé.*Annulé le .* : vous", re.DOTALL)])
    await page.set_viewport_size(PHONE)
    assert await overflows(page) == []
    assert await barriers(page) == []
    await picture(page, "decided-by-hand")


@pytest.mark.parametrize("path", ["/deliveries", "/allocation"])
async def test_nothing_keeps_anyone_out_of_receiving(site: Site, visitor: Visitor, path: str) -> None:
    await settled_short(site)
    page = await desk(site, visitor, path)
    await page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    for size in widths():
        await page.set_viewport_size(size)
        assert await overflows(page) == []
        assert size in ALIKE or await barriers(page) == []
        await picture(page, f"receiving{re.sub('/', '-', path)}-{size['width']}")
    await page.set_viewport_size(LAPTOP)


async def test_receiving_is_read_from_right_to_left(site: Site, visitor: Visitor) -> None:
    await order_it(site.supply)
    await visitor.signed_in(role=Role.COORDINATOR)
    page = await visitor.open(f"{site.addresses.supply}/language/ar?next=/cycles/{CYCLE}/deliveries")
    await page.set_viewport_size(PHONE)
    await expect(page.locator("html")).to_have_attribute("dir", "rtl")
    assert await overflows(page) == []
    assert await barriers(page) == []
    await picture(page, "receiving-right-to-left")
