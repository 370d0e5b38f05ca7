"""A centre's goods on its day: sent balances with what became of it, and what nobody fetched is released."""

from datetime import UTC, datetime
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.events import subscriptions
from services.supply.storage.access_tables import revoked_access
from services.supply.storage.distribution_tables import goods_sold
from shared.contracts.distributions import HandOverState, HouseholdOrderHandedOver
from shared.kernel.clock import HeldClock
from shared.web.revocations import RevokedAccess
from tests.fixtures.every_way import EveryWay
from tests.fixtures.racing import held_up
from tests.fixtures.supply_buying import PATH, admit, paid, post
from tests.fixtures.supply_cycle import hear, put
from tests.fixtures.supply_distribution import hand, heard, settle, sold, weighed

DAY = f"{PATH}/centres/DUC/distribution"
LAST_DAY = datetime(2026, 12, 26, 12, tzinfo=UTC)
DAY_AFTER = datetime(2026, 12, 27, 12, tzinfo=UTC)
RELEASE = f"{PATH}/hand-overs/{UUID(int=2)}/release"


async def figures(client: httpx.AsyncClient) -> dict[str, int]:
    (flour,) = (await client.get(DAY)).json()["goods"]
    return {name: value for name, value in flour.items() if value and name not in {"product", "unit"}}


@pytest.fixture
async def day(sealed: httpx.AsyncClient) -> httpx.AsyncClient:
    """A coordinator on the day of distribution."""
    await settle(sealed)
    return sealed


