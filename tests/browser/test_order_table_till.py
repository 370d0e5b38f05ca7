"""The till of the order table: several means, one payment for several households, what is in sight while paying."""

from urllib.parse import urljoin

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import Site
from tests.fixtures.browsing import ALIKE, LAPTOP, PHONE, Visitor, barriers, overflows, picture, seen_everywhere, widths
from tests.fixtures.order_table import all_is_sent, at_table, chosen, households, paid, stored, typed
from tests.fixtures.orders_http import DUC, SOAP


async def test_part_in_cash_and_the_rest_by_card(site: Site, visitor: Visitor) -> None:
    await households(site.orders)
    page = await at_table(visitor)
    await chosen(page, "207")
    await typed(page, "savon", "<Enter>", "2", "<Enter>", "<F8>", "5")
    await expect(page.locator("#till-says")).to_have_text("Il manquera encore 1,40 €.")
    await page.get_by_role("button", name="Le reste autrement").click()
    await typed(page, "<F9>", "<Enter>")
    await expect(page.locator("#receipt-title:visible")).to_have_text("Commande payée")
    await all_is_sent(page)
    assert await stored(site.orders.engine) == [("confirmed", 640, 640)]
    assert await paid(site.orders.engine) == [("card", 140), ("cash", 500), ("cash", 540)]


async def soap_for_ten(page: Page, means: str) -> None:
    """Two pieces for 6.40 €, paid by a button that no key leads to."""
    await chosen(page, "207")
    await typed(page, "savon", "<Enter>", "2", "<Enter>")
    await page.locator("#cart").get_by_role("button", name=means).click()
    await typed(page, "10")
    said = "3,60 € de plus qu’il ne faut : ils restent sur le compte du foyer."
    await expect(page.locator("#till-says")).to_have_text(said)
    await typed(page, "<Enter>")
    await expect(page.locator("#receipt-title:visible")).to_have_text("Commande payée")


@pytest.mark.parametrize(
    ("means", "code", "line"), [("Chèque", "cheque", "Payé par chèque"), ("Virement", "transfer", "Payé par virement")]
)
async def test_by_cheque_or_transfer_what_is_too_much_stays_on_the_account(
    site: Site, visitor: Visitor, means: str, code: str, line: str
) -> None:
    visitor.tolerate("ERR_INTERNET_DISCONNECTED")
    _, second = await households(site.orders)
    page = await at_table(visitor)
    await visitor.context.set_offline(True)
    await soap_for_ten(page, means)
    sums = page.locator("#receipt .sum")
    await expect(sums.filter(has_text=line)).to_contain_text("10,00 €")
    await expect(sums.filter(has_text="Revient sur votre compte")).to_contain_text("3,60 €")
    await chosen(page, "207")
    await page.get_by_text("Annuler la commande").click()
    back = page.get_by_role("button", name="Annuler et rendre 10,00 €")
    await expect(back).to_have_count(1 if code == "cheque" else 0)  # a transfer is not in the box
    if code == "cheque":
        await back.click()
        await expect(page.locator("#receipt .give")).to_have_text("Rendez le chèque de 10,00 €.")
        await soap_for_ten(page, means)
    await visitor.context.set_offline(False)
    await page.evaluate("dispatchEvent(new Event('online'))")
    await all_is_sent(page)
    assert await stored(site.orders.engine) == [("confirmed", 640, 1_000)]
    assert (code, 1_000) in await paid(site.orders.engine)
    async with site.orders.table(DUC) as table:
        assert await table.credit(second) == 360


async def test_one_keys_another_cashes_and_one_payment_is_for_several(site: Site, visitor: Visitor) -> None:
    await households(site.orders)
    page = await at_table(visitor)
    for who in ("118", "207"):
        await chosen(page, who)
        await typed(page, "savon", "<Enter>", "2", "<Enter>")
        await page.get_by_role("button", name="Payer plus tard, à la caisse").click()
        await expect(page.locator("#receipt-sent")).to_contain_text("attend son paiement")
        await page.get_by_role("button", name="Foyer suivant").click()
    await all_is_sent(page)
    await expect(page.locator("#waiting-orders li")).to_have_count(2)
    await page.locator("#waiting-orders input").first.check()
    await page.locator("#waiting-orders input").last.check()
    await picture(page, "table-till")
    assert await barriers(page) == []
    await page.get_by_role("button", name="Encaisser 7,40 €").click()
    await typed(page, "10")
    await expect(page.locator("#till-says")).to_have_text("Rendez 2,60 €.")
    await typed(page, "<Enter>")
    await expect(page.locator("#receipt-sent")).to_contain_text("enregistré")
    cells = page.locator("#receipt tbody :is(th, td)")
    payer = ["000118 Foyer Kévin", "", "1,00 €", "Savon de Marseille", "2 pièces", ""]
    await expect(cells).to_have_text([*payer, "000207 Zoé Ménard", "", "6,40 €"])
    await expect(page.locator("#receipt svg[role=img]")).to_have_count(2)
    await picture(page, "table-till-receipt")
    await all_is_sent(page)
    assert [state for state, *_ in await stored(site.orders.engine)] == ["confirmed", "confirmed"]
    assert await paid(site.orders.engine) == [("cash", 540), ("cash", 740)]


async def printed(where: Locator) -> bytes:
    """The order summary that a link there leads to."""
    address = await where.get_by_role("link", name="Récapitulatif, A4").get_attribute("href")
    answer = await where.page.request.get(urljoin(where.page.url, address or ""))
    return await answer.body()


