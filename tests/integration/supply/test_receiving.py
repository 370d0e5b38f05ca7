"""Goods received line by line: partial deliveries add up, lots are kept, corrections are versions."""

from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.storage.receiving_tables import delivery_versions
from tests.fixtures.racing import held_up
from tests.fixtures.supply_buying import (
    NEXT_PATH,
    PATH,
    deliver,
    next_cycle_sealed,
    order_it,
    post,
    refused,
)
from tests.fixtures.supply_cycle import CYCLE, PRODUCT, put
from tests.fixtures.supply_receiving import FIRST, SECOND, at, body, line, refusal

PHOTO = UUID(int=9)
JPEG = b"\xff\xd8\xff\xe0 the bytes of a bag torn open"


async def received(client: httpx.AsyncClient) -> dict[str, Any]:
    """What came of the one purchase order."""
    (order,) = (await client.get(f"{PATH}/receiving")).json()
    (flour,) = order["products"]
    return {"state": order["state"], **{name: flour[name] for name in ("received", "damaged", "missing", "extra")}}


@pytest.fixture
async def ordered(sealed: httpx.AsyncClient) -> httpx.AsyncClient:
    """A coordinator who ordered 150 kg of flour."""
    await order_it(sealed)
    return sealed


async def test_partial_deliveries_add_up_until_the_order_is_said_to_be_complete(ordered: httpx.AsyncClient) -> None:
    assert await received(ordered) == {
        "state": "as_ordered",
        "received": 150_000,
        "damaged": 0,
        "missing": 0,
        "extra": 0,
    }
    await put(ordered, at(), body(line(50_000, lot="A"), line(25_000, lot="B", damaged=5_000, note="torn")))
    assert await received(ordered) == {
        "state": "in_part",
        "received": 75_000,
        "damaged": 5_000,
        "missing": 75_000,
        "extra": 0,
    }
    assert await refused(ordered, f"{PATH}/settlement") == (409, "receiving_not_complete")
    await put(ordered, at(SECOND), body(line(67_000), note_number=None))
    complete = [await post(ordered, "/v1/purchase-orders/1/complete") for _ in range(2)]
    assert complete[0] == complete[1]
    assert (complete[0]["state"], complete[0]["products"][0]["missing"]) == ("complete", 8_000)
    assert (complete[0]["complete_by"], complete[0]["complete_at"]) == (str(UUID(int=1)), "2026-11-30T12:00:00Z")
    settlement = await post(ordered, f"{PATH}/settlement")
    assert settlement["products"][0]["received"] == 142_000


async def test_what_came_beyond_the_order_is_shown_and_kept(ordered: httpx.AsyncClient) -> None:
    await put(ordered, at(), body(line(160_000)))
    assert (await received(ordered))["extra"] == 10_000
    await post(ordered, "/v1/purchase-orders/1/complete")
    assert (await post(ordered, f"{PATH}/settlement"))["products"][0]["kept"] == 19_000


async def test_what_is_kept_is_of_the_lots_that_expire_last(ordered: httpx.AsyncClient) -> None:
    lots = [
        line(100_000, lot="EARLY", best_before="2027-03-31"),
        line(6_000, lot="LATE", best_before="2027-12-31"),
        line(44_000, lot="MIDDLE", best_before="2027-06-30"),
    ]
    await put(ordered, at(), body(*lots))
    await post(ordered, "/v1/purchase-orders/1/complete")
    settlement = await post(ordered, f"{PATH}/settlement")
    kept = {lot["lot"]: lot for lot in (await ordered.get("/v1/stock")).json()["items"]}
    assert {name: (lot["quantity"], lot["best_before"]) for name, lot in kept.items()} == {
        "LATE": (6_000, "2027-12-31"),
        "MIDDLE": (3_000, "2027-06-30"),
    }
    assert sorted(lot["value_cents"] for lot in kept.values()) == [423, 846]
    assert settlement["stock_kept_cents"] == 1_269


async def test_a_correction_moves_what_is_kept_between_its_lots(ordered: httpx.AsyncClient) -> None:
    await put(ordered, at(), body(line(145_000, lot="A"), line(5_000, lot="B")))
    await post(ordered, "/v1/purchase-orders/1/complete")
    await post(ordered, f"{PATH}/settlement")
    await put(ordered, at(), body(line(143_000, lot="A"), line(2_000, lot="C"), base_version=1))
    await post(ordered, f"{PATH}/settlement")
    found = {lot["lot"]: lot["quantity"] for lot in (await ordered.get("/v1/stock")).json()["items"]}
    assert found == {"C": 2_000, "A": 2_000}


