"""What must not meet under a cycle's lock while goods are bought and received: each fails when one does not lock."""

from collections.abc import Coroutine
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.commands.republish import republish
from shared.contracts.cycles import CatalogueRevised
from tests.fixtures.racing import held_up
from tests.fixtures.supply_buying import PATH, deliver, draft_orders, order_it, paid, post
from tests.fixtures.supply_cycle import CYCLE, OFFER, hear, opened, put, said

DEARER = OFFER | {"rungs": [{"from": 0, "price": "1.20"}, {"from": 150_000, "price": "1.10"}]}
DELIVERY = f"{PATH}/deliveries/{UUID(int=1)}"
PHOTO = UUID(int=9)
CAME: dict[str, Any] = {
    "supplier": "ALMA",
    "received_on": "2026-12-15",
    "note_number": "BL-1",
    "lines": [{"product": "FLOUR", "received": 100_000, "photo": str(PHOTO)}],
}
FEWER = {"after": 0, "reason": "so agreed", "lines": [{"product": "FLOUR", "cases": 5}]}


def code(answer: httpx.Response) -> str | None:
    found: str | None = answer.json().get("code")
    return found


@pytest.fixture
async def drafted(sealed: httpx.AsyncClient) -> httpx.AsyncClient:
    """A coordinator whose one purchase order waits for its approval."""
    await draft_orders(sealed)
    return sealed


@pytest.fixture
async def ordered(sealed: httpx.AsyncClient) -> httpx.AsyncClient:
    """A coordinator who ordered 150 kg of flour."""
    await order_it(sealed)
    return sealed


async def test_no_choice_is_accepted_of_a_plan_that_is_being_replaced(
    sealed: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await post(sealed, f"{PATH}/plan")
    await put(sealed, "/v1/offers/ALMA/FLOUR", DEARER)
    gap = {"plan": 1, "kind": "gap", "subject": "ALMA", "reason": "it goes into stock"}
    accepting = sealed.post(f"{PATH}/choices", json=gap)
    planned, refused = await held_up(supply_engine, "plans", sealed.post(f"{PATH}/plan"), accepting)
    assert (planned.json()["plan"], code(refused)) == (2, "plan_replaced")


async def test_no_centre_is_left_out_of_an_order_that_is_being_approved(
    drafted: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    async def leaving_out() -> httpx.Response:
        await hear(supply_engine, paid(3, "MIN", 71_000, version=2))  # its seal is still on the way
        return await drafted.post(f"{PATH}/left-out-centres", json={"centre": "MIN", "reason": "the tablet was lost"})

    approving = drafted.post("/v1/purchase-orders/1/approval", json={"plan": 1})
    approved, refused = await held_up(supply_engine, "purchase_orders", approving, leaving_out())
    assert (approved.status_code, code(refused)) == (200, "centres_fixed")


async def test_nothing_is_fixed_by_hand_of_an_order_that_is_being_approved(
    drafted: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    approving = drafted.post("/v1/purchase-orders/1/approval", json={"plan": 1})
    fixing = drafted.put(f"{PATH}/plan/overrides/FLOUR", json={"dropped": True, "reason": "mice"})
    approved, refused = await held_up(supply_engine, "purchase_orders", approving, fixing)
    assert (approved.status_code, code(refused)) == (200, "purchase_order_approved")
    assert (await drafted.get(f"{PATH}/plan/overrides")).json() == {"overrides": []}


async def test_an_order_of_which_goods_are_being_entered_is_not_amended(
    ordered: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    amending = ordered.put(f"/v1/purchase-orders/1/amendments/{UUID(int=5)}", json=FEWER)
    came, refused = await held_up(supply_engine, "delivery_versions", ordered.put(DELIVERY, json=CAME), amending)
    assert (came.status_code, code(refused)) == (201, "amendment_received")
    assert (await ordered.get("/v1/purchase-orders/1")).json()["amendments"] == []


async def test_no_part_decided_by_hand_raises_a_run_that_is_being_published(
    ordered: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await deliver(ordered, received=100_000)
    path = f"{PATH}/allocation-exceptions/{UUID(int=1)}/FLOUR"
    deciding = ordered.put(path, json={"quantity": 2_500, "reason": "the torn bag suits this household"})
    settled, refused = await held_up(supply_engine, "outbox", ordered.post(f"{PATH}/settlement"), deciding)
    assert (settled.status_code, code(refused)) == (200, "hand_part_raises")
    assert (await ordered.get(f"{PATH}/allocation-exceptions")).json() == []


def withdrawing(client: httpx.AsyncClient) -> Coroutine[Any, Any, httpx.Response]:
    return client.post(f"{DELIVERY}/withdrawal", json={"base_version": 1, "reason": "another network's"})


async def test_no_order_is_complete_whose_delivery_is_being_withdrawn(
    ordered: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await put(ordered, DELIVERY, CAME)
    completing = ordered.post("/v1/purchase-orders/1/complete")
    gone, refused = await held_up(supply_engine, "delivery_versions", withdrawing(ordered), completing)
    assert (gone.status_code, code(refused)) == (200, "nothing_received")
    assert (await ordered.get("/v1/purchase-orders/1")).json()["state"] == "sent"


async def test_a_delivery_withdrawn_while_its_order_is_said_to_be_complete_takes_that_back(
    ordered: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await put(ordered, DELIVERY, CAME)
    completing = ordered.post("/v1/purchase-orders/1/complete")
    answers = await held_up(supply_engine, "complete_orders", completing, withdrawing(ordered))
    assert [answer.status_code for answer in answers] == [200, 200]
    assert (await ordered.get("/v1/purchase-orders/1")).json()["state"] == "sent"
    (receiving,) = (await ordered.get(f"{PATH}/receiving")).json()
    assert receiving["state"] == "as_ordered"


async def test_no_photo_is_kept_of_a_line_that_is_being_corrected(
    ordered: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await put(ordered, DELIVERY, CAME)
    corrected = CAME | {"base_version": 1, "lines": [{"product": "FLOUR", "received": 90_000}]}
    keeping = ordered.put(f"{DELIVERY}/photos/{PHOTO}", content=b"\xff\xd8\xff\xe0 a torn bag")
    correcting = ordered.put(DELIVERY, json=corrected)
    changed, refused = await held_up(supply_engine, "delivery_versions", correcting, keeping)
    assert (changed.json()["version"], refused.status_code) == (2, 404)
    assert code(refused) == "photo_not_named"


async def test_said_again_while_a_sale_is_stopped_a_cycle_is_said_as_it_stands_then(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await opened(coordinator)
    stopping = coordinator.post(f"{PATH}/products/FLOUR/withdrawal")
    await held_up(supply_engine, "outbox", stopping, republish(supply_engine, CYCLE))
    revised = [event for event in await said(supply_engine) if isinstance(event, CatalogueRevised)]
    assert len(revised) == 2
    assert revised[0] == revised[1], "said, and said again"
