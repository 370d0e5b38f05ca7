"""Work that takes longer than it should says since when, and goes on when its page is left; papers have their page."""

from playwright.async_api import expect
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.database import transaction
from shared.web.roles import Role
from tests.browser.conftest import Site
from tests.fixtures.browsing import ALIKE, LAPTOP, PHONE, Visitor, barriers, overflows, picture, widths
from tests.fixtures.supply_buying import PATH, deliver, order_it, post
from tests.fixtures.supply_cycle import put
from tests.fixtures.supply_roster import CYCLE_PAGE, ROSTER, VOLUNTEER, made
from tests.fixtures.waiting import eventually


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


async def test_papers_are_found_on_a_page_and_the_same_when_asked_for_again(site: Site, visitor: Visitor) -> None:
    await put(site.supply, "/v1/volunteers/V1", VOLUNTEER)
    await visitor.signed_in(role=Role.COORDINATOR)
    page = await visitor.open(f"{site.addresses.supply}{CYCLE_PAGE}/papers")
    await expect(page.locator("#answer")).to_have_text("Rien à imprimer encore")
    await made(site.supply)
    await order_it(site.supply)
    await deliver(site.supply, received=100_000)
    await post(site.supply, f"{PATH}/settlement")
    await page.reload()
    await expect(page.locator("#answer")).to_have_text("Tout peut être imprimé")
    links = await page.locator("main .card a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert len(links) > 8
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
