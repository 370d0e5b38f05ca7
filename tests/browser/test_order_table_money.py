"""Money at the order table: the server's arithmetic, several means, the till, amendments, two tables and one credit."""

import asyncio
from uuid import UUID

from playwright.async_api import Browser, Page, Route, expect

from shared.kernel.ids import uuid7
from shared.kernel.rounding import half_up_ratio
from tests.browser.conftest import Site
from tests.fixtures.browsing import LAPTOP, Visitor, barriers, picture, seen_everywhere
from tests.fixtures.order_table import all_is_sent, at_table, chosen, households, paid, stored, typed
from tests.fixtures.orders_http import DUC, FLOUR, SOAP, cash, catalogue
from tests.fixtures.orders_story import apply, closing, entry, opened
from tests.fixtures.tariffs import donate, give_tariff

MODULE = "services/orders/web/static/table/amounts.js"


async def address_of(page: Page, path: str) -> str:
    """Where a module of the table is served."""
    source = await page.locator("script[src*='table/table.js']").get_attribute("src") or ""
    return source.replace("services/orders/web/static/table/table.js", path)


async def credit(site: Site, household: UUID) -> int:
    async with site.orders.table(DUC) as table:
        return await table.credit(household)


async def test_a_line_costs_what_the_server_says(site: Site, visitor: Visitor) -> None:
    first, _ = await households(site.orders)
    page = await at_table(visitor)
    pairs = [(7_919 * n % 99_991 + 1, 104_729 * n % 9_999_991 + 1) for n in range(2_000)]
    pairs += [(1, 500), (1, 499), (3, 500), (145, 2_500), (333, 1_500), (99_999, 9_999_999)]
    found = await page.evaluate(
        """async ([address, pairs]) => {
          const { lineCents } = await import(address);
          return pairs.map(([price, base]) => [lineCents(price, base, 'kg'), lineCents(price, base, 'piece')]);
        }""",
        [await address_of(page, MODULE), pairs],
    )
    assert found == [[half_up_ratio(price * quantity, 1000), price * quantity] for price, quantity in pairs]
    async with site.orders.table(DUC) as table:
        answer = (await table.order(first, {FLOUR: 1_500, SOAP: 2}, payments=[cash()])).json()
    shown = await page.evaluate(
        "async ([address, quantity]) => (await import(address)).lineCents(145, quantity, 'kg')",
        [await address_of(page, MODULE), 1_500],
    )
    assert shown + 2 * 320 == answer["total_cents"]


async def test_an_order_is_amended_by_the_difference_then_cancelled(site: Site, visitor: Visitor) -> None:
    _, second = await households(site.orders)
    page = await at_table(visitor)
    async with site.orders.table(DUC) as table:
        await table.order(second, {SOAP: 1}, payments=[cash()])
    await chosen(page, "207")
    await expect(page.locator("#who")).to_contain_text("a déjà commandé et payé 3,20 €")
    await typed(page, "savon", "<Enter>", "3", "<Enter>")
    await expect(page.locator("#cart .due")).to_have_text("6,40 €")
    await picture(page, "table-amend")
    assert await barriers(page) == []
    await typed(page, "<F8>", "<Enter>")
    await expect(page.locator("#receipt-sent")).to_contain_text("confirmée")
    await all_is_sent(page)
    assert [(state, total) for state, total, _ in await stored(site.orders.engine)] == [("confirmed", 960)]
    await chosen(page, "207")
    await page.get_by_text("Annuler la commande").click()
    await page.get_by_role("button", name="Oui, l’annuler").click()
    await expect(page.locator("#stays")).to_contain_text("9,60 € restent en crédit")
    await expect(page.locator("#receipt-sent")).to_contain_text("La commande est annulée.")
    assert [state for state, *_ in await stored(site.orders.engine)] == ["cancelled"]
    assert await credit(site, second) == 960


async def test_what_was_opened_stays_so_when_news_of_the_household_arrives(site: Site, visitor: Visitor) -> None:
    _, second = await households(site.orders)
    asked, answered = asyncio.Event(), asyncio.Event()

    async def late(route: Route) -> None:
        asked.set()
        await answered.wait()
        await route.continue_()

    async with site.orders.table(DUC) as table:
        order = uuid7()
        placed = (await table.order(second, {SOAP: 1}, order_id=order, payments=[cash()])).json()
        page = await at_table(visitor)
        await page.route("**/last-orders?household=*", late)
        await chosen(page, "207")
        await asked.wait()
        await page.get_by_text("Annuler la commande").click()
        await table.order(second, {SOAP: 2}, order_id=order, version=placed["version"], payments=[cash()])
    answered.set()
    await expect(page.locator("#who")).to_contain_text("a déjà commandé et payé 6,40 €")
    await expect(page.get_by_role("button", name="Oui, l’annuler")).to_be_visible()
    await typed(page, "<F2>")
    await chosen(page, "207")
    await expect(page.get_by_role("button", name="Oui, l’annuler")).to_be_hidden()


