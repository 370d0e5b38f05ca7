"""Lists are saved as files from the pages that show them, each with what its page shows."""

import csv
import io

import pytest
from playwright.async_api import Page, expect

from shared.kernel.ids import uuid7
from shared.web.roles import Role
from tests.browser.conftest import Site
from tests.fixtures.browsing import Visitor, barriers, overflows
from tests.fixtures.orders_http import DUC, Table, cash

LABEL = "=1+1"


async def saved(page: Page, name: str) -> list[list[str]]:
    async with page.expect_download() as download:
        await page.get_by_role("link", name=f"CSV {name}", exact=True).press("Enter")
    kept = await (await download.value).path()
    await expect(page.get_by_role("status").filter(has_text=name)).to_contain_text("prêt à")
    assert (await barriers(page), await overflows(page)) == ([], [])
    return list(csv.reader(io.StringIO(kept.read_text(encoding="utf-8"))))


async def cheque(table: Table, cents: int) -> str:
    household = await table.household("000118", label=LABEL)
    paid = await table.pay(household, cents, means="cheque")
    await table.pay(household, 900)
    body = {"household_id": str(household), "means": "transfer", "amount_cents": 800}
    assert (await table.client.put(f"/v1/refunds/{uuid7()}", json=body)).status_code == 201
    carried = {"from_till": DUC, "to_till": None, "pieces": [{"denomination_cents": 500, "number": 1}]}
    assert (await table.client.put(f"/v1/cash-transfers/{uuid7()}", json=carried)).status_code == 201
    return str(paid.json()["payment_id"])


@pytest.mark.parametrize(
    ("path", "name", "row"),
    [
        ("/bank", "Liste des chèques", ["000118", f"'{LABEL}", "Centre DUC", "", "12.50"]),
        ("/refunds", "Liste des remboursements", ["000118", f"'{LABEL}", "Centre DUC", "8.00"]),
        ("/cash", "Liste des espèces en chemin", ["Centre DUC", "Banque", "", "5.00"]),
    ],
)
async def test_the_treasurer_saves_what_waits(
    site: Site, visitor: Visitor, path: str, name: str, row: list[str]
) -> None:
    async with site.orders.table(DUC) as table:
        await cheque(table, 1_250)
    await visitor.signed_in(role=Role.TREASURER)
    page = await visitor.open(f"{site.addresses.orders}/treasury{path}")
    _, found = await saved(page, name)
    assert [cell for cell in found if "T" not in cell] == row, "all but the moment"


async def test_the_treasurer_saves_a_deposit_list_and_who_owes(site: Site, visitor: Visitor) -> None:
    receipt = uuid7()
    async with site.orders.table(DUC) as table:
        payment = await cheque(table, 1_250)
    async with site.orders.table(role=Role.TREASURER) as treasurer:
        body = {"payment_ids": [payment]}
        assert (await treasurer.client.put(f"/v1/bank/receipts/{receipt}", json=body)).status_code == 201
    await visitor.signed_in(role=Role.TREASURER)
    page = await visitor.open(f"{site.addresses.orders}/treasury/deposits/{receipt}")
    assert (await saved(page, "Bordereau de remise"))[1][-1] == "12.50"
    async with site.orders.table(role=Role.TREASURER) as treasurer:
        rejection = f"/v1/payments/{payment}/rejection"
        assert (await treasurer.client.post(rejection, json={"reason": "sans provision"})).status_code == 200
    await page.goto(f"{site.addresses.orders}/treasury/owed")
    assert (await saved(page, "Liste de qui doit"))[1][:4] == ["000118", f"'{LABEL}", "Centre DUC", "12.50"]


async def test_a_volunteer_saves_who_ordered_what_and_the_closing_of_a_till(site: Site, visitor: Visitor) -> None:
    session = uuid7()
    async with site.orders.table(DUC) as table:
        await table.order(await table.household("000118", label=LABEL), payments=[cash()])
        at = f"/v1/tills/{DUC}/sessions/{session}"
        assert (await table.client.put(at, json={"pieces": [], "reason": "rien"})).status_code == 201
        assert (await table.client.post(f"{at}/closing", json={"pieces": [], "reason": ""})).status_code == 200
    await visitor.signed_in(DUC)
    page = await visitor.open(f"{site.addresses.orders}/sealing/{DUC}")
    found = await saved(page, "Qui a commandé quoi")
    assert found[1] == ["000118", f"'{LABEL}", "confirmée", "Farine de blé T65", "2.5", "kg"]
    await page.goto(f"{site.addresses.orders}/tills/{DUC}/sessions/{session}")
    found = await saved(page, "Feuille de clôture, à classer")
    assert found[-1][-4:] == ["Sommes", "Écart", "", "0.00"]
