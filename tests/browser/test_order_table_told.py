"""What a household is asked at the order table before anything is taken: a fund that is too low, a yearly fee."""

from datetime import date
from uuid import UUID

import pytest
from playwright.async_api import Page, expect
from sqlalchemy import func, select

from services.orders.domain.membership import Needed
from services.orders.storage.membership_tables import memberships
from services.orders.storage.order_tables import household_orders
from tests.browser.conftest import Site
from tests.fixtures.browsing import ALIKE, LAPTOP, Visitor, barriers, overflows, picture, widths
from tests.fixtures.order_table import all_is_sent, at_table, chosen, households, reloaded, stored, typed
from tests.fixtures.order_table_hall import Hall
from tests.fixtures.orders_http import DUC, SOAP, OrdersHttp, cash
from tests.fixtures.tariffs import donate, fund_of, give_tariff

LOW = "Le fonds qui paie le reste n’a pas assez pour cette commande aujourd’hui : le prix entier est de 6,40 €."
NEEDED = "il la faut pour commander : encaissez d’abord l’adhésion, puis la commande."


async def credit(site: Site, household: UUID) -> int:
    async with site.orders.table(DUC) as table:
        return await table.credit(household)


async def everywhere(page: Page, name: str) -> None:
    """Readable by everyone at every width; its pictures."""
    for size in widths():
        await page.set_viewport_size(size)
        assert await overflows(page) == []
        assert size in ALIKE or await barriers(page) == []
        await picture(page, f"{name}-{size['width']}")
    await page.set_viewport_size(LAPTOP)


async def helped(site: Site, cents: int = 10) -> tuple[UUID, UUID]:
    """Two households at half the price, the first with 6.20 € of credit; the fund has this."""
    both = await households(site.orders)
    for household in both:
        await give_tariff(site.orders.engine, household, 50, ends=date(2999, 1, 1))
    await donate(site.orders, cents)
    return both


async def test_a_low_fund_is_said_before_anything_is_taken_and_the_household_decides(
    site: Site, visitor: Visitor
) -> None:
    first, _ = await helped(site)
    page = await at_table(visitor)
    await chosen(page, "118")
    await typed(page, "savon", "<Enter>", "2", "<Enter>")
    asks = page.locator("#asks")
    await expect(asks).to_contain_text(LOW)
    await everywhere(page, "table-fund-low")
    await expect(page.locator("#cart .due")).to_have_text("0,00 €")
    await page.locator("#product").focus()
    await typed(page, "<F8>")  # the money's key leads to the question
    await expect(asks.get_by_role("button", name="Au prix entier")).to_be_focused()
    assert await stored(site.orders.engine) == []
    await typed(page, "<Enter>")
    await expect(asks.get_by_role("button", name="Au prix entier : 6,40 €")).to_have_attribute("aria-pressed", "true")
    await expect(page.locator("#cart .due")).to_have_text("1,00 €")
    await typed(page, "<F8>", "<Enter>")
    await expect(page.locator("#receipt-sent")).to_contain_text("confirmée")
    await expect(page.locator("#receipt .slip")).to_contain_text(
        "À partir du 2 janvier 2999, vous payez le prix ordinaire."
    )
    await all_is_sent(page)
    assert await stored(site.orders.engine) == [("confirmed", 640, 100)]
    assert (await credit(site, first), await fund_of(site.orders)) == (0, (10, 0))


async def test_it_waits_until_the_fund_has_enough_and_is_confirmed_from_the_list(site: Site, visitor: Visitor) -> None:
    first, _ = await helped(site)
    page = await at_table(visitor)
    await chosen(page, "118")
    await typed(page, "savon", "<Enter>", "2", "<Enter>")
    await page.get_by_role("button", name="La noter").click()
    await expect(page.locator("#receipt-title:visible")).to_contain_text("Commande notée")
    await all_is_sent(page)
    assert await stored(site.orders.engine) == [("waiting", 640, 0)]
    assert await credit(site, first) == 540
    await page.get_by_role("button", name="Foyer suivant").click()
    await expect(page.locator("#waiting-orders")).to_contain_text("Rien à encaisser")
    await everywhere(page, "table-fund-waits")
    await donate(site.orders, 1_000)
    await page.locator("#waiting-orders").get_by_role("button", name="La regarder").click()
    await page.get_by_role("button", name="Confirmer le changement").click()
    await expect(page.locator("#receipt-sent")).to_contain_text("confirmée")
    await all_is_sent(page)
    assert (await credit(site, first), await fund_of(site.orders)) == (220, (690, 320))


async def test_a_fund_that_was_spent_in_between_takes_nothing_more_and_is_shown(site: Site, visitor: Visitor) -> None:
    """Another till was quicker between the question and the money."""
    first, second = await helped(site, 320)
    page = await at_table(visitor)
    await chosen(page, "118")
    await typed(page, "savon", "<Enter>", "2", "<Enter>")
    await expect(page.locator("#cart")).to_contain_text("À la charge du foyer")
    async with site.orders.table(DUC) as table:
        assert (await table.order(second, {SOAP: 2}, payments=[cash()])).json()["state"] == "confirmed"
    await page.get_by_role("button", name="Confirmer, payé par le crédit").click()
    await expect(page.locator("#refused")).to_contain_text(LOW)
    title = page.locator("#receipt-title:visible")
    await expect(title).to_have_text("Notée, mais pas comme payée : demandez à la table")
    await everywhere(page, "table-fund-spent")
    assert max(await stored(site.orders.engine)) == ("waiting", 640, 0)
    assert await credit(site, first) == 540
    await page.locator("#refused").get_by_role("button", name="La regarder").click()
    await expect(page.locator("#asks")).to_contain_text(LOW)


