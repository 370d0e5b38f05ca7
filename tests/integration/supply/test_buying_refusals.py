"""What the coordinator may not do while buying: a clear sentence, nothing half-done."""

from typing import Any

import httpx
import pytest

from tests.fixtures.supply_buying import approve, draft_orders
from tests.fixtures.supply_cycle import CYCLE, put
from tests.fixtures.supply_http import decide

PATH = f"/v1/cycles/{CYCLE}"
DEAR = {"case_size": 25_000, "max_cases": None, "basis": "quantity", "rungs": [{"from": 0, "price": "1.20"}]}


def delivery(*received: int) -> dict[str, Any]:
    return {"lines": [{"supplier": "ALMA", "product": "FLOUR", "received": grams} for grams in received]}


async def refusal(client: httpx.AsyncClient, path: str, body: dict[str, Any] | None = None) -> tuple[int, str, str]:
    response = await client.post(path, json=body)
    problem = response.json()
    return response.status_code, problem["code"], problem["detail"]


async def drafted(client: httpx.AsyncClient) -> int:
    """The number of the one purchase order of the plan as it stands; a choice waits."""
    plan = (await client.post(f"{PATH}/plan")).json()
    assert [(choice["kind"], choice["subject"]) for choice in plan["choices"]] == [("gap", "ALMA")]
    (made,) = (await client.post(f"{PATH}/purchase-orders")).json()
    assert made["state"] == "draft"
    return int(made["number"])


async def test_a_purchase_order_waits_for_the_choices_then_for_its_approval(sealed: httpx.AsyncClient) -> None:
    order = f"/v1/purchase-orders/{await drafted(sealed)}"
    status, code, detail = await refusal(sealed, f"{order}/approval", {"plan": 1})
    assert (status, code) == (409, "choices_open")
    assert "ALMA" in detail
    assert (await refusal(sealed, f"{order}/sending"))[:2] == (409, "purchase_order_not_approved")
    accepted = {"plan": 1, "kind": "gap", "subject": "ALMA", "reason": "it goes into stock"}
    for _ in range(2):
        assert (await sealed.post(f"{PATH}/choices", json=accepted)).is_success
    assert (await refusal(sealed, f"{PATH}/choices", accepted | {"reason": "why not"}))[:2] == (409, "reason_differs")
    for step, state in (("approval", "approved"), ("sending", "sent")):
        body = {"plan": 1} if step == "approval" else None
        assert [(await sealed.post(f"{order}/{step}", json=body)).json()["state"] for _ in range(2)] == [state] * 2
    refused = await sealed.put(f"{PATH}/deliveries", json=delivery(1, 2))
    assert (refused.status_code, refused.json()["code"]) == (422, "delivery_named_twice")


@pytest.mark.parametrize(("limit", "asked"), [(729, ["gap"]), (730, [])])
async def test_a_gap_within_the_networks_limit_is_not_asked_about(
    sealed: httpx.AsyncClient, limit: int, asked: list[str]
) -> None:
    assert (await decide(sealed, gap_limit_cents=limit)).is_success
    plan = (await sealed.post(f"{PATH}/plan")).json()
    assert plan["suppliers"][0]["gap_cents"] == 730
    assert [choice["kind"] for choice in plan["choices"]] == asked
    (drafted,) = (await sealed.post(f"{PATH}/purchase-orders")).json()
    approved = await sealed.post(f"/v1/purchase-orders/{drafted['number']}/approval", json={"plan": 1})
    assert approved.is_success is not bool(asked)


async def test_a_purchase_order_of_an_earlier_plan_is_not_approved(sealed: httpx.AsyncClient) -> None:
    number = await drafted(sealed)
    await put(sealed, "/v1/offers/ALMA/FLOUR", DEAR)
    assert (await sealed.post(f"{PATH}/plan")).json()["plan"] == 2
    outdated = await refusal(sealed, f"/v1/purchase-orders/{number}/approval", {"plan": 1})
    assert outdated[:2] == (409, "purchase_order_outdated")


