"""Another tariff that is seen on the invoice only: what follows is shown, then accepted and counted, once."""

from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.fixtures.racing import held_up
from tests.fixtures.supply_buying import PATH, deliver, order_it, outcomes, post
from tests.fixtures.supply_cycle import CYCLE, put
from tests.fixtures.supply_incidents import DEARER_FLOUR, ORDER, PROPOSAL, confirm, proposed, refusal, report, stored

INVOICE = f"{PATH}/invoices/ALMA"
RECORD = "/v1/suppliers/ALMA/record"
INVOICED: dict[str, Any] = {"kind": "tariff", "reason": "wheat is dearer", "entered": True}
PRINTED: dict[str, Any] = {
    "number": "F-1",
    "invoiced_on": "2026-12-16",
    "lines": [{"product": "FLOUR", "price": "1.07"}],
    "delivery_cents": 4_000,
    "vat": [{"vat_basis_points": 550, "vat_cents": 883}, {"vat_basis_points": 2_000, "vat_cents": 800}],
    "total_cents": 16_050 + 4_000 + 1_683,
}
"""Two cents a kilo and two euros of delivery more than the 211.76 that were ordered."""
MORE = 21_733 - 21_176


@pytest.fixture
async def invoiced(sealed: httpx.AsyncClient) -> httpx.AsyncClient:
    """150 kg of flour came as ordered, and are invoiced at another tariff."""
    await order_it(sealed)
    await put(sealed, INVOICE, PRINTED)
    return sealed


async def record(client: httpx.AsyncClient) -> tuple[dict[str, int], int]:
    (cycle,) = (await client.get(RECORD)).json()["items"]
    return cycle["incidents"], cycle["tariffs_cost_more_cents"]


async def decide(client: httpx.AsyncClient, kind: str, product: str | None, *, disputed: bool) -> None:
    decision = {"kind": kind, "product": product, "disputed": disputed, "reason": "so it is"}
    await post(client, f"{INVOICE}/decisions", decision)


