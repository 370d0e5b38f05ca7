"""A household leaves: its account is closed, its name erased, its books kept, and what is kept of it shown to it."""

import re
from datetime import datetime, timedelta
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text, update
from sqlalchemy.event import listen
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.commands.republish import republish
from services.orders.queries.household_file import household_file
from services.orders.storage.cycle_tables import cycles
from services.orders.storage.tables import metadata
from shared.contracts.centres import HouseholdErased
from shared.contracts.cycles import CycleArchived
from shared.contracts.distributions import DistributionScheduled, HandOverState
from shared.database import transaction
from shared.kernel.ids import group_order_id, uuid7
from shared.web.roles import Role
from tests.fixtures.batches import order_item, send
from tests.fixtures.orders_distribution import handed_over, sell
from tests.fixtures.orders_http import DUC, FLOUR, MIN, SOAP, OrdersHttp, Table, broken_tills, cash
from tests.fixtures.orders_story import CYCLE, apply, closing, control, published, settled
from tests.fixtures.racing import held_by, rows
from tests.fixtures.tariffs import give_tariff
from tests.integration.orders.test_credit_moves import move


async def leave(table: Table, household: UUID, step: str = "closing") -> httpx.Response:
    return await table.client.post(f"/v1/households/{household}/{step}")


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
    assert (await leave(table, household)).json()["code"] == "household_awaits_goods", "they wait for their last day"
    await apply(orders_engine, handed_over(1, None, version=3, state=HandOverState.RELEASED))
    assert (await leave(table, household)).json()["code"] == "household_awaits_goods", "a sale would be its credit"


async def test_who_left_goods_behind_leaves_once_they_are_sold_or_the_cycle_is_archived(
    table: Table, orders_engine: AsyncEngine
) -> None:
    sold, archived, buyer = await table.household(), await table.household("000002"), await table.household("000003")
    for number, household in enumerate((sold, archived), start=1):
        await table.order(household, {FLOUR: 2_000}, order_id=UUID(int=number), payments=[cash()])
    run = [settled(number, 1, 290) for number in (1, 2)]
    released = [handed_over(number, None, state=HandOverState.RELEASED) for number in (1, 2)]
    await apply(orders_engine, closing(), *run, control(1, run), *released)
    assert (await sell(table, buyer, 2_000, order_id=str(UUID(int=1)), payment=cash(290))).status_code == 201
    assert (await leave(table, sold)).json()["code"] == "household_has_credit"
    await move(table, sold, buyer, 290)
    assert (await leave(table, sold)).status_code == 200
    assert (await leave(table, archived)).json()["code"] == "household_awaits_goods"
    await apply(orders_engine, CycleArchived(cycle=CYCLE, version=9))
    assert (await leave(table, archived)).status_code == 200
    late = await sell(table, buyer, 500, order_id=str(UUID(int=2)))
    assert late.json()["code"] == "goods_not_released", "nobody would see the credit of who left"
    assert (await sell(table, buyer, 500)).status_code == 201


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
    first, other = [await table.household(number) for number in ("000001", "000002")]
    order_then_leave = (table.order(first, {SOAP: 1}, payments=[cash()]), leave(table, first))
    ordered, refused = await held_by(orders_engine, rows("households"), *order_then_leave)
    assert (ordered.status_code, refused.json()["code"]) == (201, "household_awaits_goods")
    leave_then_order = (leave(table, other), table.order(other, {SOAP: 1}, payments=[cash()]))
    closed, refused = await held_by(orders_engine, rows("households"), *leave_then_order)
    assert (closed.status_code, refused.json()["code"]) == (200, "household_closed")
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
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        async with orders_http.table(role=Role.COORDINATOR) as coordinator:
            await coordinator.client.put("/v1/containers/BOCAL", json={"name": "Bocal", "deposit_cents": 300})
        await said_beside_its_money(table, treasurer, household, neighbour)
        assert await naming(orders_engine, "Bernard") == 5
        await treasurer.client.put(f"/v1/bank/receipts/{uuid7()}", json={"payment_ids": [str(cheque)]})
        assert (await leave(treasurer, household, "erasure")).json()["code"] == "household_not_closed"
        await leave(treasurer, household)
        erased = await leave(treasurer, household, "erasure")
        assert (await leave(treasurer, household, "erasure")).json() == erased.json()
        assert (await leave(treasurer, household, "reopening")).json()["code"] == "household_erased"
        entries = (await treasurer.client.get("/v1/ledger/accounts/household:000001:credit")).json()["items"]
    assert (erased.json()["label"], erased.json()["number"], erased.json()["language"]) == ("", "000001", "fr")
    assert sum(entry["amount_cents"] for entry in entries) == 0
    assert await naming(orders_engine, "Bernard") == 0, "no word that was written beside its money is left"
    said = await published(orders_engine, HouseholdErased)
    assert [event.household for event in said] == ["000001"]
    await republish(orders_engine, CYCLE)
    assert [(event.household, event.version) for event in await published(orders_engine, HouseholdErased)] == [
        ("000001", said[0].version)
    ] * 2
    assert await broken_tills(orders_engine) == []


