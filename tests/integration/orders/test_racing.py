"""Two devices at once, over HTTP on real PostgreSQL: no euro is spent twice, no order is lost or doubled."""

import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.contracts.cycles import CatalogueRevised
from shared.contracts.group_orders import GroupOrderSealed, HouseholdOrderConfirmed
from shared.contracts.manifest import ManifestState, manifest_digest, order_digest
from shared.kernel.ids import group_order_id, uuid7
from tests.fixtures.orders_http import DUC, FLOUR, MIN, SOAP, OrdersHttp, Table, broken_tills, cash, catalogue
from tests.fixtures.orders_story import CYCLE, apply, balances, entry, published
from tests.fixtures.racing import held_by, rows
from tests.fixtures.waiting import eventually


async def test_two_orders_of_a_household_at_once_are_one(table: Table, orders_engine: AsyncEngine) -> None:
    household = await table.household()
    await table.pay(household, 363)
    answers = await asyncio.gather(*(table.order(household) for _ in range(6)))
    assert sorted(answer.status_code for answer in answers) == [201, *[409] * 5]
    assert {answer.json().get("code") for answer in answers} == {None, "second_order"}
    assert await table.credit(household) == 0
    assert await balances(orders_engine) == {"till:DUC:cash": 363, "household:000001:held": -363}


async def test_two_tablets_never_spend_one_credit_twice(table: Table, orders_engine: AsyncEngine) -> None:
    """One household's credit of 4 € is wanted at once for its own order of 3.63 € and for five neighbours' soap."""
    payer = await table.household()
    await table.pay(payer, 400)
    waiting = [uuid7() for _ in range(5)]
    for number, order_id in enumerate(waiting, start=2):
        await table.order(await table.household(f"{number:06}"), {SOAP: 1}, order_id=order_id)
    own = table.order(payer)
    answers = await asyncio.gather(own, *(table.pay(payer, 320, order_id, means="credit") for order_id in waiting))
    confirmed = [answer for answer in answers[1:] if answer.status_code == 201]
    refused = {answer.json()["code"] for answer in answers[1:] if answer.status_code != 201}
    own_state = answers[0].json()["state"]
    assert (own_state, len(confirmed)) in {("confirmed", 0), ("waiting", 1)}
    assert refused == {"not_enough_credit"}
    left = 400 - (363 if own_state == "confirmed" else 320)
    assert await table.credit(payer) == left
    booked = await balances(orders_engine)
    assert (booked["till:DUC:cash"], booked["household:000001:credit"]) == (400, -left)
    assert await broken_tills(orders_engine) == []


async def test_the_same_order_from_two_tablets_at_once_is_one_order(table: Table, orders_engine: AsyncEngine) -> None:
    household, order_id, payments = await table.household(), uuid7(), [cash(400)]
    sent = (table.order(household, order_id=order_id, payments=payments) for _ in range(6))
    answers = await asyncio.gather(*sent)
    assert sorted(answer.status_code for answer in answers) == [*[200] * 5, 201]
    assert all(answer.json() == answers[0].json() for answer in answers)
    assert (await balances(orders_engine))["till:DUC:cash"] == 400


async def test_one_payment_from_two_tablets_at_once_is_booked_once(table: Table, orders_engine: AsyncEngine) -> None:
    household, payment_id = await table.household(), uuid7()
    paid = (table.pay(household, 500, id=payment_id) for _ in range(6))
    answers = await held_by(orders_engine, rows("households"), *paid)
    assert sorted(answer.status_code for answer in answers) == [*[200] * 5, 201]
    assert await table.credit(household) == 500
    assert await balances(orders_engine) == {"till:DUC:cash": 500, "household:000001:credit": -500}


async def test_amendments_at_once_follow_each_other_or_are_refused(table: Table, orders_engine: AsyncEngine) -> None:
    household, order_id = await table.household(), uuid7()
    version = (await table.order(household, order_id=order_id, payments=[cash(2000)])).json()["version"]
    sent = (table.order(household, {FLOUR: 500 * kilos}, order_id=order_id, version=version) for kilos in range(6, 12))
    answers = await held_by(orders_engine, rows("household_orders"), *sent)
    assert [answer.status_code for answer in answers] == [200, *[409] * 5]
    stored = (await table.client.get(f"/v1/orders/{order_id}")).json()["order"]
    assert await balances(orders_engine) == {
        "till:DUC:cash": 2000,
        "household:000001:held": -stored["held_cents"],
        "household:000001:credit": -(2000 - stored["held_cents"]),
    }


