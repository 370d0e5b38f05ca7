"""The coordinator mails an order, or its amendment, to its supplier; an approved order is sent by that.

Recorded before it is sent and its outcome after, in two transactions (READ COMMITTED, the cycle's row locked first in
the one that decides): a process that dies in between leaves "not known whether it left", and nothing sends it twice.
"""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.domain.network_settings import Identity
from services.supply.domain.purchase_order import PurchaseOrderState
from services.supply.storage.buying_tables import purchase_order_mails
from services.supply.storage.purchase_order_rows import (
    check_not_amended_since,
    check_was_sent,
    lock_order,
    note_sent,
)
from shared.database import retry_if_taken, transaction
from shared.kernel.clock import Clock
from shared.kernel.refusal import Refused, check_same_reason
from shared.mail import Attachment, Mail, Mailer, MailState

_ADDRESS = re.compile(r"[^@\s,;<>\[\]]+@[^@\s,;<>\[\]]+")


@dataclass(frozen=True, slots=True)
class MailAsked:
    """A mail as a device asks for it: its own id, which order, the amendment in force when it was asked."""

    id: UUID
    number: int
    amendment: int
    sent_by: UUID


@dataclass(frozen=True, slots=True)
class Letter:
    """What is written to whom, about an order as it is at ``amendment``; ``network``: who it says orders."""

    supplier: str
    recipient: str
    amendment: int
    network: Identity | None
    subject: str
    text: str
    attachments: Sequence[Attachment]


async def mail_purchase_order(
    engine: AsyncEngine, clock: Clock, mailer: Mailer | None, asked: MailAsked, letter: Letter
) -> bool:
    """Send the letter once; whether this request did. What became of it stands beside the order.

    Raises:
        Refused: ``mail_not_configured``, ``purchase_order_unknown``, ``purchase_order_not_sent``,
            ``purchase_order_cancelled``, ``purchase_order_amended``, ``mail_differs`` or ``supplier_without_email``;
            nothing is stored and nothing sent.
    """
    if mailer is None:
        raise Refused("mail_not_configured")
    now = clock()

    async def work(connection: AsyncConnection) -> bool:
        return await _record(connection, asked, letter, now)

    new = await retry_if_taken(engine, work)
    if new:
        mail = Mail(asked.id, letter.recipient, letter.subject, letter.text, letter.attachments, now)
        outcome = await mailer.send(mail)
        became = {"state": outcome.state, "said": outcome.said, "settled_at": clock()}
        async with transaction(engine) as connection:
            mine = purchase_order_mails.c.id == asked.id
            await connection.execute(update(purchase_order_mails).where(mine).values(became))
    return new


async def note_bounce(engine: AsyncEngine, number: int, mail_id: UUID, note: str, now: datetime) -> None:
    """Note that a mail came back, and why; noted before, nothing changes.

    Raises:
        Refused: ``mail_unknown`` or ``reason_differs``.
    """
    async with transaction(engine) as connection:
        mail = await _find(connection, mail_id, lock=True)
        if mail is None or mail.number != number:
            raise Refused("mail_unknown", number=number)
        if mail.bounced_at is None:
            noted = update(purchase_order_mails).where(purchase_order_mails.c.id == mail_id)
            await connection.execute(noted.values(bounced_at=now, bounce=note))
        else:
            check_same_reason(mail.bounce, note)


async def _record(connection: AsyncConnection, asked: MailAsked, letter: Letter, now: datetime) -> bool:
    """Store that the mail is about to leave; False when it is known."""
    order = (await lock_order(connection, asked.number)).order
    known = await _find(connection, asked.id)
    if known is not None:
        if (known.number, known.amendment) != (asked.number, asked.amendment):
            raise Refused("mail_differs")
        return False
    if order.state != PurchaseOrderState.APPROVED:
        check_was_sent(order)
    check_not_amended_since(order, asked.amendment)
    check_not_amended_since(order, letter.amendment)
    if not _ADDRESS.fullmatch(letter.recipient):
        raise Refused("supplier_without_email", supplier=letter.supplier, number=asked.number)
    network = asdict(letter.network) if letter.network else None
    await note_sent(connection, order, asked.sent_by, now, network)
    row = {
        "id": asked.id,
        "number": asked.number,
        "amendment": asked.amendment,
        "recipient": letter.recipient,
        "attachments": {one.name: sha256(one.content).hexdigest() for one in letter.attachments},
        "state": MailState.UNKNOWN,
        "said": "",
        "sent_by": asked.sent_by,
        "sent_at": now,
    }
    await connection.execute(insert(purchase_order_mails).values(row))
    return True


async def _find(connection: AsyncConnection, mail_id: UUID, *, lock: bool = False) -> Row[Any] | None:
    query = select(purchase_order_mails).where(purchase_order_mails.c.id == mail_id)
    return (await connection.execute(query.with_for_update() if lock else query)).one_or_none()
