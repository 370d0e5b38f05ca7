"""Tills from page to database: opened, counted, closed with a difference; cash carried to another till."""

import re

import pytest
from playwright.async_api import Page, expect
from sqlalchemy import text

from services.orders.queries.till_sessions import tills_now
from shared.database import transaction
from shared.web.roles import Role
from tests.browser.conftest import Site
from tests.fixtures.browsing import (
    ALIKE,
    LAPTOP,
    PHONE,
    TABLET,
    Visitor,
    barriers,
    overflows,
    picture,
    turned,
    widths,
    wrong_on_paper,
)
from tests.fixtures.orders_http import DUC, MIN


async def count(page: Page, **pieces: int) -> None:
    """Type how many of each: ``EUR20=3``, ``CENT50=4``."""
    for name, number in pieces.items():
        value = int(re.sub(r"\D", "", name)) * (100 if name.startswith("EUR") else 1)
        await page.locator(f"#pieces-{value}").fill(str(number))


async def opened(page: Page, site: Site, reason: str = "fond de caisse") -> None:
    """Open the till of the first centre with 60,00 €."""
    await page.goto(f"{site.addresses.orders}/tills/{DUC}/count")
    await count(page, EUR20=2, EUR10=1, EUR5=2)
    await page.get_by_label("Pourquoi cet écart ?").fill(reason)
    await page.get_by_role("button", name="Ouvrir la caisse").click()
    await expect(page.get_by_role("heading", level=2).first).to_contain_text("60,00")


async def pay(site: Site, number: str = "000001", means: str = "cash", cents: int = 1_250) -> None:
    async with site.orders.table(DUC) as table:
        assert (await table.pay(await table.household(number), cents, means=means)).status_code == 201


async def test_a_till_is_opened_counted_and_closed_with_a_difference(site: Site, visitor: Visitor) -> None:
    await visitor.signed_in(DUC)
    page = await visitor.open(f"{site.addresses.orders}/tills")
    await expect(page.locator("main .tile")).to_have_count(1)
    await page.locator("main .tile").click()
    await page.get_by_role("link", name="Compter et ouvrir").click()
    await opened(page, site)
    await pay(site)
    await pay(site, "000002", "cheque", 700)
    await page.reload()
    await expect(page.get_by_role("heading", level=2).first).to_contain_text("72,50")
    await page.get_by_role("link", name="Compter et fermer").click()
    await count(page, EUR20=3, EUR10=1, EUR2=1)
    assert "0,50" in await page.locator("[data-difference]").inner_text()
    assert await barriers(page) == []
    await picture(page, "till")
    await page.get_by_role("button", name="Fermer la caisse").click()
    await expect(page.get_by_label("Pourquoi cet écart ?")).to_be_focused()
    await page.get_by_label("Pourquoi cet écart ?").fill("rendu trop de monnaie")
    await page.get_by_role("button", name="Fermer la caisse").click()
    await expect(page.get_by_role("heading", level=2).first).to_contain_text("il manque 0,50")
    await expect(page.locator("main .notice.sure").first).to_contain_text("Telle qu’à la fermeture")
    assert await barriers(page) == []
    cheques = page.get_by_role("group", name="Chèques à remettre à la trésorerie")
    await expect(cheques.locator("tfoot")).to_contain_text("7,00")
    await picture(page, "till-closed")
    sheet = await page.get_by_role("link", name="Feuille de clôture, à classer", exact=True).get_attribute("href")
    printed = await page.request.get(f"{site.addresses.orders}{sheet}")
    assert (printed.status, (await printed.body())[:5]) == (200, b"%PDF-")
    assert await wrong_on_paper(page, "till-closed") == []
    assert await turned(page, "till-closed") == []
    (till,) = await tills_now(site.orders.engine, frozenset({DUC}))
    assert (till.session_id, till.expected_cents) == (None, 7_200)


