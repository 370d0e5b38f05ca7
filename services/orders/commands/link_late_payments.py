"""Payments that a device took in a till session which was closed before they arrived: they are a linked session.

Isolation: READ COMMITTED. What was taken in a closed session is noted before it is booked, so that it is never
in another session, whoever counts in between; the linked session is opened with the till's row locked.
"""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.commands.order_desk import OrderDesk
from services.orders.domain.author import Author
from services.orders.storage.linked_sessions import link_late
from services.orders.storage.payment_tables import payments
from services.orders.storage.till_session_parts import note_late
from services.orders.storage.till_session_rows import lock_till
from services.orders.storage.till_tables import late_payments
from shared.database import retry

Taken = Mapping[UUID, tuple[UUID, timedelta]]
"""Payments by id: who pays, and how long ago it was taken, as the device's clock measured it."""


async def note_what_was_taken(desk: OrderDesk, taken: Taken, author: Author) -> None:
    """Note which of these were taken in a session that is closed; those that are booked stay where they are."""
    now = desk.clock()
    rows = [(payment, payer, now - waited) for payment, (payer, waited) in taken.items() if waited]

    async def work(connection: AsyncConnection) -> None:
        await note_late(connection, rows, author.centres)

    if rows:
        await retry(desk.engine, work)


async def link_what_came_late(desk: OrderDesk, taken: Taken) -> None:
    """Open the linked sessions of those that came late and were booked."""
    waited = [payment for payment, (_, waited) in taken.items() if waited]
    late = select(payments.c.till).join(late_payments, late_payments.c.payment_id == payments.c.id)
    tills = late.where(payments.c.id.in_(waited)).distinct().order_by(payments.c.till)

    async def work(connection: AsyncConnection) -> None:
        for till in (await connection.scalars(tills)).all():
            await lock_till(connection, till)
            await link_late(connection, till, desk.clock())

    if waited:
        await retry(desk.engine, work)
