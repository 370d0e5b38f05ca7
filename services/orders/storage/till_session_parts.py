"""What each till session is made of: its part of the till's chain, less what came late of an earlier session.

A late payment was taken in a session that was closed when it arrived. It is in the session linked to that one:
the one of all that came while the till was closed, or one of its own that is counted with another.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, literal, or_, select, true
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import DateTime, Uuid

from services.orders.domain.ledger import Means
from services.orders.domain.till_sessions import Paid
from services.orders.storage.arrays import Columns, as_arrays, sent_rows
from services.orders.storage.household_tables import households
from services.orders.storage.ledger_tables import ledger_transactions
from services.orders.storage.payment_tables import payments
from services.orders.storage.stored_orders import may_see
from services.orders.storage.till_tables import late_payments, till_sessions

_TAKEN: Columns = {"payment": Uuid(), "payer": Uuid(), "at": DateTime(timezone=True)}

_session, _booked, _payment, _late = till_sessions.c, ledger_transactions.c, payments.c, late_payments.c


def in_part() -> ColumnElement[bool]:
    """Whether a transaction lies in a session's part of the till's chain."""
    until = or_(_session.until_sequence.is_(None), _booked.till_sequence <= _session.until_sequence)
    return and_(_booked.till == _session.till, _booked.till_sequence > _session.after_sequence, until)


def within() -> ColumnElement[bool]:
    """Whether a transaction is in a session."""
    taken_in = _taken_in()
    on_time = and_(_session.counted_with.is_(None), taken_in.is_(None))
    return and_(in_part(), or_(on_time, func.coalesce(taken_in == _session.linked_to, literal(False))))


def _taken_in() -> ColumnElement[UUID]:
    """The session of its till in which what a transaction books was taken, if it came late.

    A household that moved meanwhile pays at the till of its new centre: there it came on time.
    """
    then = till_sessions.alias()
    late = (
        select(_late.taken_in)
        .join(payments, _payment.id == _late.payment_id)
        .join(then, then.c.id == _late.taken_in)
        .where(_payment.transaction_id == _booked.id, then.c.till == _booked.till)
    )
    first = late.order_by(_payment.id).limit(1)
    return first.correlate(ledger_transactions).scalar_subquery()


async def paid_in(connection: AsyncConnection, which: ColumnElement[bool]) -> dict[UUID, tuple[Paid, ...]]:
    """Every payment of these sessions, as their seals cover them: by the payments' ids."""
    found = (
        select(
            *(_session.id.label("session"), _payment.id, _payment.payer_household_id, _payment.means),
            *(_payment.amount_cents, _payment.not_before, _payment.received_at, _booked.till_sequence),
        )
        .select_from(till_sessions)
        .join(ledger_transactions, within())
        .join(payments, _payment.transaction_id == _booked.id)
        .where(which)
        .order_by(_payment.id)
    )
    paid: dict[UUID, list[Paid]] = {}
    for session, payment, payer, means, *rest in await connection.execute(found):
        paid.setdefault(session, []).append(Paid(payment, payer, Means(means), *rest))
    return {session: tuple(those) for session, those in paid.items()}


async def note_late(
    connection: AsyncConnection, taken: Sequence[tuple[UUID, UUID, datetime]], centres: frozenset[str] | None
) -> None:
    """Note which of these payments (id, payer, when it was taken), not booked yet, were taken in a closed session.

    That is the session of the payer's till that was opened last before. Payers of other centres than these
    (``None``: all) are passed over: their payments will be refused.
    """
    sent = sent_rows("taken", _TAKEN)
    then = (
        select(_session.id, _session.closed_at)
        .where(_session.till == households.c.centre, _session.linked_to.is_(None), _session.opened_at <= sent.c.at)
        .order_by(_session.number.desc())
        .limit(1)
        .lateral()
    )
    booked = select(_payment.id).where(_payment.id == sent.c.payment).exists()
    late = (
        select(sent.c.payment, then.c.id)
        .select_from(sent)
        .join(households, households.c.id == sent.c.payer)
        .join(then, true())
        .where(may_see(households.c.centre, centres), then.c.closed_at.is_not(None), ~booked)
    )
    noted = insert(late_payments).from_select(["payment_id", "taken_in"], late).on_conflict_do_nothing()
    await connection.execute(noted, as_arrays("taken", _TAKEN, taken))


async def late_since(connection: AsyncConnection, till: str, sequence: int) -> list[UUID]:
    """The closed sessions of which payments came late after a place of a till's chain, in their order."""
    found = (
        select(_session.id)
        .join(late_payments, _late.taken_in == _session.id)
        .join(payments, _payment.id == _late.payment_id)
        .join(ledger_transactions, _booked.id == _payment.transaction_id)
        .where(_booked.till == till, _booked.till_sequence > sequence, _session.till == till)
        .group_by(_session.id, _session.number)
        .order_by(_session.number)
    )
    return list((await connection.scalars(found)).all())
