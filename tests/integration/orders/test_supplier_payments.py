"""What is owed to suppliers, and paid: never beyond what is owed, once."""

from datetime import date
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.contracts.cycles import CycleSettled, SupplierInvoice, SupplierInvoiceReceived
from shared.kernel.ids import uuid7
from shared.web.roles import Role
from tests.fixtures.orders_http import OrdersHttp, Table, broken_tills
from tests.fixtures.orders_story import CYCLE, add_centres, apply, balances, closing, control, opened, place, settled
from tests.fixtures.racing import held_up


@pytest.fixture
async def settled_http(orders_engine: AsyncEngine) -> OrdersHttp:
    """A settled cycle whose supplier ALMA invoiced 3.81 €."""
    await add_centres(orders_engine, "DUC")
    await apply(orders_engine, opened("DUC"))
    await place(orders_engine, 1)
    await place(orders_engine, 2)
    await apply(orders_engine, closing())
    run = [settled(1, 1, 254), settled(2, 1, 127)]
    await apply(orders_engine, *run, control(1, run))
    return OrdersHttp(orders_engine)


async def pay(table: Table, cents: int, *, payment: UUID | None = None, **changed: Any) -> httpx.Response:
    body = {"supplier": "ALMA", "amount_cents": cents, "paid_on": "2026-01-05"} | changed
    return await table.client.put(f"/v1/supplier-payments/{payment or uuid7()}", json=body)


async def owed(table: Table) -> dict[str, int]:
    answer = await table.client.get("/v1/suppliers/payable")
    return {one["supplier"]: one["owed_cents"] for one in answer.json()}


async def test_a_supplier_is_paid_what_it_is_owed_once(settled_http: OrdersHttp, orders_engine: AsyncEngine) -> None:
    payment = uuid7()
    async with settled_http.table(role=Role.TREASURER) as treasurer:
        before = await owed(treasurer)
        assert before == {"ALMA": -(await balances(orders_engine))["supplier:ALMA:payable"]}
        total = before["ALMA"]
        first = await pay(treasurer, 100, payment=payment)
        again = await pay(treasurer, 100, payment=payment)
        other = await pay(treasurer, 200, payment=payment)
        assert (first.status_code, again.status_code, other.json()["code"]) == (201, 200, "supplier_payment_differs")
        assert again.json() == first.json()
        assert await owed(treasurer) == {"ALMA": total - 100}
        too_much = await pay(treasurer, total - 99)
        assert (too_much.json()["code"], too_much.json()["figures"]["owed_cents"]) == (
            "supplier_owed_less",
            total - 100,
        )
        assert (await pay(treasurer, total - 100)).status_code == 201
        assert await owed(treasurer) == {}
    assert (await balances(orders_engine))["bank:account"] == -total
    assert await broken_tills(orders_engine) == []


async def test_two_treasurers_never_pay_an_invoice_twice(settled_http: OrdersHttp) -> None:
    async with settled_http.table(role=Role.TREASURER) as treasurer:
        total = (await owed(treasurer))["ALMA"]
        answers = await held_up(settled_http.engine, "ledger_transactions", *(pay(treasurer, total) for _ in range(2)))
        assert [answer.status_code for answer in answers] == [201, 409]
        assert await owed(treasurer) == {}


async def test_what_makes_no_sense_is_refused(settled_http: OrdersHttp) -> None:
    async with settled_http.table(role=Role.TREASURER) as treasurer:
        assert (await pay(treasurer, 0)).json()["code"] == "payment_not_positive"
        assert (await pay(treasurer, 1, supplier="NOBODY")).json()["code"] == "supplier_owed_less"
        assert (await pay(treasurer, 1, paid_on="2999-01-05")).json()["code"] == "paid_in_future"
    async with settled_http.table("DUC") as volunteer:
        assert (await pay(volunteer, 1)).status_code == 403


def bills(cycle: str, total: int, run: int = 1) -> CycleSettled:
    """A cycle in which nobody got anything and ALMA's goods went into stock."""
    nothing = dict.fromkeys(("orders", "held", "charged", "rebates", "rounding", "uncovered", "stock_used"), 0)
    invoices = [SupplierInvoice(supplier="ALMA", goods=total, delivery=0, vat=0, total=total)]
    return CycleSettled(version=run, cycle=cycle, run=run, stock_kept=total, invoices=invoices, left_out=[], **nothing)


def printed(cycle: str, number: str, due_on: date | None, total: int, **more: Any) -> SupplierInvoiceReceived:
    told = {"version": 1, "withdrawn": False} | more
    return SupplierInvoiceReceived(cycle=cycle, supplier="ALMA", number=number, due_on=due_on, total=total, **told)


