"""Work that takes longer than it should says since when, and goes on when its page is left; papers have their page."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from playwright.async_api import Page, Route, expect
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.database import transaction
from shared.web.roles import Role
from tests.browser.conftest import Site
from tests.fixtures.browsing import ALIKE, LAPTOP, PHONE, Visitor, barriers, overflows, picture, widths
from tests.fixtures.orders_http import DUC
from tests.fixtures.supply_buying import PATH, deliver, order_it, post
from tests.fixtures.supply_cycle import put
from tests.fixtures.supply_roster import CYCLE_PAGE, ROSTER, VOLUNTEER, made
from tests.fixtures.waiting import eventually

FRENCH = {"Accept-Language": "fr"}


@asynccontextmanager
async def held(page: Page, papers: str) -> AsyncIterator[asyncio.Event]:
    """Until the event is set, whoever asks for such a paper waits for it."""
    go_on = asyncio.Event()

    async def wait(route: Route) -> None:
        await go_on.wait()
        await route.continue_()

    await page.context.route(papers, wait)
    yield go_on
    await page.context.unroute(papers, wait)


def opens(page: Page, paper: str) -> AbstractAsyncContextManager[object]:
    """A page of its own is opened at this paper; not every browser shows PDF, so it may be downloaded there."""
    return page.context.expect_event("request", lambda asked: asked.is_navigation_request() and paper in asked.url)


async def settled(site: Site) -> None:
    """The cycle has all its papers but a roster."""
    await order_it(site.supply)
    await deliver(site.supply, received=100_000)
    await post(site.supply, f"{PATH}/settlement")


async def is_made(site: Site) -> bool:
    return (await site.supply.get(ROSTER)).is_success


async def test_what_takes_long_says_since_when_and_goes_on_when_its_page_is_left(
    site: Site, visitor: Visitor, supply_engine: AsyncEngine
) -> None:
    await visitor.signed_in(role=Role.COORDINATOR)
    page = await visitor.open(f"{site.addresses.supply}{CYCLE_PAGE}/roster")
    async with transaction(supply_engine) as connection:  # whoever makes a roster waits
        await connection.execute(text("LOCK TABLE rosters IN EXCLUSIVE MODE"))
        await page.get_by_role("button", name="Faire le planning").click()
        await expect(page.locator(".being-made")).to_contain_text("Vous pouvez quitter cette page")
        assert await barriers(page) == []
        await picture(page, "being-made")
        await page.goto(f"{site.addresses.supply}{CYCLE_PAGE}")
        assert not await is_made(site)
    await eventually(lambda: is_made(site))
    await page.goto(f"{site.addresses.supply}{CYCLE_PAGE}/roster")
    await expect(page.locator(".shift").first).to_be_visible()


async def test_a_price_list_is_applied_while_its_page_is_left(
    site: Site, visitor: Visitor, supply_engine: AsyncEngine
) -> None:
    async def price() -> str:
        (offer,) = (await site.supply.get("/v1/offers?product=FLOUR")).json()["items"]
        return str(offer["rungs"][0]["price"])

    async def is_applied() -> bool:
        return await price() == "1.3"

    columns = {"product_column": "Réf.", "case_size_column": "Colis", "price_column": "Prix"}
    await put(site.supply, "/v1/suppliers/ALMA/price-list-columns", columns)
    await visitor.signed_in(role=Role.COORDINATOR)
    page = await visitor.open(f"{site.addresses.supply}/catalogue/suppliers/ALMA/import")
    rows = "Réf.;Colis;Prix\nFLOUR;25 kg;1,30\n"
    await page.locator("#file").set_input_files({"name": "a.csv", "mimeType": "text/csv", "buffer": rows.encode()})
    await page.get_by_role("button", name="Voir ce qui change").click()
    async with transaction(supply_engine) as connection:  # whoever changes an offer waits
        await connection.execute(text("LOCK TABLE offers IN EXCLUSIVE MODE"))
        await page.get_by_role("button", name="Tout appliquer").click()
        await expect(page.locator(".being-made")).to_contain_text("Vous pouvez quitter cette page")
        await page.goto(f"{site.addresses.supply}{CYCLE_PAGE}")
        assert await price() == "1.18"
    await eventually(is_applied)
    await page.goto(f"{site.addresses.supply}/catalogue/suppliers/ALMA")
    await expect(page.locator("main")).to_contain_text("1,30")


async def test_papers_are_found_on_a_page_and_the_same_when_asked_for_again(site: Site, visitor: Visitor) -> None:
    await put(site.supply, "/v1/volunteers/V1", VOLUNTEER)
    await visitor.signed_in(role=Role.COORDINATOR)
    page = await visitor.open(f"{site.addresses.supply}{CYCLE_PAGE}/papers")
    await expect(page.locator("#answer")).to_have_text("Pour l’instant, affiches et bons à remplir")
    of_orders = page.get_by_role("link", name="Affiche, bon à remplir DUC")
    await expect(of_orders).to_have_attribute("href", f"{site.addresses.orders}/table/DUC/papers")
    await picture(page, "papers-before")
    await made(site.supply)
    await settled(site)
    await page.reload()
    await expect(page.locator("#answer")).to_have_text("Tout peut être imprimé")
    links = await page.locator("main .card a:not([href^=http])").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )
    assert len(links) > 8
    await page.get_by_role("link", name="Fiches finales, affiche, bon à remplir DUC").click()
    await expect(page.get_by_role("link", name="Affiche · Français")).to_be_visible()
    await page.go_back()
    for link in links:
        first, again = [await site.supply.get(link) for _ in range(2)]
        assert (first.status_code, again.content == first.content) == (200, True), link
    for size in widths():
        await page.set_viewport_size(size)
        assert await overflows(page) == []
        assert size in ALIKE or await barriers(page) == []
        await picture(page, f"papers-{size['width']}")
    await page.goto(f"{site.addresses.supply}/language/ar?next={CYCLE_PAGE}/papers")
    for size in (LAPTOP, PHONE):
        await page.set_viewport_size(size)
        assert (await overflows(page), await barriers(page)) == ([], [])


async def test_a_paper_says_that_it_is_being_made_then_that_it_is_ready(site: Site, visitor: Visitor) -> None:
    await settled(site)
    await visitor.signed_in(role=Role.COORDINATOR)
    page = await visitor.open(f"{site.addresses.supply}{CYCLE_PAGE}/papers")
    said = page.get_by_role("status").filter(has_text="Fiche de chargement")
    link = page.get_by_role("link", name="Fiche de chargement").first
    async with held(page, "**/loading-sheet.pdf") as go_on:
        await link.press("Enter")
        await expect(said).to_contain_text("en cours depuis")
        await expect(said).to_contain_text("Vous pouvez continuer, ou quitter cette page")
        await expect(link).to_be_focused()
        await link.press("Enter")
        await expect(said.locator("p")).to_have_count(1)
        assert await barriers(page) == []
        await page.set_viewport_size(PHONE)
        assert await overflows(page) == []
        await picture(page, "paper-being-made-phone")
        await page.set_viewport_size(LAPTOP)
        await picture(page, "paper-being-made")
        await page.evaluate("const late = Date.now() + 3000; Date.now = () => late")  # they do something else by then
        go_on.set()
        await expect(said).to_contain_text("prêt à")
    assert await barriers(page) == []
    await picture(page, "paper-ready")
    assert len(page.context.pages) == 1
    await link.press("Tab")
    async with page.expect_popup(), opens(page, "/loading-sheet.pdf"):
        await page.locator(".asked a").press("Enter")
    await expect(said.locator("p")).to_have_count(1)


async def test_a_file_is_saved_once_it_is_made_and_a_refused_one_says_why(site: Site, visitor: Visitor) -> None:
    await settled(site)
    await visitor.signed_in(role=Role.COORDINATOR)
    page = await visitor.open(f"{site.addresses.supply}{CYCLE_PAGE}/papers")
    link = page.get_by_role("link", name="CSV Fiche de chargement", exact=True)
    said = page.get_by_role("status").filter(has_text="Fiche de chargement")
    async with held(page, "**/loading-sheet.csv") as go_on:
        await link.press("Enter")
        await expect(said).to_contain_text("en cours depuis")
        async with page.expect_download() as saved:
            go_on.set()
    await expect(said).to_contain_text("prêt à")
    kept = await (await saved.value).path()
    assert kept.read_bytes() == (await site.supply.get(f"{PATH}/papers/loading-sheet.csv", headers=FRENCH)).content
    async with page.expect_download() as again:
        await said.get_by_role("link", name="L’enregistrer").press("Enter")
    assert (await again.value).suggested_filename == (await saved.value).suggested_filename != ""
    assert (await barriers(page), await overflows(page)) == ([], [])
    await picture(page, "file-saved")
    await page.context.clear_cookies()
    visitor.tolerate("401")
    await link.press("Enter")
    await expect(said).to_contain_text("pas fait. Votre session est finie")


async def test_a_paper_that_is_there_at_once_opens_by_itself_beside_its_page(site: Site, visitor: Visitor) -> None:
    await visitor.signed_in(DUC)
    page = await visitor.open(f"{site.addresses.orders}/table/{DUC}/papers")
    link = page.get_by_role("link", name="Affiche · Français")
    await visitor.context.request.get(f"{site.addresses.orders}{await link.get_attribute('href')}")  # made before
    await page.evaluate("const now = Date.now(); Date.now = () => now")  # however slow this machine is
    async with page.expect_popup(), opens(page, "/poster.pdf?language=fr"):
        await link.click()
    said = page.get_by_role("status").filter(has_text="Affiche · Français")
    await expect(said).to_contain_text("prêt à")
    assert await barriers(page) == []
    await picture(page, "paper-ready-orders")


async def test_labels_are_printed_on_what_is_left_of_a_sheet(site: Site, visitor: Visitor) -> None:
    await settled(site)
    await visitor.signed_in(role=Role.COORDINATOR)
    page = await visitor.open(f"{site.addresses.supply}{CYCLE_PAGE}/papers")
    form = page.get_by_role("form", name="Étiquettes DUC")
    await form.get_by_label("Étiquettes sur").select_option("65")
    await form.get_by_label("Places déjà utilisées").fill("3")
    async with page.expect_request("**/labels.pdf?*") as asked:
        await form.get_by_role("button").click()
    assert (await asked.value).url.endswith(f"{PATH}/papers/labels.pdf?centre=DUC&on=65&skipped=3")
    await expect(page.get_by_role("status").filter(has_text="Étiquettes DUC")).to_contain_text("prêt à")
    plain = page.get_by_role("form", name="Étiquettes", exact=True)
    assert await plain.evaluate("form => [form.method, new URL(form.action).pathname]") == [
        "get",
        f"{PATH}/papers/labels.pdf",
    ]
    assert (await overflows(page), await barriers(page)) == ([], [])
    await picture(page, "paper-labels")
    await page.set_viewport_size(PHONE)
    assert await overflows(page) == []


async def test_whoever_leaves_a_page_finds_its_paper_when_they_come_back(site: Site, visitor: Visitor) -> None:
    await settled(site)
    await visitor.signed_in(role=Role.COORDINATOR)
    page = await visitor.open(f"{site.addresses.supply}{CYCLE_PAGE}/papers")
    link = page.get_by_role("link", name="Fiche de reconditionnement").first
    said = page.get_by_role("status").filter(has_text="Fiche de reconditionnement")
    async with held(page, "**/repacking.pdf") as go_on:
        await link.click()
        await expect(said).to_contain_text("en cours depuis")
        await page.goto(f"{site.addresses.supply}{CYCLE_PAGE}")
        go_on.set()
        await page.go_back()
        await expect(link).to_be_visible()
        await expect(page.locator(".asked p")).to_have_count(0)
        async with page.expect_popup():
            await link.click()
        await expect(said).to_contain_text("prêt à")


async def test_a_paper_that_is_not_made_says_why(site: Site, visitor: Visitor) -> None:
    await settled(site)
    await visitor.signed_in(role=Role.COORDINATOR)
    page = await visitor.open(f"{site.addresses.supply}{CYCLE_PAGE}/papers")
    await page.context.clear_cookies()
    visitor.tolerate("401")
    await page.get_by_role("link", name="Fiche de chargement").first.click()
    said = page.get_by_role("status").filter(has_text="Fiche de chargement")
    await expect(said).to_contain_text("pas fait. Votre session est finie")
    await expect(said.get_by_role("link", name="Se connecter")).to_be_visible()
    assert await barriers(page) == []
    await picture(page, "paper-not-made")
    await visitor.signed_in(role=Role.COORDINATOR)
    async with page.expect_popup():
        await page.get_by_role("link", name="Fiche de chargement").first.click()
    await expect(said).to_contain_text("prêt à")
    await expect(said.locator("p")).to_have_count(1)