async def test_what_was_sent_is_handed_over_sold_sent_back_or_lost(
    day: httpx.AsyncClient, volunteer: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    assert await figures(day) == {"granted": 71_000, "sent": 71_000, "difference": 71_000, "awaited": 71_000}
    assert (await put(day, f"{DAY}/sent/FLOUR", {"sent": 73_000})).status_code == 201
    await hand(volunteer, 1, lines=weighed(2_400))
    assert (await figures(volunteer))["for_sale"] == 2_100, "the surplus, and what was weighed less"
    await hear(supply_engine, sold(1, 1_600))
    assert (await put(volunteer, f"{DAY}/back/FLOUR", {"returned": 300, "lost": 200})).status_code == 201
    await hand(volunteer, 2)
    assert await figures(volunteer) == {
        "granted": 71_000,
        "sent": 73_000,
        "handed_over": 70_900,
        "sold": 1_600,
        "returned": 300,
        "lost": 200,
    }
    closed = await post(volunteer, f"{DAY}/closing", {})
    assert (closed["closed_at"] is not None, closed["reason"]) == (True, None)
    assert await post(volunteer, f"{DAY}/closing", {}) == closed
    assert await post(volunteer, f"{DAY}/closing", {"reason": "all is here"}) == closed, "none was needed, none is kept"


async def test_a_day_that_does_not_balance_is_closed_with_its_reason(
    day: httpx.AsyncClient, volunteer: httpx.AsyncClient
) -> None:
    await hand(volunteer, 1)
    refused = await volunteer.post(f"{DAY}/closing", json={})
    assert (refused.status_code, refused.json()["code"]) == (409, "distribution_differs")
    assert refused.json()["figures"]["products"] == ["FLOUR"]
    closed = await post(volunteer, f"{DAY}/closing", {"reason": "one basket waits"})
    assert closed["reason"] == "one basket waits"
    assert (await volunteer.post(f"{DAY}/closing", json={"reason": "another"})).json()["code"] == "distribution_closed"
    late = await volunteer.put(f"{DAY}/back/FLOUR", json={"returned": 1})
    assert (late.status_code, late.json()["code"]) == (409, "distribution_closed")
    assert (await hand(volunteer, 2)).status_code == 201, "goods are fetched after it too"
    assert (await volunteer.post(f"{DAY}/reopening")).status_code == 403
    assert (await post(day, f"{DAY}/reopening"))["closed_at"] is None
    assert (await put(volunteer, f"{DAY}/back/FLOUR", {"returned": 1})).status_code == 201


async def test_what_two_tables_sold_of_the_same_goods_is_shown_beyond_what_was_sent(
    day: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    async def page() -> str:
        return " ".join((await day.get("/hall/2026-12/DUC/day")).text.split())

    await hand(day, 1)
    await hear(supply_engine, sold(1, 500), sold(2, 500, order=2))
    assert await figures(day) == {
        "granted": 71_000,
        "sent": 71_000,
        "handed_over": 2_500,
        "sold": 1_000,
        "difference": 67_500,
        "awaited": 68_500,
        "beyond": 1_000,
    }
    assert "1 kg more than was sent" in await page()
    await put(day, f"{DAY}/back/FLOUR", {"returned": 67_500})
    refused = await day.post(f"{DAY}/closing", json={})
    assert refused.json()["code"] == "distribution_differs", "nothing should be there, yet somebody waits"
    await hand(day, 2)  # it was there after all, but for what was sold of its own
    assert (await figures(day))["difference"] == -68_000
    await put(day, f"{DAY}/back/FLOUR", {"returned": 0})
    await put(day, f"{DAY}/sent/FLOUR", {"sent": 71_500})
    assert (await post(day, f"{DAY}/closing", {}))["reason"] is None
    await hear(supply_engine, sold(3, 400, order=2))  # a device had not sent it yet
    assert ((await figures(day))["difference"], (await figures(day))["beyond"]) == (-400, 400)
    assert "Since then one product no longer adds up." in await page()
    assert "0.4 kg more than was sent" in await page()


async def test_goods_are_released_after_their_last_day_and_not_before(
    day: httpx.AsyncClient, volunteer: httpx.AsyncClient, supply_engine: AsyncEngine, clock: HeldClock
) -> None:
    await hand(day, 1)
    clock.moment = LAST_DAY
    early = await volunteer.post(RELEASE)
    assert (early.status_code, early.json()["code"], early.json()["figures"]) == (
        409,
        "goods_awaited",
        {"last_day": "2026-12-26"},
    )
    clock.moment = DAY_AFTER
    released = await post(volunteer, RELEASE)
    assert (released["state"], await post(volunteer, RELEASE)) == ("released", released)
    assert (await figures(volunteer))["for_sale"] == 68_500
    assert (await volunteer.post(f"{PATH}/hand-overs/{UUID(int=1)}/release")).json()["code"] == "goods_fetched"
    events = await heard(supply_engine, HouseholdOrderHandedOver)
    assert [event.state for event in events] == [HandOverState.COLLECTED, HandOverState.RELEASED]


async def test_an_order_heard_after_the_settlement_has_no_goods_to_release_yet(
    day: httpx.AsyncClient, supply_engine: AsyncEngine, clock: HeldClock
) -> None:
    before = await figures(day)
    await admit(supply_engine, paid(4, "DUC", 5_000, version=2))
    assert await figures(day) == before
    clock.moment = DAY_AFTER
    release = f"{PATH}/hand-overs/{UUID(int=4)}/release"
    early = await day.post(release)
    assert (early.status_code, early.json()["code"]) == (409, "order_not_in_run")
    await post(day, f"{PATH}/settlement")
    assert (await figures(day))["granted"] == before["granted"] + 5_000
    assert (await post(day, release))["state"] == "released"


async def test_who_comes_after_all_gets_what_is_not_sold(
    day: httpx.AsyncClient, supply_engine: AsyncEngine, clock: HeldClock
) -> None:
    clock.moment = DAY_AFTER
    released = await post(day, RELEASE)
    await hear(supply_engine, sold(1, 500, order=2))
    too_much = await hand(day, 2, base=released["version"], lines=weighed(68_001))
    assert too_much.json()["code"] == "handed_beyond_granted"
    came = (await hand(day, 2, base=released["version"])).json()
    assert (came["state"], came["lines"][0]["handed"]) == ("collected", 68_000)


async def test_what_is_left_is_what_was_not_sold(
    day: httpx.AsyncClient, supply_engine: AsyncEngine, clock: HeldClock
) -> None:
    async def left() -> str:
        page = (await day.get("/hall/2026-12/DUC/left")).text
        return page[page.index("not-fetched") :]

    clock.moment = DAY_AFTER
    await hand(day, 1)
    await post(day, RELEASE)
    assert "68.5 kg" in await left()
    await hear(supply_engine, sold(1, 60_000, order=2))
    assert " 8.5 kg" in await left()
    assert "68.5" not in await left()
    assert [one["quantity"] for one in (await day.get("/v1/households/000002/file")).json()["sold"]] == [60_000]
    await hear(supply_engine, sold(1, 68_500, order=2, version=2))
    assert 'id="order-000002"' not in await left()


async def test_of_a_release_and_a_hand_over_at_once_one_is_noted(
    day: httpx.AsyncClient, supply_engine: AsyncEngine, clock: HeldClock
) -> None:
    clock.moment = DAY_AFTER
    came, release = await held_up(supply_engine, "hand_overs", hand(day, 2), day.post(RELEASE))
    assert (came.status_code, release.status_code) == (201, 409)
    assert len(await heard(supply_engine, HouseholdOrderHandedOver)) == 1


async def test_nothing_is_noted_of_a_day_that_is_being_closed(
    day: httpx.AsyncClient, volunteer: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await put(day, f"{DAY}/sent/FLOUR", {"sent": 73_000})
    closing = volunteer.post(f"{DAY}/closing", json={"reason": "a torn bag"})
    noting = day.put(f"{DAY}/sent/FLOUR", json={"sent": 71_000})
    closed, refused = await held_up(supply_engine, "goods_sent", closing, noting, reading=True)
    assert (closed.status_code, refused.status_code, refused.json()["code"]) == (200, 409, "distribution_closed")


async def test_other_centres_and_products_are_unknown(day: httpx.AsyncClient, volunteer: httpx.AsyncClient) -> None:
    other = f"{PATH}/centres/MIN/distribution"
    assert (await volunteer.get(other)).json()["code"] == "distribution_unknown"
    assert (await volunteer.post(f"{other}/closing", json={"reason": "mine?"})).json()["code"] == "distribution_unknown"
    assert (await day.get(f"{PATH}/centres/NOWHERE/distribution")).json()["code"] == "distribution_unknown"
    assert (await volunteer.put(f"{DAY}/sent/FLOUR", json={"sent": 1})).status_code == 403
    unsold = await volunteer.put(f"{DAY}/back/SALT", json={"returned": 1})
    assert (unsold.status_code, unsold.json()["code"]) == (404, "goods_not_of_cycle")


async def test_sales_are_counted_in_whatever_way_they_are_heard(supply_every_way: EveryWay) -> None:
    async def rows(connection: AsyncConnection) -> list[tuple[UUID, int, int]]:
        table = goods_sold.c
        found = await connection.execute(select(table.sale_id, table.version, table.quantity).order_by(table.sale_id))
        return [tuple(row) for row in found]

    events = [sold(1, 500), sold(2, 300, order=2), sold(2, 200, order=2, version=2), sold(3, 100)]
    found = await supply_every_way(subscriptions(RevokedAccess(revoked_access)), events, rows)
    assert found == [(UUID(int=1), 1, 500), (UUID(int=2), 2, 200), (UUID(int=3), 1, 100)]
