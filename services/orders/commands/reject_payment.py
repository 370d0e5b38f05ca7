"""The bank refused a payment: its household owes it from now on, and pays it back from its credit.

What was ordered and bought with it stays as it is, and the household's credit with it: credit never goes below
zero. Isolation: READ COMMITTED with the payment's, then the household's row locked.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, exists, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.commands.order_desk import OrderDesk
from services.orders.domain.author import Author
from services.orders.domain.entry import check_amount
from services.orders.domain.ledger import (
    BANK,
    BY_BANK,
    Means,
    Transaction,
    TransactionKind,
    means_account,
    owed,
    paid_back,
)
from services.orders.storage import ledger
from services.orders.storage.bank_tables import banked_payments
from services.orders.storage.household_tables import households
from services.orders.storage.ledger_tables import NETWORK_TILL
from services.orders.storage.owing_tables import rejected_payments, repayments
from services.orders.storage.payment_tables import payments
from services.orders.storage.stored_orders import may_see
from shared.database import retry
from shared.kernel.ids import uuid7
from shared.kernel.refusal import Refused


async def reject_payment(desk: OrderDesk, payment_id: UUID, reason: str, author: Author) -> None:
    """Book a bounced cheque, a rejected transfer or card as owed by its payer; booked before, nothing changes.

    Raises:
        Refused: ``payment_unknown`` or ``payment_not_rejectable``.
    """

    async def work(connection: AsyncConnection) -> None:
        found = select(payments).where(payments.c.id == payment_id).with_for_update(key_share=True)
        payment = (await connection.execute(found)).one_or_none()
        if payment is None:
            raise Refused("payment_unknown")
        if payment.means not in BY_BANK or not payment.amount_cents:
            raise Refused("payment_not_rejectable")
        if not await connection.scalar(select(exists().where(rejected_payments.c.payment_id == payment_id))):
            await _book(connection, desk, payment, reason, author)

    await retry(desk.engine, work)


async def _book(connection: AsyncConnection, desk: OrderDesk, payment: Row[Any], reason: str, author: Author) -> None:
    household = await _lock(connection, payment.payer_household_id)
    is_banked = await connection.scalar(select(exists().where(banked_payments.c.payment_id == payment.id)))
    lay_on = BANK if is_banked else means_account(Means(payment.means), payment.till)
    booked = Transaction(
        id=uuid7(),
        at=desk.clock(),
        kind=TransactionKind.REJECTED,
        till=NETWORK_TILL,
        entries=owed(household.number, lay_on, payment.amount_cents),
        what=reason,
        by=author.user_id,
    )
    await _owe(connection, household, payment.amount_cents)
    await ledger.append(connection, [booked])
    row = {"payment_id": payment.id, "transaction_id": booked.id, "at": booked.at, "reason": reason}
    await connection.execute(insert(rejected_payments), row)


@dataclass(frozen=True, slots=True)
class RepaymentAsked:
    """What a household pays back from its credit: the device's own id, whose, how much."""

    id: UUID
    household_id: UUID
    amount_cents: int


async def repay(desk: OrderDesk, asked: RepaymentAsked, author: Author) -> bool:
    """Pay back from credit what is owed; whether this request did it.

    Raises:
        Refused: ``payment_not_positive``, ``payment_too_big``, ``household_unknown``, ``repayment_differs``,
            ``nothing_owed`` or ``not_enough_credit``; nothing is stored.
    """
    check_amount(asked.amount_cents)

    async def work(connection: AsyncConnection) -> bool:
        visible = may_see(households.c.centre, author.centres)
        if not await connection.scalar(select(households.c.id).where(households.c.id == asked.household_id, visible)):
            raise Refused("household_unknown")
        found = select(repayments).where(repayments.c.id == asked.id)
        known = (await connection.execute(found)).one_or_none()
        if known is not None:
            if (known.household_id, known.amount_cents) != (asked.household_id, asked.amount_cents):
                raise Refused("repayment_differs")
            return False
        household = await _lock(connection, asked.household_id)
        if household.owed_cents < asked.amount_cents:
            raise Refused("nothing_owed", owed_cents=household.owed_cents)
        if household.credit_cents < asked.amount_cents:
            raise Refused("not_enough_credit", missing_cents=asked.amount_cents - household.credit_cents)
        booked = Transaction(
            id=uuid7(),
            at=desk.clock(),
            kind=TransactionKind.REPAID,
            till=NETWORK_TILL,
            entries=paid_back(household.number, asked.amount_cents),
            by=author.user_id,
        )
        await _owe(connection, household, -asked.amount_cents, from_credit=asked.amount_cents)
        await ledger.append(connection, [booked])
        row = {
            "id": asked.id,
            "household_id": asked.household_id,
            "amount_cents": asked.amount_cents,
            "transaction_id": booked.id,
            "at": booked.at,
        }
        await connection.execute(insert(repayments), row)
        return True

    try:
        return await retry(desk.engine, work)
    except IntegrityError:  # another device has just sent it
        return await retry(desk.engine, work)


async def _lock(connection: AsyncConnection, household_id: UUID) -> Row[Any]:
    found = select(households).where(households.c.id == household_id).with_for_update(key_share=True)
    return (await connection.execute(found)).one()


async def _owe(connection: AsyncConnection, household: Row[Any], cents: int, *, from_credit: int = 0) -> None:
    changed = update(households).where(households.c.id == household.id)
    owed_cents, credit_cents = household.owed_cents + cents, household.credit_cents - from_credit
    await connection.execute(changed.values(owed_cents=owed_cents, credit_cents=credit_cents))
