"""What a supplier confirms is noted line by line, and each figure of a settlement says what it came from."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Site, desk, press
from tests.fixtures.browsing import ALIKE, TABLET, Visitor, barriers, overflows, picture, turned, widths
from tests.fixtures.supply_buying import PATH, deliver, order_it, post
from tests.fixtures.supply_cycle import CYCLE, put

ORDER = "/v1/purchase-orders/1"
FIGURES = ("avancé", "facturé", "rendu", "ajustement", "stock gardé", "stock utilisé", "factures")


async def looks_right(page: Page, name: str) -> None:
    for size in widths():
        await page.set_viewport_size(size)
        assert await overflows(page) == []
        assert size in ALIKE or await barriers(page) == []
        await picture(page, f"{name}-{size['width']}")
    await page.set_viewport_size(TABLET)


async def test_what_the_supplier_confirms_otherwise_is_noted_and_shown(site: Site, visitor: Visitor) -> None:
    await order_it(site.supply)
    page = await desk(site, visitor, f"/cycles/{CYCLE}/orders")
    await page.get_by_text("Le fournisseur confirme autre chose").click()
    form = page.locator("form").filter(has_text="Changez ce qui diffère")
    await expect(form.get_by_label("Confirmé (kg)")).to_have_value("150")
    await form.get_by_label("Confirmé (kg)").fill("125,5")
    await form.get_by_label("Prix hors TVA, pour 1 kg (€)").fill("1,31")
    await form.get_by_label("Livraison le").fill("2027-12-16")
    await form.get_by_label("Sa référence").fill("AR-118")
    await looks_right(page, "acknowledging")
    await press(page, "Noter ce que le fournisseur confirme")
    said = (await site.supply.get(ORDER)).json()["acknowledgement"]
    (line,) = said["lines"]
    assert (said["delivery"], said["reference"], said["differences"]) == ("2027-12-16", "AR-118", ["later"])
    assert (line["quantity"], float(line["price"]), line["differences"]) == (125_500, 1.31, ["less", "dearer"])
    row = page.get_by_role("row").filter(has_text="125,5 kg")
    await expect(row).to_contain_text("moins que commandé")
    await expect(row).to_contain_text("plus cher")
    await expect(page.get_by_text("plus tard que souhaité")).to_be_visible()
    await looks_right(page, "acknowledged")
    await page.get_by_text("Le fournisseur confirme autre chose").click()
    await expect(form.get_by_label("Confirmé (kg)")).to_have_value("125,5")


async def test_a_replaced_plan_is_read_as_it_was(site: Site, visitor: Visitor) -> None:
    await put(site.supply, f"{PATH}/plan/overrides/FLOUR", {"supplier": "ALMA", "cases": 7, "reason": "une fête"})
    await post(site.supply, f"{PATH}/plan")
    await post(site.supply, f"{PATH}/choices", {"plan": 1, "kind": "gap", "subject": "ALMA", "reason": "pour janvier"})
    await site.supply.delete(f"{PATH}/plan/overrides/FLOUR")
    await post(site.supply, f"{PATH}/plan")
    page = await desk(site, visitor, f"/cycles/{CYCLE}/plan")
    await page.get_by_text("2 plans ont été faits").click()
    await page.get_by_role("link", name="Plan 1", exact=True).click()
    await expect(page.get_by_role("heading", name="Le plan 1, tel qu’il a été fait")).to_be_visible()
    await expect(page.get_by_text("175 kg")).to_be_visible()
    await expect(page.get_by_text("une fête")).to_be_visible()
    await expect(page.get_by_text("pour janvier")).to_be_visible()
    await looks_right(page, "plan-made")
    assert await turned(page, "plan-made") == []


async def test_a_purchase_order_is_there_as_a_paper_too(site: Site, visitor: Visitor) -> None:
    await order_it(site.supply)
    page = await desk(site, visitor, f"/cycles/{CYCLE}/orders")
    link = page.get_by_role("link", name="PDF")
    await expect(link).to_have_attribute("href", f"{ORDER}.pdf")
    async with page.expect_download() as downloading:
        await link.click()
    assert (await downloading.value).suggested_filename.endswith(".pdf")


async def test_each_figure_of_a_settlement_says_why(site: Site, visitor: Visitor) -> None:
    await order_it(site.supply)
    await deliver(site.supply, received=150_000)
    settled = await post(site.supply, f"{PATH}/settlement")
    page = await desk(site, visitor, f"/cycles/{CYCLE}/settlement")
    for figure in FIGURES:
        await page.locator(".whys li").filter(has=page.get_by_text(figure, exact=True)).locator("summary").first.click()
    held = page.locator(".whys li").first
    await expect(held).to_contain_text("Ce que 3 commandes avancent au prix plafond")
    await expect(held.get_by_role("row")).to_have_count(4)
    charged = page.get_by_role("group", name="Facturé, par produit")
    await expect(charged.get_by_role("row").last).to_contain_text(euros(settled["charged_cents"]))
    kept = page.get_by_role("group", name="Stock gardé, par produit")
    await expect(kept).to_contain_text("9 kg")
    await expect(kept.get_by_role("row").last).to_contain_text(euros(settled["stock_kept_cents"]))
    invoices = page.get_by_role("group", name="Factures, par fournisseur")
    await expect(invoices.get_by_role("row").last).to_contain_text(euros(settled["invoices_cents"]))
    await page.get_by_text("Pourquoi ? Farine de blé T65").click()
    told = page.locator("#products ~ table .told")
    await expect(told).to_contain_text("Réparti sur 150 kg, cela fait 1,41 €")
    await expect(told).to_contain_text("Les foyers ont commandé 141 kg et reçoivent tout. Au plus 1,45 € pour 1 kg")
    await expect(told).to_contain_text(
        f"font 198,81 € ; ligne par ligne, chacune arrondie au centime, {euros(settled['charged_cents'])}"
    )
    await expect(page.get_by_text("Rien n’est venu du stock.")).to_be_visible()
    await expect(page.get_by_text("Aucun produit n’a coûté plus que son prix plafond.")).to_be_visible()
    await looks_right(page, "settlement-why")


def euros(cents: int) -> str:
    return f"{cents // 100},{cents % 100:02} €"


@pytest.mark.parametrize("path", ["orders", "settlement"])
async def test_orders_and_final_prices_are_read_from_right_to_left(site: Site, visitor: Visitor, path: str) -> None:
    await order_it(site.supply)
    await deliver(site.supply, received=150_000)
    await post(site.supply, f"{PATH}/settlement")
    await desk(site, visitor, "/cycles")
    page = await visitor.open(f"{site.addresses.supply}/language/ar?next=/cycles/{CYCLE}/{path}")
    await expect(page.locator("html")).to_have_attribute("dir", "rtl")
    for summary in await page.locator("main summary").all():
        await summary.click()
    assert await overflows(page) == []
    assert await barriers(page) == []
    await picture(page, f"{path}-right-to-left")