async def test_a_part_that_was_taken_before_the_fund_was_spent_stays_with_the_order_that_is_noted(
    site: Site, visitor: Visitor
) -> None:
    first, second = await helped(site, 320)
    page = await at_table(visitor)
    await chosen(page, "207")
    await typed(page, "savon", "<Enter>", "2", "<Enter>")
    await expect(page.locator("#cart .due")).to_have_text("3,20 €")
    await typed(page, "<F8>", "1")
    await page.get_by_role("button", name="Le reste autrement").click()
    async with site.orders.table(DUC) as table:
        assert (await table.order(first, {SOAP: 2})).json()["state"] == "confirmed"
    await reloaded(page)
    await page.get_by_role("button", name="Continuer").click()
    await page.get_by_role("button", name="La noter").click()
    await expect(page.locator("#receipt")).to_contain_text("Payé en espèces1,00 €")
    await expect(page.locator("#receipt")).to_contain_text("Reste à payer")
    await all_is_sent(page)
    assert ("waiting", 640, 100) in await stored(site.orders.engine)
    assert await credit(site, second) == 100


@pytest.mark.parametrize("needed", [Needed.NO, Needed.WARN])
async def test_the_fee_is_spoken_of_as_the_network_wants(site: Site, visitor: Visitor, needed: Needed) -> None:
    await site.orders.ask_members((100, 2_000), needed)
    await households(site.orders)
    page = await at_table(visitor)
    await chosen(page, "207")
    await expect(page.locator("#fee")).to_have_count(1 if needed is Needed.WARN else 0)
    await typed(page, "savon", "<Enter>", "1", "<Enter>", "<F8>", "<Enter>")
    await expect(page.locator("#receipt-sent")).to_contain_text("confirmée")
    said = "Son adhésion de l’année est à payer"
    if needed is Needed.WARN:
        await expect(page.locator("#receipt-sent")).to_contain_text(said)
    else:
        await expect(page.locator("#receipt-sent")).not_to_contain_text(said)
    await all_is_sent(page)


async def test_where_orders_need_the_fee_it_is_taken_first(site: Site, visitor: Visitor) -> None:
    await site.orders.ask_members((100, 2_000), Needed.REFUSE)
    first, _ = await households(site.orders)
    page = await at_table(visitor)
    await chosen(page, "118")
    await typed(page, "savon", "<Enter>", "2", "<Enter>")
    await expect(page.locator("#fee")).to_contain_text(NEEDED)
    await expect(page.locator("#asks")).to_contain_text("Encaissez d’abord son adhésion")
    await everywhere(page, "table-fee-needed")
    await page.locator("#product").focus()
    await typed(page, "<F8>")
    await expect(page.locator("#fee").get_by_role("button", name="1,00 €")).to_be_focused()
    await page.locator("#fee").get_by_role("button", name="20,00 €").click()
    await expect(page.locator("#till .due")).to_have_text("14,60 €")
    await everywhere(page, "table-fee-till")
    await typed(page, "20")
    await expect(page.locator("#till-says")).to_have_text("Rendez 5,40 €.")
    await typed(page, "<Enter>")
    await expect(page.locator("#fee")).to_have_count(0)
    await expect(page.locator("#cart .due")).to_have_text("6,40 €")
    await typed(page, "<F8>", "<Enter>")
    await expect(page.locator("#receipt-sent")).to_contain_text("Envoyée : la commande est confirmée.")
    await all_is_sent(page)
    assert await stored(site.orders.engine) == [("confirmed", 640, 640)]
    assert await credit(site, first) == 0
    assert await fees(site.orders) == [2_000]


async def fees(orders: OrdersHttp) -> list[int]:
    """The fees that were paid."""
    async with orders.engine.connect() as connection:
        return list(await connection.scalars(select(memberships.c.fee_cents)))


async def test_without_a_network_the_fee_is_taken_and_an_order_that_nobody_barred_is_shown(hall: Hall) -> None:
    """One household pays its fee offline; of another the device learnt too late that it is due."""
    await hall.orders.ask_members((100, 2_000), Needed.WARN)
    context = await hall.browser()
    async with hall.open():
        await hall.sign_in(context)
        page = await hall.table(context)
    await chosen(page, "207")
    await typed(page, "savon", "<Enter>", "1", "<Enter>", "<F8>", "<Enter>")
    await expect(page.locator("#receipt-title:visible")).to_have_text("Commande payée")
    await chosen(page, "118")
    await page.locator("#fee").get_by_role("button", name="1,00 €").click()
    await page.locator("#confirm").click()
    await expect(page.locator("#fee-taken")).to_contain_text("est encaissée")
    assert await barriers(page) == []
    await picture(page, "table-fee-offline")
    await page.locator("#product").focus()
    await typed(page, "savon", "<Enter>", "2", "<Enter>", "<F8>", "<Enter>")
    await expect(page.locator("#receipt-title:visible")).to_have_text("Commande payée")
    await hall.orders.ask_members((100, 2_000), Needed.REFUSE)  # the coordinator decided so meanwhile
    async with hall.open():
        await expect(page.locator("#refused")).to_contain_text(
            "il la faut ici pour commander : demandez-la", timeout=30_000
        )
        await expect(page.locator("#refused article")).to_have_count(1)
        assert await barriers(page) == []
        await picture(page, "table-fee-afterwards")
        assert await fees(hall.orders) == [100]
        order = household_orders.c
        async with hall.engine.connect() as connection:
            found = await connection.scalar(select(func.count()).where(order.state == "confirmed"))
        assert found == 2, "its money is in the box"
    await context.close()
