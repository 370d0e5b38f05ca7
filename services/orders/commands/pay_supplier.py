"""Note that a supplier's invoices are paid from the bank, in all or in part.

Isolation: READ COMMITTED with the network's till locked, on which invoices and payments of suppliers are booked:
no invoice is paid twice by two treasurers at once.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.commands.order_desk import OrderDesk
from services.orders.domain.author import Author
from services.orders.domain.entry import check_amount
from services.orders.domain.ledger import Transaction, TransactionKind, paid_to_supplier, payable_account
from services.orders.storage import ledger
from services.orders.storage.ledger_tables import NETWORK_TILL
from services.orders.storage.supplier_payment_tables import supplier_payments
from services.orders.storage.till_session_rows import lock_till
from shared.database import retry
from shared.kernel.ids import uuid7
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class SupplierPaid:
    """A transfer to a supplier, or from it: the device's own id, whose, how much, when the bank made it."""

    id: UUID
    supplier: str
    amount_cents: int
    paid_on: date


async def pay_supplier(desk: OrderDesk, asked: SupplierPaid, author: Author) -> bool:
    """Book a transfer to a supplier; whether this request did it.

    Raises:
        Refused: ``payment_not_positive``, ``payment_too_big``, ``paid_in_future``, ``supplier_payment_differs`` or
            ``supplier_owed_less``; nothing is stored.
    """
    check_amount(asked.amount_cents)
    if asked.paid_on > desk.today():
        raise Refused("paid_in_future", paid_on=asked.paid_on)

    async def work(connection: AsyncConnection) -> bool:
        await lock_till(connection, NETWORK_TILL)
        found = select(supplier_payments).where(supplier_payments.c.id == asked.id)
        known = (await connection.execute(found)).one_or_none()
        if known is not None:
            if (known.supplier, known.amount_cents, known.paid_on) != (
                asked.supplier,
                asked.amount_cents,
                asked.paid_on,
            ):
                raise Refused("supplier_payment_differs")
            return False
        await _check_owed(connection, asked)
        await _book(connection, desk, asked, author)
        return True

    return await retry(desk.engine, work)


async def _check_owed(connection: AsyncConnection, asked: SupplierPaid) -> None:
    owed = -await ledger.balance(connection, payable_account(asked.supplier))
    if asked.amount_cents > owed:
        raise Refused("supplier_owed_less", supplier=asked.supplier, owed_cents=owed)


async def _book(connection: AsyncConnection, desk: OrderDesk, asked: SupplierPaid, author: Author) -> None:
    booked = Transaction(
        id=uuid7(),
        at=desk.clock(),
        kind=TransactionKind.SUPPLIER_PAID,
        till=NETWORK_TILL,
        entries=paid_to_supplier(asked.supplier, asked.amount_cents),
        what=asked.paid_on.isoformat(),
        by=author.user_id,
    )
    await ledger.append(connection, [booked])
    row = {
        "id": asked.id,
        "supplier": asked.supplier,
        "amount_cents": asked.amount_cents,
        "paid_on": asked.paid_on,
        "transaction_id": booked.id,
        "at": booked.at,
    }
    await connection.execute(insert(supplier_payments), row)
