"""Note that the bank has payments: a deposit of cheques, or transfers and cards seen on the statement.

Isolation: READ COMMITTED; the payments are locked, so that two treasurers never bank one twice.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.commands.order_desk import OrderDesk
from services.orders.domain.author import Author
from services.orders.domain.ledger import BY_BANK, Means, Transaction, TransactionKind, banked
from services.orders.storage import ledger
from services.orders.storage.bank_tables import bank_receipts, banked_payments
from services.orders.storage.ledger_tables import NETWORK_TILL
from services.orders.storage.owing_tables import rejected_payments
from services.orders.storage.payment_tables import payments
from shared.database import retry_if_taken
from shared.kernel.ids import uuid7
from shared.kernel.refusal import Refused


async def bank_payments(desk: OrderDesk, receipt_id: UUID, payment_ids: Sequence[UUID], author: Author) -> bool:
    """Book these payments from where they lie onto the bank account; whether this request did it.

    Raises:
        Refused: ``payment_unknown``, ``payment_not_bankable``, ``payment_banked``, ``payment_rejected``,
            ``cheque_too_early`` or ``bank_receipt_differs``; nothing is stored.
    """
    wanted = sorted(set(payment_ids))

    async def work(connection: AsyncConnection) -> bool:
        found = await _lock(connection, wanted)
        if await connection.scalar(select(bank_receipts.c.id).where(bank_receipts.c.id == receipt_id)):
            if await _payments_of(connection, receipt_id) != wanted:
                raise Refused("bank_receipt_differs")
            return False
        await _check(connection, found, wanted)
        _check_dates(found, desk.today())
        amounts = [(Means(row.means), row.till, row.amount_cents) for row in found]
        booked = Transaction(
            id=uuid7(),
            at=desk.clock(),
            kind=TransactionKind.BANKED,
            till=NETWORK_TILL,
            entries=banked(amounts),
            by=author.user_id,
        )
        await ledger.append(connection, [booked])
        receipt = {"id": receipt_id, "transaction_id": booked.id, "at": booked.at}
        await connection.execute(insert(bank_receipts), receipt)
        rows = [{"payment_id": payment_id, "receipt_id": receipt_id} for payment_id in wanted]
        await connection.execute(insert(banked_payments), rows)
        return True

    return await retry_if_taken(desk.engine, work)


async def _lock(connection: AsyncConnection, wanted: Sequence[UUID]) -> Sequence[Row[Any]]:
    found = select(payments).where(payments.c.id.in_(wanted)).order_by(payments.c.id)
    return (await connection.execute(found.with_for_update(key_share=True))).all()


async def _payments_of(connection: AsyncConnection, receipt_id: UUID) -> list[UUID]:
    of_it = select(banked_payments.c.payment_id).where(banked_payments.c.receipt_id == receipt_id)
    return sorted(await connection.scalars(of_it))


async def _check(connection: AsyncConnection, found: Sequence[Row[Any]], wanted: Sequence[UUID]) -> None:
    if len(found) < len(wanted):
        raise Refused("payment_unknown")
    for row in found:
        if row.means not in BY_BANK or not row.amount_cents:
            raise Refused("payment_not_bankable", payment=str(row.id))
    refused = select(rejected_payments.c.payment_id).where(rejected_payments.c.payment_id.in_(wanted))
    if (rejected := await connection.scalar(refused.limit(1))) is not None:
        raise Refused("payment_rejected", payment=str(rejected))
    before = select(banked_payments.c.payment_id).where(banked_payments.c.payment_id.in_(wanted))
    if (already := await connection.scalar(before.limit(1))) is not None:
        raise Refused("payment_banked", payment=str(already))


def _check_dates(found: Sequence[Row[Any]], today: date) -> None:
    for row in found:
        if row.not_before is not None and row.not_before > today:
            raise Refused("cheque_too_early", payment=str(row.id), not_before=row.not_before)
