"""A household is spoken to in its language: registered with it, its receipt, also without a network."""

import re
from datetime import date
from uuid import UUID

from playwright.async_api import Page, expect
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.web.roles import Role
from tests.browser.conftest import Site
from tests.fixtures.browsing import (
    A6,
    ALIKE,
    LAPTOP,
    PHONE,
    ROLL,
    TABLET,
    Visitor,
    barriers,
    overflows,
    picture,
    widths,
    wrong_on_paper,
)
from tests.fixtures.day_desk import chosen as serving
from tests.fixtures.day_desk import desk, looked_at, released
from tests.fixtures.order_table import FIRST, SECOND, all_is_sent, at_table, chosen, households, typed
from tests.fixtures.orders_http import DUC, FLOUR, cash

ARABIC = re.compile(r"[\u0600-\u06ff]")
LATIN = re.compile(r"[A-Za-zÀ-ÿ]{3,}")
NAMES = {"VRAC", "Centre", "DUC", "Farine", "Savon", "blé", "Marseille", "Foyer", "Kévin", "salle", "FAR", "SAV"}


async def reads(site: Site, household: UUID, number: str, language: str) -> None:
    async with site.orders.table(DUC) as table:
        await table.household(number, id=household, label="Foyer Kévin", size=4, language=language)


async def language_of(site: Site, number: str) -> str:
    async with site.orders.table(DUC) as table:
        (found,) = (await table.client.get("/v1/households", params={"number": number})).json()["items"]
    return str(found["language"])


async def ordered(page: Page, *, cash: str = "") -> None:
    await expect(page.locator("#product")).to_be_focused()
    await typed(page, "far", "<Enter>", "2,5", "<Enter>", "savon", "<Enter>", "2", "<Enter>", "<F8>")
    await expect(page.locator("#till")).to_be_visible()
    await typed(page, cash, "<Enter>")
    await expect(page.locator("#receipt .slip")).to_be_visible()


async def offline(visitor: Visitor, page: Page) -> None:
    visitor.tolerate("Failed to load resource", "ERR_FAILED", "ERR_INTERNET_DISCONNECTED")
    await visitor.context.set_offline(True)
    await page.reload()
    await expect(page.locator("body[data-ready=yes]")).to_be_attached()


async def test_a_receipt_is_in_arabic_from_right_to_left_also_without_a_network(site: Site, visitor: Visitor) -> None:
    first, _ = await households(site.orders)
    await reads(site, first, FIRST, "ar")
    page = await at_table(visitor)
    await offline(visitor, page)
    await chosen(page, "118")
    await ordered(page, cash="20")
    slip = page.locator("#receipt .slip")
    assert await slip.get_attribute("dir") == "rtl"
    await expect(page.locator("#receipt-title:visible")).to_have_text("طلبية مدفوعة")
    said = "\n".join(await slip.locator("> :not(.code)").all_inner_texts())  # the id under the code has letters
    assert ARABIC.search(said)
    assert set(LATIN.findall(said)) <= NAMES
    await expect(page.locator("#receipt-sent")).to_contain_text("Gardée sur cet appareil")  # its volunteer reads French
    for size in widths():
        await page.set_viewport_size(size)
        assert await overflows(page) == []
        assert size in ALIKE or await barriers(page) == []
    for name, size in (("laptop", LAPTOP), ("tablet", TABLET), ("phone", PHONE)):
        await page.set_viewport_size(size)
        await picture(page, f"receipt-arabic-{name}")
    for paper, width in (("print-80", ROLL), ("print-a6", A6)):
        await page.evaluate("paper => document.body.classList.add(paper)", paper)
        assert await wrong_on_paper(page, f"receipt-arabic-{paper}", width) == []
        await page.evaluate("paper => document.body.classList.remove(paper)", paper)


