"""Write the order of a household that has, or had, a tariff: it pays its part, the solidarity fund holds the rest.

In a transaction of its own with everything locked first, so that the fund's balance, the tariff of the day and the
order are tested and written together. The fund is locked after the household and before the till. Orders of all
other households never come here: one statement writes them.
"""

from dataclasses import replace

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.commands.order_desk import OrderDesk
from services.orders.domain.author import Author
from services.orders.domain.entry import OrderState
from services.orders.domain.ledger import Transaction, TransactionKind, held_by_fund
from services.orders.domain.tariffs import ORDINARY, Tariff
from services.orders.storage import ledger, solidarity_fund
from services.orders.storage.household_tables import households
from services.orders.storage.locked import lock_households, lock_orders, share_group_orders
from services.orders.storage.order_changes import fund_holds
from services.orders.storage.order_tables import household_orders
from services.orders.storage.placement.sent import OrderToWrite
from services.orders.storage.placement.statement import Written, write_orders
from services.orders.storage.tariff_rows import read_tariff
from shared.database import retry
from shared.kernel.ids import group_order_id, uuid7
from shared.kernel.refusal import Refused


class _ChangedMeanwhileError(Exception):
    """What the order was judged by is not so any more: all of it is undone and judged anew."""


async def write_at_tariff(desk: OrderDesk, order: OrderToWrite, author: Author) -> Written | Refused | None:
    """What was written, or that the fund can't hold its part; ``None``: something changed, judge it anew."""
    tariff = order.tariff or Tariff()

    async def work(connection: AsyncConnection) -> Written:
        before_cents = await _lock(connection, order)
        await _check_tariff(connection, desk, order, tariff)
        more_cents = order.fund_cents - before_cents
        if not await solidarity_fund.move(connection, -more_cents):
            raise Refused("solidarity_fund_low", total_cents=order.total_cents)
        (written,) = await write_orders(connection, [order], author)
        if written is None:
            raise _ChangedMeanwhileError
        await ledger.append(connection, _hold(order, written.fetch.centre, more_cents, author))
        told = update(household_orders).where(household_orders.c.id == order.order_id)
        await connection.execute(told.values(ordinary_from=tariff.ordinary_from))
        return replace(written, ordinary_from=tariff.ordinary_from)

    try:
        return await retry(desk.engine, work)
    except Refused as refusal:
        return refusal
    except (IntegrityError, _ChangedMeanwhileError):
        return None


async def _lock(connection: AsyncConnection, order: OrderToWrite) -> int:
    """Lock what the order touches; what the fund holds of it so far, in cents."""
    centre = await connection.scalar(select(households.c.centre).where(households.c.id == order.household_id))
    await share_group_orders(connection, [group_order_id(order.cycle, centre or "")])
    before = (await lock_orders(connection, [order.order_id])).get(order.order_id)
    await lock_households(connection, [order.household_id])
    return fund_holds(before) if before is not None and before.state == OrderState.CONFIRMED else 0


async def _check_tariff(connection: AsyncConnection, desk: OrderDesk, order: OrderToWrite, judged: Tariff) -> None:
    """At the ordinary price an order is always right: whoever has a tariff may choose not to use it."""
    now = await read_tariff(connection, order.household_id, desk.day(order.at))
    if now != judged and judged.basis_points != ORDINARY:
        raise _ChangedMeanwhileError


def _hold(order: OrderToWrite, till: str, cents: int, author: Author) -> list[Transaction]:
    """What the fund holds more, or has back; nothing if that is nothing."""
    if not cents:
        return []
    return [
        Transaction(
            id=uuid7(),
            at=order.at,
            kind=TransactionKind.ORDER,
            by=author.user_id,
            till=till,
            entries=held_by_fund(cents),
            cycle=order.cycle,
            order_id=order.order_id,
        )
    ]
