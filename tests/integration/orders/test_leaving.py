"""A household leaves: its credit goes to another or back, its account is closed, its name erased, its books kept."""

import asyncio
import re
from datetime import datetime, timedelta
from uuid import UUID

import httpx
import pytest
from sqlalchemy import update
from sqlalchemy.event import listen
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.commands.republish import republish
from services.orders.queries.household_file import household_file
from services.orders.storage.cycle_tables import cycles
from services.orders.storage.tables import metadata
from shared.contracts.centres import HouseholdErased
from shared.contracts.distributions import DistributionScheduled
from shared.database import transaction
from shared.kernel.ids import group_order_id, uuid7
from shared.web.roles import Role
from tests.fixtures.batches import order_item, send
from tests.fixtures.orders_distribution import handed_over
from tests.fixtures.orders_http import DUC, FLOUR, MIN, SOAP, OrdersHttp, Table, broken_tills, cash
from tests.fixtures.orders_story import CYCLE, apply, balances, closing, control, published, settled
from tests.fixtures.racing import held_up
from tests.fixtures.tariffs import give_tariff


async def move(table: Table, giver: UUID, taker: UUID, cents: int, *, move_id: UUID | None = None) -> httpx.Response:
    body = {
        "from_household": str(giver),
        "to_household": str(taker),
        "amount_cents": cents,
        "reason": "deux foyers désormais",
    }
    return await table.client.put(f"/v1/credit-moves/{move_id or uuid7()}", json=body)


async def leave(table: Table, household: UUID, step: str = "closing") -> httpx.Response:
    return await table.client.post(f"/v1/households/{household}/{step}")


async def test_credit_is_moved_once(table: Table, orders_http: OrdersHttp) -> None:
    giver, taker, move_id = await table.household(), await table.household("000002"), uuid7()
    await table.pay(giver, 1_000)
    first = await move(table, giver, taker, 600, move_id=move_id)
    again = await move(table, giver, taker, 600, move_id=move_id)
    other = await move(table, giver, taker, 400, move_id=move_id)
    assert (first.status_code, again.status_code, other.json()["code"]) == (201, 200, "credit_move_differs")
    assert again.json() == first.json()
    assert (await table.credit(giver), await table.credit(taker)) == (400, 600)
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        entries = (await treasurer.client.get("/v1/ledger/accounts/household:000002:credit")).json()["items"]
    assert [(one["amount_cents"], one["balance_cents"]) for one in entries] == [(-600, -600)]
    assert entries[0]["why"] == "Credit moved to another household"


async def test_no_credit_is_moved_twice_at_once(table: Table, orders_engine: AsyncEngine) -> None:
    giver, taker = await table.household(), await table.household("000002")
    await table.pay(giver, 1_000)
    twice = [move(table, giver, taker, 600) for _ in range(2)]
    answers = await held_up(orders_engine, "credit_moves", *twice, reading=True)
    assert [(one.status_code, one.json().get("code")) for one in answers] == [(201, None), (409, "not_enough_credit")]
    assert (await table.credit(giver), await table.credit(taker)) == (400, 600)
    assert await balances(orders_engine) == {
        "till:DUC:cash": 1_000,
        "household:000001:credit": -400,
        "household:000002:credit": -600,
    }
    assert await broken_tills(orders_engine) == []


async def test_credit_moved_there_and_back_at_once_is_what_the_ledger_says(
    table: Table, orders_engine: AsyncEngine
) -> None:
    one, other = await table.household(), await table.household("000002")
    for household in (one, other):
        await table.pay(household, 1_000)
    moving = [move(table, one, other, 600), move(table, other, one, 300)]
    answers = await held_up(orders_engine, "credit_moves", *moving, reading=True)
    assert [answer.status_code for answer in answers] == [201, 201]
    booked = await balances(orders_engine)
    assert (booked["household:000001:credit"], booked["household:000002:credit"]) == (-700, -1_300)
    assert (await table.credit(one), await table.credit(other)) == (700, 1_300)