async def test_a_new_household_reads_turkish_though_there_is_no_network(site: Site, visitor: Visitor) -> None:
    page = await at_table(visitor)
    await offline(visitor, page)
    await typed(page, "<F3>", "Yılmaz")
    await picture(page, "table-new-household")
    assert await barriers(page) == []
    await page.locator("#newcomer-language").select_option("tr")
    await page.locator("#newcomer-size").press("Enter")
    await ordered(page)
    await expect(page.locator("#receipt-title:visible")).to_have_text("Sipariş ödendi")
    await expect(page.locator("#receipt .slip")).to_contain_text("2 adet")
    await expect(page.locator("#receipt .slip")).to_contain_text("Nakit ödenen")
    number = await page.locator("#receipt .slip-who b").inner_text()
    await visitor.context.set_offline(False)
    await all_is_sent(page)
    assert await language_of(site, number) == "tr"


async def test_the_receipt_of_a_sale_on_the_day_is_in_the_households_language_too(
    site: Site, visitor: Visitor, orders_engine: AsyncEngine
) -> None:
    await released(orders_engine)
    await reads(site, UUID(int=1_000_001), "000001", "ar")
    page = await desk(visitor, "sales")
    await page.get_by_role("button", name="sac du 000002").click()
    await serving(page, "1")
    await page.get_by_label("Combien (kg)").fill("0,62")
    await page.get_by_role("button", name="D’accord : 0,43 € en espèces").click()
    slip = page.locator("#slip")
    await expect(slip).to_contain_text("دُفع نقدًا")
    assert (await slip.get_attribute("lang"), await slip.get_attribute("dir")) == ("ar", "rtl")
    assert set(LATIN.findall(await slip.inner_text())) <= NAMES
    await looked_at(page, "sales-receipt-arabic")
    assert await wrong_on_paper(page, "sales-receipt-arabic", ROLL) == []
    for language, said in (("tr", "Nakit ödenen"), ("fr", "Payé en espèces")):
        await page.get_by_label("Reçu en").select_option(language)
        await expect(slip).to_contain_text(said)
        await expect(slip).to_have_attribute("dir", "ltr")


async def test_whoever_says_nothing_reads_french(site: Site, visitor: Visitor) -> None:
    page = await at_table(visitor)
    await typed(page, "<F3>", "Benali", "<Tab>", "4", "<Enter>")
    await ordered(page)
    await expect(page.locator("#receipt-title:visible")).to_have_text("Commande payée")
    await all_is_sent(page)
    assert await language_of(site, await page.locator("#receipt .slip-who b").inner_text()) == "fr"


async def test_whoever_prints_may_choose_another_language(site: Site, visitor: Visitor) -> None:
    await households(site.orders)
    page = await at_table(visitor)
    await chosen(page, "118")
    await ordered(page)
    await expect(page.locator("#receipt-sent")).to_contain_text("confirmée")
    for language, title in (("tr", "Sipariş ödendi"), ("en", "Order paid"), ("ar", "طلبية مدفوعة")):
        await page.locator("#receipt-language").select_option(language)
        await expect(page.locator("#receipt-title:visible")).to_have_text(title)
    await all_is_sent(page)
    assert await language_of(site, FIRST) == "fr"


async def test_a_volunteer_changes_what_a_household_reads_at_the_table(site: Site, visitor: Visitor) -> None:
    await households(site.orders)
    page = await at_table(visitor)
    await chosen(page, "207")
    await page.locator("#reads").select_option("tr")
    await page.locator("#product").focus()
    await ordered(page)
    await expect(page.locator("#receipt-title:visible")).to_have_text("Sipariş ödendi")
    await all_is_sent(page)
    assert await language_of(site, SECOND) == "tr"


async def test_a_change_without_a_network_is_kept_and_sent_once_there_is_one(site: Site, visitor: Visitor) -> None:
    await households(site.orders)
    page = await at_table(visitor)
    await offline(visitor, page)
    await chosen(page, "207")
    await page.locator("#reads").select_option("ar")
    await expect(page.locator("#waiting")).to_contain_text(f"Langue de {SECOND}")
    await visitor.context.set_offline(False)
    await all_is_sent(page)
    assert await language_of(site, SECOND) == "ar"


async def choices(page: Page, select: str) -> list[str]:
    options = page.locator(f"{select} option")
    return [str(await one.get_attribute("value")) for one in await options.all()]