async def unpaid(table: Table) -> list[tuple[str, str | None, int, int]]:
    """Cycle, number, what it owes and what of it remains, of each; together they are what the account owes."""
    (payable,) = (await table.client.get("/v1/suppliers/payable")).json()
    assert sum(one["remains_cents"] for one in payable["invoices"]) == payable["owed_cents"]
    return [(one["cycle"], one["number"], one["owed_cents"], one["remains_cents"]) for one in payable["invoices"]]


async def test_payments_pay_what_is_due_first_and_what_is_paid_is_listed_no_more(orders_engine: AsyncEngine) -> None:
    for code in ("2027-01", "2027-02", "2027-03"):
        await apply(orders_engine, opened().model_copy(update={"cycle": code}))
        await apply(orders_engine, closing().model_copy(update={"cycle": code}))
        await apply(orders_engine, bills(code, 1_000))
    await apply(orders_engine, printed("2027-01", "F-1", date(2027, 3, 15), 1_000))
    await apply(orders_engine, printed("2027-02", "F-2", date(2027, 2, 28), 1_000))
    await apply(orders_engine, printed("2027-04", "F-4", date(2027, 1, 1), 700))
    first, second, third = ("2027-02", "F-2", 1_000), ("2027-01", "F-1", 1_000), ("2027-03", None, 1_000)
    async with OrdersHttp(orders_engine).table(role=Role.TREASURER) as treasurer:
        assert await unpaid(treasurer) == [(*first, 1_000), (*second, 1_000), (*third, 1_000)]
        (payable,) = (await treasurer.client.get("/v1/suppliers/payable")).json()
        assert [one["number"] for one in payable["not_booked"]] == ["F-4"]
        await pay(treasurer, 1_250)
        assert await unpaid(treasurer) == [(*second, 750), (*third, 1_000)]
        page = await treasurer.client.get("/treasury/suppliers")
        assert "F-1" in page.text
        assert "F-2" not in page.text
        await apply(orders_engine, bills("2027-01", 900, run=2))  # a credit note of 1.00 on F-1
        assert await unpaid(treasurer) == [("2027-01", "F-1", 900, 650), (*third, 1_000)]
        await apply(orders_engine, bills("2027-02", 400, run=2))  # one on the invoice that is paid pays the next
        assert await unpaid(treasurer) == [("2027-01", "F-1", 900, 50), (*third, 1_000)]
        await apply(orders_engine, printed("2027-03", "F-3", date(2027, 3, 1), 1_000))
        assert await unpaid(treasurer) == [("2027-03", "F-3", 1_000, 150), ("2027-01", "F-1", 900, 900)], "due before"
        await pay(treasurer, 1_050)
        assert await owed(treasurer) == {}
        await apply(orders_engine, bills("2027-03", 800, run=2))
        (payable,) = (await treasurer.client.get("/v1/suppliers/payable")).json()
        assert (payable["owed_cents"], payable["invoices"]) == (-200, [])


async def test_each_invoice_says_by_when_it_is_to_be_paid(settled_http: OrdersHttp, orders_engine: AsyncEngine) -> None:
    await apply(orders_engine, printed(CYCLE, "F-1", date(2027, 1, 15), 386))
    async with settled_http.table(role=Role.TREASURER) as treasurer:
        (payable,) = (await treasurer.client.get("/v1/suppliers/payable")).json()
        (invoice,) = payable["invoices"]
        assert invoice == {
            "cycle": CYCLE,
            "number": "F-1",
            "due_on": "2027-01-15",
            "total_cents": 386,
            "owed_cents": payable["owed_cents"],
            "remains_cents": payable["owed_cents"],
        }
        await apply(orders_engine, printed(CYCLE, "F-1", date(2027, 1, 15), 386, version=2, withdrawn=True))
        assert [row[:2] for row in await unpaid(treasurer)] == [(CYCLE, None)], "owed still, as ordered"


async def repay(table: Table, cents: int, *, repayment: UUID | None = None, **changed: Any) -> httpx.Response:
    body = {"supplier": "ALMA", "amount_cents": cents, "paid_on": "2026-01-09"} | changed
    return await table.client.put(f"/v1/supplier-repayments/{repayment or uuid7()}", json=body)