async def test_credit_that_is_not_there_is_not_moved(table: Table, orders_http: OrdersHttp) -> None:
    giver, taker = await table.household(), await table.household("000002")
    await table.order(giver, {SOAP: 1}, payments=[cash(500)])
    refused = await move(table, giver, taker, 181)
    assert (refused.json()["code"], refused.json()["figures"]) == ("not_enough_credit", {"missing_cents": 1})
    assert (await move(table, giver, giver, 1)).json()["code"] == "credit_stays"
    async with orders_http.table(MIN) as other:
        theirs = await other.household("000003", MIN)
        assert (await move(other, giver, theirs, 1)).json()["code"] == "household_unknown"
    assert (await move(table, giver, theirs, 1)).json()["code"] == "household_unknown"
    async with orders_http.table(role=Role.COORDINATOR) as coordinator:
        assert (await move(coordinator, giver, theirs, 1)).status_code == 201


async def test_a_closed_account_neither_orders_nor_pays_until_it_is_opened_again(table: Table) -> None:
    household, neighbour = await table.household(), await table.household("000002")
    await table.pay(neighbour, 500)
    first = await leave(table, household)
    assert first.json()["closed_at"] is not None
    assert (await leave(table, household)).json() == first.json()
    refused = [
        await table.order(household, payments=[cash()]),
        await table.pay(household, 100),
        await move(table, neighbour, household, 100),
        await table.client.put(
            f"/v1/households/{household}", json={"number": "000001", "centre": "DUC", "label": "autre", "size": 1}
        ),
    ]
    assert {answer.json()["code"] for answer in refused} == {"household_closed"}
    assert (await leave(table, household, "reopening")).json()["closed_at"] is None
    assert (await table.order(household, payments=[cash()])).json()["state"] == "confirmed"


async def test_no_account_is_closed_while_money_or_goods_are_open(
    table: Table, orders_http: OrdersHttp, orders_engine: AsyncEngine
) -> None:
    household = await table.household()
    await table.order(household, {SOAP: 1}, payments=[cash(320)])
    assert (await leave(table, household)).json()["code"] == "household_awaits_goods"
    await table.pay(household, 50)
    credit = await leave(table, household)
    assert (credit.json()["code"], credit.json()["figures"]) == ("household_has_credit", {"credit_cents": 50})
    owing, cheque = await table.household("000002"), uuid7()
    await table.pay(owing, 200, means="cheque", id=cheque)
    neighbour = await table.household("000003")
    await move(table, owing, neighbour, 199)
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        await treasurer.client.post(f"/v1/payments/{cheque}/rejection", json={"reason": "sans provision"})
    owed = await move(table, owing, neighbour, 1)
    assert (owed.json()["code"], owed.json()["figures"]) == ("credit_is_owed", {"owed_cents": 200, "most_cents": 0})
    back = {"household_id": str(owing), "amount_cents": 1}
    assert (await table.client.put(f"/v1/repayments/{uuid7()}", json=back)).status_code == 201
    assert (await leave(table, owing)).json()["code"] == "household_owes"
    await move(table, household, neighbour, 50)
    async with transaction(orders_engine) as connection:
        await connection.execute(update(cycles).values(settled_run=1))
    assert (await leave(table, household)).status_code == 200


async def test_no_account_is_closed_while_a_refund_is_due(table: Table, orders_http: OrdersHttp) -> None:
    household, refund = await table.household(), uuid7()
    await table.pay(household, 700)
    body = {"household_id": str(household), "means": "transfer", "amount_cents": 700}
    await table.client.put(f"/v1/refunds/{refund}", json=body)
    refused = await leave(table, household)
    assert (refused.json()["code"], refused.json()["figures"]) == ("household_awaits_refund", {"due_cents": 700})
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        await treasurer.client.post(f"/v1/refunds/{refund}/payment")
    assert (await leave(table, household)).status_code == 200


@pytest.mark.parametrize("means", ["cheque", "card", "transfer"])
async def test_no_account_is_closed_while_a_payment_of_it_is_not_at_the_bank(
    table: Table, orders_http: OrdersHttp, means: str
) -> None:
    household, neighbour, payment = await table.household(), await table.household("000002"), uuid7()
    await table.pay(household, 700, means=means, id=payment)
    await move(table, household, neighbour, 700)
    refused = await leave(table, household)
    assert (refused.json()["code"], refused.json()["figures"]) == ("household_awaits_bank", {"waiting_cents": 700})
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        await treasurer.client.put(f"/v1/bank/receipts/{uuid7()}", json={"payment_ids": [str(payment)]})
    assert (await leave(table, household)).status_code == 200


