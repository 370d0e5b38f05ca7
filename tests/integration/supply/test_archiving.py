"""A cycle of which nothing is left to be done is archived: once, and nothing of it changes any more."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.commands.republish import republish
from shared.contracts.cycles import CycleArchived, CycleSettled
from shared.kernel.clock import HeldClock
from tests.fixtures.racing import held_up
from tests.fixtures.supply_buying import PATH, next_cycle_sealed, order_it, post, refused
from tests.fixtures.supply_cycle import CYCLE, TERMS, put, said
from tests.fixtures.supply_distribution import hand, heard, settle

ARCHIVE = f"{PATH}/archive"
AFTERWARDS = datetime(2026, 12, 28, 12, tzinfo=UTC)
INVOICE: dict[str, Any] = {
    "number": "F-1",
    "invoiced_on": "2026-12-16",
    "delivery_cents": 3_800,
    "vat": [{"vat_cents": 1_626}],
    "total_cents": 21_176,
}
DELIVERY: dict[str, Any] = {
    "supplier": "ALMA",
    "received_on": "2026-12-15",
    "lines": [{"product": "FLOUR", "received": 1_000}],
}


DAY = f"{PATH}/centres/DUC/distribution"


@pytest.fixture
async def finished(sealed: httpx.AsyncClient, clock: HeldClock) -> httpx.AsyncClient:
    """A coordinator in whose cycle nothing is left to be done: the one centre with a date closed its day."""
    await settle(sealed)
    clock.moment = AFTERWARDS
    for order in (1, 2):
        assert (await hand(sealed, order)).is_success
    await post(sealed, f"{DAY}/closing", {})
    return sealed


async def test_a_finished_cycle_is_archived_and_said_once(
    finished: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    answers = [await post(finished, ARCHIVE) for _ in range(2)]
    assert answers == [{"cycle": CYCLE, "state": "archived"}] * 2
    assert (await finished.get(PATH)).json()["state"] == "archived"
    (archived,) = await heard(supply_engine, CycleArchived)
    (settled,) = await heard(supply_engine, CycleSettled)
    assert archived.version > settled.version


async def test_archived_by_two_at_once_it_is_said_once(finished: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    answers = await held_up(supply_engine, "outbox", *(finished.post(ARCHIVE) for _ in range(2)))
    assert [answer.status_code for answer in answers] == [200, 200]
    assert len(await heard(supply_engine, CycleArchived)) == 1


async def test_it_is_said_again_with_all_that_was_said(finished: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    await post(finished, ARCHIVE)
    before = await said(supply_engine)
    assert await republish(supply_engine, CYCLE) == len(before)
    again = (await said(supply_engine))[len(before) :]
    assert sorted(map(repr, again)) == sorted(map(repr, before))
    assert isinstance(again[-1], CycleArchived)


async def test_a_day_opened_again_while_it_is_archived_keeps_it_open(
    finished: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    reopening = finished.post(f"{DAY}/reopening")
    reopened, kept = await held_up(supply_engine, "distribution_days", reopening, finished.post(ARCHIVE))
    assert (reopened.status_code, kept.json()["code"]) == (200, "archive_days_open")


async def test_what_is_not_settled_is_not_archived(sealed: httpx.AsyncClient) -> None:
    assert await refused(sealed, "/v1/cycles/none/archive") == (404, "cycle_unknown")
    assert await refused(sealed, ARCHIVE) == (404, "not_settled")
    await order_it(sealed)
    assert await refused(sealed, ARCHIVE) == (404, "not_settled")


async def test_not_before_the_last_distribution_is_over_in_the_networks_time(
    sealed: httpx.AsyncClient, clock: HeldClock
) -> None:
    await settle(sealed)
    clock.moment = datetime(2026, 12, 19, 11, 29, tzinfo=UTC)
    ahead = await sealed.post(ARCHIVE)
    assert (ahead.status_code, ahead.json()["code"]) == (409, "archive_distribution_ahead")
    assert "DUC hands out goods of cycle 2026-12 on" in ahead.json()["detail"]
    clock.moment = datetime(2026, 12, 19, 11, 30, tzinfo=UTC)
    assert await refused(sealed, ARCHIVE) == (409, "archive_days_open")


async def test_not_before_every_centre_closed_its_day(sealed: httpx.AsyncClient, clock: HeldClock) -> None:
    await settle(sealed)
    clock.moment = AFTERWARDS
    still_open = await sealed.post(ARCHIVE)
    assert (still_open.json()["code"], still_open.json()["figures"]["centres"]) == ("archive_days_open", ["DUC"])
    await post(sealed, f"{DAY}/closing", {"reason": "the list was on paper"})
    assert (await post(sealed, ARCHIVE))["state"] == "archived"


async def test_what_came_or_was_invoiced_since_is_settled_first(
    finished: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await put(finished, f"{PATH}/invoices/ALMA", INVOICE)
    assert await refused(finished, ARCHIVE) == (409, "archive_settles_otherwise")
    dearer = {"delivery_cents": 4_000, "vat": [{"vat_cents": 1_666}], "total_cents": 21_416}
    await put(finished, f"{PATH}/invoices/ALMA", INVOICE | dearer)
    assert await refused(finished, ARCHIVE) == (409, "invoice_differences_open")
    decision = {"kind": "fee", "product": None, "reason": "not what was agreed"}
    await post(finished, f"{PATH}/invoices/ALMA/decisions", decision | {"disputed": True})
    await post(finished, f"{PATH}/settlement")
    assert await refused(finished, ARCHIVE) == (409, "archive_disputes_open")
    await post(finished, f"{PATH}/invoices/ALMA/decisions", decision | {"disputed": False})
    assert await refused(finished, ARCHIVE) == (409, "archive_settles_otherwise")
    await post(finished, f"{PATH}/settlement")
    await post(finished, ARCHIVE)
    assert len(await heard(supply_engine, CycleArchived)) == 1


async def test_not_while_more_of_an_order_may_come(finished: httpx.AsyncClient) -> None:
    await put(finished, f"{PATH}/deliveries/{UUID(int=1)}", DELIVERY)
    assert await refused(finished, ARCHIVE) == (409, "receiving_not_complete")


async def test_an_abandoned_cycle_has_nothing_to_hand_out(sealed: httpx.AsyncClient) -> None:
    await post(sealed, f"{PATH}/abandonment", {"reason": "no lorry"})
    assert (await post(sealed, ARCHIVE))["state"] == "archived"


COMMANDS: list[tuple[str, str, dict[str, Any]]] = [
    ("PUT", PATH, TERMS),
    ("POST", f"{PATH}/opening", {}),
    ("POST", f"{PATH}/closing", {}),
    ("PUT", f"{PATH}/products/FLOUR", {"ceiling_price_cents": 145}),
    ("POST", f"{PATH}/products/FLOUR/withdrawal", {}),
    ("POST", f"{PATH}/left-out-centres", {"centre": "DUC", "reason": "no lorry"}),
    ("POST", f"{PATH}/left-out-centres/DUC/withdrawal", {}),
    ("PUT", f"{PATH}/plan/overrides/FLOUR", {"dropped": True, "reason": "too dear"}),
    ("DELETE", f"{PATH}/plan/overrides/FLOUR", {}),
    ("POST", f"{PATH}/choices", {"plan": 1, "kind": "gap", "subject": "ALMA", "reason": "so be it"}),
    ("POST", f"{PATH}/purchase-orders", {}),
    ("POST", "/v1/purchase-orders/1/approval", {"plan": 1}),
    ("POST", "/v1/purchase-orders/1/sending", {}),
    ("POST", "/v1/purchase-orders/1/complete", {}),
    ("PUT", f"{PATH}/deliveries", {"lines": []}),
    ("PUT", f"{PATH}/deliveries/{UUID(int=1)}", DELIVERY),
    ("POST", f"{PATH}/deliveries/{UUID(int=1)}/withdrawal", {"base_version": 1, "reason": "of another cycle"}),
    ("PUT", "/v1/purchase-orders/1/acknowledgement", {"delivery": "2026-12-15"}),
    ("PUT", f"/v1/purchase-orders/1/cancellations/{UUID(int=1)}", {"after": 0, "reason": "no lorry"}),
    (
        "POST",
        "/v1/purchase-orders/1/incidents/proposal",
        {"kind": "damaged", "reason": "torn", "lines": [{"product": "FLOUR", "quantity": 1_000}]},
    ),
    ("PUT", f"{PATH}/invoices/ALMA", INVOICE),
    ("POST", f"{PATH}/invoices/ALMA/withdrawal", {"reason": "of another cycle"}),
    (
        "PUT",
        f"{PATH}/invoices/ALMA/credit-notes/A-1",
        {"noted_on": "2026-12-20", "amount_cents": 1, "vat_cents": 0, "reason": "torn"},
    ),
    (
        "POST",
        f"{PATH}/invoices/ALMA/decisions",
        {"kind": "fee", "product": None, "disputed": False, "reason": "as it should be"},
    ),
    ("PUT", f"{PATH}/allocation-exceptions/{UUID(int=1)}/FLOUR", {"quantity": 0, "reason": "moved away"}),
    ("DELETE", f"{PATH}/allocation-exceptions/{UUID(int=1)}/FLOUR", {}),
    ("POST", f"{PATH}/settlement", {}),
    ("POST", f"{PATH}/abandonment", {"reason": "no lorry"}),
    ("POST", f"{PATH}/roster", {}),
    ("PUT", f"{PATH}/hand-overs/{UUID(int=1)}", {"state": "collected", "base_version": 0}),
    ("POST", f"{PATH}/hand-overs/{UUID(int=1)}/release", {}),
    ("PUT", f"{DAY}/sent/FLOUR", {"sent": 1}),
    ("PUT", f"{DAY}/back/FLOUR", {"returned": 1, "lost": 0}),
    ("POST", f"{DAY}/closing", {}),
    ("POST", f"{DAY}/reopening", {}),
]


async def test_nothing_of_it_changes_any_more(finished: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    await post(finished, ARCHIVE)
    before = await said(supply_engine)
    for method, path, body in COMMANDS:
        answer = await finished.request(method, path, json=body)
        assert (answer.status_code, answer.json().get("code")) == (409, "cycle_archived"), (method, path, answer.text)
    assert await said(supply_engine) == before


async def test_it_can_still_be_read_and_copied_from(finished: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    settled = (await finished.get(f"{PATH}/settlement")).json()
    await post(finished, ARCHIVE)
    assert (await finished.get(f"{PATH}/settlement")).json() == settled
    assert (await finished.get("/v1/report", params={"by": "cycle"})).is_success
    await next_cycle_sealed(finished, supply_engine, 150_000)


async def test_only_a_coordinator_archives(volunteer: httpx.AsyncClient) -> None:
    assert (await volunteer.post(ARCHIVE)).status_code == 403
