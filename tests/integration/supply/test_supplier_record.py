"""What a supplier's record says of a cycle: what went wrong, and which deliveries came on the day awaited."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from shared.kernel.clock import HeldClock
from tests.fixtures.supply_buying import PATH, draft_orders, order_it, post
from tests.fixtures.supply_cycle import put

ORDER = "/v1/purchase-orders/1"
RECORD = "/v1/suppliers/ALMA/record"
SACK = [{"product": "FLOUR", "quantity": 25_000}]
DAMAGED: dict[str, Any] = {"kind": "damaged", "reason": "a sack burst", "lines": SACK}
CANCELLED: dict[str, Any] = {"kind": "cancelled", "reason": "the mill burnt down"}


async def bring(client: httpx.AsyncClient, number: int, day: str) -> None:
    lines = [{"product": "FLOUR", "received": 75_000}]
    await put(client, f"{PATH}/deliveries/{UUID(int=number)}", {"supplier": "ALMA", "received_on": day, "lines": lines})


async def report(client: httpx.AsyncClient, body: dict[str, Any]) -> None:
    token = (await post(client, f"{ORDER}/incidents/proposal", body))["token"]
    await put(client, f"{ORDER}/incidents/{uuid4()}", body | {"token": token})


async def test_a_supplier_that_was_sent_nothing_has_no_record(sealed: httpx.AsyncClient) -> None:
    await draft_orders(sealed)
    assert (await sealed.get(RECORD)).json() == {"items": [], "next": None}
    unknown = await sealed.get("/v1/suppliers/NOBODY/record")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "supplier_unknown")
    unknown = await sealed.get("/v1/cycles/2020-01/incidents")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "cycle_unknown")


async def test_each_delivery_stands_beside_the_day_it_was_awaited(sealed: httpx.AsyncClient) -> None:
    await order_it(sealed)
    await bring(sealed, 1, "2026-12-15")
    await bring(sealed, 2, "2026-12-17")
    (cycle,) = (await sealed.get(RECORD)).json()["items"]
    assert (cycle["cycle"], cycle["on_time"], cycle["late"], cycle["incidents"]) == ("2026-12", 1, 1, {})
    assert [(one["awaited"], one["days_late"]) for one in cycle["deliveries"]] == [("2026-12-15", 0), ("2026-12-15", 2)]
    await put(sealed, f"{ORDER}/acknowledgement", {"delivery": "2026-12-17", "reference": "AR-118"})
    (cycle,) = (await sealed.get(RECORD)).json()["items"]
    assert [(one["awaited"], one["days_late"]) for one in cycle["deliveries"]] == [
        ("2026-12-17", -2),
        ("2026-12-17", 0),
    ]
    assert (cycle["on_time"], cycle["late"]) == (2, 0)


@pytest.mark.parametrize(
    ("said_at", "awaited", "late"),
    [
        ("2026-12-14T22:59:00", "2026-12-17", 0),  # in Paris still the 14th
        ("2026-12-14T23:01:00", "2026-12-15", 1),
        ("2026-12-16T12:00:00", "2026-12-15", 1),
    ],
)
async def test_who_says_on_the_day_that_it_comes_later_is_late(
    sealed: httpx.AsyncClient, clock: HeldClock, said_at: str, awaited: str, late: int
) -> None:
    await order_it(sealed)
    await put(sealed, f"{ORDER}/acknowledgement", {"delivery": "2026-12-15", "reference": "AR-117"})
    clock.moment = datetime.fromisoformat(said_at).replace(tzinfo=UTC)
    await put(sealed, f"{ORDER}/acknowledgement", {"delivery": "2026-12-17", "reference": "AR-118"})
    await bring(sealed, 1, "2026-12-17")
    (cycle,) = (await sealed.get(RECORD)).json()["items"]
    assert ([one["awaited"] for one in cycle["deliveries"]], cycle["late"]) == ([awaited], late)


async def test_an_order_sent_too_late_is_awaited_when_its_supplier_first_says(
    sealed: httpx.AsyncClient, clock: HeldClock
) -> None:
    clock.moment = datetime(2026, 12, 16, 12, tzinfo=UTC)
    await order_it(sealed)
    for day in ("2026-12-18", "2026-12-19"):
        await put(sealed, f"{ORDER}/acknowledgement", {"delivery": day, "reference": "AR-118"})
        clock.moment = datetime(2026, 12, 18, 12, tzinfo=UTC)
    await bring(sealed, 1, "2026-12-19")
    (cycle,) = (await sealed.get(RECORD)).json()["items"]
    assert [(one["awaited"], one["days_late"]) for one in cycle["deliveries"]] == [("2026-12-18", 1)]


async def test_the_cycles_record_may_say_the_day_and_nothing_else(sealed: httpx.AsyncClient) -> None:
    await order_it(sealed)
    flour = {"supplier": "ALMA", "product": "FLOUR", "received": 100_000}
    for lines, day, late in (([], "2026-12-15", 0), ([flour], "2026-12-16", 1)):
        await put(sealed, f"{PATH}/deliveries", {"lines": lines, "received_on": {"ALMA": day}})
        (cycle,) = (await sealed.get(RECORD)).json()["items"]
        assert ([one["received_on"] for one in cycle["deliveries"]], cycle["late"]) == ([day], late)
    (order,) = (await sealed.get(f"{PATH}/receiving")).json()
    assert (order["state"], order["products"][0]["received"]) == ("complete", 100_000)
    await put(sealed, f"{PATH}/deliveries", {"lines": [flour]})
    (cycle,) = (await sealed.get(RECORD)).json()["items"]
    assert (cycle["deliveries"], cycle["on_time"], cycle["late"]) == ([], 0, 0), "it says no day any more"
    unknown = await sealed.put(f"{PATH}/deliveries", json={"lines": [], "received_on": {"DOMB": "2026-12-15"}})
    assert (unknown.status_code, unknown.json()["code"]) == (422, "delivery_day_not_ordered")


async def test_incidents_are_counted_by_kind(
    sealed: httpx.AsyncClient, volunteer: httpx.AsyncClient, clock: HeldClock
) -> None:
    await order_it(sealed)
    for happened in (DAMAGED, DAMAGED, CANCELLED):
        await report(sealed, happened)
        found = (await sealed.get(f"{PATH}/deliveries")).json()
        seen = {"ALMA": found[0]["version"]}
        await put(sealed, f"{PATH}/deliveries", {"lines": [], "base_versions": seen})
        clock.advance(timedelta(hours=1))
    found = (await sealed.get(f"{PATH}/incidents")).json()
    assert found["by_kind"] == {"cancelled": 1, "damaged": 2}
    assert found["by_supplier"] == {"ALMA": {"cancelled": 1, "damaged": 2}}
    assert [one["kind"] for one in found["incidents"]] == ["damaged", "damaged", "cancelled"]
    (cycle,) = (await sealed.get(RECORD)).json()["items"]
    assert cycle["incidents"] == {"cancelled": 1, "damaged": 2}
    for path in (RECORD, f"{PATH}/incidents"):
        assert (await volunteer.get(path)).json()["code"] == "role_needed"