async def test_same_as_last_time(site: Site, visitor: Visitor) -> None:
    _, second = await households(site.orders)
    async with site.orders.table(DUC) as table:
        await table.order(second, {FLOUR: 1_000, SOAP: 2}, payments=[cash()])
    page = await at_table(visitor)
    await page.evaluate(
        """async ([address, id]) => {
          const { keep, kept } = await import(address);
          const last = new Map(await kept('last:DUC', []));
          last.get(id).cycle = '2026-11';
          await keep('last:DUC', [...last]);
        }""",
        [await address_of(page, "services/orders/web/static/table/store.js"), str(second)],
    )
    await page.route("**/v1/**", lambda route: route.abort())
    visitor.tolerate("Failed to load resource", "ERR_FAILED")
    await page.reload()
    await expect(page.locator("body[data-ready=yes]")).to_be_attached()
    await chosen(page, "207")
    await typed(page, "<F4>")
    await expect(page.locator("#cart .lines li")).to_have_count(2)
    await expect(page.locator("#cart .due")).to_have_text("7,85 €")


async def test_what_of_the_last_order_can_not_be_had_is_named(site: Site, visitor: Visitor) -> None:
    _, second = await households(site.orders)
    rice = entry("RIZ", name="Riz rond", step=1_000)
    await apply(site.orders.engine, opened(DUC, version=2, catalogue=[*catalogue(), rice]))
    async with site.orders.table(DUC) as table:
        await table.order(second, {FLOUR: 1_500, SOAP: 2, "RIZ": 1_000}, payments=[cash()])
    flour, soap, _ = catalogue()
    offered = [flour.model_copy(update={"step": 1_000}), soap.model_copy(update={"on_sale": False})]
    after = opened(DUC, catalogue=offered).model_copy(update={"cycle": "2027-01", "name": "Cycle de janvier"})
    await apply(site.orders.engine, closing(3))
    await apply(site.orders.engine, after)
    page = await at_table(visitor)
    await chosen(page, "207")
    await typed(page, "<F4>")
    await expect(page.locator("#left-out li")).to_have_text(
        [
            "Farine de blé T65 : vendu maintenant par 1 kg, 1,5 kg n’est plus possible",
            "Riz rond : pas proposé cette fois",
            "Savon de Marseille : n’est plus en vente ce cycle",
        ]
    )
    await expect(page.locator("#cart .lines li")).to_have_count(0)
    await seen_everywhere(page, "table-last-left-out")


async def test_what_of_a_refused_order_can_not_be_had_is_named_when_it_is_taken_again(
    site: Site, visitor: Visitor
) -> None:
    _, second = await households(site.orders)
    page = await at_table(visitor)
    await chosen(page, "207")
    await typed(page, "savon", "<Enter>", "1", "<Enter>", "farine", "<Enter>", "1", "<Enter>", "<F8>")
    async with site.orders.table(DUC) as other:
        await other.order(second, {FLOUR: 1_000}, payments=[cash()])
    await typed(page, "<Enter>")
    again = page.get_by_role("button", name="Reprendre la commande")
    await expect(again).to_be_visible()
    withdrawn = [one for one in catalogue() if one.product != SOAP]
    await apply(site.orders.engine, opened(DUC, version=2, catalogue=withdrawn))
    await page.evaluate("dispatchEvent(new Event('online'))")
    await expect(page.locator(f"article[data-product={SOAP}]")).to_have_count(0)
    await again.click()
    await expect(page.locator("#left-out li")).to_have_text(["Savon de Marseille : pas proposé cette fois"])
    await expect(page.locator("#cart .lines li")).to_have_count(1)


