"""A household pays its yearly fee from its credit, so by any means.

Isolation: READ COMMITTED with the household's row locked, so that neither its credit nor a year is used twice.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.commands.order_desk import OrderDesk
from services.orders.domain.author import Author
from services.orders.domain.ledger import Transaction, TransactionKind
from services.orders.domain.membership import fee_paid, paid_until
from services.orders.queries.membership import membership_rules
from services.orders.storage import ledger
from services.orders.storage.household_tables import households
from services.orders.storage.ledger_tables import NETWORK_TILL
from services.orders.storage.locked import Purse, lock_household_of, set_credit
from services.orders.storage.membership_tables import memberships
from shared.database import retry_if_taken
from shared.kernel.ids import uuid7
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class FeePaid:
    """A yearly fee that a household chose: the device's own id, whose, how much."""

    id: UUID
    household_id: UUID
    fee_cents: int


async def pay_membership(desk: OrderDesk, asked: FeePaid, author: Author) -> tuple[bool, date]:
    """Book a fee from the household's credit; whether this request did it, and the last day that the fee covers.

    Raises:
        Refused: ``membership_not_asked``, ``membership_fee_unknown``, ``household_unknown``, ``household_closed``,
            ``membership_differs`` or ``not_enough_credit``; nothing is stored.
    """

    async def work(connection: AsyncConnection) -> tuple[bool, date]:
        purse = await lock_household_of(connection, asked.household_id, author.centres)
        known = (await connection.execute(select(memberships).where(memberships.c.id == asked.id))).one_or_none()
        if known is not None:
            if (known.household_id, known.fee_cents) != (asked.household_id, asked.fee_cents):
                raise Refused("membership_differs")
            return False, known.until
        rules, _ = await membership_rules(connection)
        rules.check_fee(asked.fee_cents)
        if purse.is_closed:
            raise Refused("household_closed")
        return True, await _book(connection, desk, asked, purse, author)

    return await retry_if_taken(desk.engine, work)


async def _book(connection: AsyncConnection, desk: OrderDesk, asked: FeePaid, purse: Purse, author: Author) -> date:
    left = purse.credit_cents - asked.fee_cents
    if left < 0:
        raise Refused("not_enough_credit", missing_cents=-left)
    booked = Transaction(
        id=uuid7(),
        at=desk.clock(),
        kind=TransactionKind.MEMBERSHIP,
        till=NETWORK_TILL,
        entries=fee_paid(purse.number, asked.fee_cents),
        by=author.user_id,
    )
    until = await _prolong(connection, asked.household_id, desk.today())
    await set_credit(connection, {asked.household_id: left})
    await ledger.append(connection, [booked])
    row = {
        "id": asked.id,
        "household_id": asked.household_id,
        "fee_cents": asked.fee_cents,
        "until": until,
        "transaction_id": booked.id,
        "at": booked.at,
    }
    await connection.execute(insert(memberships), row)
    return until


async def _prolong(connection: AsyncConnection, household_id: UUID, today: date) -> date:
    """Lengthen a locked household's membership by a year; its new last day."""
    house = households.c
    before = await connection.scalar(select(house.member_until).where(house.id == household_id))
    until = paid_until(before, today)
    await connection.execute(update(households).where(house.id == household_id).values(member_until=until))
    return until