async def test_what_came_after_the_closing_is_settled_before_it_is_erased(
    table: Table, orders_http: OrdersHttp
) -> None:
    household = await table.household()
    await leave(table, household)
    await send(table, order_item(household, {SOAP: 1}, cash(320)))
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        assert (await leave(treasurer, household, "erasure")).json()["code"] == "household_has_credit"
        refund = {"household_id": str(household), "means": "cash", "amount_cents": 320}
        assert (await treasurer.client.put(f"/v1/refunds/{uuid7()}", json=refund)).status_code == 201
        assert (await leave(treasurer, household, "erasure")).json()["label"] == ""


async def test_an_account_stays_open_until_its_goods_are_handed_out(table: Table, orders_engine: AsyncEngine) -> None:
    household, order = await table.household(), UUID(int=1)
    await table.order(household, {FLOUR: 2_000}, order_id=order, payments=[cash()])
    run = [settled(1, 1, 290)]
    await apply(orders_engine, closing(), *run, control(1, run), distribution(1, datetime(2999, 1, 5, 14)))  # noqa: DTZ001 - local
    assert (await leave(table, household)).json()["code"] == "household_awaits_goods"
    await apply(orders_engine, handed_over(1, 2_000))
    assert (await leave(table, household)).status_code == 200
    await leave(table, household, "reopening")
    await apply(orders_engine, handed_over(1, None, version=2))
    assert (await leave(table, household)).json()["code"] == "household_awaits_goods"
    await apply(orders_engine, distribution(2, datetime(2020, 1, 5, 14)))  # noqa: DTZ001 - local time of the network
    assert (await leave(table, household)).status_code == 200, "the day is over"


def distribution(version: int, starts: datetime) -> DistributionScheduled:
    return DistributionScheduled(
        version=version,
        group_order_id=group_order_id(CYCLE, DUC),
        cycle=CYCLE,
        centre=DUC,
        starts=starts,
        ends=starts + timedelta(hours=3),
        place="salle",
    )


async def test_an_account_that_closes_while_it_orders_does_one_or_the_other(
    table: Table, orders_engine: AsyncEngine
) -> None:
    for number in range(8):
        household = await table.household(f"{number:06}")
        ordered, closed = await asyncio.gather(
            table.order(household, {SOAP: 1}, payments=[cash()]), leave(table, household)
        )
        assert sorted([ordered.status_code, closed.status_code]) in ([200, 409], [201, 409])
        assert {ordered.json().get("code"), closed.json().get("code")} & {"household_closed", "household_awaits_goods"}
    assert await broken_tills(orders_engine) == []


async def test_money_taken_offline_of_a_closed_household_is_its_credit(table: Table) -> None:
    household = await table.household()
    await leave(table, household)
    answer = await send(table, order_item(household, {SOAP: 1}, cash(320)))
    assert "household_closed" in str(answer)
    assert await table.credit(household) == 320


async def test_erased_nothing_names_it_and_its_books_stay(
    table: Table, orders_http: OrdersHttp, orders_engine: AsyncEngine
) -> None:
    household, neighbour, cheque = await table.household(language="tr"), await table.household("000002"), uuid7()
    await table.pay(household, 200, means="cheque", id=cheque)
    await move(table, household, neighbour, 200)
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        await treasurer.client.put(f"/v1/bank/receipts/{uuid7()}", json={"payment_ids": [str(cheque)]})
        assert (await leave(treasurer, household, "erasure")).json()["code"] == "household_not_closed"
        await leave(treasurer, household)
        erased = await leave(treasurer, household, "erasure")
        assert (await leave(treasurer, household, "erasure")).json() == erased.json()
        assert (await leave(treasurer, household, "reopening")).json()["code"] == "household_erased"
        entries = (await treasurer.client.get("/v1/ledger/accounts/household:000001:credit")).json()["items"]
    assert (erased.json()["label"], erased.json()["number"], erased.json()["language"]) == ("", "000001", "fr")
    assert [entry["amount_cents"] for entry in entries] == [-200, 200]
    said = await published(orders_engine, HouseholdErased)
    assert [event.household for event in said] == ["000001"]
    await republish(orders_engine, CYCLE)
    assert [(event.household, event.version) for event in await published(orders_engine, HouseholdErased)] == [
        ("000001", said[0].version)
    ] * 2
    assert await broken_tills(orders_engine) == []


