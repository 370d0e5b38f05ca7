"""Messages that a service could not apply, in words, for those who run the network."""

from collections.abc import Sequence
from dataclasses import replace

from playwright.async_api import expect
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.contracts.cycles import SupplierInvoiceReceived
from shared.contracts.event import Event
from shared.contracts.registry import EVENT_TYPES
from shared.kernel.refusal import Refused
from shared.messaging.guard import Guard
from shared.messaging.subscription import Subscription
from shared.messaging.triage import discard
from shared.web.roles import Role
from tests.browser.conftest import Site, desk
from tests.fixtures.browsing import Visitor, barriers, overflows, picture, widths
from tests.fixtures.orders_http import DUC as CENTRE
from tests.fixtures.orders_story import CYCLE as OPEN
from tests.fixtures.records import record_of
from tests.fixtures.supply_buying import DUC
from tests.fixtures.supply_cycle import CYCLE, cycle_sealed, group_order_sealed, hear, seal


async def cannot(_connection: AsyncConnection, _events: Sequence[Event]) -> None:
    raise Refused("not_yet")


async def put_aside(engine: AsyncEngine) -> None:
    """Messages number 1 to 3: an order, a seal, one that nobody can read."""
    await hear(engine, group_order_sealed("DUC", DUC))
    guard = Guard(engine, "supply", [Subscription(EVENT_TYPES, cannot)])
    sealed = record_of(cycle_sealed(seal("DUC", DUC)))
    await guard.handle([record_of(DUC[0])])
    await guard.handle([sealed])
    await guard.handle([replace(sealed, headers=(), offset=sealed.offset + 1_000_000)])


async def test_what_is_missing_is_said_in_words_until_somebody_decided(
    site: Site, visitor: Visitor, supply_engine: AsyncEngine
) -> None:
    await put_aside(supply_engine)
    page = await desk(site, visitor, f"/cycles/{CYCLE}")
    aside = page.get_by_text("3 messages des tables de commande sont mis de côté")
    await expect(aside).to_be_visible()
    assert (await overflows(page), await barriers(page)) == ([], [])
    await picture(page, "cycle-with-messages-put-aside")
    await page.get_by_role("link", name="Ce que cela change").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("3 messages sont mis de côté")
    row = page.get_by_role("listitem").filter(has_text="Commande d’un foyer")
    await expect(row).to_contain_text("Cycle de décembre 2026 · DUC")
    await expect(row).to_contain_text("rien n’est acheté pour le cycle")
    await expect(page.get_by_role("heading", level=2).last).to_have_text("Un message illisible")
    await expect(page.locator("main")).to_contain_text("La personne qui s’occupe des ordinateurs les rejoue")
    assert "vrac dead-letters" not in await page.locator("main").inner_text()
    for size in widths():
        await page.set_viewport_size(size)
        assert (await overflows(page), await barriers(page)) == ([], [])
        await picture(page, f"messages-put-aside-{size['width']}")
    await page.goto(f"{site.addresses.supply}/language/ar?next=/dead-letters")
    await expect(page.locator("html")).to_have_attribute("dir", "rtl")
    assert (await overflows(page), await barriers(page)) == ([], [])
    await page.goto(f"{site.addresses.supply}/language/fr?next=/dead-letters")
    for number in (1, 2, 3):
        await discard(supply_engine, number)
    await page.reload()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Tout va bien : chaque message est arrivé")
    assert (await overflows(page), await barriers(page)) == ([], [])
    await picture(page, "messages-put-aside-none")
    await page.goto(f"{site.addresses.supply}/cycles/{CYCLE}")
    await expect(aside).to_have_count(0)


async def test_a_treasurer_is_told_what_the_accounts_lack(
    site: Site, visitor: Visitor, orders_engine: AsyncEngine
) -> None:
    guard = Guard(orders_engine, "orders", [Subscription(EVENT_TYPES, cannot)])
    lacks = SupplierInvoiceReceived(
        version=1, cycle=OPEN, supplier="ALMA", number="F1", due_on=None, total=100, withdrawn=False
    )
    await guard.handle([record_of(lacks)])
    await visitor.signed_in(role=Role.TREASURER)
    page = await visitor.open(f"{site.addresses.orders}/treasury")
    await expect(page.get_by_text("1 message des achats et de la distribution est mis de côté")).to_be_visible()
    assert (await overflows(page), await barriers(page)) == ([], [])
    await picture(page, "treasury-with-a-message-put-aside")
    await page.get_by_role("link", name="Ce que cela change").click()
    await expect(page.get_by_role("listitem").filter(has_text="Facture d’un fournisseur")).to_be_visible()
    await visitor.signed_in(role=Role.COORDINATOR)
    for path in ("/sealing", f"/sealing/{CENTRE}", f"/late-orders/{OPEN}"):
        await page.goto(f"{site.addresses.orders}{path}")
        await expect(page.locator(".notice.stop")).to_contain_text("est mis de côté")
        assert (await overflows(page), await barriers(page)) == ([], [])


async def test_an_operator_is_told_the_command_and_finds_both_services(
    site: Site, visitor: Visitor, supply_engine: AsyncEngine
) -> None:
    await put_aside(supply_engine)
    await visitor.signed_in(role=Role.OPERATOR)
    page = await visitor.open(f"{site.addresses.orders}/people/network")
    await page.get_by_role("link", name="Messages mis de côté").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Tout va bien : chaque message est arrivé")
    await page.get_by_role("link", name="Pour les achats et la distribution").click()
    await expect(page.locator("main code")).to_have_text("vrac dead-letters replay NUMÉRO --service supply")
    assert (await overflows(page), await barriers(page)) == ([], [])
    await picture(page, "messages-put-aside-operator")
