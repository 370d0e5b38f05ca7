"""Money of one household or one till wanted by two at once: each fails when its command does not lock."""

from uuid import UUID

import httpx
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.storage.ledger_tables import NETWORK_TILL
from shared.contracts.seals import CycleSealed
from shared.kernel.ids import group_order_id, uuid7
from shared.web.roles import Role
from tests.fixtures import orders_story
from tests.fixtures.orders_http import DUC, MIN, SOAP, OrdersHttp, Table, broken_tills
from tests.fixtures.orders_story import CYCLE, apply, balances, control, published, settled
from tests.fixtures.racing import held_by, held_up, locked_first, rows


def codes(answers: list[httpx.Response]) -> list[tuple[int, str | None]]:
    return [(answer.status_code, answer.json().get("code") if answer.content else None) for answer in answers]


def refund(household: UUID, cents: int) -> dict[str, object]:
    return {"household_id": str(household), "means": "cash", "amount_cents": cents}


async def test_a_refund_and_an_order_never_use_one_credit(table: Table, orders_engine: AsyncEngine) -> None:
    household = await table.household()
    await table.pay(household, 400)
    giving = table.client.put(f"/v1/refunds/{uuid7()}", json=refund(household, 300))
    ordering = table.order(household, {SOAP: 1})
    refunded, ordered = await held_up(orders_engine, "refunds", giving, ordering, reading=True)
    assert (refunded.status_code, ordered.json()["state"]) == (201, "waiting")
    assert await balances(orders_engine) == {"till:DUC:cash": 100, "household:000001:credit": -100}
    assert await table.credit(household) == 100


async def test_cash_for_two_households_is_never_more_than_is_in_the_till(
    table: Table, orders_engine: AsyncEngine
) -> None:
    first, second = await table.household(), await table.household("000002")
    for household in (first, second):
        await table.pay(household, 300, means="card")
    await table.pay(first, 300)
    giving = (table.client.put(f"/v1/refunds/{uuid7()}", json=refund(one, 300)) for one in (first, second))
    assert codes(await held_up(orders_engine, "refunds", *giving)) == [(201, None), (409, "till_lacks_cash")]


async def test_a_household_paid_for_at_two_tills_at_once(orders_http: OrdersHttp, orders_engine: AsyncEngine) -> None:
    """Its own cash at its centre and a neighbour's at another: the order is confirmed once, no cent is lost."""
    async with orders_http.table(DUC, MIN) as table:
        own, neighbour = await table.household(), await table.household("000002", MIN)
        order = uuid7()
        await table.order(own, {SOAP: 1}, order_id=order)
        paying = (table.pay(payer, 320, order) for payer in (own, neighbour))
        assert codes(await held_up(orders_engine, "payments", *paying)) == [(201, None)] * 2
    assert await balances(orders_engine) == {
        "till:DUC:cash": 320,
        "till:MIN:cash": 320,
        "household:000001:held": -320,
        "household:000002:credit": -320,
    }
    assert await broken_tills(orders_engine) == []


async def test_credit_given_to_two_neighbours_at_once_is_given_once(table: Table, orders_engine: AsyncEngine) -> None:
    payer, orders = await table.household(), [uuid7(), uuid7()]
    await table.pay(payer, 400)
    for number, order in enumerate(orders, start=2):
        await table.order(await table.household(f"{number:06}"), {SOAP: 1}, order_id=order)
    giving = (table.pay(payer, 320, order, means="credit") for order in orders)
    answers = await held_by(orders_engine, rows("tills"), *giving)
    assert codes(answers) == [(201, None), (409, "not_enough_credit")]


async def test_households_are_locked_in_the_order_of_their_ids(table: Table, orders_engine: AsyncEngine) -> None:
    first, second = sorted([await table.household(), await table.household("000002")])
    await table.pay(second, 500)
    move = {"from_household": str(second), "to_household": str(first), "amount_cents": 500, "reason": "parted"}
    moving = table.client.put(f"/v1/credit-moves/{uuid7()}", json=move)
    before, after = (f"households WHERE id = '{one}'" for one in (first, second))
    moved = await locked_first(orders_engine, before, after, moving)
    assert moved.status_code == 201


