"""The order table from the page to the database: found, ordered, paid, its receipt; by keyboard, at every width."""

from typing import Any

from playwright.async_api import expect

from shared.contracts.cycles import CatalogueEntry, Rung
from shared.kernel.quantity import Unit
from tests.browser.conftest import Site
from tests.fixtures.browsing import (
    ALIKE,
    LAPTOP,
    PHONE,
    TABLET,
    Visitor,
    barriers,
    overflows,
    picture,
    seen_everywhere,
    widths,
)
from tests.fixtures.order_table import all_is_sent, at_table, chosen, households, kept, paid, stored, typed
from tests.fixtures.orders_http import DUC, FLOUR, MIN, OLD, SOAP, cash, catalogue
from tests.fixtures.orders_story import apply, entry, opened


def sold(product: str, name: str, category: str, ceiling: int, *rungs: tuple[int, int], **more: Any) -> CatalogueEntry:
    steps = [Rung(starts_at=start, indicative_price=price) for start, price in rungs]
    return entry(product, name=name, category=category, ceiling_price=ceiling, rungs=steps, **more)


STALL = [
    sold("FAR", "Farine de blé T80", "épicerie", 158, (0, 149), (30_000, 137)),
    sold("PEN", "Coquillettes complètes", "épicerie", 236, (0, 229), (25_000, 184)),
    sold("RIZ", "Riz rond de Camargue", "épicerie", 318, (0, 309), (100_000, 287)),
    sold("LEN", "Lentilles blondes", "légumineuses", 342, (0, 331), (50_000, 298)),
    sold("HUI", "Huile de tournesol", "huiles", 385, (0, 377), (25_000, 349), unit=Unit.L),
    sold("NOI", "Noisettes entières", "fruits secs", 1480, (0, 1435), (20_000, 1275)),
    sold("SAV", "Savon noir en pain", "hygiène", 275, (0, 268), (50, 243), unit=Unit.PIECE, step=1),
]


async def test_an_order_is_taken_paid_in_cash_and_given_its_receipt_by_keyboard(site: Site, visitor: Visitor) -> None:
    await households(site.orders)
    page = await at_table(visitor)
    await picture(page, "table-find")
    await typed(page, "kev")
    await expect(page.locator("#found button")).to_have_count(1)
    await typed(page, "<Enter>", "far", "<Enter>", "2,5", "<Enter>", "sav", "<Enter>", "3", "<Enter>")
    await expect(page.locator("#cart .due")).to_have_text("7,83 €")
    await picture(page, "table-order")
    await typed(page, "<F8>", "20")
    await expect(page.locator("#till-says")).to_have_text("Rendez 12,17 €.")
    await picture(page, "table-pay")
    await typed(page, "<Enter>")
    await expect(page.locator("#receipt-title:visible")).to_have_text("Commande payée")
    await expect(page.locator("#receipt-sent")).to_contain_text("la commande est confirmée")
    await expect(page.locator("#receipt svg[role=img]")).to_be_visible()
    await expect(page.locator("#find")).to_be_focused()
    await all_is_sent(page)
    await picture(page, "table-receipt")
    assert await barriers(page) == []
    assert await stored(site.orders.engine) == [("confirmed", 1323, 783)]
    assert await paid(site.orders.engine) == [("cash", 540), ("cash", 783)]


async def test_letters_that_no_accent_makes_are_found_as_people_type_them(site: Site, visitor: Visitor) -> None:
    await households(site.orders)
    eggs = sold("OEU", "Œufs bio", "frais", 320, (0, 300), unit=Unit.PIECE, step=6)
    await apply(site.orders.engine, opened(DUC, MIN, version=2, catalogue=[*STALL, eggs]))
    async with site.orders.table(DUC) as table:
        await table.household("000301", label="Yıldız")
    page = await at_table(visitor)
    await typed(page, "yildiz")
    await expect(page.locator("#found button")).to_contain_text("Yıldız")
    await typed(page, "<Enter>", "oeufs")
    await expect(page.locator("#rows article:visible")).to_have_attribute("data-product", "OEU")
    await typed(page, "<Enter>", "12", "<Enter>")
    await expect(page.locator("#cart .lines li")).to_contain_text("Œufs bio")


async def test_families_have_their_pictograms_and_what_is_missing_is_said(site: Site, visitor: Visitor) -> None:
    await households(site.orders)
    await apply(site.orders.engine, opened(DUC, MIN, version=2, catalogue=STALL))
    async with site.orders.table(DUC) as table:
        neighbour = await table.household("000300", label="Voisins")
        await table.order(neighbour, {"FAR": 22_000, "PEN": 30_000, "HUI": 21_000}, payments=[cash()])
    page = await at_table(visitor)
    await typed(page, "118", "<Enter>", "far", "<Enter>", "2,5", "<Enter>", "coq", "<Enter>", "3", "<Enter>")
    await typed(page, "huile", "<Enter>", "3", "<Enter>", "savon", "<Enter>", "2", "<Enter>")
    shown = await page.locator("#rows use").evaluate_all(
        "all => all.map(one => one.getAttribute('href').split('#')[1])"
    )
    assert shown == ["wheat", "wheat", "wheat", "nut", "drop", "soap", "bean"]
    await expect(page.locator("article[data-product=FAR] .rung")).to_contain_text(
        "encore 8 kg à nous tous et chacun paie environ 1,37 € au lieu de 1,49 €"
    )
    await expect(page.locator("article[data-product=PEN] .rung")).to_contain_text(
        "meilleur prix atteint : environ 1,84 €"
    )
    await expect(page.locator("#about-says")).to_have_text(
        "« Environ » : prix avec TVA et livraison. Il bouge avec les commandes de toutes les tables."
    )
    await page.set_viewport_size({"width": 1180, "height": 740})
    await page.evaluate("scrollTo(0, 0)")
    await picture(page, "order-table", whole=False)
    await page.get_by_role("button", name="Épicerie").click()
    await expect(page.locator("#rows article:visible")).to_have_count(3)