async def test_pieces_are_counted_by_touch_and_by_keyboard(site: Site, visitor: Visitor) -> None:
    await visitor.signed_in(DUC)
    page = await visitor.open(f"{site.addresses.orders}/tills/{DUC}/count")
    more = page.get_by_role("button", name="Un de plus : Billet de 20\N{NO-BREAK SPACE}€", exact=True)
    await more.click()
    await more.click()
    await page.get_by_role("button", name="Un de moins : Billet de 20\N{NO-BREAK SPACE}€", exact=True).click()
    await page.locator("#pieces-50").focus()
    await page.keyboard.type("3")
    await page.keyboard.press("Enter")
    await expect(page.locator("#pieces-20")).to_be_focused()
    await page.keyboard.press("ArrowUp")
    assert "21,70" in await page.locator("[data-counted]").inner_text()


async def test_cash_is_carried_to_another_till_and_counted_by_somebody_else(site: Site, visitor: Visitor) -> None:
    await visitor.signed_in(DUC, MIN)
    page = await visitor.open(f"{site.addresses.orders}/tills")
    await opened(page, site)
    await page.get_by_role("link", name="Donner des espèces à porter").click()
    await count(page, EUR20=1)
    await page.get_by_label("Pour où ?").select_option(MIN)
    await page.get_by_role("button", name="Les donner à porter").click()
    await expect(page.get_by_text("En route : une autre personne compte")).to_be_visible()
    await visitor.signed_in(DUC, MIN)
    await page.goto(f"{site.addresses.orders}/tills/{MIN}")
    await page.get_by_role("link", name="Compter ce qui est arrivé").click()
    assert await barriers(page) == []
    await picture(page, "till-receiving")
    assert await turned(page, "till-receiving") == []
    await count(page, EUR20=1)
    await page.get_by_role("button", name="C’est arrivé").click()
    await expect(page.get_by_role("heading", level=2).first).to_have_text("Cette caisse est fermée")
    tills = await tills_now(site.orders.engine, frozenset({DUC, MIN}))
    assert [till.expected_cents for till in tills] == [4_000, 2_000]


async def test_a_till_that_was_never_opened_says_that_money_came_while_it_was_closed(
    site: Site, visitor: Visitor
) -> None:
    await visitor.signed_in(DUC)
    await pay(site, cents=500)
    page = await visitor.open(f"{site.addresses.orders}/tills/{DUC}")
    await expect(page.get_by_text("1 mouvement est arrivé pendant que la caisse était fermée")).to_be_visible()
    await expect(page.get_by_text("Elle n’a jamais été ouverte.")).to_be_visible()


ORDER_ON_SCREEN = """words => {
  const texts = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const left = {}, range = document.createRange();
  while (texts.nextNode()) for (const word of words) {
    const at = texts.currentNode.data.indexOf(word);
    if (at < 0) continue;
    range.setStart(texts.currentNode, at);
    range.setEnd(texts.currentNode, at + word.length);
    left[word] = range.getBoundingClientRect().left;
  }
  return Object.keys(left).sort((one, other) => left[one] - left[other]);
}"""


async def test_french_words_keep_their_figures_in_place_on_an_arabic_page(site: Site, visitor: Visitor) -> None:
    await visitor.signed_in(DUC)
    await pay(site, cents=500)
    page = await visitor.open(f"{site.addresses.orders}/language/ar?next=/tills/{DUC}")
    await expect(page.locator("html")).to_have_attribute("dir", "rtl")
    words = ["Il devrait", "y avoir", "mouvement"]
    assert await page.evaluate(ORDER_ON_SCREEN, words) == words
    await picture(page, "till-closed-turned")