async def test_sent_twice_it_counts_once_and_is_answered_the_same(
    ordered: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    first = await ordered.put(at(), json=body(line(150_000)))
    again = await ordered.put(at(), json=body(line(150_000)))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert (first.json()["version"], first.json()["recorded_by"]) == (1, str(UUID(int=1)))
    sent = (ordered.put(at(SECOND), json=body(line(1), note_number="BL-2")) for _ in range(4))
    raced = await held_up(supply_engine, "deliveries", *sent)
    assert [answer.status_code for answer in raced] == [201, 200, 200, 200]
    assert (await received(ordered))["received"] == 150_001


async def test_the_same_delivery_note_under_another_id_is_refused_and_named(ordered: httpx.AsyncClient) -> None:
    await put(ordered, at(), body(line(150_000)))
    twin = await ordered.put(at(SECOND), json=body(line(150_000)))
    assert (twin.status_code, twin.json()["code"]) == (409, "delivery_entered_before")
    assert "BL-1 of ALMA" in twin.json()["detail"]
    assert str(FIRST) in twin.json()["detail"]
    assert (await received(ordered))["received"] == 150_000


async def test_two_devices_that_enter_one_note_at_once_enter_it_once(
    ordered: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    sent = (ordered.put(at(UUID(int=n)), json=body(line(9))) for n in range(1, 5))
    raced = await held_up(supply_engine, "deliveries", *sent)
    assert [answer.status_code for answer in raced] == [201, 409, 409, 409]


async def test_a_correction_is_the_next_version_and_the_one_before_is_kept(
    ordered: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await put(ordered, at(), body(line(150_000)))
    corrected = body(line(140_000), base_version=1)
    assert (await put(ordered, at(), corrected)).json()["version"] == 2
    assert (await put(ordered, at(), corrected)).json()["version"] == 2
    for stale in (body(line(130_000), base_version=1), body(line(130_000)), body(line(130_000), base_version=7)):
        assert await refusal(ordered, at(), stale) == (409, "delivery_changed")
    async with supply_engine.connect() as connection:
        versions = await connection.execute(select(delivery_versions).order_by(delivery_versions.c.version))
        assert [row.said["lines"][0]["received"] for row in versions] == [150_000, 140_000]
    assert (await received(ordered))["received"] == 140_000


async def test_a_delivery_withdrawn_counts_no_more_and_stays_to_be_read(ordered: httpx.AsyncClient) -> None:
    await put(ordered, at(), body(line(75_000)))
    await post(ordered, "/v1/purchase-orders/1/complete")
    assert (await ordered.get("/v1/purchase-orders/1")).json()["state"] == "delivered"
    wrong = {"base_version": 1, "reason": "it was another network's"}
    assert await refused(ordered, f"{at()}/withdrawal", wrong | {"base_version": 2}) == (409, "delivery_changed")
    withdrawn = [await post(ordered, f"{at()}/withdrawal", wrong) for _ in range(2)]
    assert await refused(ordered, f"{at()}/withdrawal", wrong | {"reason": "why not"}) == (409, "reason_differs")
    assert withdrawn[0] == withdrawn[1]
    assert (await ordered.get("/v1/purchase-orders/1")).json()["state"] == "sent"
    assert (withdrawn[0]["state"], withdrawn[0]["version"]) == ("withdrawn", 2)
    assert await received(ordered) == {
        "state": "as_ordered",
        "received": 150_000,
        "damaged": 0,
        "missing": 0,
        "extra": 0,
    }
    await put(ordered, at(SECOND), body(line(75_000)))
    assert (await received(ordered))["state"] == "in_part"
    assert [one["state"] for one in (await ordered.get(f"{PATH}/deliveries")).json()] == ["withdrawn", "received"]


async def test_an_order_that_the_record_names_no_more_is_not_complete_either(ordered: httpx.AsyncClient) -> None:
    await deliver(ordered, received=100_000)
    await post(ordered, "/v1/purchase-orders/1/complete")
    await put(ordered, f"{PATH}/deliveries", {"lines": []})
    assert (await ordered.get("/v1/purchase-orders/1")).json()["state"] == "sent"
    found = await received(ordered)
    assert (found["state"], found["received"], found["missing"]) == ("as_ordered", 150_000, 0)
    await put(ordered, at(), body(line(75_000)))
    assert (await received(ordered))["state"] == "in_part"


async def test_a_date_shorter_than_promised_is_refused_unless_it_is_taken_with_a_reason(
    ordered: httpx.AsyncClient,
) -> None:
    soon = body(line(150_000, best_before="2026-12-18"))
    assert await refusal(ordered, at(), soon) == (422, "best_before_too_short"), "before the last distribution"
    await put(ordered, "/v1/products/FLOUR", PRODUCT | {"min_remaining_days": 120})
    later = await ordered.put(at(), json=body(line(150_000, best_before="2027-04-13")))
    assert later.json()["code"] == "best_before_too_short"
    assert "April 13, 2027" in later.json()["detail"]
    assert "April 14, 2027" in later.json()["detail"]
    assert await refusal(ordered, at(), body(line(150_000))) == (422, "best_before_missing")
    await put(ordered, at(), body(line(0), line(150_000, best_before="2027-04-14")))
    undated = body(line(9, short_dated_because="the sack bears none"), base_version=1)
    assert (await put(ordered, at(), undated)).json()["lines"][0]["best_before"] is None
    taken = body(line(9, best_before="2026-12-17", short_dated_because="given away today"), note_number="BL-2")
    assert (await put(ordered, at(SECOND), taken)).json()["lines"][0]["short_dated_because"] == "given away today"


async def test_the_record_keeps_to_what_was_promised_too(ordered: httpx.AsyncClient) -> None:
    path = f"{PATH}/deliveries"
    soon = {"supplier": "ALMA", "product": "FLOUR", "received": 150_000, "best_before": "2026-12-18"}
    assert await refusal(ordered, path, {"lines": [soon]}) == (422, "best_before_too_short")
    await put(ordered, "/v1/products/FLOUR", PRODUCT | {"min_remaining_days": 120})
    later = soon | {"best_before": "2027-04-13"}
    assert await refusal(ordered, path, {"lines": [later]}) == (422, "best_before_too_short")
    assert await refusal(ordered, path, {"lines": [soon | {"best_before": None}]}) == (422, "best_before_missing")
    await put(ordered, path, {"lines": [soon | {"received": 0}]})
    await put(ordered, path, {"lines": [soon | {"short_dated_because": "given away today"}]})
    (kept,) = (await ordered.get(path)).json()
    assert kept["lines"][0]["short_dated_because"] == "given away today"


async def test_just_the_same_on_the_same_day_without_a_number_is_taken_for_the_same(ordered: httpx.AsyncClient) -> None:
    await put(ordered, at(), body(line(75_000)))
    assert await refusal(ordered, at(SECOND), body(line(75_000), note_number=None)) == (409, "delivery_looks_entered")
    await put(ordered, at(SECOND), body(line(75_000), note_number="BL-2"))
    assert (await received(ordered))["received"] == 150_000


async def test_a_supplier_is_received_line_by_line_or_by_the_record_never_both(ordered: httpx.AsyncClient) -> None:
    await put(ordered, at(), body(line(75_000)))
    whole = {"lines": [{"supplier": "ALMA", "product": "FLOUR", "received": 1}]}
    assert await refusal(ordered, f"{PATH}/deliveries", whole) == (409, "delivery_received_by_line")
    await post(ordered, f"{at()}/withdrawal", {"base_version": 1, "reason": "by the record after all"})
    await deliver(ordered, received=100_000)
    assert (await received(ordered))["missing"] == 50_000
    assert await refusal(ordered, at(SECOND), body(line(75_000))) == (409, "delivery_in_record")
    (said,) = [one for one in (await ordered.get(f"{PATH}/deliveries")).json() if one["rest_as_ordered"]]
    of_record = at(UUID(said["delivery_id"]))
    assert await refusal(ordered, of_record, body(line(75_000), base_version=1)) == (409, "delivery_in_record")
    reason = {"base_version": 1, "reason": "no more"}
    assert await refused(ordered, f"{of_record}/withdrawal", reason) == (409, "delivery_in_record")
    await put(ordered, f"{PATH}/deliveries", {"lines": []})
    await put(ordered, at(SECOND), body(line(75_000)))
    assert (await received(ordered))["state"] == "in_part"


async def test_the_record_said_again_is_no_new_version(ordered: httpx.AsyncClient) -> None:
    for grams, version in ((100_000, 1), (100_000, 1), (90_000, 2)):
        await deliver(ordered, received=grams)
        (said,) = (await ordered.get(f"{PATH}/deliveries")).json()
        assert said["version"] == version


async def test_what_was_not_ordered_sent_or_entered_is_refused(
    sealed: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    assert await refusal(sealed, at(), body(line(1))) == (422, "delivery_not_ordered")
    await post(sealed, f"{PATH}/plan")
    await post(sealed, f"{PATH}/purchase-orders")
    assert await refused(sealed, "/v1/purchase-orders/1/complete") == (409, "purchase_order_not_sent")
    await order_it(sealed)
    assert await refused(sealed, "/v1/purchase-orders/1/complete") == (409, "nothing_received")
    assert await refused(sealed, "/v1/purchase-orders/9/complete") == (404, "purchase_order_unknown")
    assert await refusal(sealed, at(path="/v1/cycles/none"), body(line(1))) == (404, "cycle_unknown")
    assert await refusal(sealed, at(), body(line(1), base_version=1)) == (404, "delivery_unknown")
    assert await refusal(sealed, at(), body()) == (422, "invalid_request")
    assert await refusal(sealed, at(), body(line(-1))) == (422, "invalid_request")
    assert (await sealed.get(f"{PATH}/deliveries")).json() == []
    await put(sealed, at(), body(line(1)))
    await next_cycle_sealed(sealed, supply_engine, 1_000)
    elsewhere = await sealed.put(at(path=NEXT_PATH), json=body(line(1)))
    assert elsewhere.json()["code"] == "delivery_id_taken"
    gone = {"base_version": 1, "reason": "not here"}
    assert await refused(sealed, f"{at(path=NEXT_PATH)}/withdrawal", gone) == (404, "delivery_unknown")


async def test_a_photo_is_kept_once_and_served_as_what_it_is(ordered: httpx.AsyncClient) -> None:
    path = f"{at()}/photos/{PHOTO}"
    await put(ordered, at(), body(line(150_000, damaged=1, photo=str(PHOTO))))
    assert (await ordered.get(path)).json()["code"] == "photo_unknown"
    for _ in range(2):
        assert (await ordered.put(path, content=JPEG, headers={"Content-Type": "text/html"})).status_code == 204
    photo = await ordered.get(path)
    assert (photo.content, photo.headers["content-type"]) == (JPEG, "image/jpeg")
    assert photo.headers["content-disposition"] == f'attachment; filename="{PHOTO}.jpeg"'
    assert photo.headers["x-content-type-options"] == "nosniff"
    other = await ordered.put(path, content=JPEG + b"!")
    assert (other.status_code, other.json()["code"]) == (409, "photo_differs")
    unnamed = await ordered.put(f"{at()}/photos/{UUID(int=8)}", content=JPEG)
    assert (unnamed.status_code, unnamed.json()["code"]) == (404, "photo_not_named")


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 415, "photo_kind_unknown"),
        (b"", 415, "photo_kind_unknown"),
        (JPEG + bytes(5 * 1024 * 1024), 413, "body_too_large"),
    ],
)
async def test_what_is_no_photo_is_refused(ordered: httpx.AsyncClient, content: bytes, status: int, code: str) -> None:
    await put(ordered, at(), body(line(150_000, photo=str(PHOTO))))
    answer = await ordered.put(f"{at()}/photos/{PHOTO}", content=content)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_a_photo_may_be_larger_than_other_requests(ordered: httpx.AsyncClient) -> None:
    await put(ordered, at(), body(line(150_000, photo=str(PHOTO))))
    large = JPEG + bytes(4 * 1024 * 1024)
    assert (await ordered.put(f"{at()}/photos/{PHOTO}", content=large)).status_code == 204
    assert len((await ordered.get(f"{at()}/photos/{PHOTO}")).content) == len(large)


async def test_only_a_coordinator_receives(volunteer: httpx.AsyncClient) -> None:
    for method, path in (
        ("PUT", at()),
        ("GET", f"{PATH}/deliveries"),
        ("GET", f"{PATH}/receiving"),
        ("POST", f"{at()}/withdrawal"),
        ("PUT", f"{at()}/photos/{PHOTO}"),
        ("GET", f"{at()}/photos/{PHOTO}"),
        ("POST", "/v1/purchase-orders/1/complete"),
    ):
        assert (await volunteer.request(method, path)).status_code == 403, path


async def test_a_cycle_received_as_ordered_by_lines_settles_as_one_never_entered(ordered: httpx.AsyncClient) -> None:
    first = await post(ordered, f"{PATH}/settlement")
    await put(ordered, at(), body(line(150_000)))
    await post(ordered, "/v1/purchase-orders/1/complete")
    assert await post(ordered, f"{PATH}/settlement") == first, CYCLE
