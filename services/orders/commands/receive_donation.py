"""Note money that came for the solidarity fund: a donation or a subsidy.

Isolation: READ COMMITTED with the fund's row locked; an id that was just used fails on its key.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.commands.order_desk import OrderDesk
from services.orders.domain.author import Author
from services.orders.domain.entry import check_amount
from services.orders.domain.ledger import Means, Transaction, TransactionKind, donated
from services.orders.storage import ledger, solidarity_fund
from services.orders.storage.ledger_tables import NETWORK_TILL
from services.orders.storage.solidarity_tables import solidarity_receipts
from services.orders.storage.till_session_rows import lock_till
from shared.database import retry_if_taken
from shared.kernel.ids import uuid7
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class Donation:
    """Money for the fund.

    Args:
        id: Made by the device; sent again, it is the same donation.
        amount_cents: How much.
        means: How it came; all but cash is noted once the bank has it.
        centre: Whose till the cash lies in; ``None`` for the bank.
        received_from: Who gave it, as a code.
    """

    id: UUID
    amount_cents: int
    means: Means
    centre: str | None
    received_from: str


async def receive_donation(desk: OrderDesk, donation: Donation, author: Author) -> bool:
    """Book it into the fund; whether this request did it.

    Raises:
        Refused: ``payment_not_positive``, ``payment_too_big``, ``donation_needs_till``, ``till_unknown`` or
            ``donation_differs``; nothing is stored.
    """
    check_amount(donation.amount_cents)
    if (donation.means is Means.CASH) != (donation.centre is not None):
        raise Refused("donation_needs_till")

    async def work(connection: AsyncConnection) -> bool:
        known = await _find(connection, donation.id)
        if known is not None:
            _check_same(known, donation)
            return False
        await _book(connection, desk, donation, author)
        return True

    return await retry_if_taken(desk.engine, work)


async def _find(connection: AsyncConnection, donation_id: UUID) -> Row[Any] | None:
    found = select(solidarity_receipts).where(solidarity_receipts.c.id == donation_id)
    return (await connection.execute(found)).one_or_none()


def _check_same(known: Row[Any], donation: Donation) -> None:
    told = (donation.amount_cents, donation.means, donation.centre, donation.received_from)
    if (known.amount_cents, known.means, known.centre, known.received_from) != told:
        raise Refused("donation_differs")


async def _book(connection: AsyncConnection, desk: OrderDesk, donation: Donation, author: Author) -> None:
    await solidarity_fund.move(connection, donation.amount_cents)
    till = donation.centre or NETWORK_TILL
    if await lock_till(connection, till) is None:
        raise Refused("till_unknown", centre=till)
    booked = Transaction(
        id=uuid7(),
        at=desk.clock(),
        kind=TransactionKind.SOLIDARITY,
        till=till,
        entries=donated(donation.centre, donation.amount_cents),
        what=donation.received_from,
        by=author.user_id,
    )
    await ledger.append(connection, [booked])
    row = {
        "id": donation.id,
        "amount_cents": donation.amount_cents,
        "means": donation.means,
        "centre": donation.centre,
        "received_from": donation.received_from,
        "transaction_id": booked.id,
        "at": booked.at,
    }
    await connection.execute(insert(solidarity_receipts), row)