@pytest.fixture
async def credited(orders_engine: AsyncEngine) -> OrdersHttp:
    """An invoice of 10.00 that was paid, and a credit note of 2.00 on it since: ALMA owes the network that."""
    await apply(orders_engine, opened())
    await apply(orders_engine, closing())
    await apply(orders_engine, bills(CYCLE, 1_000))
    http = OrdersHttp(orders_engine)
    async with http.table(role=Role.TREASURER) as treasurer:
        assert (await pay(treasurer, 1_000)).status_code == 201
    await apply(orders_engine, bills(CYCLE, 800, run=2))
    return http


async def test_what_a_supplier_owes_it_pays_back_once(credited: OrdersHttp, orders_engine: AsyncEngine) -> None:
    repayment = uuid7()
    async with credited.table(role=Role.TREASURER) as treasurer:
        first = await repay(treasurer, 50, repayment=repayment)
        again = await repay(treasurer, 50, repayment=repayment)
        assert (first.status_code, again.status_code, first.json()) == (201, 200, again.json())
        for other in ({"cents": 51}, {"cents": 50, "paid_on": "2026-01-10"}, {"cents": 50, "supplier": "SAVON"}):
            differing = await repay(treasurer, repayment=repayment, **other)
            assert (differing.status_code, differing.json()["code"]) == (409, "supplier_repayment_differs")
        assert await owed(treasurer) == {"ALMA": -150}
        page = await treasurer.client.get("/treasury/suppliers")
        assert "PUT /v1/supplier-repayments/" in page.text
        too_much = await repay(treasurer, 151)
        assert (too_much.json()["code"], too_much.json()["figures"]["owes_cents"]) == ("supplier_owes_less", 150)
        assert (await repay(treasurer, 150)).status_code == 201
        assert await owed(treasurer) == {}
        entries = (await treasurer.client.get("/v1/ledger/accounts/supplier:ALMA:payable")).json()["items"]
        booked = [(one["kind"], one["what"], one["amount_cents"]) for one in entries]
        assert booked.count(("supplier_repaid", "2026-01-09", -150)) == 1
        assert all(one["by"] for one in entries if one["kind"] == "supplier_repaid")
    assert (await balances(orders_engine))["bank:account"] == -800
    assert await broken_tills(orders_engine) == []


async def test_of_two_treasurers_nobody_notes_more_than_a_supplier_owes(
    credited: OrdersHttp, orders_engine: AsyncEngine
) -> None:
    async with credited.table(role=Role.TREASURER) as treasurer:
        answers = await held_up(orders_engine, "ledger_entries", *(repay(treasurer, 200) for _ in range(2)))
        assert [answer.status_code for answer in answers] == [201, 409]
        assert answers[1].json()["code"] == "supplier_owes_less"
        assert await owed(treasurer) == {}


async def test_what_was_paid_back_pays_no_other_invoice(credited: OrdersHttp, orders_engine: AsyncEngine) -> None:
    async with credited.table(role=Role.TREASURER) as treasurer:
        await repay(treasurer, 200)
        await apply(orders_engine, opened().model_copy(update={"cycle": "2027-02"}))
        await apply(orders_engine, closing().model_copy(update={"cycle": "2027-02"}))
        await apply(orders_engine, bills("2027-02", 500))
        assert await unpaid(treasurer) == [("2027-02", None, 500, 500)]


async def test_what_no_supplier_pays_back(settled_http: OrdersHttp) -> None:
    async with settled_http.table(role=Role.TREASURER) as treasurer:
        refused: list[tuple[int, dict[str, Any], str]] = [
            (0, {}, "payment_not_positive"),
            (1, {"paid_on": "2999-01-05"}, "paid_in_future"),
            (1, {"supplier": "NOBODY"}, "supplier_owes_less"),
            (1, {}, "supplier_owes_less"),
        ]
        for cents, changed, code in refused:
            assert (await repay(treasurer, cents, **changed)).json()["code"] == code
    async with settled_http.table("DUC") as volunteer:
        assert (await repay(volunteer, 1)).status_code == 403


WHY = {"reason": "montant mal tapé"}
FRENCH = {"Accept-Language": "fr"}
OTHERWISE = {"reason": "another one"}


async def take_back(table: Table, transfer: UUID, *, kind: str = "payments", **more: Any) -> httpx.Response:
    return await table.client.post(f"/v1/supplier-{kind}/{transfer}/withdrawal", **({"json": WHY} | more))


