"""Goods that came though nobody ordered them: into stock with their lot, worth nothing, on nobody's bill."""

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.fixtures.supply_buying import DUC, MIN, PATH, order_it, outcomes, post
from tests.fixtures.supply_cycle import CYCLE, OFFER, PRODUCT, SUPPLIER, cycle_sealed, hear, opened, order, put, seal
from tests.fixtures.supply_receiving import SECOND, at, body, line, refusal


@pytest.fixture
async def ordered(sealed: httpx.AsyncClient) -> httpx.AsyncClient:
    """A coordinator who ordered 150 kg of flour."""
    await order_it(sealed)
    return sealed


async def stock_of(client: httpx.AsyncClient, product: str) -> dict[str, tuple[int, int, str | None]]:
    """Quantity, worth and date of its lots that are not empty."""
    lots = [lot for lot in (await client.get("/v1/stock")).json()["items"] if lot["product"] == product]
    return {lot["lot"]: (lot["quantity"], lot["value_cents"], lot["best_before"]) for lot in lots if lot["quantity"]}


async def test_what_was_never_ordered_goes_into_stock_and_on_nobodys_bill(
    ordered: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    without = (await ordered.get(f"{PATH}/settlement/preview")).json()
    await put(ordered, "/v1/products/RICE", PRODUCT)
    rice = [
        {"product": "RICE", "received": 5_000, "lot": "R", "best_before": "2027-06-30"},
        {"product": "RICE", "received": 1_000, "damaged": 500},
    ]
    unknown = {"product": "NONE", "received": 1}
    assert await refusal(ordered, at(), body(line(150_000), unknown)) == (404, "product_unknown")
    await put(ordered, at(), body(line(150_000), *rice))
    (order,) = (await ordered.get(f"{PATH}/receiving")).json()
    assert order["products"][1] == {
        "product": "RICE",
        "ordered": 0,
        "received": 6_000,
        "damaged": 500,
        "missing": 0,
        "extra": 6_000,
    }
    await post(ordered, "/v1/purchase-orders/1/complete")
    preview = (await ordered.get(f"{PATH}/settlement/preview")).json()
    assert {name for name in preview if preview[name] != without[name]} == {"figures"}
    first = await post(ordered, f"{PATH}/settlement", {"figures": preview["figures"]})
    assert [product["product"] for product in first["products"]] == ["FLOUR"]
    assert (await outcomes(supply_engine, 1))[1].charged == 353
    assert await stock_of(ordered, "RICE") == {"R": (5_000, 0, "2027-06-30"), f"{CYCLE}-1": (1_000, 0, None)}
    await put(ordered, at(), body(line(150_000), rice[0] | {"received": 2_000}, base_version=1))
    again = await post(ordered, f"{PATH}/settlement")
    assert (again["times_settled"], again["charged_cents"]) == (2, first["charged_cents"])
    assert await stock_of(ordered, "RICE") == {"R": (2_000, 0, "2027-06-30")}
    assert await stock_of(ordered, "FLOUR") == {f"{CYCLE}-1": (9_000, 1_269, None)}


async def test_what_another_supplier_was_to_bring_stays_extra_and_is_on_no_label(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    """CAR was asked for rice and brings flour too, in a lot that is named as one of ALMA's, whose flour is sold."""
    await put(coordinator, "/v1/suppliers/CAR", SUPPLIER | {"minimum_cents": 0, "delivery_fee_cents": 0})
    await put(coordinator, "/v1/suppliers/ALMA", SUPPLIER)
    await put(coordinator, "/v1/products/RICE", PRODUCT)
    await put(coordinator, "/v1/offers/CAR/RICE", OFFER)
    ceilings = [{"product": product, "ceiling_price_cents": 145} for product in ("FLOUR", "RICE")]
    await opened(coordinator, products=ceilings)
    rice = order(4, "MIN", RICE=150_000)
    await hear(supply_engine, *DUC, *MIN, rice, cycle_sealed(seal("DUC", DUC), seal("MIN", [*MIN, rice])))
    await order_it(coordinator)
    dated = {"lot": "A", "best_before": "2027-12-31"}
    await put(coordinator, at(), body(line(150_000, **dated)))
    brought = body({"product": "RICE", "received": 150_000}, supplier="CAR", note_number=None)
    await put(coordinator, at(SECOND), brought)
    for number in (1, 2):
        await post(coordinator, f"/v1/purchase-orders/{number}/complete")
    first = await post(coordinator, f"{PATH}/settlement")
    labels = await coordinator.get(f"{PATH}/papers/labels.pdf")
    more = [line(5_000, **dated), line(1_000, lot="0", best_before="2027-06-30")]
    await put(coordinator, at(SECOND), brought | {"lines": [*brought["lines"], *more], "base_version": 1})
    again = await post(coordinator, f"{PATH}/settlement")
    same = ("charged_cents", "invoices", "stock_kept_cents", "rounding_cents", "uncovered_cents")
    assert [again[name] for name in ("times_settled", *same)] == [2, *(first[name] for name in same)]
    assert await stock_of(coordinator, "FLOUR") == {"A": (14_000, 1_269, "2027-12-31"), "0": (1_000, 0, "2027-06-30")}
    assert (await coordinator.get(f"{PATH}/papers/labels.pdf")).content == labels.content
