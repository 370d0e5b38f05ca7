"""The main pages as some people have them: dark, from right to left, at every width, without moving; problems too."""

import re
from collections.abc import Sequence

from playwright.async_api import Page

from shared.web.roles import Role
from tests.browser.conftest import Site, register
from tests.fixtures.browsing import Visitor, barriers, overflows, wrong_turned
from tests.fixtures.orders_http import DUC
from tests.fixtures.orders_story import place
from tests.fixtures.supply_buying import NEXT, NEXT_PATH
from tests.fixtures.supply_cycle import CYCLE, TERMS, put
from tests.fixtures.supply_distribution import settle
from tests.fixtures.supply_roster import VOLUNTEER, made

DATES = {"opens": "2027-01-04", "closes": "2027-01-08", "delivery": "2027-01-19", "distribution": "2027-01-22"}
OF_ORDERS = (
    *("/", "/account", "/audit-trail", "/treasury", "/treasury/balance", "/people", "/people/users", "/tills"),
    *("/sign-in", "/sign-out", "/invitation", "/forgotten", "/account/second-factor", "/dead-letters"),
    *("/people/centre", f"/people/centres/{DUC}", "/people/users/new", "/people/households", "/people/network"),
    *("/table", f"/table/{DUC}", f"/table/{DUC}/forms", f"/table/{DUC}/papers", "/table/offline"),
    *(f"/late-orders/{CYCLE}", "/sealing", f"/sealing/{DUC}"),
)
STEPS = (
    *("", "/plan", "/orders", "/deliveries", "/settlement", "/allocation", "/papers"),
    *("/incidents", "/incidents/1", "/roster", "/roster/move?volunteer=V1&left=reception"),
)
OF_SUPPLY = (
    *(f"/cycles/{CYCLE}{step}" for step in STEPS),
    *("/cycles", "/cycles/new", f"/cycles/{NEXT}/draft", f"/cycles/{NEXT}/copy?from={CYCLE}"),
    *("/catalogue", "/catalogue/new-product", "/catalogue/products/FLOUR", "/catalogue/suppliers"),
    *("/catalogue/new-supplier", "/catalogue/suppliers/ALMA", "/catalogue/suppliers/ALMA/import"),
    *("/catalogue/stock", "/catalogue/stock/movements"),
    *("/audit-trail", "/report", "/network", "/design", "/hall/offline", "/hall/signed-out?orders=1&day=1"),
    *("/hall", f"/hall/{CYCLE}/DUC", f"/hall/{CYCLE}/DUC/day", f"/hall/{CYCLE}/DUC/left"),
)
NOTHING_YET = (
    *(f"/treasury{place}" for place in ("", "/deposits", "/refunds", "/owed", "/cash", "/suppliers")),
    *("/people/households?find=personne", f"/late-orders/{CYCLE}", "/devices", "/dead-letters", "/audit-trail"),
)
LASTING = """() => [...document.querySelectorAll('*')].map(e => getComputedStyle(e)).flatMap(style =>
    [style.transitionDuration, style.animationDuration])
  .flatMap(all => all.split(', ')).filter(one => parseFloat(one) > 0.01)"""


async def wrong_dark_and_turned(page: Page, service: str, paths: Sequence[str]) -> dict[str, Sequence[str]]:
    """What bars people from these pages in Arabic on a dark screen, or is too wide, by page; none is missing."""
    await page.emulate_media(color_scheme="dark")
    await page.goto(f"{service}/language/ar?next={paths[0]}")
    found: dict[str, Sequence[str]] = {}
    for path in paths:
        answer = await page.goto(f"{service}{path}")
        assert answer is not None
        assert answer.ok, path
        name = re.sub("[0-9a-f-]{36}", "one", path.partition("?")[0].strip("/")).replace("/", "-") or "start"
        found[path] = await wrong_turned(page, name)
    return {path: pieces for path, pieces in found.items() if pieces}


async def test_main_pages_of_orders_are_dark_and_turned_for_whoever_wants_them_so(site: Site, visitor: Visitor) -> None:
    await place(site.orders.engine, 901, centre=DUC, state="late", credit=300)
    async with site.orders.table(DUC) as table:
        household = await table.household()
        assert (await table.pay(household, 1_000)).status_code == 201
    await visitor.signed_in(DUC, role=Role.COORDINATOR)
    page = await visitor.open(f"{site.addresses.orders}/")
    of_one = f"/people/households/{household}"
    await register(site, Role.VOLUNTEER)
    async with site.orders.table(role=Role.COORDINATOR) as coordinator:
        (user,) = (await coordinator.client.get("/v1/users")).json()["items"]
    paths = [*OF_ORDERS, of_one, f"{of_one}/move", f"/people/users/{user['id']}"]
    assert await wrong_dark_and_turned(page, site.addresses.orders, paths) == {}


async def test_main_pages_of_supply_are_dark_and_turned_for_whoever_wants_them_so(site: Site, visitor: Visitor) -> None:
    await put(site.supply, "/v1/volunteers/V1", VOLUNTEER)
    await made(site.supply)
    await settle(site.supply)
    await put(site.supply, NEXT_PATH, TERMS | DATES)
    await visitor.signed_in("DUC", role=Role.COORDINATOR)
    page = await visitor.open(f"{site.addresses.supply}/cycles")
    assert await wrong_dark_and_turned(page, site.addresses.supply, OF_SUPPLY) == {}


async def test_pages_with_nothing_on_them_yet_keep_nobody_out(site: Site, visitor: Visitor) -> None:
    await visitor.signed_in(role=Role.COORDINATOR)
    page = await visitor.open(f"{site.addresses.orders}/")
    found: dict[str, Sequence[str]] = {}
    for path in NOTHING_YET:
        answer = await page.goto(f"{site.addresses.orders}{path}")
        assert answer is not None
        assert answer.ok, path
        found[path] = [*await overflows(page), *await barriers(page)]
    assert {path: pieces for path, pieces in found.items() if pieces} == {}


async def test_pages_that_say_no_keep_nobody_out(site: Site, visitor: Visitor) -> None:
    visitor.tolerate("403", "404")
    await visitor.signed_in(DUC)
    page = await visitor.open(f"{site.addresses.orders}/language/ar?next=/sign-in")
    for address in (site.addresses.orders, site.addresses.supply):
        for path, status in (("/audit-trail", 403), ("/nothing", 404)):
            answer = await page.goto(f"{address}{path}")
            assert answer is not None
            assert answer.status == status
            for scheme in ("light", "dark"):  # colours that still change would be measured on their way
                await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
                assert await wrong_turned(page, f"refused-{status}") == [], path


async def test_nothing_moves_for_whoever_wants_it_still(site: Site, visitor: Visitor) -> None:
    page = await visitor.open(f"{site.addresses.orders}/design")
    assert await page.evaluate(LASTING) != []
    await page.emulate_media(reduced_motion="reduce")
    assert await page.evaluate(LASTING) == []
