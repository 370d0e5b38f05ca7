"""Note that a supplier paid back what it owes the network, as when an invoice that is paid gets a credit note.

Isolation: READ COMMITTED with the network's till locked, on which payments of suppliers are booked too: of two
treasurers at once nobody notes more than is owed. The transaction in the ledger bears the device's own id.
"""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.commands.order_desk import OrderDesk
from services.orders.commands.pay_supplier import SupplierPaid
from services.orders.domain.author import Author
from services.orders.domain.entry import check_amount
from services.orders.domain.ledger import Entry, Transaction, TransactionKind, payable_account, repaid_by_supplier
from services.orders.storage import ledger
from services.orders.storage.ledger_tables import NETWORK_TILL, ledger_entries, ledger_transactions
from services.orders.storage.till_session_rows import lock_till
from shared.database import retry
from shared.kernel.refusal import Refused


async def receive_supplier_repayment(desk: OrderDesk, asked: SupplierPaid, author: Author) -> bool:
    """Book a transfer from a supplier; whether this request did it.

    Raises:
        Refused: ``payment_not_positive``, ``payment_too_big``, ``paid_in_future``, ``supplier_repayment_differs`` or
            ``supplier_owes_less``; nothing is stored.
    """
    check_amount(asked.amount_cents)
    if asked.paid_on > desk.today():
        raise Refused("paid_in_future", paid_on=asked.paid_on)

    async def work(connection: AsyncConnection) -> bool:
        await lock_till(connection, NETWORK_TILL)
        booked = Transaction(
            id=asked.id,
            at=desk.clock(),
            kind=TransactionKind.SUPPLIER_REPAID,
            till=NETWORK_TILL,
            entries=repaid_by_supplier(asked.supplier, asked.amount_cents),
            what=asked.paid_on.isoformat(),
            by=author.user_id,
        )
        if await _is_booked(connection, booked):
            return False
        owes = max(0, await ledger.balance(connection, payable_account(asked.supplier)))
        if asked.amount_cents > owes:
            raise Refused("supplier_owes_less", supplier=asked.supplier, owes_cents=owes)
        await ledger.append(connection, [booked])
        return True

    return await retry(desk.engine, work)


async def _is_booked(connection: AsyncConnection, asked: Transaction) -> bool:
    """Whether just this is booked under its id."""
    known, entry = ledger_transactions.c, ledger_entries.c
    query = (
        select(known.kind, known.what, entry.account, entry.amount_cents)
        .join(ledger_entries, entry.transaction_id == known.id)
        .where(known.id == asked.id)
        .order_by(entry.position)
    )
    rows = (await connection.execute(query)).all()
    if rows and [tuple(row) for row in rows] != [(asked.kind, asked.what, *_figures(one)) for one in asked.entries]:
        raise Refused("supplier_repayment_differs")
    return bool(rows)


def _figures(entry: Entry) -> tuple[str, int]:
    return entry.account, entry.amount_cents
