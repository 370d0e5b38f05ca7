"""Which devices have not sent what they hold: what a device says by itself, and the page that shows it."""

from datetime import timedelta
from urllib.parse import parse_qs

import pytest
from playwright.async_api import Page, Request, expect

from services.orders.storage.device_tables import devices
from shared.kernel.clock import HeldClock, system_clock
from shared.kernel.ids import uuid7
from shared.web.devices import HEADER, SeenDevices
from shared.web.roles import Actor, Role
from shared.web.tokens import Session
from tests.browser.conftest import Site, register
from tests.fixtures.browsing import ALIKE, PHONE, TABLET, Visitor, barriers, overflows, picture, widths
from tests.fixtures.order_table import all_is_sent, at_table, chosen, households, typed
from tests.fixtures.orders_http import DUC, MIN, SOAP
from tests.fixtures.supply_cycle import CYCLE
from tests.fixtures.supply_distribution import settle


def told(request: Request) -> dict[str, str]:
    """What the device said with a request; nothing where it said nothing."""
    return {name: value[0] for name, value in parse_qs(request.headers.get(HEADER.lower(), "")).items()}


async def heard_before(site: Site) -> None:
    """A tablet of two centres each was heard of some days ago, one with orders that wait."""
    async with site.orders.table(role=Role.COORDINATOR) as desk:
        users = (await desk.client.get("/v1/users")).json()["items"]
    for days, centre, kind, waiting in ((5, DUC, "tablet", 3), (3, MIN, "tablet", 0), (0, MIN, "phone", 0)):
        seen = SeenDevices(devices, HeldClock(system_clock() - timedelta(days=days, minutes=9)))
        volunteer = Actor(users[0]["id"], frozenset({Role.VOLUNTEER}), frozenset({centre}))
        said = f"id={uuid7()}&centre={centre}&kind={kind}&waiting={waiting}&waited={waiting * 1200}"
        seen.note(Session(volunteer, 0, 0), said)
        await seen.store(site.orders.engine)


async def page_of_devices(site: Site, visitor: Visitor) -> Page:
    await visitor.context.clear_cookies()
    await visitor.signed_in(role=Role.COORDINATOR)
    return await visitor.open(f"{site.addresses.orders}/devices")


async def test_what_an_order_table_holds_is_seen_until_it_is_sent(site: Site, visitor: Visitor) -> None:
    await households(site.orders)
    page = await at_table(visitor)
    visitor.tolerate("Failed to load resource")
    await page.route("**/v1/device-batches", lambda route: route.abort())
    async with page.expect_response(lambda answer: told(answer.request).get("waiting") == "1", timeout=30_000):
        await chosen(page, "118")
        await typed(page, "far", "<Enter>", "2,5", "<Enter>", "<F8>", "<Enter>")
    await site.orders.met.store(site.orders.engine)
    shown = await page_of_devices(site, visitor)
    row = shown.locator("tbody tr")
    await expect(row).to_have_count(1)
    await expect(row).to_contain_text("Ordinateur n° 1")
    await expect(row).to_contain_text("1 note pas envoyée")
    await shown.close()

    await visitor.signed_in(DUC)
    async with page.expect_request("**/v1/device-batches", timeout=30_000) as going:
        await page.unroute("**/v1/device-batches")
    assert told(await going.value)["waiting"] == "0"  # what is being sent waits no more
    await all_is_sent(page)
    await site.orders.met.store(site.orders.engine)
    shown = await page_of_devices(site, visitor)
    await expect(shown.locator("h1")).to_have_text("Chaque appareil a envoyé ce qu’il garde")
    await expect(shown.locator("tbody tr")).to_contain_text("rien, au dernier contact")


async def test_what_was_refused_is_held_until_somebody_has_looked_at_it(site: Site, visitor: Visitor) -> None:
    visitor.tolerate("Failed to load resource")
    first, _ = await households(site.orders)
    page = await at_table(visitor)
    await visitor.context.set_offline(True)
    await chosen(page, "118")
    await typed(page, "far", "<Enter>", "2,5", "<Enter>", "<F8>", "<Enter>")
    await expect(page.locator("#standing")).to_contain_text("1 commande attend")
    async with site.orders.table(DUC) as elsewhere:
        await elsewhere.order(first, {SOAP: 1})
    await visitor.context.set_offline(False)
    async with page.expect_response(lambda answer: told(answer.request).get("waiting") == "1", timeout=30_000):
        await page.evaluate("dispatchEvent(new Event('online'))")
        await expect(page.locator("#standing")).to_contain_text("1 chose à regarder")
    await site.orders.met.store(site.orders.engine)
    shown = await page_of_devices(site, visitor)
    await expect(shown.locator("tbody tr")).to_contain_text("1 note pas envoyée, ou refusée")
    await shown.close()
    await visitor.signed_in(DUC)
    async with page.expect_request(lambda request: told(request).get("waiting") == "0", timeout=30_000):
        await page.get_by_role("button", name="C’est réglé").click()
        await expect(page.locator("#refused article")).to_have_count(0)
        await page.evaluate("dispatchEvent(new Event('online'))")


async def test_a_hall_says_which_device_it_is(site: Site, visitor: Visitor) -> None:
    await settle(site.supply)
    await visitor.signed_in("DUC")
    page = await visitor.context.new_page()
    async with page.expect_request("**/hand-overs?*") as asked:
        await page.goto(f"{site.addresses.supply}/hall/{CYCLE}/DUC")
    said = told(await asked.value)
    assert (said["centre"], said["kind"], said["waiting"], said["waited"]) == ("DUC", "computer", "0", "0")


async def test_the_silent_ones_come_first_and_one_that_is_gone_is_forgotten(site: Site, visitor: Visitor) -> None:
    await register(site, Role.VOLUNTEER)
    await heard_before(site)
    page = await page_of_devices(site, visitor)
    await expect(page.locator("h1")).to_have_text("2 appareils à regarder")
    await expect(page.locator("tbody tr").first).to_contain_text("3 notes pas envoyées")
    await expect(page.locator("tbody tr").first).to_contain_text("dernière personne : Amina")
    await picture(page, "devices")
    for size in widths():
        await page.set_viewport_size(size)
        assert await overflows(page) == []
        assert size in ALIKE or await barriers(page) == []
    for size, where in ((TABLET, "tablet"), (PHONE, "phone")):
        await page.set_viewport_size(size)
        await picture(page, f"devices-{where}")
    await page.set_viewport_size(TABLET)
    await page.locator("summary").first.click()
    assert await barriers(page) == []
    await page.get_by_role("button", name="L’oublier").first.click()
    await expect(page.locator("tbody tr")).to_have_count(2)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.OPERATOR])
async def test_the_page_turns_with_the_language(site: Site, visitor: Visitor, role: Role) -> None:
    await register(site, Role.VOLUNTEER)
    await heard_before(site)
    await visitor.signed_in(role=role)
    for service in (site.addresses.orders, site.addresses.supply):
        page = await visitor.open(f"{service}/language/ar?next=/devices")
        await expect(page.locator("html")).to_have_attribute("dir", "rtl")
        assert await overflows(page) == []
        assert await barriers(page) == []
    await page.goto(f"{site.addresses.orders}/devices")
    await picture(page, "devices-rtl")
