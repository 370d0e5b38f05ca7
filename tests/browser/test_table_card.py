"""The card to laminate is found where it is used."""

import typst
from playwright.async_api import expect

from tests.browser.conftest import Site
from tests.fixtures.browsing import PHONE, PICTURES, Visitor, overflows, picture
from tests.fixtures.order_table import at_table, households
from tests.fixtures.orders_http import DUC


def paper_picture(pdf: bytes, name: str) -> None:
    """Keep how a paper of one page looks, beside the pictures of screens."""
    (PICTURES / f"{name}.pdf").write_bytes(pdf)
    around = PICTURES / f"{name}.typ"
    around.write_text(f'#set page(width: auto, height: auto, margin: 0pt)\n#image("{name}.pdf")', encoding="utf-8")
    typst.compile(around, root=PICTURES, output=PICTURES / f"{name}.png", format="png", ppi=75)


async def test_the_table_leads_to_its_card(site: Site, visitor: Visitor) -> None:
    await households(site.orders)
    page = await at_table(visitor)
    link = page.get_by_role("link", name="Carte de la table, à plastifier")
    await expect(link).to_be_visible()
    path = await link.get_attribute("href")
    assert path == f"/v1/centres/{DUC}/papers/table-card.pdf"
    answer = await visitor.context.request.get(f"{site.addresses.orders}{path}")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    card = await answer.body()
    assert b"/Lang(fr)" in card
    paper_picture(card, "table-card")
    await page.set_viewport_size(PHONE)
    assert await overflows(page) == []
    await picture(page, "table-card-link")