async def test_only_what_the_network_offers_is_chosen_also_without_a_network(site: Site, visitor: Visitor) -> None:
    """Whoever reads another language keeps it, and receipts are printed in each."""
    first, _ = await households(site.orders)
    await reads(site, first, FIRST, "ar")
    async with site.orders.table(role=Role.COORDINATOR) as coordinator:
        body = {"version": 1, "languages": ["fr", "tr"]}
        assert (await coordinator.client.put("/v1/household-languages", json=body)).is_success
    page = await at_table(visitor)
    await offline(visitor, page)
    assert await choices(page, "#newcomer-language") == ["fr", "tr"]
    await chosen(page, "207")
    assert await choices(page, "#reads") == ["fr", "tr"]
    await page.locator("#product").press("F2")
    await chosen(page, "118")
    assert await choices(page, "#reads") == ["fr", "ar", "tr"]
    await expect(page.locator("#reads")).to_have_value("ar")
    await picture(page, "table-languages-offered")
    assert (await barriers(page), await overflows(page)) == ([], [])
    await ordered(page, cash="20")
    await expect(page.locator("#receipt-title:visible")).to_have_text("طلبية مدفوعة")
    assert await choices(page, "#receipt-language") == ["fr", "en", "ar", "tr"]
    await visitor.context.set_offline(False)
    await all_is_sent(page)
    assert await language_of(site, FIRST) == "ar"


async def test_the_coordinator_changes_it_on_the_households_page(site: Site, visitor: Visitor) -> None:
    first, _ = await households(site.orders)
    async with site.orders.table(DUC) as table:
        await table.order(first, {FLOUR: 1_000}, payments=[cash()])
    await visitor.signed_in(role=Role.COORDINATOR)
    page = await visitor.open(f"{site.addresses.orders}/people/households/{first}")
    await page.get_by_label("Sa langue").select_option("tr")
    await page.get_by_role("button", name="Enregistrer").click()
    await expect(page.locator("#said")).to_be_visible()
    await expect(page.get_by_label("Sa langue")).to_have_value("tr")
    assert await language_of(site, FIRST) == "tr"
    summary = await page.get_by_role("link", name="Résumé").get_attribute("href")
    answer = await visitor.context.request.get(f"{site.addresses.orders}{summary}")
    assert (answer.status, answer.headers["content-language"]) == (200, "tr")
    assert await barriers(page) == []
    assert await overflows(page) == []
    await picture(page, "household-language")


async def test_a_day_is_written_as_its_readers_write_it(site: Site, visitor: Visitor) -> None:
    await households(site.orders)
    page = await at_table(visitor)
    shown = await page.evaluate(
        """async (days) => {
          const table = document.querySelector('script[src*="table/table.js"]').src;
          const { Speaker } = await import(table.replace('table.js', 'receipt_words.js'));
          const { fetchShort } = await import(table.replace('table.js', 'words_of_table.js'));
          const fetch = (distribution) => ({ place: '', starts: null, ends: null, distribution });
          return days.map((day) => [
            ...['fr', 'tr', 'ar', undefined].map((one) => new Speaker(one).fetch(fetch(day))), fetchShort(fetch(day))]);
        }""",
        [date(2026, 12, 18).isoformat(), date(2027, 1, 1).isoformat()],
    )
    assert shown == [
        [
            "À chercher : votre centre, vendredi 18 décembre.",
            "Teslim alma: merkeziniz, 18 Aralık Cuma.",
            "الاستلام: مركزكم، الجمعة، 18 ديسمبر.",
            "À chercher : votre centre, vendredi 18 décembre.",
            "À retirer : ven. 18 déc., au centre",
        ],
        [
            "À chercher : votre centre, vendredi 1er janvier.",
            "Teslim alma: merkeziniz, 1 Ocak Cuma.",
            "الاستلام: مركزكم، الجمعة، 1 يناير.",
            "À chercher : votre centre, vendredi 1er janvier.",
            "À retirer : ven. 1er janv., au centre",
        ],
    ]