async def test_an_order_is_cancelled_or_paid_for(table: Table, orders_engine: AsyncEngine) -> None:
    household, order = await table.household(), uuid7()
    await table.order(household, {SOAP: 1}, order_id=order)
    paying, cancelling = (
        table.pay(household, 320, order),
        table.client.post(f"/v1/orders/{order}/cancellation", json={}),
    )
    await held_up(orders_engine, "payments", paying, cancelling)
    assert await balances(orders_engine) == {"till:DUC:cash": 320, "household:000001:credit": -320}
    assert await table.credit(household) == 320


async def test_a_till_closed_by_two_is_closed_once(table: Table, orders_engine: AsyncEngine) -> None:
    address = f"/v1/tills/{DUC}/sessions/{uuid7()}"
    await table.client.put(address, json={"pieces": []})
    await table.pay(await table.household(), 1_000)
    counts = ([{"denomination_cents": cents, "number": 1}] for cents in (1_000, 500))
    closing = (table.client.post(f"{address}/closing", json={"pieces": one, "reason": "x"}) for one in counts)
    answers = await held_up(orders_engine, "till_sessions", *closing)
    assert codes(answers) == [(200, None), (409, "till_session_closed")]
    assert (await balances(orders_engine))["till:DUC:cash"] == 1_000


async def test_a_transfer_noted_by_two_treasurers_is_made_once(
    table: Table, orders_http: OrdersHttp, orders_engine: AsyncEngine
) -> None:
    household, refund_id = await table.household(), uuid7()
    await table.pay(household, 500)
    body = refund(household, 500) | {"means": "transfer"}
    assert (await table.client.put(f"/v1/refunds/{refund_id}", json=body)).status_code == 201
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        noting = (treasurer.client.post(f"/v1/refunds/{refund_id}/payment") for _ in range(2))
        answers = await held_up(orders_engine, "ledger_transactions", *noting)
    assert [answer.is_success for answer in answers] == [True, True]
    assert (await balances(orders_engine))["bank:account"] == -500


async def test_a_transfer_is_made_or_taken_back(
    table: Table, orders_http: OrdersHttp, orders_engine: AsyncEngine
) -> None:
    household, refund_id = await table.household(), uuid7()
    await table.pay(household, 500)
    await table.client.put(f"/v1/refunds/{refund_id}", json=refund(household, 500) | {"means": "transfer"})
    why = {"reason": "le foyer commande avec"}
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        noting = treasurer.client.post(f"/v1/refunds/{refund_id}/payment")
        taking = (table.client.post(f"/v1/refunds/{refund_id}/withdrawal", json=why) for _ in range(2))
        answers = await held_up(orders_engine, "ledger_transactions", *taking, noting)
    assert codes(answers) == [(200, None), (200, None), (409, "refund_withdrawn")]
    assert await table.credit(household) == 500
    assert "bank:account" not in await balances(orders_engine)


async def test_two_transfers_noted_at_once_follow_each_other_in_the_chain(
    table: Table, orders_http: OrdersHttp, orders_engine: AsyncEngine
) -> None:
    household, refund_ids = await table.household(), [uuid7(), uuid7()]
    await table.pay(household, 500)
    for refund_id in refund_ids:
        await table.client.put(f"/v1/refunds/{refund_id}", json=refund(household, 200) | {"means": "transfer"})
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        noting = (treasurer.client.post(f"/v1/refunds/{refund_id}/payment") for refund_id in refund_ids)
        answers = await held_up(orders_engine, "ledger_transactions", *noting)
    assert [answer.is_success for answer in answers] == [True, True]
    assert await broken_tills(orders_engine) == []


async def test_a_cheque_that_two_treasurers_see_bounce_is_owed_once(
    table: Table, orders_http: OrdersHttp, orders_engine: AsyncEngine
) -> None:
    household, payment = await table.household(), uuid7()
    await table.pay(household, 500, id=payment, means="cheque")
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        path, body = f"/v1/payments/{payment}/rejection", {"reason": "no cover"}
        bouncing = (treasurer.client.post(path, json=body) for _ in range(2))
        answers = await held_up(orders_engine, "rejected_payments", *bouncing)
    assert [answer.is_success for answer in answers] == [True, True]
    assert (await balances(orders_engine))["household:000001:receivable"] == 500


