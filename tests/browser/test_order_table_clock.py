"""An order table whose clock is a day off: a pause ends as it would on a device whose clock is right."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Site
from tests.fixtures.browsing import Visitor
from tests.fixtures.order_table import chosen, households, stored, typed
from tests.fixtures.order_table_people import comes_back, has_account, pauses, sets_pin, signs_in

CLOCK = "const now = Date.now; Date.now = () => now() + {off} * 86_400_000 + (globalThis.later ?? 0)"
WHOLE_SESSION = "later = 13 * 3_600_000"


@pytest.mark.parametrize("off", [1, -1])
async def test_whoever_pauses_comes_back_without_a_network_until_their_session_is_over(
    site: Site, visitor: Visitor, off: int
) -> None:
    visitor.tolerate("401", "ERR_INTERNET_DISCONNECTED")
    await households(site.orders)
    await has_account(site.orders.engine, "amina", "Amina")
    await visitor.context.add_init_script(CLOCK.format(off=off))
    page = await visitor.open(f"{site.addresses.orders}/sign-in?next=/table")
    await signs_in(page, "amina")
    await sets_pin(page, "2580")
    await pauses(page)
    await page.context.set_offline(True)
    await page.reload()
    await comes_back(page, "Amina", "2580")
    await expect(page.locator("#people")).to_be_hidden()
    await chosen(page, "207")
    await typed(page, "savon", "<Enter>", "2", "<Enter>", "<F8>", "<Enter>")
    await expect(page.locator("#standing")).to_have_text("1 commande attend d’être envoyée")
    await page.evaluate(WHOLE_SESSION)
    await pauses(page)
    await expect(page.locator("#people")).to_contain_text("Pour revenir il faut du réseau")
    await page.context.set_offline(False)
    await comes_back(page, "Amina", "2580")
    await expect(page.locator("#standing")).to_have_text("En ligne · tout est envoyé")
    assert await stored(site.orders.engine) == [("confirmed", 640, 640)]
