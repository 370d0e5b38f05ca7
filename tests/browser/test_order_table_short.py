"""A product of which suppliers have only so much: every table says so, none refuses it."""

from playwright.async_api import Page, expect

from shared.contracts.cycles import ProductLimited
from tests.browser.conftest import Site
from tests.fixtures.browsing import ALIKE, LAPTOP, PHONE, Visitor, barriers, overflows, picture, widths
from tests.fixtures.order_table import FIRST, at_table, chosen, households, stored, typed
from tests.fixtures.orders_http import DUC, FLOUR, cash
from tests.fixtures.orders_story import CYCLE, apply


async def test_a_product_that_runs_short_says_so_and_is_sold_all_the_same(site: Site, visitor: Visitor) -> None:
    _, second = await households(site.orders)

    async def limit(version: int, grams: int) -> None:
        said = ProductLimited(version=version, cycle=CYCLE, product=FLOUR, at_most=grams)
        await apply(site.orders.engine, said)

    async with site.orders.table(DUC) as here:
        await here.order(second, {FLOUR: 4_500}, payments=[cash()])
    page = await at_table(visitor)
    await chosen(page, FIRST)
    flour = page.locator("article[data-product=FAR] .rung")
    await expect(flour).to_contain_text("encore 5,5 kg à nous tous")
    await limit(1, 50_000)
    await expect(flour).to_contain_text("encore 5,5 kg à nous tous")
    await limit(2, 9_000)
    await expect(flour).to_have_text("environ 1,41 € pour l’instant", timeout=10_000)
    for version, grams, words in (
        (3, 5_000, "Bientôt épuisé : encore 0,5 kg. Au-delà, il n’y en aura sans doute pas assez pour tous."),
        (4, 4_500, "Tout est commandé. Au-delà, il n’y en aura sans doute pas assez pour tous"),
        (5, 4_000, "Sans doute pas assez pour tous : 4,5 kg commandés, 4 kg disponibles."),
    ):
        await limit(version, grams)
        await expect(flour).to_contain_text(words, timeout=10_000)
        await picture(page, f"table-short-{version}")
    await reached_by_everyone(page, "table-short")
    await typed(page, "far", "<Enter>", "1", "<Enter>", "<F8>", "<Enter>")
    await expect(page.locator("#receipt-sent")).to_contain_text("confirmée")
    assert [state for state, *_ in await stored(site.orders.engine)] == ["confirmed"] * 2


async def reached_by_everyone(page: Page, name: str) -> None:
    for size in widths():
        await page.set_viewport_size(size)
        assert await overflows(page) == []
        assert size in ALIKE or await barriers(page) == []
    for size, where in ((PHONE, "-phone"), (LAPTOP, "")):
        await page.set_viewport_size(size)
        await picture(page, f"{name}{where}")
    await page.locator("#product").focus()
