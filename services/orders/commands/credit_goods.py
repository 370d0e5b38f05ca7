"""Credit households for goods that they were charged for and did not get, always by the difference to what they had.

Called whenever something of it changes: a hand-over is heard, a settlement run is posted, goods are sold. Whichever
comes last of them finds the others, because all of them lock the household first.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.commands.order_desk import OrderDesk
from services.orders.domain.author import Author
from services.orders.domain.handing_over import GoodsCredit, goods_credit, goods_credited
from services.orders.domain.ledger import Transaction, TransactionKind
from services.orders.storage import ledger, solidarity_fund
from services.orders.storage.goods_credit_rows import (
    OrderGoods,
    StoredCredit,
    households_of,
    order_goods,
    store_credits,
)
from services.orders.storage.hand_over_tables import goods_credits, hand_overs
from services.orders.storage.ledger_tables import NETWORK_TILL
from services.orders.storage.locked import Purse, lock_households, set_credit
from shared.database import retry
from shared.kernel.ids import uuid7
from shared.kernel.refusal import Refused

_ORDERS_AT_ONCE = 1_000
_FIRST = UUID(int=0)
Who = Callable[[OrderGoods], UUID | None]
"""The user by whose doing an order is credited; none: it is not known."""

log = structlog.get_logger(__name__)


async def post_goods_credit(desk: OrderDesk, cycle: str, order_id: UUID, author: Author) -> None:
    """Try again to book a correction that a household lacked the credit for; when nothing waits, nothing changes.

    Raises:
        Refused: ``goods_credit_unknown``.
    """

    async def work(connection: AsyncConnection) -> None:
        heard, credit = hand_overs.c, goods_credits.c
        known = exists().where(credit.order_id == order_id, heard.order_id == credit.order_id, heard.cycle == cycle)
        if not await connection.scalar(select(known)):
            raise Refused("goods_credit_unknown", cycle=cycle)
        await credit_goods(connection, [order_id], desk.clock(), lambda _: author.user_id)

    await retry(desk.engine, work)


async def credit_goods_of_cycle(connection: AsyncConnection, cycle: str, now: datetime, who: Who) -> None:
    """Credit all orders of a cycle anew, at the final prices that were just posted."""
    last, order = _FIRST, hand_overs.c
    while True:
        found = select(order.order_id).where(order.cycle == cycle, order.order_id > last)
        ids = list(await connection.scalars(found.order_by(order.order_id).limit(_ORDERS_AT_ONCE)))
        if not ids:
            return
        await credit_goods(connection, ids, now, who)
        last = ids[-1]


async def credit_goods(connection: AsyncConnection, order_ids: Sequence[UUID], now: datetime, who: Who) -> None:
    """Book what is still to be credited for the goods of these orders; what is not settled yet waits for its run.

    A correction that takes back more than a household has is not booked: ``goods_credits.refused`` says why.
    """
    purses = await lock_households(connection, await households_of(connection, order_ids))
    changes = [(goods, _change(goods)) for goods in await order_goods(connection, order_ids)]
    of_fund = any(change.fund_cents for _, change in changes)
    left = _Left(
        {household: purse.credit_cents for household, purse in purses.items()},
        await solidarity_fund.lock(connection) if of_fund else 0,
    )
    booked: list[Transaction] = []
    stored: list[StoredCredit] = []
    for goods, change in changes:
        against = left.take(goods, change)
        if against is not None:
            stored.append(_stored(goods, goods.credited, against))
        elif change != GoodsCredit():
            booked.append(_transaction(goods, purses[goods.household_id], change, now, who(goods)))
            stored.append(_stored(goods, goods_credit(goods.lines, goods.rate_basis_points), None))
        elif goods.was_refused:
            stored.append(_stored(goods, goods.credited, None))
    await solidarity_fund.move(connection, left.fund_moved)
    await _write(connection, left.credit_cents, purses, booked, stored)


def _change(goods: OrderGoods) -> GoodsCredit:
    """What is still to be booked for an order."""
    return goods_credit(goods.lines, goods.rate_basis_points).less(goods.credited)


@dataclass(slots=True)
class _Left:
    """What locked households and the solidarity fund have left as one change after the other is booked, in cents."""

    credit_cents: dict[UUID, int]
    fund_cents: int
    fund_moved: int = 0

    def take(self, goods: OrderGoods, change: GoodsCredit) -> str | None:
        """Count a change in; what speaks against it, and then it isn't."""
        credit, fund = self.credit_cents[goods.household_id] + change.own_cents, self.fund_cents + change.fund_cents
        against = None
        if credit < 0:
            against = f"lacking_credit={-credit}"
        elif change.fund_cents < 0 and fund < 0:
            against = f"solidarity_fund_low={-change.fund_cents}"
        if against is not None:
            log.warning("correction of a hand-over not posted", order=str(goods.order_id), against=against)
            return against
        self.credit_cents[goods.household_id], self.fund_cents = credit, fund
        self.fund_moved += change.fund_cents
        return None


def _stored(goods: OrderGoods, credit: GoodsCredit, against: str | None) -> StoredCredit:
    return goods.order_id, credit.own_cents, credit.fund_cents, against


def _transaction(goods: OrderGoods, purse: Purse, credit: GoodsCredit, now: datetime, by: UUID | None) -> Transaction:
    return Transaction(
        id=uuid7(),
        at=now,
        kind=TransactionKind.NOT_HANDED_OVER,
        till=NETWORK_TILL,
        entries=goods_credited(purse.number, credit),
        cycle=goods.cycle,
        order_id=goods.order_id,
        by=by,
    )


async def _write(
    connection: AsyncConnection,
    credit_cents: dict[UUID, int],
    purses: dict[UUID, Purse],
    booked: Sequence[Transaction],
    stored: Sequence[StoredCredit],
) -> None:
    changed = {whose: cents for whose, cents in credit_cents.items() if cents != purses[whose].credit_cents}
    if changed:
        await set_credit(connection, changed)
    await ledger.append(connection, booked)
    if stored:
        await store_credits(connection, stored)