async def test_a_payment_that_was_noted_wrong_is_taken_back_once(
    settled_http: OrdersHttp, orders_engine: AsyncEngine
) -> None:
    wrong = uuid7()
    async with settled_http.table(role=Role.TREASURER) as treasurer:
        total = (await owed(treasurer))["ALMA"]
        await pay(treasurer, 100, payment=wrong)
        for body in ({}, {"reason": "x"}):
            assert (await take_back(treasurer, wrong, json=body)).status_code == 422
        first = await take_back(treasurer, wrong)
        again = await take_back(treasurer, wrong)
        assert (await take_back(treasurer, wrong, json=OTHERWISE)).json()["code"] == "reason_differs"
        assert (first.status_code, first.json()) == (200, again.json())
        assert (first.json()["withdrawn_because"], first.json()["amount_cents"]) == (WHY["reason"], 100)
        assert (await pay(treasurer, 100, payment=wrong)).status_code == 200, "a late copy of the request"
        assert await owed(treasurer) == {"ALMA": total}
        assert (await pay(treasurer, 110)).status_code == 201, "what is right"
        listed = (await treasurer.client.get("/v1/supplier-payments", params={"limit": 1})).json()
        rest = (await treasurer.client.get("/v1/supplier-payments", params={"after": listed["next"]})).json()
        assert [one["amount_cents"] for one in listed["items"] + rest["items"]] == [110, 100]
        assert rest == {"items": [first.json()], "next": None}
        entries = (await treasurer.client.get("/v1/ledger/accounts/bank:account")).json()["items"]
        assert [(one["kind"], one["what"], one["amount_cents"]) for one in entries] == [
            ("supplier_paid", "2026-01-05", -100),
            ("supplier_payment_withdrawn", WHY["reason"], 100),
            ("supplier_paid", "2026-01-05", -110),
        ]
        assert all(one["by"] for one in entries)
        for kind, code in (("payments", "supplier_payment_unknown"), ("repayments", "supplier_repayment_unknown")):
            unknown = await take_back(treasurer, uuid7(), kind=kind)
            assert (unknown.status_code, unknown.json()["code"]) == (404, code)
        assert (await take_back(treasurer, wrong, kind="repayments")).status_code == 404
    async with settled_http.table("DUC") as volunteer:
        assert (await take_back(volunteer, wrong)).status_code == 403
        assert (await volunteer.client.get("/v1/supplier-payments")).status_code == 403
    assert await broken_tills(orders_engine) == []


async def test_what_was_paid_back_by_mistake_is_owed_again(credited: OrdersHttp, orders_engine: AsyncEngine) -> None:
    """And a payment on which a repayment rests goes after it: no supplier paid back more than it was paid."""
    back = uuid7()
    async with credited.table(role=Role.TREASURER) as treasurer:
        await repay(treasurer, 200, repayment=back)
        first, paid = (await treasurer.client.get("/v1/supplier-payments")).json()["items"]
        assert [(one["kind"], one["amount_cents"]) for one in (first, paid)] == [("repayment", 200), ("payment", 1_000)]
        refused = await take_back(treasurer, paid["transfer_id"], headers=FRENCH)
        assert (refused.status_code, refused.json()["code"]) == (409, "supplier_repaid_since")
        assert "aurait remboursé 2,00" in refused.json()["detail"]
        taken = await take_back(treasurer, back, kind="repayments")
        assert taken.json() == (await take_back(treasurer, back, kind="repayments")).json()
        otherwise = await take_back(treasurer, back, kind="repayments", json=OTHERWISE)
        assert (otherwise.status_code, otherwise.json()["code"]) == (409, "reason_differs")
        assert (taken.json()["kind"], taken.json()["withdrawn_because"]) == ("repayment", WHY["reason"])
        assert await owed(treasurer) == {"ALMA": -200}
        assert (await take_back(treasurer, paid["transfer_id"])).status_code == 200
        assert await unpaid(treasurer) == [(CYCLE, None, 800, 800)]
    assert "bank:account" not in await balances(orders_engine)
    assert await broken_tills(orders_engine) == []


async def test_a_payment_is_taken_back_or_what_rests_on_it_is_paid_back(
    credited: OrdersHttp, orders_engine: AsyncEngine
) -> None:
    async with credited.table(role=Role.TREASURER) as treasurer:
        (paid,) = (await treasurer.client.get("/v1/supplier-payments")).json()["items"]
        taking = (take_back(treasurer, paid["transfer_id"]) for _ in range(2))
        answers = await held_up(orders_engine, "ledger_entries", *taking, repay(treasurer, 200))
        assert [answer.status_code for answer in answers] == [200, 200, 409]
        assert answers[2].json()["code"] == "supplier_owes_less"
        assert await owed(treasurer) == {"ALMA": 800}
