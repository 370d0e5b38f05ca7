"""The coordinator reads what the network did, and prints a page for funders."""

import pytest
from playwright.async_api import Page, expect
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.papers.impact import LAST_CYCLES, MOST_FAMILIES
from shared.contracts.centres import CentreRegistered
from shared.kernel.ids import group_order_id
from shared.web.roles import Role
from tests.browser.conftest import Site
from tests.fixtures.browsing import ALIKE, LAPTOP, PHONE, Visitor, barriers, overflows, picture, widths, wrong_on_paper
from tests.fixtures.supply_buying import NEXT, NEXT_PATH, order_it, paid, post
from tests.fixtures.supply_cycle import TERMS, cycle_sealed, hear, put, seal

DATES = {"opens": "2027-01-04", "closes": "2027-01-08", "delivery": "2027-01-19", "distribution": "2027-01-22"}
NAMES = {"DUC": "Duchère", "MIN": "Minguettes", "VEN": "Vénissieux"}


MORE_ROWS = """([section, most]) => {
    const rows = document.querySelector(`section[aria-labelledby=${section}] tbody`);
    while (rows.children.length < most) {
        const row = rows.children[0].cloneNode(true);
        row.querySelector("th").textContent = `Produits d’hygiène n° ${rows.children.length}`;
        rows.append(row);
    }
}"""


async def settle(site: Site, engine: AsyncEngine, **households: int) -> None:
    """A cycle in which so many households at each centre ordered 25 kg each, settled."""
    households = households or {"DUC": 7, "MIN": 9}
    await put(site.supply, NEXT_PATH, TERMS | DATES | {"name": "Cycle de janvier", "centres": []})
    await post(site.supply, f"{NEXT_PATH}/opening")
    known = [
        CentreRegistered(version=1, centre=code, name=NAMES[code], active=True, place="") for code in sorted(households)
    ]
    groups, first = [], 101
    for centre, count in households.items():
        numbers = range(first, first + count)
        first += count
        its_own = {"cycle": NEXT, "group_order_id": group_order_id(NEXT, centre)}
        orders = [paid(number, centre, 25_000).model_copy(update=its_own) for number in numbers]
        await hear(engine, *known, *orders)
        groups.append(seal(centre, orders).model_copy(update={"group_order_id": its_own["group_order_id"]}))
    await hear(engine, cycle_sealed(*groups).model_copy(update={"cycle": NEXT}))
    await order_it(site.supply, NEXT_PATH)
    await post(site.supply, f"{NEXT_PATH}/settlement")


async def read(site: Site, visitor: Visitor, path: str) -> Page:
    await visitor.signed_in(role=Role.COORDINATOR)
    return await visitor.open(f"{site.addresses.supply}{path}")


async def test_the_report_is_read_by_what_is_asked(site: Site, visitor: Visitor, supply_engine: AsyncEngine) -> None:
    await settle(site, supply_engine)
    page = await read(site, visitor, "/report")
    await expect(page.locator("#answer")).to_contain_text("16 foyers ont acheté ensemble")
    await expect(page.get_by_role("row").filter(has_text="Duchère")).to_contain_text("175 kg")
    await picture(page, "report")
    await page.get_by_label("Une ligne par").select_option("product")
    await page.get_by_label("Cycle", exact=True).select_option(NEXT)
    await page.get_by_role("button", name="Montrer").click()
    await expect(page.get_by_role("row").filter(has_text="Farine de blé T65")).to_contain_text("400 kg")
    async with page.expect_download() as downloading:
        await page.get_by_role("link", name="CSV").click()
    assert (await downloading.value).suggested_filename == "report.csv"
    paper = page.get_by_role("link", name="Page pour les financeurs (PDF)")
    answer = await page.request.get(f"{site.addresses.supply}{await paper.get_attribute('href')}")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    for size in widths():
        await page.set_viewport_size(size)
        assert await overflows(page) == []
        assert size in ALIKE or await barriers(page) == []
        await picture(page, f"report-{size['width']}")


