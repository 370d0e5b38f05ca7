"""Book what stock is worth beyond settlements, as supply says it: always by the difference to what is booked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.domain.ledger import Transaction
from services.orders.domain.settlement import still_to_book
from services.orders.domain.stock import BOOKINGS, SOLD, stock_entries
from services.orders.storage import ledger
from services.orders.storage.day_sale_rows import sold_by
from services.orders.storage.ledger_tables import NETWORK_TILL
from services.orders.storage.stock_tables import stock_adjustments
from services.orders.storage.versions import newest
from shared.contracts.stock import StockAdjusted, StockAdjustedV2, StockAdjustedV3
from shared.kernel.clock import Clock
from shared.kernel.ids import uuid7

Key = tuple[str, str]
"""Product and lot."""
Sellers = Mapping[UUID, UUID | None]
"""Who made a sale, by its id."""

_BOOKED = (
    update(stock_adjustments)
    .where(
        stock_adjustments.c.product == bindparam("of_product"),
        stock_adjustments.c.lot == bindparam("of_lot"),
    )
    .values(version=bindparam("new_version"), booked=bindparam("now_booked", type_=stock_adjustments.c.booked.type))
)


@dataclass(frozen=True, slots=True)
class Booked:
    """What the ledger has of a lot, in cents by cause, and the version that it was heard in; 0: nothing yet."""

    version: int
    cents: Mapping[str, int]


async def book_stock(clock: Clock, connection: AsyncConnection, events: Sequence[StockAdjusted]) -> None:
    """Apply ``StockAdjusted``: the newest state of each lot stands, the ledger follows."""
    found = newest(events, lambda event: (event.product, event.lot))
    booked = await _lock(connection, [(event.product, event.lot) for event in found])
    fresh = [event for event in found if event.version > booked[event.product, event.lot].version]
    if fresh:
        now, sellers = clock(), await _sellers(connection, fresh)
        transactions = [one for event in fresh for one in _transactions(event, booked, sellers, now)]
        await ledger.append(connection, transactions)
        await connection.execute(_BOOKED, [_row(event) for event in fresh])


async def _lock(connection: AsyncConnection, keys: Sequence[Key]) -> dict[Key, Booked]:
    """What is booked of these lots, nobody else's until this transaction ends, those not heard of before too."""
    lot = stock_adjustments.c
    unheard = insert(stock_adjustments).on_conflict_do_nothing()
    await connection.execute(unheard, [{"product": product, "lot": code} for product, code in keys])
    mine = select(stock_adjustments).where(tuple_(lot.product, lot.lot).in_(keys)).order_by(lot.product, lot.lot)
    rows = await connection.execute(mine.with_for_update())
    return {(row.product, row.lot): Booked(row.version, row.booked) for row in rows}


async def _sellers(connection: AsyncConnection, events: Sequence[StockAdjusted]) -> Sellers:
    sales = {event.last_sale for event in events if isinstance(event, StockAdjustedV3) and event.last_sale}
    return await sold_by(connection, sales) if sales else {}


def _transactions(
    event: StockAdjusted, booked: Mapping[Key, Booked], sellers: Sellers, now: datetime
) -> Iterator[Transaction]:
    """One for each cause that changed, so that each says by itself why the stock is worth more or less, and who."""
    who = _who(event, sellers)
    for cause, cents in still_to_book(_cents(event), booked[event.product, event.lot].cents).items():
        yield Transaction(
            id=uuid7(),
            at=now,
            kind=BOOKINGS[cause].kind,
            till=NETWORK_TILL,
            entries=stock_entries(cause, cents),
            what=f"{event.product} {event.lot}",
            by=who.get(cause),
        )


def _who(event: StockAdjusted, sellers: Sellers) -> dict[str, UUID | None]:
    """By cause; earlier versions say nothing of it."""
    if not isinstance(event, StockAdjustedV3):
        return {}
    sold = {SOLD: sellers.get(event.last_sale)} if event.last_sale else {}
    return sold | {change.cause.value: change.by for change in event.changes}


def _cents(event: StockAdjusted) -> dict[str, int]:
    sold = {SOLD: event.sold} if isinstance(event, StockAdjustedV2) else {}
    return sold | {change.cause.value: change.value for change in event.changes}


def _row(event: StockAdjusted) -> dict[str, Any]:
    named = {"of_product": event.product, "of_lot": event.lot}
    return named | {"new_version": event.version, "now_booked": _cents(event)}
