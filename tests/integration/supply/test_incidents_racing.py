"""What an incident changes of an order while it is settled or goes wrong once more: each fails without its lock."""

from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.fixtures.racing import held_up
from tests.fixtures.supply_buying import PATH
from tests.fixtures.supply_incidents import DEARER_FLOUR, ORDER, buy_flour, confirm, proposed, refusal

SHORT: dict[str, Any] = {
    "kind": "short",
    "reason": "a pallet lacks",
    "lines": [{"product": "FLOUR", "quantity": 25_000}],
}


@pytest.fixture
async def bought(sealed: httpx.AsyncClient) -> httpx.AsyncClient:
    await buy_flour(sealed)
    return sealed


@pytest.mark.parametrize(
    ("happened", "table", "invoiced"),
    # 150 kg at 1.07 are 160.50, or 125 kg at 1.05 131.25, VAT 8.83 or 7.22, delivery 38.00 and 7.60
    [(DEARER_FLOUR, "purchase_order_amendments", 21_493), (SHORT, "delivery_versions", 18_407)],
    ids=["other terms", "less received"],
)
async def test_a_settlement_that_waited_for_an_incident_has_it(
    bought: httpx.AsyncClient, supply_engine: AsyncEngine, happened: dict[str, Any], table: str, invoiced: int
) -> None:
    confirming = confirm(bought, happened, (await proposed(bought, happened))["token"])
    settling = bought.post(f"{PATH}/settlement")
    confirmed, settled = await held_up(supply_engine, table, confirming, settling)
    assert (confirmed.status_code, settled.json()["invoices_cents"]) == (201, invoiced)


async def test_of_two_tariffs_taken_at_once_the_second_is_proposed_again(
    bought: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    dearer = [DEARER_FLOUR, DEARER_FLOUR | {"prices": [{"product": "FLOUR", "price": "1.09"}]}]
    tokens = [(await proposed(bought, happened))["token"] for happened in dearer]
    confirming = [confirm(bought, *told, uuid4()) for told in zip(dearer, tokens, strict=True)]
    taken, late = await held_up(supply_engine, "purchase_order_amendments", *confirming)
    assert (taken.status_code, refusal(late)) == (201, (409, "incident_proposal_outdated"))
    order = (await bought.get(ORDER)).json()
    assert [line["price"] for line in order["lines"]] == ["1.0700"]
