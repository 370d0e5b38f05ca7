"""The receipt of a yearly fee that is taken at the order table: shown, printed, in its household's language."""

from datetime import date
from uuid import UUID

from playwright.async_api import Page, expect
from sqlalchemy import select

from services.orders.domain.membership import Needed, paid_until
from services.orders.storage.membership_tables import memberships
from tests.browser.conftest import Site
from tests.fixtures.browsing import Visitor, picture, seen_everywhere
from tests.fixtures.order_table import FIRST, SECOND, all_is_sent, at_table, chosen, households, reloaded, typed
from tests.fixtures.orders_http import DUC


async def written(page: Page, day: date, language: str) -> str:
    """A day as readers of this language write it."""
    said: str = await page.evaluate(
        """([day, language]) => {
          const long = new Intl.DateTimeFormat(`${language}-u-nu-latn`, { dateStyle: 'long' });
          return long.format(new Date(`${day}T12:00`));
        }""",
        [day.isoformat(), language],
    )
    return said


async def until(site: Site, household: UUID) -> date:
    """The last day of a fee that is booked."""
    async with site.orders.engine.connect() as connection:
        query = select(memberships.c.until).where(memberships.c.household_id == household)
        day: date = (await connection.execute(query)).scalar_one()
    return day


async def printed(page: Page) -> list[int]:
    """How wide each paper is in millimetres; each of one page."""
    await page.evaluate("() => { window.print = () => {}; }")
    found = []
    for button in ("Imprimer, ticket 80 mm", "Imprimer, A6"):
        await page.get_by_role("button", name=button).click()
        paper = (await page.pdf(prefer_css_page_size=True)).decode("latin-1")
        assert paper.count("/Type /Page\n") == 1
        found.append(round(float(paper.split("/MediaBox [0 0 ")[1].split(" ")[0]) / 72 * 25.4))
    return found


async def test_a_fee_that_is_paid_by_several_means_has_its_receipt_and_the_order_goes_on(
    site: Site, visitor: Visitor
) -> None:
    await site.orders.ask_members((100, 2_000), Needed.REFUSE)
    first, _ = await households(site.orders)
    page = await at_table(visitor)
    await chosen(page, "118")
    await typed(page, "savon", "<Enter>", "2", "<Enter>")
    await page.locator("#fee").get_by_role("button", name="20,00 €").click()
    await typed(page, "10")
    await page.get_by_role("button", name="Le reste autrement").click()
    await typed(page, "<F9>", "<Enter>")
    await expect(page.locator("#fee-taken")).to_contain_text("Son adhésion de 20,00 € est encaissée.")
    await all_is_sent(page)
    await page.get_by_role("button", name="Reçu de l’adhésion").click()
    slip = page.locator("#receipt .slip")
    await expect(page.locator("#receipt-title:visible")).to_have_text("Adhésion payée")
    day = await written(page, await until(site, first), "fr")
    for said in (
        "VRAC · Centre DUC · ",
        f"{FIRST} Foyer Kévin",
        "Adhésion de l’année20,00 €",
        "Payé en espèces10,00 €",
        "Payé par carte4,60 €",
        "Payé avec votre compte5,40 €",
        f"Adhésion payée jusqu’au {day}.",
    ):
        await expect(slip).to_contain_text(said)
    await expect(slip).not_to_contain_text("À chercher")
    await expect(page.locator("#receipt-sent")).to_have_text("Envoyée : l’adhésion est enregistrée.")
    await seen_everywhere(page, "table-fee-receipt")
    assert await printed(page) == [80, 105]
    await page.get_by_role("button", name="À sa commande").click()
    await expect(page.locator("#cart .lines li")).to_contain_text("Savon de Marseille")
    await reloaded(page)
    await chosen(page, "118")
    await expect(page.get_by_role("button", name="Reçu de l’adhésion")).to_be_visible()


async def test_without_a_network_it_is_in_the_households_language_and_says_what_it_covers_at_least(
    site: Site, visitor: Visitor
) -> None:
    visitor.tolerate("Failed to load resource", "ERR_FAILED", "ERR_INTERNET_DISCONNECTED")
    await site.orders.ask_members((100, 2_000), Needed.WARN)
    _, second = await households(site.orders)
    async with site.orders.table(DUC) as table:
        await table.household(SECOND, id=second, label="Zoé Ménard", size=1, language="ar")
    page = await at_table(visitor)
    await visitor.context.set_offline(True)
    await reloaded(page)
    await chosen(page, "207")
    await page.locator("#fee").get_by_role("button", name="1,00 €").click()
    await page.locator("#confirm").click()
    await page.get_by_role("button", name="Reçu de l’adhésion").click()
    slip = page.locator("#receipt .slip")
    await expect(page.locator("#receipt-title:visible")).to_have_text("دُفع الاشتراك السنوي")
    assert await slip.get_attribute("dir") == "rtl"
    await expect(slip).to_contain_text("دُفع نقدًا")
    today = date.fromisoformat(await page.evaluate("new Date().toLocaleDateString('sv')"))
    least = paid_until(None, today)
    await expect(slip).to_contain_text(f"الاشتراك مدفوع على الأقل حتى {await written(page, least, 'ar')}.")
    await expect(page.locator("#receipt-sent")).to_contain_text("Gardée sur cet appareil")
    await seen_everywhere(page, "table-fee-receipt-arabic")
    assert await printed(page) == [80, 105]
    await page.locator("#receipt-language").select_option("tr")
    await expect(slip).to_contain_text(f"Üyelik ödendi, son gün en erken: {await written(page, least, 'tr')}.")
    await picture(page, "table-fee-receipt-turkish")
    await visitor.context.set_offline(False)
    await expect(page.locator("#receipt-sent")).to_have_text("Envoyée : l’adhésion est enregistrée.")
    day = await written(page, await until(site, second), "tr")
    await expect(slip).to_contain_text(f"Üyelik ödendi, son gün: {day}.")
