"""Stock beyond settlements in the ledger: booked once, by its cause, however supply's word of it arrives."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.orders.events import subscriptions
from services.orders.queries.ledger import broken_links
from services.orders.storage.ledger_tables import ledger_entries
from services.orders.storage.stock_tables import stock_adjustments
from shared.contracts.event import Event
from shared.contracts.stock import (
    StockAdjusted,
    StockAdjustedV2,
    StockAdjustedV3,
    StockCause,
    StockChange,
    StockChangeV3,
)
from shared.kernel.clock import HeldClock
from shared.web.roles import Role
from tests.fixtures.every_way import EveryWay
from tests.fixtures.orders_http import OrdersHttp
from tests.fixtures.orders_story import NOON, apply, balances
from tests.fixtures.racing import held_by, held_up, rows


def adjusted(version: int, lot: str = "D61", sold: int = 0, **cents: int) -> StockAdjusted:
    changes = [StockChange(cause=StockCause(cause), value=value) for cause, value in cents.items()]
    if sold:
        return StockAdjustedV2(version=version, product="LEN-VER", lot=lot, changes=changes, sold=sold)
    return StockAdjusted(version=version, product="LEN-VER", lot=lot, changes=changes)


def adjusted_by(version: int, by: dict[str, UUID | None], sale: UUID | None = None, **cents: int) -> StockAdjustedV3:
    """A lot that says who made the last change for each cause."""
    sold = cents.pop("sold", 0)
    changes = [StockChangeV3(cause=StockCause(cause), value=cents[cause], by=who) for cause, who in by.items()]
    return StockAdjustedV3(version=version, product="LEN-VER", lot="E5", changes=changes, sold=sold, last_sale=sale)


ANNE, BELA = UUID(int=21), UUID(int=22)
FIRST, COUNTED = adjusted(1, entered=1_000), adjusted(2, entered=1_000, counted=-40)
HEARD: list[Event] = [
    FIRST,
    adjusted(1, "E1", entered=300),
    COUNTED,
    adjusted(3, entered=1_000, counted=25, damaged=-141),
    adjusted(2, "E1", entered=300, expired=-300),
    adjusted(4, entered=1_000, counted=25, damaged=-141, lost=-9, settled=17),
    adjusted(3, "E1", entered=280, expired=-280),
    adjusted(1, "E2", settled=5),
    adjusted(2, "E2"),
    adjusted(1, "E3", entered=100, sold=-30),
    adjusted(2, "E3", entered=100, sold=-60),
    adjusted(1, "E4", entered=10, sold=-10),
    adjusted(2, "E4", entered=10, counted=-10),
    adjusted(1, "E5", sold=-1, entered=9, counted=-2),
    adjusted_by(2, {"entered": None, "counted": ANNE}, entered=9, counted=0, sold=-1),
    adjusted_by(3, {"entered": BELA, "counted": ANNE}, entered=10, counted=0, sold=-3),
]
BALANCES = {
    "stock": 939,
    "stock:entered": -1_400,
    "stock:differences": -32,
    "stock:sold": 63,
    "stock:losses": 430,
}


async def books(connection: AsyncConnection) -> dict[str, object]:
    """Balances, and what is kept of each lot; the chains are whole."""
    assert await broken_links(connection) == []
    entry = ledger_entries.c
    sums = select(entry.account, func.sum(entry.amount_cents)).group_by(entry.account)
    rows = await connection.execute(select(stock_adjustments))
    kept = {row.lot: (row.version, row.booked) for row in rows}
    return kept | {account: int(cents) for account, cents in await connection.execute(sums) if cents}


async def test_in_whatever_way_it_is_heard_the_books_are_the_same(orders_every_way: EveryWay) -> None:
    found = await orders_every_way(subscriptions(HeldClock(NOON)), HEARD, books)
    assert {account: found[account] for account in BALANCES} == BALANCES
    assert {lot: found[lot][0] for lot in ("D61", "E1", "E2")} == {"D61": 4, "E1": 3, "E2": 2}


async def test_each_cause_has_its_transaction_and_its_words(orders_engine: AsyncEngine) -> None:
    await apply(orders_engine, adjusted(3, entered=1_000, counted=25, damaged=-141))
    async with OrdersHttp(orders_engine).table(role=Role.TREASURER) as treasurer:
        page = (await treasurer.client.get("/v1/ledger/accounts/stock")).json()["items"]
        french = {"Accept-Language": "fr"}
        (lost,) = (await treasurer.client.get("/v1/ledger/accounts/stock:losses", headers=french)).json()["items"]
        balance = (await treasurer.client.get("/v1/ledger/accounts")).json()["items"]
    assert [(one["why"], one["amount_cents"], one["balance_cents"]) for one in page] == [
        ("Difference found when stock was counted", 25, 25),
        ("Stock lost: damaged", -141, -116),
        ("Stock entered or corrected by hand", 1_000, 884),
    ]
    assert (lost["why"], lost["what"], lost["amount_cents"]) == ("Stock perdu : abîmé", "LEN-VER D61", 141)
    assert sum(one["balance_cents"] for one in balance) == 0
    assert "Stock lost: expired, damaged or otherwise" in {one["name"] for one in balance}


async def test_two_processes_that_hear_it_at_once_book_it_once(orders_engine: AsyncEngine) -> None:
    await apply(orders_engine, adjusted(1, entered=100))
    again = (apply(orders_engine, adjusted(2, entered=500)) for _ in range(3))
    await held_by(orders_engine, rows("stock_adjustments"), *again)
    assert await balances(orders_engine) == {"stock": 500, "stock:entered": -500}


async def test_a_lot_that_two_processes_never_heard_of_is_booked_once(orders_engine: AsyncEngine) -> None:
    await held_up(orders_engine, "ledger_transactions", *(apply(orders_engine, FIRST) for _ in range(2)))
    assert await balances(orders_engine) == {"stock": 1_000, "stock:entered": -1_000}
