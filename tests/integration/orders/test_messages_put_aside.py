"""What is told of messages that orders could not apply."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.contracts.cycles import CycleArchived
from shared.contracts.distributions import DistributionScheduled
from shared.contracts.event import Event
from shared.contracts.stock import StockAdjusted
from shared.kernel.ids import group_order_id
from shared.kernel.refusal import Refused
from shared.messaging.guard import Guard
from shared.messaging.subscription import Subscription
from shared.web.roles import Role
from tests.fixtures.orders_http import DUC, OrdersHttp
from tests.fixtures.orders_story import CYCLE
from tests.fixtures.records import record_of

SCHEDULED = DistributionScheduled.model_validate_json(
    f'{{"version": 1, "group_order_id": "{group_order_id(CYCLE, DUC)}", "cycle": "{CYCLE}", "centre": "{DUC}",'
    ' "starts": "2026-12-19T14:00:00", "ends": "2026-12-19T18:00:00", "place": ""}'
)


async def cannot(_connection: AsyncConnection, _events: Sequence[Event]) -> None:
    raise Refused("not_yet")


async def test_cycle_and_centre_are_told_by_what_orders_knows(
    orders_http: OrdersHttp, orders_engine: AsyncEngine
) -> None:
    guard = Guard(
        orders_engine, "orders", [Subscription((DistributionScheduled, CycleArchived, StockAdjusted), cannot)]
    )
    adjusted = StockAdjusted(version=1, product=CYCLE, lot="L1", changes=[])  # a product called as the cycle
    events: list[Event] = [SCHEDULED, CycleArchived(version=2, cycle=CYCLE), CycleArchived(version=2, cycle="other")]
    for event in (*events, adjusted):
        await guard.handle([record_of(event)])
    async with orders_http.table(role=Role.COORDINATOR) as desk:
        found = (await desk.client.get("/v1/dead-letters")).json()
    assert [(one["kind"], one["cycle"], one["centre_name"]) for one in found["items"]] == [
        ("DistributionScheduled", CYCLE, f"Centre {DUC}"),
        ("CycleArchived", CYCLE, None),
        ("CycleArchived", None, None),
        ("StockAdjusted", None, None),
    ]
    assert found["items"][0]["cycle_name"] is not None


async def test_pages_that_lack_what_was_put_aside_say_so_but_to_no_volunteer(
    orders_http: OrdersHttp, orders_engine: AsyncEngine
) -> None:
    guard = Guard(orders_engine, "orders", [Subscription((CycleArchived,), cannot)])
    await guard.handle([record_of(CycleArchived(version=2, cycle=CYCLE))])
    pages = {"/sealing", f"/sealing/{DUC}", "/treasury", f"/late-orders/{CYCLE}"}
    of_treasurer = pages - {f"/late-orders/{CYCLE}"}
    for role, told in ((Role.COORDINATOR, pages), (Role.TREASURER, of_treasurer), (Role.VOLUNTEER, set[str]())):
        async with orders_http.table(DUC, role=role) as table:
            answers = {path: await table.client.get(path, headers={"accept": "text/html"}) for path in pages}
            listed = (await table.client.get("/v1/dead-letters")).status_code
        assert {path for path, answer in answers.items() if "is put aside: this page" in answer.text} == told, role
        assert listed == (200 if told else 403)
