"""The treasurer's desk from page to database: cheques deposited, a refund paid, a supplier paid, books read."""

import asyncio
import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from playwright.async_api import Route, expect

from services.orders.queries.bank import latest_receipts
from services.orders.queries.refunds import due_refunds
from services.orders.queries.solidarity import fund_now
from services.orders.queries.treasury import owing_households
from shared.contracts.cycles import SupplierInvoiceReceived
from shared.kernel.clock import system_clock
from shared.kernel.ids import uuid7
from shared.web.roles import Role
from tests.browser.conftest import Site
from tests.fixtures.browsing import (
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
from tests.fixtures.orders_distribution import handed_over
from tests.fixtures.orders_http import DUC
from tests.fixtures.orders_story import CYCLE, apply, balances, closing, control, place, settled


async def pay(site: Site, number: str, means: str, cents: int, not_before: str | None = None) -> UUID:
    """A household that paid."""
    async with site.orders.table(DUC) as table:
        household = await table.household(number)
        more = {} if not_before is None else {"not_before": not_before}
        assert (await table.pay(household, cents, means=means, **more)).status_code == 201
        return household


async def refunded(site: Site, household: UUID, cents: int) -> None:
    async with site.orders.table(DUC) as table:
        body = {"household_id": str(household), "means": "transfer", "amount_cents": cents}
        assert (await table.client.put(f"/v1/refunds/{uuid7()}", json=body)).status_code == 201


async def settle(site: Site) -> None:
    """A settled cycle in which one household was charged 2,54 €, and ALMA invoiced as much and its VAT."""
    await place(site.orders.engine, 9_001)
    await apply(site.orders.engine, closing())
    run = [settled(9_001, 1, 254)]
    await apply(site.orders.engine, *run, control(1, run))


async def test_a_settlement_that_is_not_booked_is_said_first(site: Site, visitor: Visitor) -> None:
    await place(site.orders.engine, 9_001)
    await apply(site.orders.engine, closing())
    run = [settled(9_001, 1, 254), settled(9_002, 1, 0)]
    await apply(site.orders.engine, *run, control(1, run))
    await visitor.signed_in(role=Role.TREASURER)
    page = await visitor.open(f"{site.addresses.orders}/treasury")
    await expect(page.locator("h1")).to_have_text("Ce qu’il y a à faire")
    said = page.locator(".notice.stop")
    await expect(said).to_contain_text("le décompte du cycle 2026-12", ignore_case=True)
    await expect(said).to_contain_text("Une commande est décomptée avec un montant qui n’est pas provisionné")
    await expect(said.get_by_role("listitem")).to_contain_text([str(UUID(int=9_002))])
    for size in (PHONE, LAPTOP):
        await page.set_viewport_size(size)
        assert await overflows(page) == []
        assert await barriers(page) == []
        await picture(page, f"treasury-not-booked-{size['width']}")


async def test_cheques_are_deposited_but_for_one_that_waits_for_its_date(site: Site, visitor: Visitor) -> None:
    later = (system_clock().date() + timedelta(days=20)).isoformat()
    await pay(site, "000001", "cheque", 1_000)
    await pay(site, "000002", "cheque", 250)
    await pay(site, "000003", "cheque", 700, not_before=later)
    await visitor.signed_in(role=Role.TREASURER)
    page = await visitor.open(f"{site.addresses.orders}/treasury")
    await expect(page.get_by_text("1 autre attend sa date")).to_be_visible()
    await page.get_by_role("link", name="Déposer 2 chèques").click()
    await expect(page.locator("[data-sum]")).to_contain_text("12,50")
    await page.get_by_role("checkbox", name="000002").uncheck()
    await expect(page.locator("[data-sum]")).to_contain_text("10,00")
    await picture(page, "treasury-cheques")
    await page.get_by_role("button", name="Ils sont déposés").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Bordereau de remise")
    await expect(page.get_by_role("heading", level=2)).to_contain_text("10,00")
    assert await barriers(page) == []
    await picture(page, "treasury-deposit")
    assert await wrong_on_paper(page, "treasury-deposit") == []
    assert await turned(page, "treasury-deposit") == []
    (receipt,) = await latest_receipts(site.orders.engine, None, 10)
    assert (receipt.payments, receipt.amount_cents) == (1, 1_000)
    assert (await balances(site.orders.engine))["bank:account"] == 1_000


async def test_a_table_of_many_columns_is_read_sideways_on_a_phone_with_the_keyboard_too(
    site: Site, visitor: Visitor
) -> None:
    await pay(site, "000001", "cheque", 1_000)
    await visitor.signed_in(role=Role.TREASURER)
    page = await visitor.open(f"{site.addresses.orders}/treasury/bank")
    await page.set_viewport_size(PHONE)
    cheques = page.locator(".scroll").filter(has_text="000001")
    assert await cheques.locator("table").evaluate("table => table.clientWidth") > 500
    await cheques.press("ArrowRight")
    await expect(cheques).not_to_have_js_property("scrollLeft", 0)
    assert (await overflows(page), await barriers(page)) == ([], [])


async def test_a_refund_that_is_due_is_paid(site: Site, visitor: Visitor) -> None:
    household = await pay(site, "000001", "cash", 1_500)
    await refunded(site, household, 1_400)
    await refunded(site, household, 100)
    await visitor.signed_in(role=Role.TREASURER)
    page = await visitor.open(f"{site.addresses.orders}/treasury")
    await page.get_by_role("link", name="Faire 2 remboursements").click()
    unwanted = page.get_by_role("row").filter(has_text="1,00 €")
    await unwanted.locator("summary").click()
    await unwanted.get_by_label("Pourquoi ?").fill("montant mal tapé")
    assert await barriers(page) == []
    await picture(page, "treasury-refunds")
    await unwanted.get_by_role("button", name="Il redevient du crédit").click()
    await expect(unwanted).to_have_count(0)
    await page.get_by_role("button", name="Le virement est fait").click()
    await expect(page.get_by_text("Tous les remboursements sont faits.")).to_be_visible()
    assert await due_refunds(site.orders.engine, None, 10) == []
    found = await balances(site.orders.engine)
    assert (found["bank:account"], found["household:000001:credit"]) == (-1_400, -100)


async def test_a_cheque_that_came_back_is_owed_and_paid_back_from_credit(site: Site, visitor: Visitor) -> None:
    await pay(site, "000001", "cheque", 400)
    await visitor.signed_in(role=Role.TREASURER)
    page = await visitor.open(f"{site.addresses.orders}/treasury/bank")
    await page.get_by_text("Il est revenu").click()
    await page.get_by_label("Pourquoi ?").fill("sans provision")
    await page.get_by_role("button", name="La banque l’a refusé").click()
    await expect(page.get_by_text("Rien de cela n’attend.")).to_be_visible()
    await page.goto(f"{site.addresses.orders}/treasury/owed")
    await page.get_by_role("button", name="Prendre 4,00 € sur son crédit").click()
    await expect(page.get_by_text("Aucun foyer ne doit rien.")).to_be_visible()
    assert await owing_households(site.orders.engine) == []


async def test_a_supplier_is_paid(site: Site, visitor: Visitor) -> None:
    await settle(site)
    due = system_clock().date() - timedelta(days=3)
    invoice: dict[str, Any] = {"cycle": CYCLE, "supplier": "ALMA", "number": "F-1", "total": 259, "due_on": due}
    await apply(site.orders.engine, SupplierInvoiceReceived(version=1, withdrawn=False, **invoice))
    await visitor.signed_in(role=Role.TREASURER)
    page = await visitor.open(f"{site.addresses.orders}/treasury")
    await expect(page.get_by_text("À payer depuis le")).to_be_visible()
    await page.get_by_role("link", name="Payer 1 fournisseur").click()
    await expect(page.get_by_role("row").filter(has_text="F-1")).to_contain_text(f"Cycle de décembre {CYCLE}")
    assert await barriers(page) == []
    await picture(page, "treasury-supplier-overdue")
    await page.get_by_text("Noter un paiement").click()
    await page.get_by_role("button", name="C’est payé").click()
    await expect(page.get_by_text("Rien n’est dû à un fournisseur.")).to_be_visible()
    assert "supplier:ALMA:payable" not in await balances(site.orders.engine)
    await page.get_by_text("Mal noté").click()
    await page.get_by_label("Pourquoi ?").fill("montant mal tapé")
    await page.get_by_role("button", name="L’annuler").click()
    await expect(page.get_by_text("Noter un paiement")).to_be_visible()
    await expect(page.get_by_text("montant mal tapé")).to_be_visible()
    assert await barriers(page) == []
    await picture(page, "treasury-suppliers-noted")
    assert "bank:account" not in await balances(site.orders.engine)
    await page.get_by_text("Noter un paiement").click()
    await page.get_by_role("button", name="C’est payé").click()
    await expect(page.get_by_text("Rien n’est dû à un fournisseur.")).to_be_visible()
    lower = [settled(9_001, 2, 200)]
    await apply(site.orders.engine, *lower, control(2, lower))
    await page.reload()
    await page.get_by_text("Noter ce qu’il a remboursé").click()
    await expect(page.get_by_label("Combien ?")).to_have_value("0,54")
    await page.get_by_role("button", name="C’est remboursé").click()
    await expect(page.get_by_text("Rien n’est dû à un fournisseur.")).to_be_visible()
    await expect(page.get_by_text("remboursé par lui")).to_be_visible()
    assert (await balances(site.orders.engine))["bank:account"] == -205


async def test_a_correction_is_booked_once_its_household_has_the_credit(site: Site, visitor: Visitor) -> None:
    engine = site.orders.engine
    await settle(site)
    await apply(engine, handed_over(9_001, 1_500))
    household = UUID(int=1_009_001)
    await refunded(site, household, 99)
    await apply(engine, handed_over(9_001, 2_000, version=2))
    await visitor.signed_in(role=Role.TREASURER)
    page = await visitor.open(f"{site.addresses.orders}/treasury")
    await page.get_by_role("link", name="1 correction n’est pas comptabilisée").click()
    await expect(page.get_by_text("0,63 € de crédit")).to_be_visible()
    await expect(page.get_by_role("cell", name=f"Cycle de décembre {CYCLE}")).to_be_visible()
    assert await barriers(page) == []
    await picture(page, "treasury-unbooked")
    async with site.orders.table(DUC) as table:
        assert (await table.pay(household, 100)).status_code == 201
    await page.get_by_role("button", name="Réessayer").click()
    await expect(page.get_by_text("Toutes les corrections sont comptabilisées.")).to_be_visible()
    async with site.orders.table(DUC) as table:
        assert await table.credit(household) == 37


async def test_cash_for_the_bank_is_counted_there_and_what_lacks_has_its_reason(site: Site, visitor: Visitor) -> None:
    await pay(site, "000001", "cash", 5_000)
    async with site.orders.table(DUC) as table:
        body = {"from_till": DUC, "to_till": None, "pieces": [{"denomination_cents": 1_000, "number": 5}]}
        assert (await table.client.put(f"/v1/cash-transfers/{uuid7()}", json=body)).status_code == 201
    await visitor.signed_in(role=Role.TREASURER)
    page = await visitor.open(f"{site.addresses.orders}/treasury")
    await page.get_by_role("link", name="1 enveloppe d’espèces est en route").click()
    await page.get_by_role("link", name="Compter ce qui est arrivé").click()
    await page.locator("#pieces-1000").fill("4")
    await page.get_by_label("Pourquoi cet écart ?").fill("un billet manquait")
    await page.get_by_role("button", name="C’est arrivé").click()
    await expect(page.get_by_text("Aucune espèce n’est en route.")).to_be_visible()
    found = await balances(site.orders.engine)
    assert (found["bank:account"], found[f"till:{DUC}:differences"]) == (4_000, 1_000)


async def test_a_subsidy_is_noted(site: Site, visitor: Visitor) -> None:
    await visitor.signed_in(role=Role.TREASURER)
    page = await visitor.open(f"{site.addresses.orders}/treasury/funds")
    await page.get_by_text("Noter un don").click()
    await page.get_by_label("Combien ?").fill("500")
    await page.get_by_label("De qui ?").fill("VILLE")
    await page.get_by_role("button", name="Noter", exact=True).click()
    await expect(page.locator(".figures").first).to_contain_text("500,00")
    assert (await fund_now(site.orders.engine)).balance_cents == 50_000


async def test_what_a_settlement_adjusted_is_shown_as_it_is_booked(site: Site, visitor: Visitor) -> None:
    await settle(site)
    found = await balances(site.orders.engine)
    assert (found["adjustment:rounding"], found["adjustment:uncovered"]) == (-3, 2)
    await visitor.signed_in(role=Role.TREASURER)
    page = await visitor.open(f"{site.addresses.orders}/treasury/funds")
    adjusted = page.get_by_role("region", name="Ajustements").get_by_role("row")
    await expect(adjusted).to_contain_text([re.compile("arrondi.*0,03", re.IGNORECASE), re.compile("0,02")])
    assert await barriers(page) == []
    await picture(page, "treasury-adjusted")


async def test_pressed_again_while_the_next_page_is_slow_it_is_noted_once(site: Site, visitor: Visitor) -> None:
    async def slowly(route: Route) -> None:
        await asyncio.sleep(2)
        await route.continue_()

    await visitor.signed_in(role=Role.TREASURER)
    address = f"{site.addresses.orders}/treasury/funds"
    page = await visitor.open(address)
    await page.route(address, slowly)
    await page.get_by_text("Noter un don").click()
    await page.get_by_label("Combien ?").fill("500")
    await page.get_by_label("De qui ?").fill("VILLE")
    button = page.get_by_role("button", name="Noter", exact=True)
    await button.evaluate("one => addEventListener('done', () => setInterval(() => one.click(), 200))")
    await button.click()
    await expect(page.locator(".figures").first).to_contain_text("500,00")
    assert (await fund_now(site.orders.engine)).balance_cents == 50_000


async def test_an_account_is_read_from_the_balance_and_the_journal_is_saved(site: Site, visitor: Visitor) -> None:
    await pay(site, "000001", "cash", 1_500)
    await visitor.signed_in(role=Role.TREASURER)
    page = await visitor.open(f"{site.addresses.orders}/treasury/balance")
    await expect(page.get_by_text("Le total est zéro")).to_be_visible()
    await page.get_by_role("link", name="Espèces dans la caisse de Centre DUC").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Espèces dans la caisse de Centre DUC")
    await expect(page.locator("tbody tr")).to_have_count(1)
    await expect(page.locator("tbody tr")).to_contain_text("Paiement reçu")
    await expect(page.locator("tbody tr")).to_contain_text("Centre DUC")
    await page.goto(f"{site.addresses.orders}/treasury/balance?at=2020-01-01")
    await expect(page.get_by_text("Rien n’était comptabilisé jusque-là.")).to_be_visible()
    await page.get_by_role("link", name="Exports").click()
    async with page.expect_download() as saved:
        await page.get_by_role("button", name="Enregistrer le journal").click()
    assert (await saved.value).suggested_filename.startswith("FEC20")


async def test_volunteers_are_told_no(site: Site, visitor: Visitor) -> None:
    await visitor.signed_in(DUC)
    visitor.tolerate("403")
    for path in ("", "/bank", "/refunds", "/suppliers", "/cash", "/owed", "/balance", "/funds", "/exports"):
        page = await visitor.open(f"{site.addresses.orders}/treasury{path}")
        assert await page.locator(".tile, table").count() == 0


PATHS = ["", "/bank", "/deposits", "/refunds", "/suppliers", "/cash", "/owed", "/balance", "/funds", "/exports"]
ACCOUNT = f"/account?name=till%3A{DUC}%3Acash"


@pytest.mark.parametrize("paths", [PATHS[:4], PATHS[4:7], [*PATHS[7:], ACCOUNT]])
async def test_nothing_keeps_anyone_out(site: Site, visitor: Visitor, paths: list[str]) -> None:
    await settle(site)
    await pay(site, "000001", "cheque", 1_000)
    await pay(site, "000002", "transfer", 1_250)
    await refunded(site, await pay(site, "000003", "cash", 2_000), 800)
    async with site.orders.table(DUC) as table:
        body = {"from_till": DUC, "to_till": None, "pieces": [{"denomination_cents": 500, "number": 1}]}
        assert (await table.client.put(f"/v1/cash-transfers/{uuid7()}", json=body)).status_code == 201
        paid = await table.pay(await table.household("000004"), 900, means="card")
    async with site.orders.table(role=Role.TREASURER) as treasurer:
        address = f"/v1/payments/{paid.json()['payment_id']}/rejection"
        assert (await treasurer.client.post(address, json={"reason": "refusé"})).status_code == 200
    await visitor.signed_in(role=Role.TREASURER)
    page = await visitor.open(f"{site.addresses.orders}/treasury")
    await picture(page, "treasury")
    for path in paths:
        await page.goto(f"{site.addresses.orders}/treasury{path}")
        for size in widths():
            await page.set_viewport_size(size)
            assert await overflows(page) == [], path
        assert await barriers(page) == [], path
        name = "treasury" + path.partition("?")[0].replace("/", "-")
        for width, size in (("phone", PHONE), ("tablet", TABLET), ("laptop", LAPTOP)):
            await page.set_viewport_size(size)
            await picture(page, f"{name}-{width}")
        assert await turned(page, name) == [], path


async def test_what_was_typed_outlives_the_session(site: Site, visitor: Visitor) -> None:
    visitor.tolerate("401")
    await visitor.signed_in(role=Role.TREASURER)
    page = await visitor.open(f"{site.addresses.orders}/treasury/funds")
    await page.get_by_text("Noter un don").click()
    await page.get_by_label("Combien ?").fill("500")
    await page.get_by_label("De qui ?").fill("VILLE")
    await visitor.context.clear_cookies()
    await page.get_by_role("button", name="Noter", exact=True).click()
    await expect(page.get_by_role("alert").get_by_role("link")).to_have_attribute("href", re.compile("/sign-in$"))
    assert await barriers(page) == []
    await visitor.signed_in(role=Role.TREASURER)
    await page.get_by_role("button", name="Noter", exact=True).click()
    await expect(page.locator(".figures").first).to_contain_text("500,00")
