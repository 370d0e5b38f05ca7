"""Orders to suppliers leave by mail, are amended and taken back, all from their page."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from playwright.async_api import expect

from shared.mail import Mailer
from tests.browser.conftest import Site, desk, press
from tests.browser.test_buying_pages import looks_right
from tests.fixtures.browsing import Visitor
from tests.fixtures.mailbox import SENDER, Mailbox, open_mailbox
from tests.fixtures.supply_buying import approve, draft_orders
from tests.fixtures.supply_cycle import CYCLE, SUPPLIER

ORDER = "/v1/purchase-orders/1"


@pytest.fixture
async def mailbox(site: Site) -> AsyncIterator[Mailbox]:
    """The mail server of the network."""
    async with open_mailbox() as mailbox:
        site.routes.state.parts = replace(site.routes.state.parts, mailer=Mailer(mailbox.url, SENDER))
        yield mailbox


async def test_an_approved_order_is_mailed_amended_and_taken_back(
    site: Site, visitor: Visitor, mailbox: Mailbox
) -> None:
    (drafted,) = await draft_orders(site.supply)
    await approve(site.supply, drafted)
    page = await desk(site, visitor, f"/cycles/{CYCLE}/orders")
    await press(page, "Envoyer par courriel")
    assert (await site.supply.get(ORDER)).json()["state"] == "sent"
    await expect(page.get_by_text(f"Le serveur de courrier l’a accepté pour {SUPPLIER['email']}.")).to_be_visible()

    await page.get_by_text("Demander autre chose").click()
    form = page.locator("form").filter(has_text="Modifier le bon")
    await form.get_by_role("textbox").first.fill("5")
    await form.get_by_label("Pourquoi").fill("le moulin n'en a que cinq")
    await looks_right(page, "order-amending")
    await press(page, "Modifier le bon")
    assert (await site.supply.get(ORDER)).json()["lines"][0]["cases"] == 5
    await press(page, "Envoyer l’avenant par courriel")

    await page.get_by_text("Il est revenu", exact=True).last.click()
    await page.get_by_label("Ce que dit le courriel revenu").last.fill("550 mailbox unavailable")
    await page.get_by_role("button", name="Noter qu’il est revenu").last.click()
    await expect(page.get_by_text("Il est revenu : « 550 mailbox unavailable »")).to_be_visible()
    await looks_right(page, "order-mailed")

    await page.get_by_text("Retirer le bon").click()
    await page.locator("form").filter(has_text="Annuler tout le bon").get_by_label("Pourquoi").fill("le moulin a brûlé")
    await press(page, "Annuler tout le bon")
    await press(page, "Annoncer l’annulation par courriel")
    subjects = [sent["Subject"] for sent in mailbox.taken]
    assert subjects == ["Bon de commande 1", "Bon de commande 1, avenant 1", "Bon de commande 1 annulé"]
    assert (await site.supply.get(ORDER)).json()["state"] == "cancelled"


async def test_a_mail_that_did_not_leave_says_so_and_is_sent_again(
    site: Site, visitor: Visitor, mailbox: Mailbox
) -> None:
    (drafted,) = await draft_orders(site.supply)
    await approve(site.supply, drafted)
    mailbox.refuses.add(SUPPLIER["email"])
    page = await desk(site, visitor, f"/cycles/{CYCLE}/orders")
    await press(page, "Envoyer par courriel")
    await expect(page.get_by_text("550 mailbox unavailable")).to_be_visible()
    mailbox.refuses.clear()
    await press(page, "Renvoyer par courriel")
    assert [sent["Subject"] for sent in mailbox.taken] == ["Bon de commande 1"]