async def test_what_follows_is_shown_and_stores_nothing(
    invoiced: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    before = await stored(supply_engine)
    proposal = await proposed(invoiced, INVOICED)
    (flour,) = proposal["products"]
    assert (flour["before_price_cents"], flour["final_price_cents"], flour["available"]) == (141, 145, 150_000)
    assert (proposal["costs_more_cents"], proposal["corrects_settlement"]) == (MORE, False)
    households = proposal["households"]["items"]
    assert [one["household"] for one in households] == ["000001", "000002", "000003"]
    assert households[0]["products"][0]["sentence"] == (
        "The price of Farine de blé T65 is not the one that was announced: about €1.45 instead of €1.41 for 1 kg. You "
        "never pay more than what was set aside for it."
    )
    assert await stored(supply_engine) == before
    assert refusal(await invoiced.post(f"{PATH}/settlement")) == (409, "invoice_differences_open")


async def test_confirmed_it_accepts_what_differs_and_settles_so(
    invoiced: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    proposal = await proposed(invoiced, INVOICED)
    said = (confirm(invoiced, INVOICED, proposal["token"], uuid4()) for _ in range(3))
    answers = await held_up(supply_engine, "incidents", *said)
    assert [one.status_code for one in answers] == [201, 422, 422]
    (found,) = (await invoiced.get(f"{PATH}/invoices")).json()
    decided = {one["kind"]: (one["disputed"], one["reason"]) for one in found["differences"]}
    assert decided == dict.fromkeys(("price", "fee"), (False, "wheat is dearer"))
    assert await record(invoiced) == ({"tariff": 1}, MORE)
    settlement = await post(invoiced, f"{PATH}/settlement")
    assert (settlement["rebates_cents"], settlement["invoices_cents"]) == (proposal["rebates_cents"], 21_733)
    assert (await outcomes(supply_engine, 1))[1].lines[0].final_price == 145
    counted = (await invoiced.get("/v1/report")).json()["incidents"]
    assert [(one["cycle"], one["kind"], one["incidents"]) for one in counted] == [(CYCLE, "tariff", 1)]


async def test_it_counts_without_an_incident_too_and_once(invoiced: httpx.AsyncClient) -> None:
    assert await record(invoiced) == ({"tariff": 1}, MORE)
    found = (await invoiced.get(f"{PATH}/incidents")).json()
    assert (found["by_kind"], found["incidents"]) == ({"tariff": 1}, [])
    assert found["invoiced"] == [{"number": 1, "supplier": "ALMA", "costs_more_cents": MORE}]
    await decide(invoiced, "price", "FLOUR", disputed=True)
    await decide(invoiced, "fee", None, disputed=False)
    assert await record(invoiced) == ({"tariff": 1}, 240), "what is disputed costs nothing more"
    await post(invoiced, f"{PATH}/settlement")
    (counted,) = (await invoiced.get("/v1/report/impact")).json()["incidents"]
    assert (counted["kind"], counted["incidents"]) == ("tariff", 1)
    token = (await proposed(invoiced, INVOICED))["token"]
    assert (await confirm(invoiced, INVOICED, token)).status_code == 201
    assert await record(invoiced) == ({"tariff": 1}, 240)
    assert (await invoiced.get(f"{PATH}/incidents")).json()["invoiced"] == []


async def test_a_credit_note_gives_back_what_it_cost_and_it_still_counts(invoiced: httpx.AsyncClient) -> None:
    await decide(invoiced, "price", "FLOUR", disputed=True)
    await decide(invoiced, "fee", None, disputed=True)
    assert refusal(await invoiced.post(PROPOSAL, json=INVOICED)) == (422, "incident_tariff_not_entered")
    note = {"noted_on": "2026-12-20", "amount_cents": 500, "vat_cents": 57, "reason": "as announced"}
    await put(invoiced, f"{INVOICE}/credit-notes/A-1", note)
    assert await record(invoiced) == ({"tariff": 1}, 0)


async def test_what_was_announced_and_confirmed_counts_no_second_time(sealed: httpx.AsyncClient) -> None:
    await order_it(sealed)
    await report(sealed, DEARER_FLOUR)
    as_said = PRINTED | {"delivery_cents": 3_800, "vat": [{"vat_cents": 883 + 760}], "total_cents": 21_493}
    await put(sealed, INVOICE, as_said)
    assert await record(sealed) == ({"tariff": 1}, 317)
    assert refusal(await sealed.post(PROPOSAL, json=INVOICED)) == (422, "incident_tariff_not_entered")


async def test_a_price_of_the_cycles_record_is_another_tariff_too(sealed: httpx.AsyncClient) -> None:
    await order_it(sealed)
    await deliver(sealed, received=150_000, invoiced_price="1.07")
    assert await record(sealed) == ({"tariff": 1}, 317)
    proposal = await proposed(sealed, INVOICED)
    assert proposal["costs_more_cents"] == 317
    await confirm(sealed, INVOICED, proposal["token"])
    assert await record(sealed) == ({"tariff": 1}, 317)


async def test_after_a_settlement_it_raises_no_price(sealed: httpx.AsyncClient) -> None:
    await order_it(sealed)
    first = await post(sealed, f"{PATH}/settlement")
    await put(sealed, INVOICE, PRINTED)
    proposal = await proposed(sealed, INVOICED)
    (flour,) = proposal["products"]
    assert (flour["final_price_cents"], flour["before_price_cents"]) == (141, 141)
    assert (proposal["corrects_settlement"], proposal["households"]["items"]) == (True, [])
    await confirm(sealed, INVOICED, proposal["token"])
    assert (await post(sealed, f"{PATH}/settlement"))["run"] > first["run"]


async def test_it_says_nothing_else(invoiced: httpx.AsyncClient) -> None:
    for more in ({"leave": True}, {"delivery_cents": 4_000}, {"prices": DEARER_FLOUR["prices"]}):
        assert refusal(await invoiced.post(PROPOSAL, json=INVOICED | more)) == (422, "incident_unclear")
    await post(invoiced, f"{INVOICE}/withdrawal", {"reason": "of another cycle"})
    assert refusal(await invoiced.post(PROPOSAL, json=INVOICED)) == (422, "incident_tariff_not_entered")
    assert (await invoiced.get(f"{ORDER}")).json()["amendment"] == 0
