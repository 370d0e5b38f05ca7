"""What is given up: a debt that will not be paid, containers that are lost; once, with who, when and why."""

from uuid import UUID

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.kernel.ids import uuid7
from shared.web.roles import Role
from tests.fixtures.orders_http import OrdersHttp, Table, broken_tills
from tests.fixtures.orders_story import balances
from tests.fixtures.racing import held_up

JAR = "BOCAL-1L"
WHY = "injoignable depuis un an"


async def give_up(
    table: Table, household: UUID, cents: int, write_off: UUID | None = None, why: str = WHY
) -> httpx.Response:
    body = {"household_id": str(household), "amount_cents": cents, "reason": why}
    return await table.client.put(f"/v1/debt-write-offs/{write_off or uuid7()}", json=body)


async def lose(
    table: Table, household: UUID, number: int, loss: UUID | None = None, why: str = "cassé"
) -> httpx.Response:
    body = {"household_id": str(household), "container": JAR, "number": number, "reason": why}
    return await table.client.put(f"/v1/container-losses/{loss or uuid7()}", json=body)


async def take(table: Table, household: UUID, number: int, deposit: UUID | None = None) -> httpx.Response:
    body = {"household_id": str(household), "container": JAR, "number": number}
    return await table.client.put(f"/v1/deposits/{deposit or uuid7()}", json=body)


async def owing(table: Table, treasurer: Table, cents: int = 500) -> UUID:
    """A household whose cheque bounced after it was spent."""
    household, neighbour, cheque = await table.household(), await table.household("000002"), uuid7()
    await table.pay(household, cents, means="cheque", id=cheque)
    move = {"from_household": str(household), "to_household": str(neighbour), "amount_cents": cents, "reason": "reçu"}
    assert (await table.client.put(f"/v1/credit-moves/{uuid7()}", json=move)).status_code == 201
    refused = await treasurer.client.post(f"/v1/payments/{cheque}/rejection", json={"reason": "sans provision"})
    assert refused.status_code == 200
    return household


async def with_jars(table: Table, http: OrdersHttp, number: int = 2) -> UUID:
    async with http.table(role=Role.COORDINATOR) as coordinator:
        jar = {"name": "Bocal 1 litre", "deposit_cents": 200}
        await coordinator.client.put(f"/v1/containers/{JAR}", json=jar)
    household = await table.household()
    await table.pay(household, 200 * number)
    assert (await take(table, household, number)).status_code == 201
    return household


async def owed(table: Table, household: UUID) -> int:
    return int((await table.client.get(f"/v1/households/{household}")).json()["owed_cents"])


async def test_a_debt_is_given_up_once_with_its_reason(
    table: Table, orders_http: OrdersHttp, orders_engine: AsyncEngine
) -> None:
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        household, write_off = await owing(table, treasurer), uuid7()
        assert (await table.client.post(f"/v1/households/{household}/closing")).json()["code"] == "household_owes"
        first = await give_up(treasurer, household, 500, write_off)
        again = await give_up(treasurer, household, 500, write_off)
        other = await give_up(treasurer, household, 400, write_off)
        assert (first.status_code, again.status_code, other.json()["code"]) == (201, 200, "write_off_differs")
        assert again.json() == first.json()
        assert (await give_up(treasurer, household, 500, write_off, "moved away")).json()["code"] == "write_off_differs"
        (entry,) = (await treasurer.client.get("/v1/ledger/accounts/debts:written_off")).json()["items"]
        kept = (await treasurer.client.get(f"/v1/households/{household}/file")).json()["debt_write_offs"]
    assert (entry["amount_cents"], entry["why"], entry["what"]) == (500, "Debt of a household given up", WHY)
    assert entry["by"] is not None
    assert [(one["amount_cents"], one["reason"]) for one in kept] == [(500, WHY)]
    assert await owed(table, household) == 0
    assert "household:000001:receivable" not in await balances(orders_engine)
    assert (await table.client.post(f"/v1/households/{household}/closing")).status_code == 200
    assert await broken_tills(orders_engine) == []


async def test_of_two_treasurers_one_gives_a_debt_up(
    table: Table, orders_http: OrdersHttp, orders_engine: AsyncEngine
) -> None:
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        household = await owing(table, treasurer)
        twice = [give_up(treasurer, household, 500) for _ in range(2)]
        answers = await held_up(orders_engine, "debt_write_offs", *twice, reading=True)
    assert [(one.status_code, one.json().get("code")) for one in answers] == [
        (201, None),
        (409, "write_off_beyond_debt"),
    ]
    assert (await balances(orders_engine))["debts:written_off"] == 500


