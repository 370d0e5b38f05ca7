"""Every piece that pages of one service alone are built of is shown in its states, and keeps nobody out."""

from playwright.async_api import Page

from tests.browser.conftest import Site
from tests.fixtures.browsing import PICTURED, ROOT, Visitor, barriers, overflows, picture, turned, widths

PARTS = {"orders": ("table", "forms", "till", "day"), "supply": ("hall", "roster", "desk")}
OWN = {file.name for file in ROOT.glob("services/*/web/static/**/*.css")}
NOT_SHOWN = """() => {
  const shown = new Set([...document.querySelectorAll('[class]')].flatMap(e => [...e.classList]));
  const rules = list => [...list].flatMap(rule => [rule.selectorText ?? '', ...rules(rule.cssRules ?? [])]);
  const named = sheet => rules(sheet.cssRules).join(' ').match(/\\.[a-z][a-z0-9-]*/g) ?? [];
  const file = sheet => new URL(sheet.href).pathname.split('/').at(-1);
  return [...document.styleSheets].filter(sheet => sheet.href.includes('/services/'))
    .map(sheet => [file(sheet), named(sheet).map(name => name.slice(1)).filter(name => !shown.has(name))]);
}"""


async def test_every_piece_is_shown_in_its_states_and_keeps_nobody_out(site: Site, visitor: Visitor) -> None:
    page = await visitor.open(f"{site.addresses.orders}/design")
    left_out = dict[str, set[str]]()
    for service, parts in PARTS.items():
        for part in parts:
            await page.goto(f"{getattr(site.addresses, service)}/design/{part}")
            await looked_at(page, part)
            for styles, names in await page.evaluate(NOT_SHOWN):
                left_out[styles] = left_out.get(styles, set(names)) & set(names)
            assert await turned(page, f"design-{part}") == [], part
    assert left_out == {styles: set() for styles in OWN}


async def looked_at(page: Page, part: str) -> None:
    assert await barriers(page) == [], part
    for size in widths():
        await page.set_viewport_size(size)
        assert await overflows(page) == [], part
        if size in PICTURED:
            await picture(page, f"design-{part}-{size['width']}")