async def test_two_tables_at_once_make_one_order_of_a_household_and_show_the_other(
    site: Site, visitor: Visitor, chromium: Browser
) -> None:
    first, _ = await households(site.orders)
    page = await at_table(visitor)
    context = await chromium.new_context(locale="fr-FR", viewport=LAPTOP)
    other = await at_table(Visitor(context, site.addresses, site.signer))
    for table in (page, other):
        await chosen(table, "118")
        await typed(table, "savon", "<Enter>", "1", "<Enter>")
        await expect(table.locator("#cart")).to_contain_text("Confirmer, payé par le crédit")
    await asyncio.gather(typed(page, "<F8>"), typed(other, "<F8>"))
    shown = page.locator("#refused article").or_(page.locator("#receipt-sent.sure"))
    await expect(shown).to_be_visible()
    await expect(other.locator("#refused article").or_(other.locator("#receipt-sent.sure"))).to_be_visible()
    refused = [table for table in (page, other) if await table.locator("#refused article").count()]
    assert len(refused) == 1
    await expect(refused[0].locator("#refused")).to_contain_text("Commande de 3,20 €, 000118")
    await expect(refused[0].locator("#standing")).to_have_text("1 chose à regarder")
    await picture(refused[0], "table-refused")
    assert await barriers(refused[0]) == []
    await refused[0].get_by_role("button", name="C’est réglé").click()
    await all_is_sent(refused[0])
    assert [(state, total) for state, total, _ in await stored(site.orders.engine)] == [("confirmed", 320)]
    assert await credit(site, first) == 220
    await context.close()


async def test_credit_that_was_spent_elsewhere_in_between_is_shown(site: Site, visitor: Visitor) -> None:
    first, _ = await households(site.orders)
    page = await at_table(visitor)
    await chosen(page, "118")
    await typed(page, "savon", "<Enter>", "1", "<Enter>")
    async with site.orders.table(DUC) as other:
        body = {"household_id": str(first), "means": "cash", "amount_cents": 500}
        assert (await other.client.put(f"/v1/refunds/{uuid7()}", json=body)).status_code == 201
    await typed(page, "<F8>")
    await expect(page.locator("#refused")).to_contain_text("il manque 2,80 €")
    assert [state for state, *_ in await stored(site.orders.engine)] == ["waiting"]
    assert await credit(site, first) == 40


async def test_money_of_a_refused_order_is_said_to_be_credit(site: Site, visitor: Visitor) -> None:
    _, second = await households(site.orders)
    page = await at_table(visitor)
    await chosen(page, "207")
    await typed(page, "savon", "<Enter>", "1", "<Enter>", "<F8>")
    async with site.orders.table(DUC) as other:
        await other.order(second, {FLOUR: 1_000}, payments=[cash()])
    await typed(page, "<Enter>")
    await expect(page.locator("#refused")).to_contain_text("Les 3,20 € encaissés sont sur le compte du foyer.")
    assert await barriers(page) == []
    await page.get_by_role("button", name="Reprendre la commande").click()
    await expect(page.locator("#who")).to_contain_text("crédit 3,20 €")
    await expect(page.locator("#cart .due")).to_have_text("0,00 €")
    await typed(page, "<F8>")
    await expect(page.locator("#receipt-sent")).to_contain_text("confirmée")
    await all_is_sent(page)
    assert [(state, total) for state, total, _ in await stored(site.orders.engine)] == [("confirmed", 465)]
    assert await credit(site, second) == 0


async def test_after_sealing_a_paid_order_waits_for_the_coordinator(site: Site, visitor: Visitor) -> None:
    await households(site.orders)
    page = await at_table(visitor)
    async with site.orders.table(DUC) as table:
        await table.seal()
    await chosen(page, "207")
    await typed(page, "savon", "<Enter>", "1", "<Enter>", "<F8>", "<Enter>")
    await expect(page.locator("#receipt-sent")).to_contain_text("coordination")
    assert [state for state, *_ in await stored(site.orders.engine)] == ["late"]
    assert await paid(site.orders.engine) == [("cash", 320), ("cash", 540)]


async def test_a_household_at_a_tariff_is_asked_for_its_part_only(site: Site, visitor: Visitor) -> None:
    _, second = await households(site.orders)
    await donate(site.orders, 10_000)
    await give_tariff(site.orders.engine, second, 50)
    page = await at_table(visitor)
    await chosen(page, "207")
    await typed(page, "savon", "<Enter>", "2", "<Enter>", "<F8>")
    await expect(page.locator("#till .due")).to_have_text("3,20 €")
    await typed(page, "<Enter>")
    await expect(page.locator("#receipt-sent")).to_contain_text("confirmée")
    await all_is_sent(page)
    assert await stored(site.orders.engine) == [("confirmed", 640, 320)]
    assert await credit(site, second) == 0