async def test_everything_that_is_kept_of_a_household_is_shown_to_it(table: Table, orders_http: OrdersHttp) -> None:
    household, neighbour, cheque = await table.household(), await table.household("000002"), uuid7()
    await table.order(household, {SOAP: 1}, payments=[cash(500)])
    await table.pay(household, 200, means="cheque", id=cheque)
    await move(table, household, neighbour, 30)
    await table.pay(neighbour, 999)
    refund = {"household_id": str(household), "means": "cash", "amount_cents": 50}
    assert (await table.client.put(f"/v1/refunds/{uuid7()}", json=refund)).status_code == 201
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        await treasurer.client.post(f"/v1/payments/{cheque}/rejection", json={"reason": "sans provision"})
        kept = (await treasurer.client.get(f"/v1/households/{household}/file")).json()
        assert (await treasurer.client.get(f"/v1/households/{uuid7()}/file")).json()["code"] == "household_unknown"
    assert (await table.client.get(f"/v1/households/{household}/file")).status_code == 403
    assert (kept["household"]["label"], kept["household"]["owed_cents"]) == ("Foyer 000001", 200)
    assert kept["household"]["language"] == "fr"
    (order,) = kept["orders"]
    assert (order["state"], order["held_cents"], order["own_cents"]) == ("confirmed", 320, 320)
    assert (order["rate_basis_points"], order["was_late"]) == (10_000, False)
    assert [(line["product"], line["quantity"]) for line in kept["lines"]] == [(SOAP, 1)]
    assert [payment["amount_cents"] for payment in kept["payments"]] == [500, 200]
    assert [payment["order_ids"] for payment in kept["payments"]] == [[order["order_id"]], []]
    assert [rejected["reason"] for rejected in kept["rejected_payments"]] == ["sans provision"]
    assert [refund["amount_cents"] for refund in kept["refunds"]] == [50]
    assert [one["amount_cents"] for one in kept["credit_moves"]] == [-30]
    on_credit = [entry["amount_cents"] for entry in kept["entries"] if entry["account"].endswith(":credit")]
    assert (sum(on_credit), kept["household"]["credit_cents"]) == (-300, 300)


async def test_no_table_that_is_about_households_is_left_out_of_what_one_is_shown(
    table: Table, orders_engine: AsyncEngine
) -> None:
    household, statements = await table.household(), list[str]()
    listen(orders_engine.sync_engine, "before_cursor_execute", lambda *said: statements.append(said[2]))
    assert await household_file(orders_engine, household, None) is not None
    about = [one.name for one in metadata.sorted_tables if any("household" in column.name for column in one.columns)]
    assert len(about) >= 12
    assert [name for name in about if not any(re.search(rf"\b{name}\b", said) for said in statements)] == []


async def test_a_tariff_ends_with_the_account_and_who_prescribed_it_is_forgotten(
    table: Table, orders_http: OrdersHttp, orders_engine: AsyncEngine
) -> None:
    household = await table.household()
    await give_tariff(orders_engine, household, 50)
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        await leave(treasurer, household)
        (closed,) = (await treasurer.client.get(f"/v1/households/{household}/file")).json()["tariffs"]
        assert closed["ends"] is not None
        await leave(treasurer, household, "erasure")
        (erased,) = (await treasurer.client.get(f"/v1/households/{household}/file")).json()["tariffs"]
        again = {"begins": "2026-12-01", "ends": "2027-12-01", "basis_points": 5_000, "prescribed_by": "CCAS"}
        late = await treasurer.client.put(f"/v1/households/{household}/tariffs/{uuid7()}", json=again)
        assert late.json()["code"] == "household_closed"
    assert (erased["basis_points"], erased["prescribed_by"]) == (5_000, None)


async def test_only_the_treasurer_erases_and_only_its_centre_closes(table: Table, orders_http: OrdersHttp) -> None:
    household = await table.household()
    assert (await leave(table, household, "erasure")).status_code == 403
    async with orders_http.table(MIN) as other:
        for step in ("closing", "reopening"):
            assert (await leave(other, household, step)).json()["code"] == "household_unknown"
