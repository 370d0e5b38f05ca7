"""The coordinator fixes a plan by hand and sees what it costs, and has the roster made."""

import re
from datetime import datetime

import pytest
from playwright.async_api import Page, expect

from services.supply.web.parts import PARIS
from shared.web.roles import Role
from tests.browser.conftest import Site
from tests.fixtures.browsing import ALIKE, LAPTOP, Visitor, barriers, overflows, picture, widths
from tests.fixtures.supply_buying import PATH, post
from tests.fixtures.supply_cycle import CYCLE, OFFER, SUPPLIER, put

DAYS = ("2026-12-15", "2026-12-16", "2026-12-18", "2026-12-19")
VOLUNTEER = {
    "centre": "DUC",
    "name": "Bénévole",
    "skills": ["distribution", "reception", "repacking"],
    "max_minutes": 600,
    "done_minutes": 0,
    "available": [{"starts": f"{day}T08:00:00", "ends": f"{day}T19:30:00"} for day in DAYS],
}


async def desk(site: Site, visitor: Visitor, path: str) -> Page:
    await visitor.signed_in(role=Role.COORDINATOR)
    return await visitor.open(f"{site.addresses.supply}/cycles/{CYCLE}{path}")


async def press(page: Page, name: str) -> None:
    async with page.expect_navigation():
        await page.get_by_role("button", name=name, exact=True).click()


async def two_mills(site: Site) -> None:
    await put(site.supply, "/v1/suppliers/DOMB", SUPPLIER | {"name": "Moulin de la Dombes", "minimum_cents": 0})
    await put(site.supply, "/v1/offers/DOMB/FLOUR", OFFER | {"rungs": [{"from": 0, "price": "1.30"}]})
    await post(site.supply, f"{PATH}/plan")


async def test_a_supplier_fixed_by_hand_says_what_that_costs(site: Site, visitor: Visitor) -> None:
    await two_mills(site)
    page = await desk(site, visitor, "/plan")
    await page.get_by_text("Fixer autrement").click()
    fixing = page.locator("form").filter(has=page.locator("[name=cases]"))
    await fixing.get_by_label("Fournisseur").select_option("DOMB")
    await fixing.get_by_label("Pourquoi").fill("le moulin de l’Alma est fermé")
    async with page.expect_navigation():
        await fixing.get_by_role("button").click()
    await expect(page.get_by_role("heading", name="Ce qui est fixé à la main a changé")).to_be_visible()
    await press(page, "Refaire le plan")
    await expect(page.get_by_text("le moulin de l’Alma est fermé").first).to_be_visible()
    plan = (await site.supply.get(f"{PATH}/plan")).json()
    assert [line["supplier"] for line in plan["lines"]] == ["DOMB"]
    await expect(page.locator("li strong").filter(has_text=re.compile("€")).first).to_be_visible()
    await page.get_by_text("2 plans ont été faits").click()
    made = datetime.fromisoformat((await site.supply.get(f"{PATH}/plans")).json()["plans"][0]["made_at"])
    await expect(page.get_by_text(f"{made.astimezone(PARIS):%H:%M}").first).to_be_visible()
    await page.get_by_text("Fixer autrement").click()
    for size in widths():
        await page.set_viewport_size(size)
        assert await overflows(page) == []
        assert size in ALIKE or await barriers(page) == []
        await picture(page, f"plan-fixed-{size['width']}")
    await page.set_viewport_size(LAPTOP)
    await press(page, "Laisser à nouveau le plan choisir")
    assert (await site.supply.get(f"{PATH}/plan/overrides")).json() == {"overrides": []}


async def test_a_bought_line_says_what_the_next_best_supplier_would_have_cost(site: Site, visitor: Visitor) -> None:
    await two_mills(site)
    page = await desk(site, visitor, "/plan")
    (line,) = (await site.supply.get(f"{PATH}/plan", headers={"Accept-Language": "fr"})).json()["lines"]
    assert line["elsewhere"].startswith("Le meilleur choix suivant, Moulin de la Dombes")
    await expect(page.get_by_text(line["elsewhere"])).to_be_visible()
    await expect(page.get_by_role("main").get_by_text(re.compile(r"\b(ALMA|DOMB|FLOUR)\b"))).to_have_count(0)
    for size in widths():
        await page.set_viewport_size(size)
        assert await overflows(page) == []
        assert size in ALIKE or await barriers(page) == []
        await picture(page, f"plan-compared-{size['width']}")


async def test_a_volunteer_is_entered_and_the_roster_made(site: Site, visitor: Visitor) -> None:
    page = await desk(site, visitor, "/roster")
    await page.get_by_label("Code court").fill("V1")
    await page.get_by_label("Nom").fill("Bénévole 1")
    await page.get_by_label("Centre").fill("DUC")
    await page.get_by_label("Distribution").check()
    await page.get_by_label("De", exact=True).first.fill("2026-12-19T08:00")
    await page.get_by_label("jusqu’au").first.fill("2026-12-19T18:00")
    await press(page, "Enregistrer")
    (volunteer,) = (await site.supply.get("/v1/volunteers")).json()["items"]
    assert (volunteer["skills"], len(volunteer["available"])) == (["distribution"], 1)
    for number in range(2, 4):
        await put(site.supply, f"/v1/volunteers/V{number}", VOLUNTEER | {"name": f"Bénévole {number}"})
    await put(site.supply, "/v1/volunteers/V4", VOLUNTEER | {"name": "Bénévole 4", "skills": ["till"]})
    await page.reload()
    await expect(page.get_by_role("row", name="Bénévole 4")).to_contain_text("Tenue de la caisse")
    await page.get_by_role("link", name="Corriger Bénévole 4").click()
    await expect(page.get_by_label("Tenue de la caisse")).to_be_checked()
    await page.get_by_role("link", name="Corriger Bénévole 2").click()
    await expect(page.get_by_label("Nom", exact=True)).to_have_value("Bénévole 2")
    await page.get_by_label("Au plus, en minutes par cycle").fill("300")
    await press(page, "Enregistrer")
    after = {one["volunteer"]: one for one in (await site.supply.get("/v1/volunteers")).json()["items"]}
    assert after["V2"] == after["V3"] | {"volunteer": "V2", "name": "Bénévole 2", "max_minutes": 300}
    await press(page, "Faire le planning")
    await expect(page.locator("#answer")).to_contain_text("Il manque")
    roster = (await site.supply.get(f"{PATH}/roster")).json()
    assert len(roster["understaffed"]) == await page.locator(".shift.lacking").count()
    await page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    for size in widths():
        await page.set_viewport_size(size)
        assert await overflows(page) == []
        assert size in ALIKE or await barriers(page) == []
        await picture(page, f"roster-{size['width']}")


@pytest.mark.parametrize("path", ["/roster", "/plan"])
async def test_a_cycle_without_any_says_so(site: Site, visitor: Visitor, path: str) -> None:
    page = await desk(site, visitor, path)
    assert await barriers(page) == []
