"""The roster as a calendar: somebody is dragged, or moved by keyboard and form, and told what speaks against it."""

from typing import Any
from uuid import UUID

from playwright.async_api import Page, expect

from shared.web.roles import Role
from tests.browser.conftest import Site
from tests.fixtures.browsing import ALIKE, LAPTOP, PHONE, Visitor, barriers, overflows, picture, widths
from tests.fixtures.supply_cycle import put
from tests.fixtures.supply_roster import CYCLE_PAGE, ROSTER, VOLUNTEER, made

NAMES = ("Aïcha B.", "Bruno M.", "Chantal R.", "Dilek Y.", "Émile T.", "Fatou D.")
ALWAYS = [{"starts": "2026-12-15T08:00:00", "ends": "2026-12-19T22:00:00"}]
MORNING = [{"starts": "2026-12-15T08:00:00", "ends": "2026-12-15T12:30:00"}]


async def rostered(site: Site) -> dict[str, Any]:
    """Six volunteers: V1 to V4 can do all, V5 only unloads and only that morning, V6 has not said when."""
    for number, name in enumerate(NAMES, start=1):
        change: dict[str, Any] = {"name": name, "available": ALWAYS}
        if number == 5:
            change |= {"skills": ["reception"], "available": MORNING}
        if number == 6:
            change |= {"available": []}
        await put(site.supply, f"/v1/volunteers/V{number}", VOLUNTEER | change)
    return await made(site.supply)


async def moved(site: Site, **move: str) -> None:
    version = (await site.supply.get(ROSTER)).json()["version"]
    await put(site.supply, f"{ROSTER}/moves/{UUID(int=1)}", {"base_version": version} | move)


async def calendar(site: Site, visitor: Visitor, path: str = "") -> Page:
    await visitor.signed_in(role=Role.COORDINATOR)
    return await visitor.open(f"{site.addresses.supply}{CYCLE_PAGE}/roster{path}")


async def in_shift(site: Site, shift: str) -> dict[str, bool]:
    roster = (await site.supply.get(ROSTER)).json()
    (found,) = (one for one in roster["shifts"] if one["shift"] == shift)
    return {one["volunteer"]: one["by_hand"] for one in found["assigned"]}


async def carry(page: Page, who: str, to: str) -> None:
    """Lift somebody by the grip and hold them over a shift, until what speaks against it is said."""
    grip = page.locator(f"{who} .grip")
    await grip.scroll_into_view_if_needed()
    box = await grip.bounding_box()
    assert box is not None
    await page.mouse.move(box["x"] + 10, box["y"] + 10)
    await page.mouse.down()
    await page.mouse.move(box["x"] + 30, box["y"] + 30, steps=3)
    await expect(page.locator("[data-verdict]").first).to_be_visible()
    over = await page.locator(to).bounding_box()
    assert over is not None
    await page.mouse.move(over["x"] + 40, over["y"] + 20, steps=6)


async def test_somebody_is_dragged_to_another_shift(site: Site, visitor: Visitor) -> None:
    await rostered(site)
    page = await calendar(site, visitor)
    assert "V2" in await in_shift(site, "repacking-1")
    await carry(page, '[data-shift="repacking-1"] [data-volunteer="V2"]', '[data-shift=""]')
    await expect(page.locator("#explained")).to_contain_text("possible")
    await picture(page, "roster")
    async with page.expect_navigation():
        await page.mouse.up()
    assert "V2" not in await in_shift(site, "repacking-1")
    await expect(page.locator("#said")).to_contain_text("Déplacé")
    await expect(page.get_by_role("heading", name="Décidé à la main")).to_be_visible()


async def test_what_speaks_against_it_is_said_before_the_drop_and_on_it(site: Site, visitor: Visitor) -> None:
    await rostered(site)
    await moved(site, volunteer="V1", joined="repacking-1")
    page = await calendar(site, visitor)
    await carry(page, '[data-shift="reception"] [data-volunteer="V1"]', '[data-shift="repacking-1"]')
    await expect(page.locator("#explained")).to_contain_text("impossible")
    await page.mouse.up()
    await expect(page.locator("#explained")).to_contain_text("La personne y est déjà.")
    assert "V1" in await in_shift(site, "reception")
    await carry(page, '[data-shift=""] [data-volunteer="V6"]', '[data-shift="reception"]')
    await expect(page.locator("#explained")).to_contain_text("n’a pas dit qu’elle peut venir")
    async with page.expect_navigation():
        await page.mouse.up()
    await expect(page.locator("input[value=reception]")).to_be_checked()
    await page.get_by_label("Pourquoi cela va quand même").fill("convenu au téléphone")
    async with page.expect_navigation():
        await page.get_by_role("button", name="Déplacer", exact=True).click()
    assert (await in_shift(site, "reception"))["V6"] is True
    await expect(page.locator('[data-shift="reception"] [data-volunteer="V6"]')).to_contain_text("n’a pas dit")


