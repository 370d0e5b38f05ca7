"""What each till session is made of: its part of the till's chain, and the payments that were booked in it."""

from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.domain.ledger import Means
from services.orders.domain.till_sessions import Paid
from services.orders.storage.ledger_tables import ledger_transactions
from services.orders.storage.payment_tables import payments
from services.orders.storage.till_tables import till_sessions

_session, _booked, _payment = till_sessions.c, ledger_transactions.c, payments.c


def within() -> ColumnElement[bool]:
    """Whether a transaction is in a session: it lies in its part of the till's chain."""
    until = or_(_session.until_sequence.is_(None), _booked.till_sequence <= _session.until_sequence)
    return and_(_booked.till == _session.till, _booked.till_sequence > _session.after_sequence, until)


async def paid_in(connection: AsyncConnection, which: ColumnElement[bool]) -> dict[UUID, tuple[Paid, ...]]:
    """Every payment of these sessions, as their seals cover them: by the payments' ids."""
    found = (
        select(
            *(_session.id.label("session"), _payment.id, _payment.payer_household_id, _payment.means),
            *(_payment.amount_cents, _payment.not_before, _payment.received_at, _booked.till_sequence),
        )
        .join(ledger_transactions, within())
        .join(payments, _payment.transaction_id == _booked.id)
        .where(which)
        .order_by(_payment.id)
    )
    paid: dict[UUID, list[Paid]] = {}
    for session, payment, payer, means, *rest in await connection.execute(found):
        paid.setdefault(session, []).append(Paid(payment, payer, Means(means), *rest))
    return {session: tuple(those) for session, those in paid.items()}
