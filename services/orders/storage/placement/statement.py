"""The one statement that writes orders, built once, and what it answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.domain.author import Author
from services.orders.domain.entry import OrderState
from services.orders.domain.late_reasons import LateReason
from services.orders.domain.membership import Needed, is_over
from services.orders.storage.handing_over import Fetch, fetch_columns, with_fetch
from services.orders.storage.membership_tables import needed_of_orders
from services.orders.storage.placement import booked, judged, stored
from services.orders.storage.placement.sent import OrderToWrite, parameters


@dataclass(frozen=True, slots=True)
class Written:
    """An order as it is stored now, with its household's money.

    Args:
        state: Its state.
        version: Its version.
        total_cents: Its lines at the ceiling; held while it is confirmed, for its household and the fund together.
        missing_cents: What a waiting order still lacks.
        paid_cents: What came along with its last request.
        credit_cents: The household's credit after it.
        fetch: Where and when to fetch the goods.
        own_cents: What of it its household pays: all of it but for a tariff.
        ordinary_from: When the ordinary price applies again to its household, if it is known.
        member_until: Until when its household's yearly fee is paid; ``None``: never.
        needed: What the network does about a yearly fee that is due.
        late_reason: Why it waits in the late tray; ``None``: its centre was sealed, or it does not.
    """

    state: OrderState
    version: int
    total_cents: int
    missing_cents: int
    paid_cents: int
    credit_cents: int
    fetch: Fetch
    own_cents: int
    ordinary_from: date | None = None
    member_until: date | None = None
    needed: Needed = Needed.NO
    late_reason: LateReason | None = None

    def fee_due(self, today: date) -> Needed:
        """What is to be said of its household's yearly fee: nothing, that it is due, or that an order needs it."""
        return self.needed if is_over(self.member_until, today) else Needed.NO


def _statement() -> Select[Any]:
    accepted = judged.accepted()
    received = booked.money_in(accepted)
    entered = booked.entries(accepted, received)
    chained = booked.chain(accepted, entered)
    writes = (
        *stored.stored_orders(accepted),
        *stored.stored_lines(accepted),
        *booked.stored_ledger(accepted, entered, chained),
        stored.stored_payments(received),
        stored.stored_events(accepted),
    )
    found = accepted.c
    money = (found.due_cents, found.paid_cents, found.credit_after_cents, found.member_until)
    figures = (found.n, found.centre, found.distribution, *money, needed_of_orders().label("needed"))
    source = with_fetch(accepted, found.cycle, found.centre, found.group_order_id)
    return select(*figures, *fetch_columns()).select_from(source).add_cte(*writes)


_COMPILED = _statement().compile(
    dialect=asyncpg.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped
)
_SQL = str(_COMPILED)
_NAMES = tuple(_COMPILED.positiontup or ())
_CONSTANTS = {name: bound.effective_value for name, bound in _COMPILED.binds.items()}
"""Compiled once: what SQLAlchemy does for ninety parameters at each execution costs as much as the statement."""


async def write_orders(
    connection: AsyncConnection, to_write: Sequence[OrderToWrite], author: Author
) -> list[Written | None]:
    """Write orders of different households, each wholly or not at all; ``None`` for those that were not.

    One round trip; nothing is to come before it in its transaction but the locks of all it
    touches, so that it sees what it waited for.

    Args:
        connection: To orders' database.
        to_write: At most one order a household.
        author: Who enters them.

    Raises:
        IntegrityError: an order id, a payment id or a household's live order exists already; nothing is stored.
    """
    values = _CONSTANTS | parameters(to_write, author)
    rows = await connection.exec_driver_sql(_SQL, tuple(values[name] for name in _NAMES))
    by_number = {row.n: row for row in rows}
    return [_written(order, by_number.get(n)) for n, order in enumerate(to_write, start=1)]


def _written(order: OrderToWrite, row: Row[Any] | None) -> Written | None:
    if row is None:
        return None
    waits = order.write.state is OrderState.WAITING
    return Written(
        state=order.write.state,
        version=order.version,
        total_cents=order.total_cents,
        missing_cents=max(0, row.due_cents - row.credit_after_cents) if waits else 0,
        paid_cents=row.paid_cents,
        credit_cents=row.credit_after_cents,
        fetch=Fetch(row.centre, row.place, row.distribution, row.starts, row.ends),
        own_cents=order.own_cents,
        member_until=row.member_until,
        needed=Needed(row.needed),
        late_reason=order.write.late_reason,
    )