async def test_what_came_after_closing_is_a_session_of_its_own(site: Site, visitor: Visitor) -> None:
    await visitor.signed_in(DUC)
    page = await visitor.open(f"{site.addresses.orders}/tills")
    await opened(page, site)
    await page.get_by_role("link", name="Compter et fermer").click()
    await count(page, EUR20=3)
    await expect(page.get_by_text("Au centime près.")).to_be_visible()
    await page.get_by_role("button", name="Fermer la caisse").click()
    await expect(page.get_by_role("heading", level=2).first).to_contain_text("au centime près")
    await pay(site, cents=500)
    await page.goto(f"{site.addresses.orders}/tills/{DUC}")
    await expect(page.get_by_text("1 mouvement est arrivé pendant que la caisse était fermée")).to_be_visible()
    await page.get_by_role("link", name="Compter et ouvrir").click()
    await count(page, EUR20=3, EUR5=1)
    await page.get_by_role("button", name="Ouvrir la caisse").click()
    await page.get_by_role("link", name="Session 2").click()
    await expect(page.get_by_text("Ce qui est arrivé après la fermeture de la session 1.")).to_be_visible()
    assert await barriers(page) == []


async def test_a_till_left_open_and_one_that_was_changed_are_seen(site: Site, visitor: Visitor) -> None:
    await visitor.signed_in(DUC)
    page = await visitor.open(f"{site.addresses.orders}/tills")
    await opened(page, site)
    await tamper(site, "UPDATE till_sessions SET opened_at = opened_at - interval '2 days'")
    await page.goto(f"{site.addresses.orders}/tills")
    await expect(page.get_by_text("Restée ouverte depuis")).to_be_visible()
    assert await barriers(page) == []
    await page.goto(f"{site.addresses.orders}/tills/{DUC}/count")
    await count(page, EUR20=3)
    await page.get_by_role("button", name="Fermer la caisse").click()
    await expect(page.get_by_text("Telle qu’à la fermeture")).to_be_visible()
    await tamper(site, "UPDATE ledger_entries SET amount_cents = amount_cents * 2")
    await page.reload()
    await expect(page.get_by_text("Ce n’est plus comme à la fermeture.")).to_be_visible()
    assert await barriers(page) == []


async def tamper(site: Site, statement: str) -> None:
    """Change what nobody may, as one who may do anything."""
    async with transaction(site.orders.engine) as connection:
        await connection.execute(text("SET LOCAL session_replication_role = replica"))
        await connection.execute(text(statement))


async def test_another_centres_till_is_not_found(site: Site, visitor: Visitor) -> None:
    await visitor.signed_in(DUC)
    visitor.tolerate("404")
    for path in (f"/tills/{MIN}", f"/tills/{MIN}/count", f"/tills/{MIN}/carry", "/tills/none"):
        page = await visitor.open(f"{site.addresses.orders}{path}")
        await expect(page.get_by_role("heading", level=1)).to_have_text("Introuvable")


@pytest.mark.parametrize("path", ["/tills", f"/tills/{DUC}", f"/tills/{DUC}/count", f"/tills/{DUC}/carry"])
async def test_nothing_keeps_anyone_out(site: Site, visitor: Visitor, path: str) -> None:
    await visitor.signed_in(role=Role.TREASURER)
    page = await visitor.open(f"{site.addresses.orders}/tills")
    await opened(page, site)
    await pay(site)
    await page.goto(f"{site.addresses.orders}{path}")
    for size in widths():
        await page.set_viewport_size(size)
        assert await overflows(page) == []
        assert size in ALIKE or await barriers(page) == []
    for width, size in (("laptop", LAPTOP), ("tablet", TABLET), ("phone", PHONE)):
        await page.set_viewport_size(size)
        await picture(page, f"{path.strip('/').replace('/', '-')}-{width}")
    await page.set_viewport_size(LAPTOP)
    await page.emulate_media(color_scheme="dark")
    await page.reload()
    await picture(page, f"{path.strip('/').replace('/', '-')}-dark")
    await page.goto(f"{site.addresses.orders}/language/ar?next={path}")
    await expect(page.locator("html")).to_have_attribute("dir", "rtl")
    assert await overflows(page) == []
    assert await barriers(page) == []
    await picture(page, f"{path.strip('/').replace('/', '-')}-right-to-left")