async def test_a_draft_with_other_contents_than_were_looked_at_is_not_approved(sealed: httpx.AsyncClient) -> None:
    (seen,) = await draft_orders(sealed)
    await put(sealed, "/v1/offers/ALMA/FLOUR", DEAR)
    (made,) = await draft_orders(sealed)
    assert (made["number"], made["plan"], made["total_cents"]) != (1, seen["plan"], seen["total_cents"])
    approval = f"/v1/purchase-orders/{made['number']}/approval"
    assert (await refusal(sealed, approval, {"plan": seen["plan"]}))[:2] == (409, "purchase_order_drafted_again")
    assert (await refusal(sealed, approval))[:2] == (422, "invalid_request")
    assert (await approve(sealed, made))["state"] == "approved"


async def test_a_gap_accepted_of_an_earlier_plan_does_not_count_for_another(sealed: httpx.AsyncClient) -> None:
    await drafted(sealed)
    accepted = {"plan": 1, "kind": "gap", "subject": "ALMA", "reason": "seven euros are well spent"}
    await put(sealed, "/v1/offers/ALMA/FLOUR", DEAR)
    plan = (await sealed.post(f"{PATH}/plan")).json()
    assert (plan["plan"], [choice["subject"] for choice in plan["choices"]]) == (2, ["ALMA"])
    assert (await refusal(sealed, f"{PATH}/choices", accepted))[:2] == (409, "plan_replaced")
    assert (await sealed.post(f"{PATH}/choices", json=accepted | {"plan": 2})).is_success


async def test_a_cycle_of_which_nothing_is_bought_is_settled_once_that_is_accepted(sealed: httpx.AsyncClient) -> None:
    assert (await sealed.delete("/v1/offers/ALMA/FLOUR")).is_success
    plan = (await sealed.post(f"{PATH}/plan")).json()
    assert [(choice["kind"], choice["subject"]) for choice in plan["choices"]] == [("unbought", "FLOUR")]
    status, code, detail = await refusal(sealed, f"{PATH}/settlement")
    assert (status, code) == (409, "choices_open")
    assert "FLOUR" in detail
    accepted = {"plan": 1, "kind": "unbought", "subject": "FLOUR", "reason": "nobody sells it any more"}
    assert (await sealed.post(f"{PATH}/choices", json=accepted)).is_success
    settled = (await sealed.post(f"{PATH}/settlement")).json()
    assert settled["rebates_cents"] == settled["held_cents"]
    assert (await sealed.post(f"{PATH}/settlement")).json() == settled


OF_PLAN_1 = {"plan": 1, "reason": "why not"}
NOT_ASKED: list[tuple[str, str, dict[str, Any] | None, int, str]] = [
    (
        "POST",
        f"{PATH}/choices",
        OF_PLAN_1 | {"kind": "gap", "subject": "NONE"},
        404,
        "choice_unknown",
    ),
    (
        "POST",
        f"{PATH}/choices",
        OF_PLAN_1 | {"kind": "left_out", "subject": "MIN"},
        404,
        "choice_unknown",
    ),
    ("POST", f"{PATH}/choices", {"plan": 1, "kind": "gap", "subject": "ALMA", "reason": ""}, 422, "invalid_request"),
    ("POST", "/v1/purchase-orders/99/approval", {"plan": 1}, 404, "purchase_order_unknown"),
    ("POST", "/v1/purchase-orders/99999999999999999999/approval", {"plan": 1}, 422, "invalid_request"),
    ("POST", "/v1/cycles/none/plan", None, 404, "cycle_unknown"),
    ("PUT", f"{PATH}/deliveries", delivery(1), 422, "delivery_not_ordered"),
    ("PUT", f"{PATH}/deliveries", delivery(-1), 422, "invalid_request"),
    ("PUT", f"{PATH}/deliveries", delivery(10**30), 422, "invalid_request"),
]


async def test_what_was_not_asked_or_ordered_is_refused(sealed: httpx.AsyncClient) -> None:
    await drafted(sealed)
    for method, path, body, status, code in NOT_ASKED:
        refused = await sealed.request(method, path, json=body)
        assert (refused.status_code, refused.json()["code"]) == (status, code), refused.text
        assert len(refused.json()["detail"]) > 30
        assert "left_out" not in refused.json()["detail"]
