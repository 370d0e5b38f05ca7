"""The mails that went to suppliers about their orders, and what became of them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.storage.buying_tables import purchase_order_mails, purchase_orders
from shared.mail import MailState


@dataclass(frozen=True, slots=True)
class SentMail:
    """One mail; ``attachments`` are SHA-256 by name, ``bounce`` is what was noted when it came back."""

    id: UUID
    amendment: int
    recipient: str
    attachments: Mapping[str, str]
    state: MailState
    said: str
    sent_by: UUID
    sent_at: datetime
    bounced_at: datetime | None
    bounce: str | None


async def mails_of(connection: AsyncConnection, where: ColumnElement[bool]) -> dict[int, list[SentMail]]:
    """The mails about these purchase orders, by order number, the first one first."""
    mail = purchase_order_mails.c
    query = select(purchase_order_mails).join(purchase_orders, purchase_orders.c.number == mail.number)
    found: dict[int, list[SentMail]] = defaultdict(list)
    in_order = query.where(where).order_by(mail.number, mail.amendment, mail.sent_at, mail.id)
    for row in await connection.execute(in_order):
        found[row.number].append(
            SentMail(
                id=row.id,
                amendment=row.amendment,
                recipient=row.recipient,
                attachments=row.attachments,
                state=MailState(row.state),
                said=row.said,
                sent_by=row.sent_by,
                sent_at=row.sent_at,
                bounced_at=row.bounced_at,
                bounce=row.bounce,
            )
        )
    return found