async def test_a_debt_is_given_up_or_paid_back(
    table: Table, orders_http: OrdersHttp, orders_engine: AsyncEngine
) -> None:
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        household = await owing(table, treasurer)
        await table.pay(household, 500)
        back = {"household_id": str(household), "amount_cents": 500}
        paying = table.client.put(f"/v1/repayments/{uuid7()}", json=back)
        answers = await held_up(orders_engine, "ledger_transactions", give_up(treasurer, household, 500), paying)
    assert [(one.status_code, one.json().get("code")) for one in answers] == [(201, None), (409, "nothing_owed")]
    assert (await owed(table, household), await table.credit(household)) == (0, 500)
    assert await broken_tills(orders_engine) == []


async def test_a_cheque_that_bounces_after_the_erasure_is_given_up(table: Table, orders_http: OrdersHttp) -> None:
    household, cheque = await table.household(), uuid7()
    await table.pay(household, 300, means="cheque", id=cheque)
    refund = {"household_id": str(household), "means": "transfer", "amount_cents": 300}
    due = (await table.client.put(f"/v1/refunds/{uuid7()}", json=refund)).json()["refund_id"]
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        await treasurer.client.put(f"/v1/bank/receipts/{uuid7()}", json={"payment_ids": [str(cheque)]})
        await treasurer.client.post(f"/v1/refunds/{due}/payment")
        for step in ("closing", "erasure"):
            assert (await treasurer.client.post(f"/v1/households/{household}/{step}")).status_code == 200
        await treasurer.client.post(f"/v1/payments/{cheque}/rejection", json={"reason": "sans provision"})
        assert await owed(table, household) == 300
        assert (await give_up(treasurer, household, 300)).status_code == 201
    assert await owed(table, household) == 0


async def test_a_lost_jar_is_written_off_and_its_deposit_kept(
    table: Table, orders_http: OrdersHttp, orders_engine: AsyncEngine
) -> None:
    household, loss = await with_jars(table, orders_http), uuid7()
    assert (await take(table, household, -1)).status_code == 201
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        first = await lose(treasurer, household, 1, loss)
        assert (first.status_code, first.json()["containers"]) == (201, [])
        assert (await lose(treasurer, household, 1, loss)).status_code == 200
        assert (await lose(treasurer, household, 1, loss, "perdu")).json()["code"] == "deposit_differs"
        assert (await take(table, household, -1, loss)).json()["code"] == "deposit_differs", "it is lost, not back"
        (entry,) = (await treasurer.client.get("/v1/ledger/accounts/deposits:kept")).json()["items"]
        kept = (await treasurer.client.get(f"/v1/households/{household}/file")).json()["deposits"]
    assert (entry["amount_cents"], entry["what"]) == (-200, f"000001: 1 × {JAR}: cassé")
    assert (entry["why"], entry["by"] is not None) == ("Containers lost: their deposit is kept", True)
    assert [(one["number"], one["are_lost"]) for one in kept] == [(2, False), (-1, False), (-1, True)]
    assert await balances(orders_engine) == {
        "deposits:kept": -200,
        "household:000001:credit": -200,
        "till:DUC:cash": 400,
    }
    assert await broken_tills(orders_engine) == []


async def test_a_jar_is_lost_or_brought_back(table: Table, orders_http: OrdersHttp, orders_engine: AsyncEngine) -> None:
    household = await with_jars(table, orders_http, 1)
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        both = [take(table, household, -1), lose(treasurer, household, 1)]
        answers = await held_up(orders_engine, "ledger_transactions", *both)
    assert [(one.status_code, one.json().get("code")) for one in answers] == [
        (201, None),
        (409, "containers_not_taken"),
    ]
    assert await table.credit(household) == 200


async def test_what_is_not_written_off(table: Table, orders_http: OrdersHttp) -> None:
    jars = await with_jars(table, orders_http, 1)
    assert (await give_up(table, jars, 1)).status_code == (await lose(table, jars, 1)).status_code == 403
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        beyond = await give_up(treasurer, jars, 1)
        assert (beyond.json()["code"], beyond.json()["figures"]) == ("write_off_beyond_debt", {"owed_cents": 0})
        assert (await give_up(treasurer, jars, 0)).json()["code"] == "payment_not_positive"
        assert (await give_up(treasurer, uuid7(), 1)).json()["code"] == "household_unknown"
        assert (await lose(treasurer, jars, 2)).json()["code"] == "containers_not_taken"
        assert (await lose(treasurer, jars, 0)).json()["code"] == "invalid_request"


@pytest.mark.parametrize("address", ["debt-write-offs", "container-losses"])
async def test_without_a_reason_nothing_is_written_off(orders_http: OrdersHttp, address: str) -> None:
    body = {"household_id": str(uuid7()), "amount_cents": 1, "container": JAR, "number": 1, "reason": "?"}
    body.pop("amount_cents" if address == "container-losses" else "container")
    if address == "debt-write-offs":
        body.pop("number")
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        refused = await treasurer.client.put(f"/v1/{address}/{uuid7()}", json=body)
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid_request")
