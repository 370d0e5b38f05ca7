"""What each till session is made of: its part of the till's chain, less what came late of an earlier session.

A late payment was taken in a session that was closed when it arrived; so was a late refund, cash handed out without
a network. It is in the session linked to that one: the one of all that came while the till was closed, or one of its
own that is counted with another.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, literal, null, or_, select, true, union_all
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import DateTime, Uuid

from services.orders.domain.ledger import Means
from services.orders.domain.till_sessions import Paid
from services.orders.storage.arrays import Columns, as_arrays, sent_rows
from services.orders.storage.household_tables import households
from services.orders.storage.ledger_tables import ledger_transactions
from services.orders.storage.payment_tables import payments
from services.orders.storage.refund_tables import late_refunds, refunds
from services.orders.storage.stored_orders import may_see
from services.orders.storage.till_tables import late_payments, till_sessions

_TAKEN: Columns = {"payment": Uuid(), "payer": Uuid(), "at": DateTime(timezone=True)}

_session, _booked = till_sessions.c, ledger_transactions.c
_payment, _late = payments.c, late_payments.c
_refund, _late_refund = refunds.c, late_refunds.c


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
    paid = (
        select(_late.taken_in).join(payments, _payment.id == _late.payment_id).join(then, then.c.id == _late.taken_in)
    )
    first = (
        paid.where(_payment.transaction_id == _booked.id, then.c.till == _booked.till).order_by(_payment.id).limit(1)
    )
    handed = (
        select(_late_refund.taken_in)
        .join(refunds, _refund.id == _late_refund.refund_id)
        .join(then, then.c.id == _late_refund.taken_in)
    )
    out = handed.where(_refund.transaction_id == _booked.id, then.c.till == _booked.till)
    both = (one.correlate(ledger_transactions).scalar_subquery() for one in (first, out))
    return func.coalesce(*both)


async def paid_in(connection: AsyncConnection, which: ColumnElement[bool]) -> dict[UUID, tuple[Paid, ...]]:
    """Every payment of these sessions, and every refund that came late, as their seals cover them: by their ids."""
    received = (
        select(
            *(_session.id.label("session"), _payment.id, _payment.payer_household_id, _payment.means),
            *(_payment.amount_cents, _payment.not_before, _payment.received_at, _booked.till_sequence),
        )
        .select_from(till_sessions)
        .join(ledger_transactions, within())
        .join(payments, _payment.transaction_id == _booked.id)
        .where(which)
    )
    handed_out = (
        select(
            *(_session.id, _refund.id, _refund.household_id, _refund.means),
            *(-_refund.amount_cents, null(), _refund.asked_at, _booked.till_sequence),
        )
        .select_from(till_sessions)
        .join(ledger_transactions, within())
        .join(refunds, _refund.transaction_id == _booked.id)
        .join(late_refunds, _late_refund.refund_id == _refund.id)
        .where(which)
    )
    paid: dict[UUID, list[Paid]] = {}
    found = union_all(received, handed_out).order_by("id", "till_sequence")
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
    """The closed sessions of which money came late after a place of a till's chain, in their order."""
    paid = select(_late.taken_in, _payment.transaction_id).join(payments, _payment.id == _late.payment_id)
    handed = select(_late_refund.taken_in, _refund.transaction_id).join(refunds, _refund.id == _late_refund.refund_id)
    late = union_all(paid, handed).subquery()
    found = (
        select(_session.id)
        .join(late, late.c.taken_in == _session.id)
        .join(ledger_transactions, _booked.id == late.c.transaction_id)
        .where(_booked.till == till, _booked.till_sequence > sequence, _session.till == till)
        .group_by(_session.id, _session.number)
        .order_by(_session.number)
    )
    return list((await connection.scalars(found)).all())


async def note_late_payment(connection: AsyncConnection, payment: UUID, till: str, taken_at: datetime) -> bool:
    """Note that a payment was taken in a session of this till which is closed, if that is so; whether it is."""
    session = await _closed_since(connection, till, taken_at)
    if session is not None:
        await connection.execute(insert(late_payments).values(payment_id=payment, taken_in=session))
    return session is not None


async def note_late_refund(connection: AsyncConnection, refund: UUID, till: str, taken_at: datetime) -> bool:
    """Note that a refund was handed out in a session of this till which is closed, if that is so; whether it is."""
    session = await _closed_since(connection, till, taken_at)
    if session is not None:
        await connection.execute(insert(late_refunds).values(refund_id=refund, taken_in=session))
    return session is not None


async def _closed_since(connection: AsyncConnection, till: str, at: datetime) -> UUID | None:
    """The session of a till in which something was done, if that is closed by now."""
    then = (
        select(_session.id, _session.closed_at)
        .where(_session.till == till, _session.linked_to.is_(None), _session.opened_at <= at)
        .order_by(_session.number.desc())
        .limit(1)
    )
    found = (await connection.execute(then)).one_or_none()
    return None if found is None or found.closed_at is None else found.id
