"""Take back a sale on the day that was a mistake: what it cost is credit again, the goods lie there again.

Money that came along stays in its till session: it is credit now, which is given back as any other. What was owed for
the sale is owed no more, as far as it still is. Whose uncollected goods were sold is credited less, by what it has.
Isolation: READ COMMITTED with the households' rows locked as a sale locks them, so that a sale is taken back once.
"""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.commands.credit_goods import credit_goods
from services.orders.commands.order_desk import OrderDesk
from services.orders.domain.author import Author
from services.orders.domain.day_sales import sold
from services.orders.domain.ledger import Transaction, TransactionKind, receivable_account, reversed_entries
from services.orders.queries.day_sales import sold_event
from services.orders.storage import ledger, solidarity_fund
from services.orders.storage.hand_over_tables import day_sales
from services.orders.storage.ledger_tables import NETWORK_TILL, ledger_entries
from services.orders.storage.locked import Purse, lock_households, set_credit, set_owed
from services.orders.storage.order_tables import household_orders
from services.orders.storage.reason_rows import keep_reason, why
from services.orders.storage.stored_orders import may_see
from services.orders.storage.till_session_rows import lock_till
from shared.database import retry
from shared.kernel.clock import next_version
from shared.kernel.ids import uuid7
from shared.kernel.refusal import Refused, check_same_reason
from shared.messaging import outbox

_sale = day_sales.c


async def withdraw_sale(desk: OrderDesk, sale_id: UUID, reason: str, author: Author) -> None:
    """Give a household back what a sale cost; taken back before, nothing changes.

    Raises:
        Refused: ``sale_unknown``, ``reason_differs``, or ``household_closed``: there is no account for it; nothing is
            stored.
    """

    async def work(connection: AsyncConnection) -> None:
        found = select(day_sales).where(_sale.id == sale_id, may_see(_sale.centre, author.centres))
        sale = (await connection.execute(found)).one_or_none()
        if sale is None:
            raise Refused("sale_unknown")
        purses = await lock_households(connection, await _touched(connection, sale))
        before = select(why(_sale.withdrawal_id)).where(_sale.id == sale_id, _sale.withdrawn_at.is_not(None))
        if (known := (await connection.execute(before)).one_or_none()) is not None:
            check_same_reason(known[0], reason)
            return
        purse = purses[sale.household_id]
        if purse.is_closed:
            raise Refused("household_closed")
        await _take_back(connection, desk, sale, purse, reason, author.user_id)

    await retry(desk.engine, work)


async def _touched(connection: AsyncConnection, sale: Row[Any]) -> Collection[UUID]:
    """Who bought, and whoever did not fetch what was sold."""
    order = household_orders.c
    whose = await connection.scalar(select(order.household_id).where(order.id == sale.order_id))
    return {sale.household_id} | ({whose} if whose else set())


async def _take_back(  # noqa: PLR0913, PLR0917 - a sale, whose, why and by whom
    connection: AsyncConnection, desk: OrderDesk, sale: Row[Any], purse: Purse, reason: str, by: UUID
) -> None:
    now = desk.clock()
    owed_cents = min(purse.owed_cents, await _was_owed(connection, sale, purse))
    await set_credit(connection, {sale.household_id: purse.credit_cents + sale.amount_cents - owed_cents})
    if owed_cents:
        await set_owed(connection, sale.household_id, purse.owed_cents - owed_cents)
    if sale.order_id is not None:  # as where it was sold
        await solidarity_fund.lock(connection)
        await lock_till(connection, NETWORK_TILL)
    entries = reversed_entries(sold(purse.number, sale.amount_cents, owed_cents))
    counter = None
    if entries:
        kind = TransactionKind.DAY_SALE_WITHDRAWN
        counter = Transaction(id=uuid7(), at=now, kind=kind, till=sale.centre, entries=entries, cycle=sale.cycle, by=by)
        await ledger.append(connection, [counter])
        await keep_reason(connection, counter.id, sale.household_id, reason)
    taken = update(day_sales).where(_sale.id == sale.id).returning(day_sales)
    values = {"withdrawn_at": now, "withdrawn_by": by, "withdrawal_id": counter and counter.id}
    row = (await connection.execute(taken.values(version=next_version(sale.version, now), **values))).one()
    await outbox.append(connection, [sold_event(row)])
    if sale.order_id is not None:
        await credit_goods(connection, [sale.order_id], now, lambda _: by)


async def _was_owed(connection: AsyncConnection, sale: Row[Any], purse: Purse) -> int:
    """What of a sale its household was left to owe."""
    entry = ledger_entries.c
    of_sale = (entry.transaction_id == sale.transaction_id, entry.account == receivable_account(purse.number))
    found = select(func.coalesce(func.sum(entry.amount_cents), 0)).where(*of_sale)
    return int(await connection.scalar(found) or 0)
