"""Households choose a producer: an offer only in replacement is bought where the coordinator says so, else never."""

import httpx
import pytest

from tests.fixtures.supply_buying import PATH, post
from tests.fixtures.supply_cycle import OFFER, SUPPLIER, put

CHEAP = OFFER | {"rungs": [{"from": 0, "price": "0.5"}], "only_in_replacement": True}
FREE = SUPPLIER | {"minimum_cents": 0, "delivery_fee_cents": 0}
OVERRIDE = f"{PATH}/plan/overrides/FLOUR"


@pytest.fixture
async def two(sealed: httpx.AsyncClient) -> httpx.AsyncClient:
    """ALMA's flour was ordered; DOMB's is cheaper, but only in replacement."""
    await put(sealed, "/v1/suppliers/DOMB", FREE)
    await put(sealed, "/v1/offers/DOMB/FLOUR", CHEAP)
    return sealed


async def test_the_plan_does_not_switch_for_cents(two: httpx.AsyncClient) -> None:
    shown = (await two.get("/v1/offers", params={"product": "FLOUR"})).json()["items"]
    assert [(offer["supplier"], offer["only_in_replacement"]) for offer in shown] == [("ALMA", False), ("DOMB", True)]
    assert (await post(two, f"{PATH}/plan"))["lines"][0]["supplier"] == "ALMA"
    await put(two, "/v1/offers/DOMB/FLOUR", CHEAP | {"only_in_replacement": False})
    plan = await post(two, f"{PATH}/plan")
    assert (plan["plan"], plan["lines"][0]["supplier"]) == (2, "DOMB")


async def test_an_override_names_it(two: httpx.AsyncClient) -> None:
    await put(two, OVERRIDE, {"supplier": "DOMB", "reason": "ALMA's mill is out of order."})
    plan = await post(two, f"{PATH}/plan")
    assert plan["lines"][0]["supplier"] == "DOMB"
    (override,) = plan["overrides"]
    assert override["costs_cents"] < 0
    assert override["sentence"].startswith("It costs €")


async def test_where_nothing_else_is_offered_the_plan_says_so(two: httpx.AsyncClient) -> None:
    await put(two, "/v1/offers/ALMA/FLOUR", OFFER | {"only_in_replacement": True})
    (line,) = (await post(two, f"{PATH}/plan"))["lines"]
    assert line["supplier"] is None
    assert line["reason"] == "141 kg needed, but it is offered only in replacement: fix its supplier to buy it."