async def test_an_order_that_was_sent_has_its_summary_beside_the_receipt(site: Site, visitor: Visitor) -> None:
    await households(site.orders)
    page = await at_table(visitor)
    await chosen(page, "207")
    await typed(page, "savon", "<Enter>", "3", "<Enter>", "<F8>", "<Enter>")
    await all_is_sent(page)
    assert (await printed(page.locator("#receipt"))).startswith(b"%PDF")


async def test_what_another_table_keyed_has_its_lines_and_code_on_the_receipt_and_is_printed_again(
    site: Site, visitor: Visitor
) -> None:
    first, _ = await households(site.orders)
    page = await at_table(visitor)
    async with site.orders.table(DUC) as elsewhere:
        await elsewhere.order(first, {SOAP: 3})
    await page.locator("#waiting-orders input").check()
    await page.get_by_role("button", name="Encaisser 4,20 €").click()
    await typed(page, "<Enter>")
    receipt = page.locator("#receipt")
    cells = receipt.locator("tbody :is(th, td)")
    await expect(cells).to_have_text(["Savon de Marseille", "3 pièces", "9,60 €"])
    await expect(receipt.locator(".sum")).to_have_text(
        ["Total maximum9,60 €", "Payé en espèces4,20 €", "Payé avec votre compte5,40 €"]
    )
    drawn = await receipt.locator("svg[role=img]").inner_html()
    await seen_everywhere(page, "table-till-receipt-one")
    await all_is_sent(page)
    await page.get_by_role("button", name="Foyer suivant").click()
    await chosen(page, "118")
    assert (await printed(page.locator("#who"))).startswith(b"%PDF")
    await page.get_by_role("button", name="Son reçu, de nouveau").click()
    await expect(receipt.locator("#receipt-title:visible")).to_have_text("Commande payée")
    await expect(cells).to_have_text(["Savon de Marseille", "3 pièces", "9,60 €"])
    assert await receipt.locator("svg[role=img]").inner_html() == drawn
    await picture(page, "table-receipt-again")


async def test_several_households_are_paid_together_partly_in_cash_and_partly_by_card(
    site: Site, visitor: Visitor
) -> None:
    await households(site.orders)
    page = await at_table(visitor)
    for who in ("118", "207"):
        await chosen(page, who)
        await typed(page, "savon", "<Enter>", "2", "<Enter>")
        await page.get_by_role("button", name="Payer plus tard, à la caisse").click()
        await expect(page.locator("#receipt-sent")).to_contain_text("attend son paiement")
        await page.get_by_role("button", name="Foyer suivant").click()
    await all_is_sent(page)
    await page.locator("#waiting-orders input").first.check()
    await page.locator("#waiting-orders input").last.check()
    await page.get_by_role("button", name="Encaisser 7,40 €").click()
    await expect(page.locator("#till .told")).to_contain_text("Total au prix plafond12,80 €")
    await expect(page.locator("#till .told")).to_contain_text("À retirer")
    await picture(page, "table-till-together")
    await typed(page, "5")
    await page.get_by_role("button", name="Le reste autrement").click()
    await typed(page, "<F9>", "<Enter>")
    await expect(page.locator("#receipt-title:visible")).to_have_text("Paiement encaissé")
    await expect(page.locator("#receipt")).to_contain_text("Payé en espèces5,00 €")
    await expect(page.locator("#receipt")).to_contain_text("Payé par carte2,40 €")
    await all_is_sent(page)
    assert [state for state, *_ in await stored(site.orders.engine)] == ["confirmed", "confirmed"]
    taken = [one for one in await paid(site.orders.engine) if one[0] != "credit"]
    assert sorted(taken) == [("card", 240), ("cash", 500), ("cash", 540)]


async def test_total_payment_and_fetching_are_seen_at_the_till_and_on_a_phone(site: Site, visitor: Visitor) -> None:
    await households(site.orders)
    page = await at_table(visitor)
    await chosen(page, "118")
    await typed(page, "savon", "<Enter>", "3", "<Enter>")
    supplier = "Si un fournisseur ne peut pas livrer, le foyer récupère son argent sur son compte."
    await expect(page.locator("#cart")).to_contain_text(supplier)
    await page.set_viewport_size(PHONE)
    await page.evaluate("scrollTo(0, 0)")
    await expect(page.locator("#bar-says")).to_be_in_viewport(ratio=1)
    await expect(page.locator("#bar-says")).to_contain_text("Au plus 9,60 € · payé : 5,40 €")
    await expect(page.locator("#bar-says")).to_contain_text("Si un fournisseur ne livre pas : argent rendu.")
    await expect(page.locator("#bar-says")).to_contain_text("À retirer : ")
    for size in widths():
        await page.set_viewport_size(size)
        assert await overflows(page) == []
        assert size in ALIKE or await barriers(page) == []
    await page.set_viewport_size(PHONE)
    await picture(page, "table-bar-phone")
    await page.set_viewport_size(LAPTOP)
    await typed(page, "<F8>")
    await expect(page.locator("#confirm")).to_be_in_viewport(ratio=1)
    told = page.locator("#till .told")
    await expect(told).to_contain_text("Total au prix plafond9,60 €")
    await expect(told).to_contain_text("À retirer : ")
    await expect(told).to_contain_text(supplier)
    for size in widths():
        await page.set_viewport_size(size)
        assert await overflows(page) == []
        assert size in ALIKE or await barriers(page) == []
    for size, where in ((PHONE, "-phone"), (LAPTOP, "")):
        await page.set_viewport_size(size)
        await picture(page, f"table-till-told{where}")