async def test_a_cheque_that_is_seen_to_bounce_is_not_banked_meanwhile(
    table: Table, orders_http: OrdersHttp, orders_engine: AsyncEngine
) -> None:
    household, payment = await table.household(), uuid7()
    await table.pay(household, 500, id=payment, means="cheque")
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        bouncing = treasurer.client.post(f"/v1/payments/{payment}/rejection", json={"reason": "no cover"})
        banking = treasurer.client.put(f"/v1/bank/receipts/{uuid7()}", json={"payment_ids": [str(payment)]})
        bounced, refused = await held_up(orders_engine, "rejected_payments", bouncing, banking)
    assert (bounced.is_success, refused.status_code) == (True, 409)
    assert refused.json()["code"] == "payment_rejected"
    assert "bank:account" not in await balances(orders_engine)


async def test_a_payment_that_meets_the_posting_of_a_settlement(table: Table, orders_engine: AsyncEngine) -> None:
    """The rebate and the payment are both the household's credit."""
    order = await orders_story.place(orders_engine, 7, centre=DUC)
    for centre in (DUC, MIN):
        await table.client.post(f"/v1/group-orders/{group_order_id(CYCLE, centre)}/sealing")
    household = (await table.client.get(f"/v1/orders/{order}")).json()["household_id"]
    run = [settled(7, 1, 250, centre=DUC)]
    posting = apply(orders_engine, *run, control(1, run))
    _, paid = await held_up(orders_engine, "posted_settlements", posting, table.pay(household, 100))
    assert paid.status_code == 201
    assert (await balances(orders_engine))["household:000007:credit"] == -(40 + 100)
    assert await table.credit(household) == 140
    assert NETWORK_TILL not in await broken_tills(orders_engine)


async def test_a_late_order_is_admitted_or_refunded(orders_http: OrdersHttp, orders_engine: AsyncEngine) -> None:
    async with orders_http.table(role=Role.COORDINATOR) as coordinator:
        await coordinator.seal()
        late = await orders_story.place(orders_engine, 7, centre=DUC, state="late", credit=290)
        paths = (f"/v1/late-orders/{late}/{way}" for way in ("admission", "refund"))
        leaving = (coordinator.client.post(path) for path in paths)
        answers = await held_up(orders_engine, "late_admissions", *leaving)
    assert codes(answers) == [(200, None), (409, "order_not_late")]
    assert (await balances(orders_engine))["household:000007:held"] == -290


async def test_a_late_order_and_a_refund_never_use_one_credit(
    orders_http: OrdersHttp, table: Table, orders_engine: AsyncEngine
) -> None:
    async with orders_http.table(role=Role.COORDINATOR) as coordinator:
        await coordinator.seal()
        late = await orders_story.place(orders_engine, 7, centre=DUC, state="late", credit=290)
        giving = table.client.put(f"/v1/refunds/{uuid7()}", json=refund(UUID(int=1_000_007), 290))
        admitting = coordinator.client.post(f"/v1/late-orders/{late}/admission")
        answers = await held_up(orders_engine, "refunds", giving, admitting)
    assert codes(answers) == [(201, None), (409, "late_order_lacks_credit")]


async def test_a_centre_opened_again_while_the_last_one_is_sealed(
    orders_http: OrdersHttp, orders_engine: AsyncEngine
) -> None:
    """The cycle is not sealed while a centre takes orders."""
    async with orders_http.table(role=Role.COORDINATOR) as coordinator:
        await coordinator.seal(DUC)
        path, body = f"/v1/group-orders/{group_order_id(CYCLE, DUC)}/reopening", {"reason": "a family forgotten"}
        reopening = coordinator.client.post(path, json=body)
        opened_again, _ = await held_up(orders_engine, "reopenings", reopening, coordinator.seal(MIN))
    assert opened_again.is_success
    assert await published(orders_engine, CycleSealed) == []


async def test_two_who_register_one_centre(orders_http: OrdersHttp, orders_engine: AsyncEngine) -> None:
    async with orders_http.table(role=Role.COORDINATOR) as coordinator:
        body = {"name": "Centre SPR", "place": "", "active": True}
        registering = (coordinator.client.put("/v1/centres/SPR", json=body) for _ in range(2))
        answers = await held_up(orders_engine, "outbox", *registering)
    assert sorted(answer.status_code for answer in answers) == [200, 201]