async def test_the_page_for_funders_prints_on_one(site: Site, visitor: Visitor, supply_engine: AsyncEngine) -> None:
    await settle(site, supply_engine)
    page = await read(site, visitor, f"/report/impact?cycle={NEXT}&from=")
    await expect(page.get_by_text("foyers servis")).to_be_visible()
    for size in widths():
        await page.set_viewport_size(size)
        assert await overflows(page) == []
        assert size in ALIKE or await barriers(page) == []
        await picture(page, f"impact-{size['width']}")
    await page.set_viewport_size(LAPTOP)
    for rows, most in (("families", MOST_FAMILIES), ("over-time", LAST_CYCLES)):  # as many as it ever shows
        await page.evaluate(MORE_ROWS, [rows, most])
    assert await wrong_on_paper(page, "impact") == []
    await page.emulate_media(media="print")
    printed = await page.pdf(prefer_css_page_size=True)
    assert printed.count(b"/Type /Page\n") == 1


@pytest.mark.parametrize(("language", "share"), [("fr", "100\xa0%"), ("en", "100%")])
async def test_shares_are_written_as_their_reader_writes_them(
    site: Site, visitor: Visitor, supply_engine: AsyncEngine, language: str, share: str
) -> None:
    await settle(site, supply_engine)
    await visitor.signed_in(role=Role.COORDINATOR)
    page = await visitor.open(f"{site.addresses.supply}/language/{language}?next=/report/impact")
    await expect(page.locator(".heads")).to_be_visible()
    assert share in [await each.text_content() for each in await page.locator(".heads strong").all()]


async def test_too_few_households_are_told_of_in_no_figure(site: Site, visitor: Visitor) -> None:
    await order_it(site.supply)
    await post(site.supply, "/v1/cycles/2026-12/settlement")
    page = await read(site, visitor, "/report")
    await expect(page.get_by_text("Trop peu de foyers")).to_be_visible()
    assert await page.locator("main").get_by_text("€").count() == 0
    await page.goto(f"{site.addresses.supply}/report/impact")
    await expect(page.get_by_text("pas encore de quoi remplir une page")).to_be_visible()


async def test_what_would_tell_of_few_is_said_to_be_hidden_and_the_rest_is_read(
    site: Site, visitor: Visitor, supply_engine: AsyncEngine
) -> None:
    await settle(site, supply_engine, DUC=7, MIN=9, VEN=2)
    page = await read(site, visitor, "/report")
    await expect(page.locator("#answer")).to_contain_text("18 foyers ont acheté ensemble")
    rows = page.get_by_role("row")
    await expect(rows.filter(has_text="Minguettes")).to_contain_text("225 kg")
    for few in ("Duchère", "Vénissieux"):  # the smaller of the others stays silent beside the centre of two
        await expect(rows.filter(has_text=few)).to_contain_text("masqué")
    await expect(page.get_by_text("Masqué : ")).to_be_visible()
    for size in widths():
        await page.set_viewport_size(size)
        assert await overflows(page) == []
        assert size in ALIKE or await barriers(page) == []
        await picture(page, f"report-hidden-{size['width']}")
    await page.goto(f"{site.addresses.supply}/report?centre=DUC&by=product")
    await expect(page.get_by_text("Trop peu de foyers")).to_be_visible()


@pytest.mark.parametrize("path", ["/report", "/report/impact"])
async def test_nothing_settled_is_said_and_read_from_right_to_left(site: Site, visitor: Visitor, path: str) -> None:
    await visitor.signed_in(role=Role.TREASURER)
    page = await visitor.open(f"{site.addresses.supply}/language/ar?next={path}")
    await page.set_viewport_size(PHONE)
    await expect(page.locator("html")).to_have_attribute("dir", "rtl")
    assert await overflows(page) == []
    assert await barriers(page) == []
