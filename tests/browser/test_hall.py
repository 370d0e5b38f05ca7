"""The day of distribution at a tablet: handed over, weighed, absent, left with a neighbour, corrected, closed."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from playwright.async_api import Page, expect
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.storage.distribution_tables import distribution_days, hand_overs, handed_lines
from shared.contracts.centres import CentreRegistered
from shared.web.roles import Role
from tests.browser.conftest import Site
from tests.fixtures.browsing import ALIKE, LAPTOP, PHONE, TABLET, Visitor, barriers, overflows, picture, widths
from tests.fixtures.supply_buying import NEXT_PATH, PATH, admit, deliver, next_cycle_sealed, order_it, paid, post
from tests.fixtures.supply_cycle import CYCLE, hear, put
from tests.fixtures.supply_distribution import hand, settle, sold, weighed

HALL = f"/hall/{CYCLE}/DUC"
VOLUNTEER: dict[str, Any] = {
    "centre": "DUC",
    "name": "Nadia",
    "skills": ["distribution", "reception", "repacking"],
    "max_minutes": 600,
    "done_minutes": 0,
    "available": [{"starts": "2026-12-19T08:00:00", "ends": "2026-12-19T18:00:00"}],
}


async def hall(
    site: Site, visitor: Visitor, *centres: str, role: Role = Role.VOLUNTEER, path: str = "/hall", ready: bool = True
) -> Page:
    await visitor.signed_in(*centres, role=role)
    page = await visitor.open(f"{site.addresses.supply}{path}")
    await page.set_viewport_size(TABLET)
    if ready:
        await expect(page.locator("body[data-ready=yes]")).to_be_attached()
    return page


async def press(page: Page, name: str) -> None:
    """Note something with this button; done when the server answered."""
    async with page.expect_response(lambda response: response.request.method == "PUT"):
        await page.get_by_role("button", name=name, exact=True).click()
    await expect(page.locator("#standing")).to_have_text("En ligne · tout est envoyé")
    await expect(page.locator("#standing")).to_have_text("En ligne · tout est envoyé")


async def rows(engine: AsyncEngine) -> dict[int, tuple[str, str | None, str, int]]:
    """What is stored of each order: state, neighbour, remark, grams of flour."""
    noted = hand_overs.c
    found = select(noted.order_id, noted.state, noted.neighbour, noted.remark, handed_lines.c.handed)
    async with engine.connect() as connection:
        joined = found.join(handed_lines, handed_lines.c.order_id == noted.order_id)
        return {row[0].int: (row[1], row[2], row[3], row[4]) for row in await connection.execute(joined)}


async def test_households_are_served_from_the_list_and_by_number(
    site: Site, visitor: Visitor, supply_engine: AsyncEngine
) -> None:
    await settle(site.supply)
    page = await hall(site, visitor, "DUC")
    await expect(page.locator("#came")).to_have_text("0 foyer servi sur 2")
    await press(page, "Tout remis à 000001")
    await expect(page.locator("#came")).to_have_text("1 foyer servi sur 2")
    assert await rows(supply_engine) == {1: ("collected", None, "", 2_500)}
    await page.get_by_role("searchbox").fill("2")
    await page.keyboard.press("Enter")
    await expect(page.locator("#household-title")).to_have_text("000002 · Foyer 2")
    await page.get_by_label("Pesé ou compté (g)").fill("68200")
    says = page.locator("#household output")
    await expect(says).to_contain_text("300 g de moins")
    told = re.search(r"([\d,]+)\s€ reviennent au foyer", await says.inner_text())
    (line,) = (await site.supply.get(f"{PATH}/hand-overs/{UUID(int=2)}")).json()["lines"]
    price = line["final_price_cents"]
    due = [(2 * price * grams + 1_000) // 2_000 for grams in (68_500, 68_200)]
    assert told is not None
    assert int(told[1].replace(",", "")) == due[0] - due[1]
    await picture(page, "hall-weighing")
    await page.get_by_label("Pesé ou compté (g)").fill("68501")
    await expect(says).to_contain_text("Au plus")
    await page.get_by_role("button", name="Remis comme pesé").click()
    assert 2 not in await rows(supply_engine)
    assert await barriers(page) == []
    await page.get_by_label("Pesé ou compté (g)").fill("68200")
    await press(page, "Remis comme pesé")
    assert (await rows(supply_engine))[2] == ("collected", None, "", 68_200)
    await expect(page.locator("#household")).to_contain_text("g remis")
    await expect(page.get_by_text("À tarif réduit, le foyer en reçoit sa part")).to_be_visible()
    await picture(page, "hall-weighed")


async def test_a_household_is_found_without_its_accents_and_by_the_code_of_its_receipt(
    site: Site, visitor: Visitor, supply_engine: AsyncEngine
) -> None:
    await settle(site.supply)
    await admit(supply_engine, paid(4, "DUC", 500, version=2).model_copy(update={"label": "Hélène Łœuvrard"}))
    page = await hall(site, visitor, "DUC")
    find, found = page.get_by_role("searchbox"), page.locator(".household .number")
    for typed in ("helene", "HÉLÈNE LO", "loeuvrard"):
        await find.fill(typed)
        await expect(found).to_have_text(["000004"])
    await find.fill(f"VRAC:order:{UUID(int=2)}")
    await find.press("Enter")
    await expect(page.locator("#household-title")).to_have_text("000002 · Foyer 2")
    await find.click()
    await page.keyboard.type(f"VRAC:order:{UUID(int=1)}")  # in the place of the one before
    await find.press("Enter")
    await expect(page.locator("#household-title")).to_have_text("000001 · Foyer 1")
    await find.fill(f"VRAC:order:{UUID(int=9)}")
    await expect(page.locator("#none")).to_contain_text("Aucun foyer")


async def test_absent_neighbour_remark_and_a_correction(
    site: Site, visitor: Visitor, supply_engine: AsyncEngine
) -> None:
    await settle(site.supply)
    page = await hall(site, visitor, "DUC")
    await page.locator(".household .open").first.click()
    await press(page, "Absent")
    assert await rows(supply_engine) == {1: ("absent", None, "", 0)}
    await page.get_by_role("button", name="Il est venu").click()
    await page.get_by_text("Voisin, remarque").click()
    await page.get_by_role("button", name="Laissé à ce voisin").click()
    await expect(page.locator("#says")).to_be_focused()
    assert await barriers(page) == []
    await page.get_by_label("Numéro d’adhérent du voisin").fill("2")
    await page.get_by_label("Remarque pour les autres bénévoles").fill("sonne au 3e")
    await press(page, "Laissé à ce voisin")
    assert await rows(supply_engine) == {1: ("left_with_neighbour", "000002", "sonne au 3e", 2_500)}
    await page.get_by_role("button", name="Corriger").click()
    await press(page, "Tout est remis")
    assert await rows(supply_engine) == {1: ("collected", None, "sonne au 3e", 2_500)}


async def test_a_remark_that_is_typed_stays_on_the_device_and_goes_with_what_is_noted_next(
    site: Site, visitor: Visitor, supply_engine: AsyncEngine
) -> None:
    await settle(site.supply)
    page = await hall(site, visitor, "DUC")
    first, second = page.locator(".household .open").first, page.locator(".household .open").last
    remark = page.get_by_label("Remarque pour les autres bénévoles")
    await first.click()
    await page.get_by_text("Voisin, remarque").click()
    await remark.press_sequentially("passe à 18 h")
    await second.click()
    await expect(first).to_contain_text("remarque à noter")
    await page.reload()
    await expect(page.locator("body[data-ready=yes]")).to_be_attached()
    await first.click()
    await expect(remark).to_have_value("passe à 18 h")
    for size in widths():
        await page.set_viewport_size(size)
        assert (await overflows(page), await barriers(page)) == ([], [])
        if size in (LAPTOP, TABLET, PHONE):
            await picture(page, f"hall-remark-{size['width']}")
    await page.set_viewport_size(TABLET)
    assert await rows(supply_engine) == {}
    await press(page, "Tout remis à 000001")
    assert await rows(supply_engine) == {1: ("collected", None, "passe à 18 h", 2_500)}
    await expect(page.get_by_text("remarque à noter")).to_have_count(0)
    await page.get_by_role("button", name="Corriger").click()
    await page.get_by_text("Voisin, remarque").click()
    await remark.fill("repasse demain")
    await second.click()
    await page.get_by_role("button", name="Tous (2)").click()
    await page.get_by_role("button", name="000001 Foyer 1").click()
    await expect(page.locator("#household .notice.wait")).to_contain_text("Pas encore noté : « repasse demain »")
    await page.get_by_role("button", name="Corriger").click()
    await expect(remark).to_have_value("repasse demain")
    await page.get_by_role("button", name="Laisser ainsi").click()
    await expect(page.locator("#household .notice")).to_have_text("passe à 18 h")


async def test_what_another_tablet_noted_meanwhile_is_said_and_nothing_is_written_over(
    site: Site, visitor: Visitor, supply_engine: AsyncEngine
) -> None:
    await settle(site.supply)
    visitor.tolerate("409")
    page = await hall(site, visitor, "DUC")
    await hand(site.supply, 1, lines=weighed(2_400))
    await page.get_by_role("button", name="Tout remis à 000001").click()
    await expect(page.locator("#household .notice.stop").first).to_contain_text("Cette commande a été notée autrement")
    assert await barriers(page) == []
    assert await rows(supply_engine) == {1: ("collected", None, "", 2_400)}
    await press(page, "Noter quand même")
    assert await rows(supply_engine) == {1: ("collected", None, "", 2_500)}


async def test_the_day_is_closed_when_it_balances_or_with_its_reason(
    site: Site, visitor: Visitor, supply_engine: AsyncEngine
) -> None:
    await settle(site.supply)
    await hand(site.supply, 1, lines=weighed(2_200))
    page = await hall(site, visitor, "DUC", path=f"{HALL}/day", ready=False)
    await expect(page.locator("#balance")).to_have_text("Pas encore : le compte d’un produit n’y est pas")
    await page.get_by_label("Renvoyé (kg)").fill("0,1")
    await page.get_by_label("Perdu (kg)").fill("0,2")
    async with page.expect_navigation():
        await page.get_by_role("button", name="Noter", exact=True).click()
    await expect(page.get_by_text("68,5 kg devraient être encore là")).to_be_visible()
    await picture(page, "hall-day")
    await page.get_by_label("Pourquoi le compte n’y est pas").fill("un panier attend son foyer")
    async with page.expect_navigation():
        await page.get_by_role("button", name="Clôturer la journée avec cette raison").click()
    await expect(page.locator("#balance")).to_have_text("La journée est clôturée")
    async with supply_engine.connect() as connection:
        assert await connection.scalar(select(distribution_days.c.reason)) == "un panier attend son foyer"
    await post(site.supply, f"{PATH}/centres/DUC/distribution/reopening")
    await hand(site.supply, 2)
    await page.reload()
    async with page.expect_navigation():
        await page.get_by_role("button", name="Clôturer la journée").click()
    await expect(page.locator("#balance")).to_have_text("La journée est clôturée")


async def test_what_was_sold_beyond_what_was_sent_is_shown_at_the_end_of_the_day(
    site: Site, visitor: Visitor, supply_engine: AsyncEngine
) -> None:
    await settle(site.supply)
    await hand(site.supply, 1)
    await hand(site.supply, 2)
    await post(site.supply, f"{PATH}/centres/DUC/distribution/closing", {})
    await hear(supply_engine, sold(1, 500))
    page = await hall(site, visitor, "DUC", path=f"{HALL}/day", ready=False)
    await expect(page.locator(".card.answer")).to_contain_text("Depuis, le compte d’un produit n’y est plus.")
    await expect(page.get_by_text("0,5 kg de plus que livré")).to_be_visible()
    await expect(page.get_by_text("Peut-être deux tables ont-elles vendu les mêmes produits")).to_be_visible()
    for size in widths():
        await page.set_viewport_size(size)
        assert (await overflows(page), await barriers(page)) == ([], [])
        if size in (LAPTOP, TABLET, PHONE):
            await picture(page, f"hall-day-beyond-{size['width']}")


async def test_what_nobody_fetched_is_released_after_its_last_day_and_offered_for_sale(
    site: Site, visitor: Visitor, supply_engine: AsyncEngine
) -> None:
    await settle(site.supply)
    await hand(site.supply, 1, lines=weighed(2_200))
    await hand(site.supply, 2, "absent")
    page = await hall(site, visitor, "DUC", path=f"{HALL}/left", ready=False)
    await expect(page.locator("#not-fetched")).to_have_text("1 foyer n’a pas retiré ses produits")
    await expect(page.get_by_text("Ils attendent jusqu’au 26 décembre 2026 inclus")).to_be_visible()
    await expect(page.get_by_role("button", name="Libérer")).to_have_count(0)
    await expect(page.locator("#for-sale ~ ul")).to_contain_text("0,3 kg")
    site.clock.advance(timedelta(days=27))
    await page.reload()
    async with page.expect_navigation():
        await page.get_by_role("button", name="Libérer pour la vente (000002)").click()
    await expect(page.locator("#order-000002")).to_contain_text("Remis en vente")
    assert (await rows(supply_engine))[2] == ("released", None, "", 0)
    for size in widths():
        await page.set_viewport_size(size)
        assert (await overflows(page), await barriers(page)) == ([], [])
        if size in (LAPTOP, TABLET, PHONE):
            await picture(page, f"hall-left-{size['width']}")
    sell = page.get_by_role("link", name="Vendre")
    address = f"{site.addresses.orders}/table/DUC/sales?cycle={CYCLE}&product=FLOUR&left=68800"
    await expect(sell).to_have_attribute("href", address)


async def test_of_several_halls_one_is_chosen_and_another_centres_is_not_found(
    site: Site, visitor: Visitor, supply_engine: AsyncEngine
) -> None:
    await settle(site.supply)
    await hear(supply_engine, CentreRegistered(version=1, centre="DUC", name="Duchère", active=True, place=""))
    await next_cycle_sealed(site.supply, supply_engine, 25_000)
    await order_it(site.supply, NEXT_PATH)
    await post(site.supply, f"{NEXT_PATH}/settlement")
    visitor.tolerate("404")
    page = await hall(site, visitor, role=Role.COORDINATOR, ready=False)
    await expect(page.locator("main .tile")).to_have_count(2)
    for size in widths():
        await page.set_viewport_size(size)
        assert (await overflows(page), await barriers(page)) == ([], [])
    await page.get_by_role("link").filter(has_text="19 décembre 2026").click()
    await expect(page.locator("#came")).to_have_text("0 foyer servi sur 2")
    await post(site.supply, f"{PATH}/centres/DUC/distribution/closing", {"reason": "all wait"})
    await page.goto(f"{site.addresses.supply}/hall")
    await expect(page.locator("#came")).to_have_text("0 foyer servi sur 1")
    stranger = await hall(site, visitor, "MIN", path=HALL, ready=False)
    await expect(stranger.get_by_role("heading", level=1)).to_have_text("Pas de distribution ici")


async def test_who_helps_where_and_what_lacks_is_said(site: Site, visitor: Visitor, supply_engine: AsyncEngine) -> None:
    await put(site.supply, "/v1/volunteers/V1", VOLUNTEER)
    await order_it(site.supply)
    await admit(supply_engine, *(paid(number, "DUC", 500 * number, version=2) for number in range(4, 9)))
    await deliver(site.supply, received=145_000)
    await post(site.supply, f"{PATH}/roster")
    await post(site.supply, f"{PATH}/settlement")
    await hand(site.supply, 1)
    await hand(site.supply, 2, "absent")
    page = await hall(site, visitor, "DUC")
    helpers = page.locator(".helpers > div")
    handing_over = "Distribution · DUC 19 décembre 2026, de 09:30 à 12:30 Nadia il manque 3 personnes"
    await expect(helpers).to_have_text([handing_over])
    await expect(page.locator("#came")).to_have_text("1 foyer servi sur 7")
    await expect(page.locator("#rest")).to_have_text("5 à venir · 1 absent · 2,5 kg remis sur 75 kg")
    await page.get_by_role("button", name="Tous").click()
    await expect(page.locator(".household .number")).to_have_text([f"00000{n}" for n in (1, 2, 4, 5, 6, 7, 8)])
    await page.get_by_role("button", name="000008").first.click()
    await expect(page.locator("#household .lacks")).to_contain_text("4 kg commandés. Commande tardive")
    for size in (LAPTOP, PHONE):
        await page.set_viewport_size(size)
        await picture(page, f"hall-{size['width']}")
    await page.set_viewport_size(TABLET)
    await picture(page, "distribution-day")


async def test_on_a_day_at_the_warehouse_who_helps_there_is_said(site: Site, visitor: Visitor) -> None:
    there = [{"starts": "2026-12-15T08:00:00", "ends": "2026-12-15T18:00:00"}]
    await put(site.supply, "/v1/volunteers/V1", VOLUNTEER)
    await put(site.supply, "/v1/volunteers/V2", VOLUNTEER | {"name": "Omar", "available": there})
    await settle(site.supply)
    await post(site.supply, f"{PATH}/roster")
    site.clock.advance(timedelta(days=15))
    page = await hall(site, visitor, "DUC")
    for kind, hours in (("Réception", "de 09:00 à 12:00"), ("Reconditionnement", "de 14:00 à 17:00")):
        shift = page.locator(".helpers > div").filter(has_text=kind)
        await expect(shift).to_contain_text(f"{kind} · hangar 15 décembre 2026, {hours} Omar")
    await expect(page.locator(".helpers")).not_to_contain_text("Nadia")  # she is there on the day of distribution


async def test_the_papers_of_the_day_are_printed_from_the_hall(site: Site, visitor: Visitor) -> None:
    await put(site.supply, "/v1/volunteers/V1", VOLUNTEER)
    await settle(site.supply)
    page = await hall(site, visitor, "DUC")
    papers = page.locator("#printing a")
    lists = ["Liste de remise par foyer", "Liste de préparation par produit"]
    await expect(papers).to_have_text([*lists, "Bon de livraison"])
    await post(site.supply, f"{PATH}/roster")
    await page.reload()
    await expect(papers.last).to_have_text("Planning des bénévoles")
    for link in await papers.all():
        printed = await page.request.get(f"{site.addresses.supply}{await link.get_attribute('href')}")
        assert (printed.status, (await printed.body())[:5]) == (200, b"%PDF-")
    for size in widths():
        await page.set_viewport_size(size)
        assert (await overflows(page), await barriers(page)) == ([], [])
        await picture(page, f"hall-papers-{size['width']}")


@pytest.mark.parametrize("path", ["/hall", f"{HALL}/day", f"{HALL}/left", "/hall/offline"])
async def test_nothing_keeps_anyone_out_of_the_hall(site: Site, visitor: Visitor, path: str) -> None:
    await settle(site.supply)
    await hand(site.supply, 2, "absent", remark="sonne au 3e")
    page = await hall(site, visitor, "DUC", path=path, ready=path == "/hall")
    if path == "/hall":
        await page.locator(".household .open").first.click()
        await page.get_by_text("Voisin, remarque").click()
    for size in widths():
        await page.set_viewport_size(size)
        assert await overflows(page) == []
        assert size in ALIKE or await barriers(page) == []
    await page.goto(f"{site.addresses.supply}/language/ar?next={path}")
    await expect(page.locator("html")).to_have_attribute("dir", "rtl")
    await page.set_viewport_size(TABLET)
    assert await overflows(page) == []
    assert await barriers(page) == []
    await picture(page, f"{path.strip('/').replace('/', '-')}-right-to-left")
