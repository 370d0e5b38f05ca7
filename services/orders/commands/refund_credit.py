"""Give a household's credit back: cash from its centre's till at once, or a transfer that the treasurer makes.

Cash that was handed out without a network has left the till: it is booked whatever credit and till have by then. What
the credit lacks the household owes.
Isolation: READ COMMITTED with the household's row locked, so that no order spends the same credit, and then the
till's, so that no more cash is handed out than is in it, and what came late is in one linked session.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.commands.order_desk import OrderDesk
from services.orders.domain.author import Author
from services.orders.domain.entry import check_amount, check_not_owed
from services.orders.domain.ledger import Means, Transaction, TransactionKind, given_back, given_beyond, transferred
from services.orders.storage import ledger
from services.orders.storage.ledger_tables import NETWORK_TILL
from services.orders.storage.linked_sessions import link_late
from services.orders.storage.locked import Purse, lock_household_of, set_credit, set_owed
from services.orders.storage.refund_tables import refunds
from services.orders.storage.reversals import reversal_of
from services.orders.storage.till_session_parts import note_late_refund
from services.orders.storage.till_session_rows import check_cash, lock_till
from shared.database import retry, retry_if_taken
from shared.kernel.ids import uuid7
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class RefundAsked:
    """A refund as a device sends it.

    Args:
        id: Made by the device; sent again, it is the same refund.
        household_id: Whose credit.
        means: Cash or transfer.
        amount_cents: How much.
        waited: Of cash that was handed out without a network: how long ago, as the device's clock measured it.
    """

    id: UUID
    household_id: UUID
    means: Means
    amount_cents: int
    waited: timedelta | None = None

    @property
    def was_handed_out(self) -> bool:
        """Whether the cash has left the till already."""
        return self.means is Means.CASH and self.waited is not None


async def refund_credit(desk: OrderDesk, asked: RefundAsked, author: Author) -> bool:
    """Give credit back; whether this request did it. Cash is handed out now, a transfer is due.

    Raises:
        Refused: ``payment_not_positive``, ``payment_too_big``, ``household_unknown`` or ``refund_differs``, and unless
            it was handed out already ``refund_beyond_credit``, ``credit_is_owed`` or ``till_lacks_cash``; nothing
            is stored.
    """
    check_amount(asked.amount_cents)

    async def work(connection: AsyncConnection) -> bool:
        purse = await lock_household_of(connection, asked.household_id, author.centres)
        known = await _find(connection, asked.id)
        if known is not None:
            if (known.household_id, known.means, known.amount_cents) != _told(asked):
                raise Refused("refund_differs")
            return False
        await _refund(connection, asked, purse, author, desk.clock())
        return True

    return await retry_if_taken(desk.engine, work)


async def pay_refund(desk: OrderDesk, refund_id: UUID, author: Author) -> None:
    """Note that a transfer which was due is made; noted before, nothing changes.

    Raises:
        Refused: ``refund_unknown`` or ``refund_withdrawn``.
    """

    async def work(connection: AsyncConnection) -> None:
        refund = await _find(connection, refund_id, lock=True)
        if refund is None:
            raise Refused("refund_unknown")
        if (withdrawn := await reversal_of(connection, refund.transaction_id)) is not None:
            raise Refused("refund_withdrawn", withdrawn=withdrawn.at)
        if refund.paid_at is None:
            paid = Transaction(
                id=uuid7(),
                at=desk.clock(),
                kind=TransactionKind.REFUND_PAID,
                till=NETWORK_TILL,
                entries=transferred(refund.amount_cents),
                by=author.user_id,
            )
            await ledger.append(connection, [paid])
            noted = update(refunds).where(refunds.c.id == refund_id)
            await connection.execute(noted.values(paid_at=paid.at, paid_transaction_id=paid.id))

    await retry(desk.engine, work)


async def _find(connection: AsyncConnection, refund_id: UUID, *, lock: bool = False) -> Row[Any] | None:
    found = select(refunds).where(refunds.c.id == refund_id)
    return (await connection.execute(found.with_for_update(key_share=True) if lock else found)).one_or_none()


def _told(asked: RefundAsked) -> tuple[UUID, str, int]:
    return asked.household_id, asked.means, asked.amount_cents


async def _refund(connection: AsyncConnection, asked: RefundAsked, purse: Purse, author: Author, now: datetime) -> None:
    lacking = max(0, asked.amount_cents - purse.credit_cents)
    if lacking and not asked.was_handed_out:
        raise Refused("refund_beyond_credit", credit_cents=purse.credit_cents, lacking_cents=lacking)
    if not asked.was_handed_out:
        check_not_owed(asked.amount_cents, purse.credit_cents, purse.owed_cents)
    if asked.means is Means.CASH:
        await lock_till(connection, purse.centre)
        if not asked.was_handed_out:
            await check_cash(connection, purse.centre, asked.amount_cents)
    covered = asked.amount_cents - lacking
    booked = Transaction(
        id=uuid7(),
        at=now,
        kind=TransactionKind.REFUND,
        till=purse.centre,
        entries=given_back(asked.means, purse.centre, purse.number, covered)
        + given_beyond(purse.centre, purse.number, lacking),
        by=author.user_id,
    )
    await set_credit(connection, {asked.household_id: purse.credit_cents - covered})
    if lacking:
        await set_owed(connection, asked.household_id, purse.owed_cents + lacking)
    await ledger.append(connection, [booked])
    await _store(connection, asked, purse, lacking, booked)


async def _store(
    connection: AsyncConnection, asked: RefundAsked, purse: Purse, lacking: int, booked: Transaction
) -> None:
    at_once = asked.means is Means.CASH
    row = {
        "id": asked.id,
        "household_id": asked.household_id,
        "means": asked.means,
        "amount_cents": asked.amount_cents,
        "till": purse.centre,
        "transaction_id": booked.id,
        "asked_at": booked.at,
        "paid_transaction_id": booked.id if at_once else None,
        "paid_at": booked.at if at_once else None,
        "owed_cents": lacking,
    }
    await connection.execute(insert(refunds), row)
    if asked.waited and asked.was_handed_out:
        taken_at = booked.at - asked.waited
        if await note_late_refund(connection, asked.id, purse.centre, taken_at):
            await link_late(connection, purse.centre, booked.at)