async def test_each_product_says_by_which_step_it_is_sold_and_what_it_says_can_be_typed(
    site: Site, visitor: Visitor
) -> None:
    await households(site.orders)
    apples = sold("POM", "Pommes", "frais", 210, (0, 200), step=2_000)
    oil = sold("HUI", "Huile", "huiles", 385, (0, 377), unit=Unit.L, step=250)
    eggs = sold("OEU", "Œufs", "frais", 32, (0, 30), unit=Unit.PIECE, step=6)
    await apply(site.orders.engine, opened(DUC, MIN, version=2, catalogue=[STALL[0], apples, oil, eggs, STALL[-1]]))
    page = await at_table(visitor)
    await chosen(page, "118")
    steps = {"FAR": "par 500 g", "POM": "par 2 kg", "HUI": "par 250 ml", "OEU": "par 6 pièces", "SAV": "à la pièce"}
    for product, step in steps.items():
        await expect(page.locator(f"article[data-product={product}]")).to_contain_text(f" · {step} · bio")
    await typed(page, "far", "<Enter>", "500 g", "<Enter>", "hui", "<Enter>", "1,5 l", "<Enter>")
    await expect(page.locator("#cart .lines li")).to_have_text(["Farine de blé T800,5 kg0,79 €", "Huile1,5 l5,78 €"])
    await seen_everywhere(page, "table-steps")


async def test_nothing_keeps_anyone_out_of_the_table(site: Site, visitor: Visitor) -> None:
    await households(site.orders)
    page = await at_table(visitor)

    async def everywhere(name: str) -> None:
        for size in widths():
            await page.set_viewport_size(size)
            assert await overflows(page) == []
            assert size in ALIKE or await barriers(page) == []
        for size, where in ((PHONE, "phone"), (TABLET, "tablet")):
            await page.set_viewport_size(size)
            await picture(page, f"table-{name}-{where}")
        await page.set_viewport_size(LAPTOP)

    await everywhere("find")
    await page.locator("#find").fill("0")
    await everywhere("found")
    await page.locator("#found button").last.click()
    await page.get_by_role("button", name="Plus de Farine").click()
    await everywhere("order")
    await page.get_by_role("button", name="Carte").click()
    await page.locator("#given").fill("1,00")
    await everywhere("pay")


async def test_the_table_turns_with_the_language(site: Site, visitor: Visitor) -> None:
    await households(site.orders)
    await visitor.signed_in(DUC)
    page = await kept(await visitor.open(f"{site.addresses.orders}/language/ar?next=/table"))
    await typed(page, "207", "<Enter>", "far", "<Enter>", "2.5", "<Enter>")
    await expect(page.locator(".row.on")).to_have_count(1)
    for size in widths():
        await page.set_viewport_size(size)
        assert await overflows(page) == []
        assert size in ALIKE or await barriers(page) == []
    await page.set_viewport_size(LAPTOP)
    await picture(page, "table-right-to-left")


async def test_a_product_that_is_off_sale_says_so_and_is_not_ordered(site: Site, visitor: Visitor) -> None:
    await households(site.orders)
    page = await at_table(visitor)
    await chosen(page, "207")
    old, soap = (page.locator(f"article[data-product={code}]") for code in (OLD, SOAP))
    await expect(old).to_contain_text("Pas disponible cette fois.")
    for control in (old.get_by_role("textbox"), *await old.get_by_role("button").all()):
        await expect(control).to_be_disabled()
    await typed(page, "ancien", "<Enter>", "2", "<Enter>")
    await expect(page.locator("#cart h2")).to_have_text("Rien de commandé pour l’instant")
    await page.locator("#product").fill("")
    await typed(page, "farine", "<Enter>", "1", "<Enter>", "savon", "<Enter>", "2", "<Enter>")
    await expect(page.locator("#cart .due")).to_have_text("7,85 €")
    stopped = [one.model_copy(update={"on_sale": one.product == FLOUR}) for one in catalogue()]
    await apply(site.orders.engine, opened(DUC, MIN, version=2, catalogue=stopped))
    await page.evaluate("dispatchEvent(new Event('online'))")
    await expect(soap).to_contain_text("Pas disponible cette fois.")  # its sale was stopped while it was being keyed
    await expect(soap.get_by_role("button", name="Plus de")).to_be_disabled()
    await picture(page, "table-off-sale")
    for _ in range(2):
        await soap.get_by_role("button", name="Moins de").click()
    await expect(soap.get_by_role("button", name="Moins de")).to_be_disabled()
    await page.locator("#product").focus()
    await typed(page, "<F8>", "<Enter>")
    await expect(page.locator("#receipt-sent")).to_contain_text("la commande est confirmée")
    assert await stored(site.orders.engine) == [("confirmed", 145, 145)]
