"""Take back a transfer to a supplier, or from one, that was noted wrong: its counter-entry; both stay in the books.

Isolation: READ COMMITTED with the network's till locked, on which transfers of suppliers are booked too: none is taken
back twice, and none while what rests on it is noted.
"""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.commands.order_desk import OrderDesk
from services.orders.domain.author import Author
from services.orders.domain.ledger import TransactionKind, payable_account
from services.orders.storage.ledger_tables import NETWORK_TILL, ledger_entries, ledger_transactions
from services.orders.storage.reversals import TakenBack, reversal_of, reverse
from services.orders.storage.supplier_payment_tables import supplier_payments
from services.orders.storage.till_session_rows import lock_till
from shared.database import retry
from shared.kernel.refusal import Refused, check_same_reason


async def withdraw_supplier_payment(desk: OrderDesk, payment_id: UUID, reason: str, author: Author) -> None:
    """Owe a supplier again what was noted as paid; taken back before, nothing changes.

    Raises:
        Refused: ``supplier_payment_unknown``, ``supplier_repaid_since`` or ``reason_differs``; nothing is stored.
    """

    async def work(connection: AsyncConnection) -> None:
        await lock_till(connection, NETWORK_TILL)
        found = select(supplier_payments).where(supplier_payments.c.id == payment_id)
        payment = (await connection.execute(found)).one_or_none()
        if payment is None:
            raise Refused("supplier_payment_unknown")
        if (before := await reversal_of(connection, payment.transaction_id)) is not None:
            check_same_reason(before.what, reason)
            return
        await _check_not_repaid(connection, payment.supplier, payment.amount_cents)
        kind = TransactionKind.SUPPLIER_PAYMENT_WITHDRAWN
        await reverse(connection, TakenBack(payment.transaction_id, kind, desk.clock(), author.user_id, reason))

    await retry(desk.engine, work)


async def withdraw_supplier_repayment(desk: OrderDesk, repayment_id: UUID, reason: str, author: Author) -> None:
    """Let a supplier owe again what was noted as paid back; taken back before, nothing changes.

    Raises:
        Refused: ``supplier_repayment_unknown`` or ``reason_differs``; nothing is stored.
    """

    async def work(connection: AsyncConnection) -> None:
        await lock_till(connection, NETWORK_TILL)
        booked = ledger_transactions.c
        found = select(booked.id).where(booked.id == repayment_id, booked.kind == TransactionKind.SUPPLIER_REPAID)
        if await connection.scalar(found) is None:
            raise Refused("supplier_repayment_unknown")
        if (before := await reversal_of(connection, repayment_id)) is not None:
            check_same_reason(before.what, reason)
            return
        kind = TransactionKind.SUPPLIER_REPAYMENT_WITHDRAWN
        await reverse(connection, TakenBack(repayment_id, kind, desk.clock(), author.user_id, reason))

    await retry(desk.engine, work)


async def _check_not_repaid(connection: AsyncConnection, supplier: str, amount_cents: int) -> None:
    """No supplier has paid back more than it was paid: what is booked of no cycle is transfers, both ways."""
    entry, booked = ledger_entries.c, ledger_transactions.c
    paid = (
        select(func.coalesce(func.sum(entry.amount_cents), 0))
        .join(ledger_transactions, booked.id == entry.transaction_id)
        .where(entry.account == payable_account(supplier), booked.cycle.is_(None))
    )
    beyond = amount_cents - int(await connection.scalar(paid) or 0)
    if beyond > 0:
        raise Refused("supplier_repaid_since", supplier=supplier, beyond_cents=beyond)