async def test_many_households_at_two_centres_keep_every_chain_whole(
    orders_http: OrdersHttp, orders_engine: AsyncEngine
) -> None:
    async with orders_http.table(DUC, MIN) as table:
        households = [await table.household(f"{n:06}", (DUC, MIN)[n % 2]) for n in range(20)]
        answers = await asyncio.gather(*(table.order(household, payments=[cash()]) for household in households))
    assert [answer.status_code for answer in answers] == [201] * 20
    assert await broken_tills(orders_engine) == []
    assert sum((await balances(orders_engine)).values()) == 0


async def test_an_order_racing_the_seal_is_in_the_manifest_or_refused(table: Table, orders_engine: AsyncEngine) -> None:
    households = [await table.household(f"{n:06}") for n in range(12)]
    early = [table.order(household, payments=[cash()]) for household in households[:6]]
    late = [table.order(household) for household in households[6:]]
    sealing = asyncio.create_task(table.seal())
    answers = await asyncio.gather(*early, *late)
    await sealing
    events = await published(orders_engine, HouseholdOrderConfirmed)
    confirmed = [answer.json()["order_id"] for answer in answers if answer.json().get("state") == "confirmed"]
    assert sorted(str(event.order_id) for event in events) == sorted(confirmed)
    sealed = (await published(orders_engine, GroupOrderSealed))[0]
    digests = [
        (event.order_id, order_digest(event.order_id, event.version, ManifestState.CONFIRMED, event.lines))
        for event in events
    ]
    assert (sealed.orders, sealed.digest) == (len(confirmed), manifest_digest(digests))


async def test_an_order_that_waited_for_the_seal_sees_it(table: Table, orders_engine: AsyncEngine) -> None:
    household = await table.household()
    async with orders_engine.connect() as sealing:
        await sealing.begin()
        lock = text("SELECT 1 FROM group_orders WHERE id = :id FOR UPDATE")
        await sealing.execute(lock, {"id": group_order_id(CYCLE, DUC)})
        order = asyncio.create_task(table.order(household, payments=[cash(500)]))
        await eventually(lambda: _is_blocked(orders_engine))
        seal = text("UPDATE group_orders SET state = 'sealed', sealed_digest = '' WHERE id = :id")
        await sealing.execute(seal, {"id": group_order_id(CYCLE, DUC)})
        await sealing.commit()
        answer = (await order).json()
    assert answer["state"] == "late"
    assert await table.credit(household) == 500


async def _is_blocked(engine: AsyncEngine) -> bool:
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    async with engine.connect() as connection:
        return bool(await connection.scalar(waiting))


async def test_a_revision_of_the_catalogue_is_seen_by_the_next_order(table: Table, orders_engine: AsyncEngine) -> None:
    first, second = await table.household(), await table.household("000002")
    await table.order(first, payments=[cash()])
    stopped = [sold.model_copy(update={"on_sale": sold.product == SOAP}) for sold in catalogue()]
    added = entry("HUI", name="Huile", ceiling_price=900)
    await apply(orders_engine, CatalogueRevised(version=5, cycle=CYCLE, catalogue=[*stopped, added]))
    refused = await table.order(second, payments=[cash()])
    assert (refused.status_code, refused.json()["code"]) == (409, "product_not_on_sale")
    placed = await table.order(second, {"HUI": 1000}, payments=[cash()])
    assert (placed.status_code, placed.json()["held_cents"]) == (201, 900)


async def test_an_order_entered_before_its_product_was_stopped_is_still_answered(
    table: Table, orders_engine: AsyncEngine
) -> None:
    household, order_id = await table.household(), uuid7()
    first = await table.order(household, order_id=order_id, payments=[cash()])
    stopped = [sold.model_copy(update={"on_sale": False}) for sold in catalogue()]
    await apply(orders_engine, CatalogueRevised(version=5, cycle=CYCLE, catalogue=stopped))
    assert (await table.order(household, order_id=order_id)).json() == first.json()
