"""Lists of pages go on: whatever is beyond the first page is reached by its link, once each."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from html import unescape
from typing import Any

from sqlalchemy import Table as Rows
from sqlalchemy import insert, literal_column, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.storage.cash_transfer_tables import cash_transfers
from services.orders.storage.hand_over_tables import goods_credits, hand_overs
from services.orders.storage.household_tables import households
from services.orders.storage.order_tables import household_orders
from services.orders.storage.refund_tables import refunds
from services.orders.storage.tariff_tables import household_tariffs
from shared.database import transaction
from shared.kernel.clock import system_clock
from shared.kernel.ids import uuid7
from shared.web.roles import Role
from tests.fixtures.orders_distribution import handed_over
from tests.fixtures.orders_http import DUC, OrdersHttp, Table
from tests.fixtures.orders_story import CYCLE, apply, closing, control, place, settled

MANY = 130
"""More than a page holds."""


def made(kind: str) -> str:
    """The id of the n-th copy of a kind."""
    return f"md5('{kind}' || n)::uuid"


async def copied(engine: AsyncEngine, table: Rows, changed: Mapping[str, str]) -> None:
    """Put many more rows like the one that is there, but for these columns."""
    columns = [column for column in table.columns if column.computed is None]
    values = [literal_column(changed[one.name]) if one.name in changed else one for one in columns]
    numbers = text(f"(SELECT generate_series(1, {MANY}) AS n) AS numbers")
    found = select(*values).select_from(table, numbers)
    async with transaction(engine) as connection:
        await connection.execute(insert(table).from_select([one.name for one in columns], found))


async def more_households(engine: AsyncEngine) -> None:
    await copied(engine, households, {"id": made("household"), "number": "'7' || lpad(n::text, 5, '0')"})


async def walked(
    orders_http: OrdersHttp, path: str, seen: str, role: Role = Role.TREASURER, by: str = "after"
) -> tuple[list[str], int]:
    """What stands on all pages of a list, and how many pages these are."""
    found, pages, address = list[str](), 0, path
    async with orders_http.table(role=role, language="fr") as reader:
        while address:
            answer = await reader.client.get(address, headers={"Accept": "text/html"})
            assert answer.status_code == 200, answer.text
            found += re.findall(seen, answer.text)
            links = re.findall(rf'href="([^"]+[?]{by}=[^"]+)">Les suivants<', answer.text)
            pages, address = pages + 1, unescape(links[0]) if links else ""
    return found, pages


def each_once(found: tuple[list[str], int], expected: int) -> None:
    rows, pages = found
    assert (len(rows), len(set(rows)), pages) == (expected, expected, 2)


async def test_refunds_and_cash_on_its_way(table: Table, orders_http: OrdersHttp, orders_engine: AsyncEngine) -> None:
    household = await table.household()
    await table.pay(household, 1_000)
    body: dict[str, Any] = {"household_id": str(household), "means": "transfer", "amount_cents": 100}
    assert (await table.client.put(f"/v1/refunds/{uuid7()}", json=body)).status_code == 201
    pieces = [{"denomination_cents": 200, "number": 1}]
    carried = {"from_till": DUC, "to_till": None, "pieces": pieces}
    assert (await table.client.put(f"/v1/cash-transfers/{uuid7()}", json=carried)).status_code == 201
    await copied(orders_engine, refunds, {"id": made("refund")})
    await copied(orders_engine, cash_transfers, {"id": made("cash")})
    each_once(await walked(orders_http, "/treasury/refunds", r"/v1/refunds/([\w-]+)/payment"), MANY + 1)
    each_once(await walked(orders_http, "/treasury/cash", r"/tills/carried/([\w-]+)"), MANY + 1)


async def test_what_the_bank_got(table: Table, orders_http: OrdersHttp) -> None:
    household = await table.household()
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        for _ in range(60):
            paid = uuid7()
            await table.pay(household, 100, id=paid, means="cheque")
            body = {"payment_ids": [str(paid)]}
            assert (await treasurer.client.put(f"/v1/bank/receipts/{uuid7()}", json=body)).status_code == 201
    each_once(await walked(orders_http, "/treasury/deposits", r'href="/treasury/deposits/([\w-]+)"'), 60)


async def test_late_orders(orders_http: OrdersHttp, orders_engine: AsyncEngine) -> None:
    await place(orders_engine, 901, centre=DUC, state="late", credit=300)
    await more_households(orders_engine)
    await copied(orders_engine, household_orders, {"id": made("order"), "household_id": made("household")})
    seen = r"/v1/late-orders/([\w-]+)/refund"
    each_once(await walked(orders_http, f"/late-orders/{CYCLE}", seen, Role.COORDINATOR), MANY + 1)


async def test_tariffs_that_end_and_corrections_that_are_not_booked(
    orders_http: OrdersHttp, orders_engine: AsyncEngine
) -> None:
    await place(orders_engine, 1)
    orders = [settled(1, 1, 254)]
    await apply(orders_engine, closing(), *orders, control(1, orders), handed_over(1, 1_900))
    await more_households(orders_engine)
    of_order = {"id": made("order"), "household_id": made("household")}
    await copied(orders_engine, household_orders, of_order)
    await copied(orders_engine, hand_overs, {"order_id": made("order")})
    await copied(orders_engine, goods_credits, {"order_id": made("order"), "refused": "'lacking_credit=5'"})
    day: date = (system_clock() + timedelta(days=9)).date()
    one = {"id": uuid7(), "begins": date(2026, 1, 1), "ends": day, "basis_points": 2_500, "set_by": uuid7()}
    async with transaction(orders_engine) as connection:
        household = await connection.scalar(select(households.c.id).limit(1))
        new = insert(household_tariffs).values(**one, household_id=household, set_at=system_clock())
        await connection.execute(new)
    await copied(orders_engine, household_tariffs, {"id": made("tariff"), "household_id": made("household")})
    corrections = await walked(orders_http, "/treasury/funds", r"/goods-credits/([\w-]+)/posting", by="correction")
    each_once(corrections, MANY)
    async with orders_http.table(role=Role.TREASURER, language="fr") as treasurer:
        first = (await treasurer.client.get("/treasury/funds", headers={"Accept": "text/html"})).text
        after = re.findall(r'href="(/treasury/funds\?tariff=[\w-]+)"', first)
        second = (await treasurer.client.get(after[0], headers={"Accept": "text/html"})).text
        wrong = await treasurer.client.get("/treasury/funds?correction=x", headers={"Accept": "text/html"})
    ending = [
        re.findall(r'href="/people/households/([\w-]+)"', shown.split('id="unbooked"')[0]) for shown in (first, second)
    ]
    assert (len(ending[0]), len({*ending[0], *ending[1]})) == (100, MANY + 1)
    assert (wrong.status_code, re.findall(r'href="/treasury/funds\?tariff', second)) == (422, [])