async def said_beside_its_money(table: Table, treasurer: Table, household: UUID, neighbour: UUID) -> None:
    """A refund taken back, a payment refused, its debt given up, a container lost, credit moved, each with a name."""
    refund, bounced, whose = uuid7(), uuid7(), {"household_id": str(household)}
    because = {"reason": "chez Bernard"}
    await table.client.put(f"/v1/refunds/{refund}", json=whose | {"means": "transfer", "amount_cents": 50})
    await table.client.post(f"/v1/refunds/{refund}/withdrawal", json=because)
    await table.pay(household, 300, means="cheque", id=bounced)
    await treasurer.client.post(f"/v1/payments/{bounced}/rejection", json=because)
    await treasurer.client.put(f"/v1/debt-write-offs/{uuid7()}", json=whose | because | {"amount_cents": 300})
    lost = whose | {"container": "BOCAL", "number": 1}
    assert (await table.client.put(f"/v1/deposits/{uuid7()}", json=lost)).status_code == 201
    await treasurer.client.put(f"/v1/container-losses/{uuid7()}", json=lost | because)
    kept = (await treasurer.client.get(f"/v1/households/{household}/file")).json()
    told = [kept["refunds"][0]["withdrawn_because"], kept["debt_write_offs"][0]["reason"]]
    assert [*told, kept["deposits"][1]["lost_because"]] == ["chez Bernard"] * 3
    parting = {"from_household": str(household), "to_household": str(neighbour), "amount_cents": 200}
    await table.client.put(f"/v1/credit-moves/{uuid7()}", json=parting | because)


async def naming(engine: AsyncEngine, name: str) -> int:
    """In how many rows a name stands, of all tables."""
    async with engine.connect() as connection:
        tables = [f"SELECT 1 FROM {one.name} WHERE {one.name}::text LIKE :name" for one in metadata.sorted_tables]  # noqa: S608
        found = text(f"SELECT count(*) FROM ({' UNION ALL '.join(tables)}) AS named")  # noqa: S608 - names of our own
        return int(await connection.scalar(found, {"name": f"%{name}%"}) or 0)


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
    assert (order["rate_basis_points"], order["was_late"], order["late_reason"]) == (10_000, False, None)
    assert [(line["product"], line["quantity"]) for line in kept["lines"]] == [(SOAP, 1)]
    assert [payment["amount_cents"] for payment in kept["payments"]] == [500, 200]
    assert [(payment["banked_at"], payment["came_late"]) for payment in kept["payments"]] == [(None, False)] * 2
    assert order["goods_correction_refused"] is None
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
    keys = {"order_id", "payment_id", "refund_id"}
    about = {
        one.name
        for one in metadata.sorted_tables
        if any("household" in column.name or column.name in keys for column in one.columns)
    }
    about -= {"settled_orders"}  # runs as they arrived: the one in force is in posted_settlements
    assert len(about) >= 25
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
