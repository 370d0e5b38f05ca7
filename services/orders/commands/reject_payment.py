"""The bank refused a payment: its household owes it from now on.

What was ordered and bought with it stays as it is, and the household's credit with it: credit never goes below
zero. Isolation: READ COMMITTED with the payment's, then the household's row locked.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, exists, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.commands.order_desk import OrderDesk
from services.orders.domain.author import Author
from services.orders.domain.ledger import BANK, BY_BANK, Means, Transaction, TransactionKind, means_account, owed
from services.orders.storage import ledger
from services.orders.storage.bank_tables import banked_payments
from services.orders.storage.ledger_tables import NETWORK_TILL
from services.orders.storage.locked import lock_households, set_owed
from services.orders.storage.owing_tables import rejected_payments
from services.orders.storage.payment_tables import payments
from shared.database import retry
from shared.kernel.ids import uuid7
from shared.kernel.refusal import Refused, check_same_reason


async def reject_payment(desk: OrderDesk, payment_id: UUID, reason: str, author: Author) -> None:
    """Book a bounced cheque, a rejected transfer or card as owed by its payer; booked before, nothing changes.

    Raises:
        Refused: ``payment_unknown``, ``payment_not_rejectable`` or ``reason_differs``; nothing is stored.
    """

    async def work(connection: AsyncConnection) -> None:
        found = select(payments).where(payments.c.id == payment_id).with_for_update(key_share=True)
        payment = (await connection.execute(found)).one_or_none()
        if payment is None:
            raise Refused("payment_unknown")
        if payment.means not in BY_BANK or not payment.amount_cents:
            raise Refused("payment_not_rejectable")
        known = await connection.execute(select(rejected_payments).where(rejected_payments.c.payment_id == payment_id))
        if (before := known.one_or_none()) is None:
            await _book(connection, desk, payment, reason, author)
        else:
            check_same_reason(before.reason, reason)

    await retry(desk.engine, work)


async def _book(connection: AsyncConnection, desk: OrderDesk, payment: Row[Any], reason: str, author: Author) -> None:
    payer = payment.payer_household_id
    purse = (await lock_households(connection, [payer]))[payer]
    is_banked = await connection.scalar(select(exists().where(banked_payments.c.payment_id == payment.id)))
    lay_on = BANK if is_banked else means_account(Means(payment.means), payment.till)
    booked = Transaction(
        id=uuid7(),
        at=desk.clock(),
        kind=TransactionKind.REJECTED,
        till=NETWORK_TILL,
        entries=owed(purse.number, lay_on, payment.amount_cents),
        what=str(payment.id),
        by=author.user_id,
    )
    await set_owed(connection, payer, purse.owed_cents + payment.amount_cents)
    await ledger.append(connection, [booked])
    row = {
        "payment_id": payment.id,
        "transaction_id": booked.id,
        "at": booked.at,
        "reason": "" if purse.is_closed else reason,
    }
    await connection.execute(insert(rejected_payments), row)
