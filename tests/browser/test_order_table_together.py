"""Orders that wait on a device to be sent are paid at the till, one or several households' together."""

from uuid import UUID

from playwright.async_api import Page, Route, expect
from sqlalchemy import select

from services.orders.domain.membership import Needed
from services.orders.storage.household_tables import households
from tests.fixtures.browsing import barriers, picture
from tests.fixtures.order_table import all_is_sent, chosen, paid, stored, typed
from tests.fixtures.order_table_hall import Hall
from tests.fixtures.orders_http import DUC, SOAP, cash

WAITS = "#waiting-orders li"


async def left_alone(hall: Hall) -> Page:
    """The table, whose server is gone."""
    context = await hall.browser()
    await hall.sign_in(context)
    async with hall.open():
        return await hall.table(context)


async def note(page: Page, *keys: str) -> None:
    """The order of whoever is served, to be paid at the till."""
    await typed(page, *keys)
    await page.get_by_role("button", name="Payer plus tard, à la caisse").click()
    await page.get_by_role("button", name="Foyer suivant").click()


async def cash_in(page: Page, amount: str, *who: str) -> None:
    """These are paid, the first of them by whom."""
    for household in who:
        await page.locator(WAITS).filter(has_text=household).locator("input").check()
    await page.get_by_role("button", name=f"Encaisser {amount}").click()


async def in_two_parts(page: Page) -> None:
    """Five euros in cash, the rest by card."""
    await typed(page, "5")
    await page.get_by_role("button", name="Le reste autrement").click()
    await typed(page, "<F9>", "<Enter>")


async def of_household(hall: Hall, number: str) -> UUID:
    found = select(households.c.id).where(households.c.number == number)
    async with hall.engine.connect() as connection:
        its: UUID = (await connection.scalars(found)).one()
    return its


async def test_orders_that_wait_on_the_device_are_paid_together_once_the_server_has_them(hall: Hall) -> None:
    """One of a household that gets another number first: until then what pays its order waits too."""
    page = await left_alone(hall)
    await chosen(page, "207")
    await note(page, "savon", "<Enter>", "2", "<Enter>")
    await typed(page, "<F3>", "Nouvelle Famille", "<Enter>")
    await expect(page.locator("#who")).to_contain_text("000208")
    await note(page, "farine", "<Enter>", "2,5", "<Enter>")
    await expect(page.locator(WAITS)).to_have_text(["000207 Zoé Ménard6,40 €", "000208 Nouvelle Famille3,63 €"])
    assert await barriers(page) == []
    await cash_in(page, "10,03 €", "000207", "000208")
    await in_two_parts(page)
    await expect(page.locator("#receipt-title:visible")).to_have_text("Paiement encaissé")
    await expect(page.locator("#receipt svg[role=img]")).to_have_count(2)
    await expect(page.locator(WAITS)).to_have_count(0)
    await page.reload()
    await expect(page.locator("body[data-ready=yes]")).to_be_attached()
    await chosen(page, "207")
    await expect(page.locator("#cart")).to_contain_text("Son paiement attend sur cet appareil")
    await expect(page.locator("#waits details")).to_have_count(0)
    await picture(page, "table-paid-together-offline")
    await typed(page, "<F2>")
    await expect(page.locator(WAITS)).to_have_count(0)
    async with hall.orders.table(DUC) as other:
        await other.household("000208", label="Un autre")
    async with hall.open():
        await expect(page.locator("#refused")).to_contain_text("000208", timeout=30_000)
        await expect(page.locator("#waiting li")).to_have_count(2)  # its order, and what pays both
        assert await paid(hall.engine) == [("card", 503), ("cash", 500)]
        assert await stored(hall.engine) == [("waiting", 640, 0)]
        await page.get_by_role("button", name="Donner un autre numéro").click()
        await expect(page.locator("#standing")).to_have_text("En ligne · tout est envoyé", timeout=30_000)
        assert [state for state, *_ in await stored(hall.engine)] == ["confirmed", "confirmed"]
        assert await paid(hall.engine) == [("card", 503), ("cash", 500), ("credit", 1_003)]
    await page.context.close()


async def test_what_was_paid_for_an_order_that_is_refused_is_on_the_account_of_whoever_paid(hall: Hall) -> None:
    first, second = await of_household(hall, "000118"), await of_household(hall, "000207")
    page = await left_alone(hall)
    for who, quantity in (("118", "1"), ("207", "2")):
        await chosen(page, who)
        await note(page, "savon", "<Enter>", quantity, "<Enter>")
    await cash_in(page, "9,60 €", "000118", "000207")
    await typed(page, "<Enter>")
    await expect(page.locator("#receipt-title:visible")).to_have_text("Paiement encaissé")
    async with hall.orders.table(DUC) as elsewhere:
        assert (await elsewhere.order(second, {SOAP: 3}, payments=[cash()])).json()["state"] == "confirmed"
        async with hall.open():
            told = "6,40 € ont été payés pour elle à la caisse : ils sont sur le compte de 000118 Foyer Kévin."
            await expect(page.locator("#refused article")).to_contain_text(told, timeout=30_000)
            await expect(page.locator("#waiting li")).to_have_count(0)
            assert await barriers(page) == []
            await picture(page, "table-paid-together-refused")
            assert sorted(await stored(hall.engine)) == [("confirmed", 320, 0), ("confirmed", 960, 960)]
            assert await paid(hall.engine) == [("cash", 960), ("cash", 960)]
        assert await elsewhere.credit(first) == 640
    await page.context.close()


async def test_what_pays_orders_waits_until_the_fees_before_it_are_paid(hall: Hall) -> None:
    """The network breaks off twice: it would take the credit of the household that the fee is to be paid from."""
    await hall.orders.ask_members((2_000,), Needed.WARN)
    async with hall.orders.table(DUC) as other:
        for number in ("000118", "000207"):
            await other.order(await of_household(hall, number), {SOAP: 2})
    context = await hall.browser()
    await hall.sign_in(context)
    lost: list[int] = []

    async def lose_twice(route: Route) -> None:
        if len(lost) == 2:
            return await route.continue_()
        lost.append((await route.fetch()).status)
        return await route.abort()

    async with hall.open():
        page = await hall.table(context)
        await context.route("**/v1/device-batches", lose_twice)
        await chosen(page, "207")
        await page.locator("#fee").get_by_role("button", name="20,00 €").click()
        await in_two_parts(page)
        await expect(page.locator("#fee")).to_have_count(0)
        await typed(page, "<F2>")
        await cash_in(page, "12,80 €", "000118", "000207")
        await in_two_parts(page)
        await expect(page.locator("#receipt-title:visible")).to_have_text("Paiement encaissé")
        await all_is_sent(page)
    assert [state for state, *_ in await stored(hall.engine)] == ["confirmed", "confirmed"]
    taken = [one for one in await paid(hall.engine) if one[0] != "credit"]
    assert taken == [("card", 780), ("card", 1_500), ("cash", 500), ("cash", 500)]
