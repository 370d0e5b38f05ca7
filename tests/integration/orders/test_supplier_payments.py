"""What is owed to suppliers, and paid: never beyond what is owed, once."""

import asyncio
from datetime import date
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.contracts.cycles import SupplierInvoiceReceived
from shared.kernel.ids import uuid7
from shared.web.roles import Role
from tests.fixtures.orders_http import OrdersHttp, Table, broken_tills
from tests.fixtures.orders_story import CYCLE, add_centres, apply, balances, closing, control, opened, place, settled


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
        answers = await asyncio.gather(*(pay(treasurer, total) for _ in range(4)))
        assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
        assert await owed(treasurer) == {}


async def test_what_makes_no_sense_is_refused(settled_http: OrdersHttp) -> None:
    async with settled_http.table(role=Role.TREASURER) as treasurer:
        assert (await pay(treasurer, 0)).json()["code"] == "payment_not_positive"
        assert (await pay(treasurer, 1, supplier="NOBODY")).json()["code"] == "supplier_owed_less"
        assert (await pay(treasurer, 1, paid_on="2999-01-05")).json()["code"] == "paid_in_future"
    async with settled_http.table("DUC") as volunteer:
        assert (await pay(volunteer, 1)).status_code == 403


async def test_each_invoice_says_by_when_it_is_to_be_paid(settled_http: OrdersHttp, orders_engine: AsyncEngine) -> None:
    printed: dict[str, Any] = {"cycle": CYCLE, "supplier": "ALMA", "number": "F-1", "total": 386}
    await apply(orders_engine, SupplierInvoiceReceived(version=1, due_on=date(2027, 1, 15), withdrawn=False, **printed))
    other = printed | {"cycle": "2027-01", "number": "F-2"}
    await apply(orders_engine, SupplierInvoiceReceived(version=1, due_on=None, withdrawn=False, **other))
    async with settled_http.table(role=Role.TREASURER) as treasurer:
        (payable,) = (await treasurer.client.get("/v1/suppliers/payable")).json()
        assert [(one["cycle"], one["due_on"]) for one in payable["invoices"]] == [
            (CYCLE, "2027-01-15"),
            ("2027-01", None),
        ]
        withdrawn = SupplierInvoiceReceived(version=2, due_on=date(2027, 1, 15), withdrawn=True, **printed)
        await apply(orders_engine, withdrawn)
        (payable,) = (await treasurer.client.get("/v1/suppliers/payable")).json()
        assert [one["number"] for one in payable["invoices"]] == ["F-2"]
