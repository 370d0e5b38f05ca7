"""What a supplier answers to a purchase order: kept, numbered, shown beside what was ordered."""

from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.commands.advance_purchase_order import mark_delivered
from shared.database import transaction
from shared.kernel.refusal import Refused
from tests.fixtures.racing import held_up
from tests.fixtures.supply_buying import PATH, approve, deliver, draft_orders, order_it, post, refused

ORDER = "/v1/purchase-orders/1"
ANSWER: dict[str, Any] = {"delivery": "2026-12-15", "reference": "AR-118", "lines": []}
LESS = {"product": "FLOUR", "quantity": 125_000, "price": "1.10"}


async def answer(client: httpx.AsyncClient, **changed: Any) -> httpx.Response:
    return await client.put(f"{ORDER}/acknowledgement", json=ANSWER | changed)


async def refusal(client: httpx.AsyncClient, **changed: Any) -> tuple[int, str]:
    response = await answer(client, **changed)
    return response.status_code, response.json()["code"]


async def delivered(engine: AsyncEngine, number: int = 1) -> None:
    async with transaction(engine) as connection:
        await mark_delivered(connection, number)


async def test_an_order_is_acknowledged_as_ordered(sealed: httpx.AsyncClient) -> None:
    await order_it(sealed)
    first = await answer(sealed)
    assert (first.status_code, first.json()["state"]) == (201, "acknowledged")
    said = first.json()["acknowledgement"]
    assert (said["acknowledgement"], said["reference"], said["differences"]) == (1, "AR-118", [])
    assert said["lines"] == [
        {
            "product": "FLOUR",
            "ordered_quantity": 150_000,
            "quantity": 150_000,
            "ordered_price": "1.0500",
            "price": "1.0500",
            "differences": [],
        }
    ]
    again = await answer(sealed)
    assert (again.status_code, again.json()) == (200, first.json())


async def test_what_is_later_less_or_dearer_is_shown(sealed: httpx.AsyncClient) -> None:
    await order_it(sealed)
    said = (await answer(sealed, delivery="2026-12-16", lines=[LESS])).json()["acknowledgement"]
    assert said["differences"] == ["later"]
    assert [line["differences"] for line in said["lines"]] == [["less", "dearer"]]
    more = {"product": "FLOUR", "quantity": 175_000, "price": "0.99"}
    said = (await answer(sealed, delivery="2026-12-14", lines=[more])).json()["acknowledgement"]
    assert (said["differences"], said["lines"][0]["differences"]) == ([], ["more"])


async def test_a_later_answer_replaces_the_first_which_stays_as_history(sealed: httpx.AsyncClient) -> None:
    await order_it(sealed)
    await answer(sealed)
    assert (await answer(sealed, lines=[LESS])).status_code == 201
    assert (await sealed.get(ORDER)).json()["acknowledgement"]["acknowledgement"] == 2
    history = (await sealed.get(f"{ORDER}/acknowledgements")).json()
    assert [(one["acknowledgement"], one["lines"][0]["quantity"]) for one in history] == [(1, 150_000), (2, 125_000)]


async def test_answers_entered_at_once_are_one(sealed: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    await order_it(sealed)
    answers = await held_up(supply_engine, "purchase_order_acknowledgements", answer(sealed), answer(sealed))
    assert [response.status_code for response in answers] == [201, 200]
    assert len((await sealed.get(f"{ORDER}/acknowledgements")).json()) == 1


async def test_only_what_was_sent_is_acknowledged(sealed: httpx.AsyncClient) -> None:
    await draft_orders(sealed)
    assert await refusal(sealed) == (409, "purchase_order_not_sent")
    await approve(sealed, 1)
    assert await refusal(sealed) == (409, "purchase_order_not_sent")
    assert (await sealed.get(ORDER)).json()["acknowledgement"] is None


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([LESS, LESS], "acknowledgement_named_twice"),
        ([{"product": "RICE", "quantity": 1, "price": None}], "acknowledgement_not_ordered"),
        ([LESS | {"quantity": -1}], "invalid_request"),
    ],
)
async def test_an_answer_that_does_not_fit_the_order_is_refused(
    sealed: httpx.AsyncClient, lines: list[dict[str, Any]], code: str
) -> None:
    await order_it(sealed)
    assert await refusal(sealed, lines=lines) == (422, code)
    assert (await sealed.get(ORDER)).json()["state"] == "sent"


async def test_a_delivered_order_is_not_acknowledged_any_more(
    sealed: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await order_it(sealed)
    for _ in range(2):
        await delivered(supply_engine)
    assert (await sealed.get(ORDER)).json()["state"] == "delivered"
    assert await refusal(sealed) == (409, "purchase_order_delivered")


async def test_only_what_was_sent_is_delivered(sealed: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    await draft_orders(sealed)
    with pytest.raises(Refused, match="purchase_order_not_sent"):
        await delivered(supply_engine)
    with pytest.raises(Refused, match="purchase_order_unknown"):
        await delivered(supply_engine, 2)


@pytest.mark.parametrize("state", ["acknowledged", "delivered"])
async def test_what_is_acknowledged_or_delivered_stays_ordered(
    sealed: httpx.AsyncClient, supply_engine: AsyncEngine, state: str
) -> None:
    """Planning, drafting, sending, delivery records and settling take it as sent."""
    await order_it(sealed)
    await answer(sealed)
    if state == "delivered":
        await delivered(supply_engine)
    assert (await post(sealed, f"{PATH}/plan"))["plan"] == 1
    (again,) = await post(sealed, f"{PATH}/purchase-orders")
    assert (again["number"], again["state"]) == (1, state)
    assert (await post(sealed, f"{ORDER}/sending"))["state"] == state
    assert await refused(sealed, f"{PATH}/abandonment", {"reason": "too late"}) == (409, "cycle_bought")
    await deliver(sealed, received=150_000)
    assert (await post(sealed, f"{PATH}/settlement"))["invoices_cents"] == 21_176


async def test_only_a_coordinator_enters_answers(sealed: httpx.AsyncClient, volunteer: httpx.AsyncClient) -> None:
    await order_it(sealed)
    assert await refusal(volunteer) == (403, "role_needed")
    for path in (ORDER, f"{ORDER}/acknowledgements"):
        assert (await volunteer.get(path)).status_code == 403
    assert (await sealed.get("/v1/purchase-orders/9")).json()["code"] == "purchase_order_unknown"
