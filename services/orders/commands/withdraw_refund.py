"""Take back a refund that was asked for by transfer, before it is made: the household has its credit again.

Isolation: READ COMMITTED with the refund's row locked, which whoever notes its transfer locks too, and then the
household's, whose credit it is.
"""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.commands.order_desk import OrderDesk
from services.orders.domain.author import Author
from services.orders.domain.ledger import TransactionKind
from services.orders.storage.household_tables import households
from services.orders.storage.locked import lock_households, set_credit
from services.orders.storage.reason_rows import keep_reason
from services.orders.storage.refund_tables import refunds
from services.orders.storage.reversals import TakenBack, reversal_of, reverse
from services.orders.storage.stored_orders import may_see
from shared.database import retry
from shared.kernel.refusal import Refused, check_same_reason


async def withdraw_refund(desk: OrderDesk, refund_id: UUID, reason: str, author: Author) -> None:
    """Give a household the credit of a refund that was not made; taken back before, nothing changes.

    Raises:
        Refused: ``refund_unknown``, ``refund_made`` or ``reason_differs``; nothing is stored.
    """

    async def work(connection: AsyncConnection) -> None:
        found = (
            select(refunds)
            .join(households, households.c.id == refunds.c.household_id)
            .where(refunds.c.id == refund_id, may_see(households.c.centre, author.centres))
        )
        locked = found.with_for_update(of=refunds, key_share=True)
        refund = (await connection.execute(locked)).one_or_none()
        if refund is None:
            raise Refused("refund_unknown")
        if refund.paid_at is not None:
            raise Refused("refund_made", made=refund.paid_at)
        if (before := await reversal_of(connection, refund.transaction_id)) is not None:
            check_same_reason(before.what, reason)
            return
        purse = (await lock_households(connection, [refund.household_id]))[refund.household_id]
        await set_credit(connection, {refund.household_id: purse.credit_cents + refund.amount_cents})
        kind = TransactionKind.REFUND_WITHDRAWN
        booked = await reverse(connection, TakenBack(refund.transaction_id, kind, desk.clock(), author.user_id))
        await keep_reason(connection, booked, refund.household_id, reason)

    await retry(desk.engine, work)