async def test_a_drag_is_given_up_by_escape_and_a_press_follows_the_name(site: Site, visitor: Visitor) -> None:
    before = await rostered(site)
    page = await calendar(site, visitor)
    await carry(page, '[data-shift="reception"] [data-volunteer="V1"]', '[data-shift=""]')
    await page.keyboard.press("Escape")
    await expect(page.locator(".carried")).to_have_count(0)
    await page.mouse.up()
    assert (await site.supply.get(ROSTER)).json() == before
    await page.locator('[data-shift="reception"] [data-volunteer="V1"] .name').click()
    await expect(page.get_by_role("heading", name="Où placer Aïcha B. ?")).to_be_visible()


async def test_a_finger_drags_by_the_grip(site: Site, visitor: Visitor) -> None:
    await rostered(site)
    page = await calendar(site, visitor)
    grip = await page.locator('[data-shift="reception"] [data-volunteer="V5"] .grip').bounding_box()
    pool = await page.locator('[data-shift=""]').bounding_box()
    assert grip is not None
    assert pool is not None
    touch = await page.context.new_cdp_session(page)
    x, y = grip["x"] + 12, grip["y"] + 12

    async def point(kind: str, *at: float) -> None:
        points = [{"x": at[0], "y": at[1]}] if at else []
        await touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    await point("touchStart", x, y)
    await point("touchMove", x + 20, y + 20)
    await expect(page.locator("[data-verdict]").first).to_be_visible()
    await point("touchMove", pool["x"] + 40, pool["y"] + 40)
    async with page.expect_navigation():
        await point("touchEnd")
    assert "V5" not in await in_shift(site, "reception")


async def test_the_same_is_done_by_keyboard_alone(site: Site, visitor: Visitor) -> None:
    await rostered(site)
    page = await calendar(site, visitor)
    name = page.locator('[data-shift="reception"] [data-volunteer="V5"] .name')
    await name.focus()
    async with page.expect_navigation():
        await page.keyboard.press("Enter")
    await page.locator("input[name=joined]:not([disabled])").first.focus()
    while await page.evaluate("document.activeElement.value") != "":
        await page.keyboard.press("ArrowDown")
    await expect(page.locator("input[name=joined][value='']")).to_be_checked()
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("button", name="Déplacer", exact=True)).to_be_focused()
    async with page.expect_navigation():
        await page.keyboard.press("Enter")
    assert "V5" not in await in_shift(site, "reception")
    await page.get_by_role("button", name="Laisser à nouveau le planning choisir").focus()
    async with page.expect_navigation():
        await page.keyboard.press("Enter")
    assert (await site.supply.get(f"{ROSTER}/choices")).json() == []


async def test_nothing_keeps_anyone_out_of_the_calendar(site: Site, visitor: Visitor) -> None:
    roster = await rostered(site)
    moved = {
        "volunteer": "V6",
        "joined": "reception",
        "reason": "convenu au téléphone",
        "base_version": roster["version"],
    }
    await put(site.supply, f"{ROSTER}/moves/00000000-0000-0000-0000-000000000001", moved)
    page = await calendar(site, visitor)
    move = f"{CYCLE_PAGE}/roster/move?volunteer=V5&left=reception&to=repacking-1"
    for path in (f"{CYCLE_PAGE}/roster", move):
        await page.goto(f"{site.addresses.supply}{path}")
        for size in widths():
            await page.set_viewport_size(size)
            assert await overflows(page) == []
            assert size in ALIKE or await barriers(page) == []
            await picture(page, f"roster-{'move' if '?' in path else 'calendar'}-{size['width']}")
    await page.goto(f"{site.addresses.supply}/language/ar?next={CYCLE_PAGE}/roster")
    for size in (LAPTOP, PHONE):
        await page.set_viewport_size(size)
        assert await overflows(page) == []
        assert await barriers(page) == []
        await picture(page, f"roster-right-to-left-{size['width']}")
