"""What the statement is given: orders, their lines, their payments, as arrays."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, Date, DateTime, Integer, Text, Uuid
from sqlalchemy.dialects.postgresql import BYTEA, JSONB

from services.orders.domain.author import Author
from services.orders.domain.entry import OrderState, Write
from services.orders.domain.pricing import PricedLine
from services.orders.domain.tariffs import Tariff, fund_holds_cents, own_cents
from services.orders.storage.arrays import Columns, as_arrays, sent_rows
from shared.contracts.group_orders import HouseholdOrderConfirmed, OrderLine
from shared.contracts.manifest import ManifestState, order_digest
from shared.kernel.ids import uuid7
from shared.messaging.outbox import outbox_row

ORDER: Columns = {
    "n": Integer(),
    "order_id": Uuid(),
    "household_id": Uuid(),
    "member_on": Date(),
    "cycle": Text(),
    "catalogue_version": BigInteger(),
    "state": Text(),
    "held_back": Boolean(),
    "late_reason": Text(),
    "expected_version": BigInteger(),
    "base_version": BigInteger(),
    "version": BigInteger(),
    "request_hash": BYTEA(),
    "total_cents": BigInteger(),
    "rate_basis_points": Integer(),
    "digest": BYTEA(),
    "at": DateTime(timezone=True),
    "transaction_id": Uuid(),
    "event_id": Uuid(),
    "event_topic": Text(),
    "event_type": Text(),
    "event_headers": JSONB(),
    "event_payload": JSONB(),
}
LINE: Columns = {
    "n": Integer(),
    "product": Text(),
    "quantity": BigInteger(),
    "ceiling_price_cents": BigInteger(),
    "held_cents": BigInteger(),
}
PAYMENT: Columns = {
    "n": Integer(),
    "position": Integer(),
    "id": Uuid(),
    "means": Text(),
    "amount_cents": BigInteger(),
    "not_before": Date(),
}

orders = sent_rows("sent_order", ORDER)
lines = sent_rows("sent_line", LINE)
payments = sent_rows("sent_payment", PAYMENT)


@dataclass(frozen=True, slots=True)
class OrderToWrite:
    """One order as it is to be written.

    Args:
        order_id: Made by the device.
        household_id: Whose order it is.
        cycle: Its cycle.
        catalogue_version: Of the catalogue that priced it: another one refuses the write.
        base_version: The version its request amends; 0 for a new order.
        request_hash: Of its request.
        lines: Priced, by product code.
        write: What was decided.
        version: Its new version.
        at: When it is written.
        tariff: What of the price it is entered at; ``None``: refused to a household that ever had a tariff.
        member_on: Until when its household's yearly fee is to be paid where the network refuses a new order without
            it; ``None``: it is taken all the same.
    """

    order_id: UUID
    household_id: UUID
    cycle: str
    catalogue_version: int
    base_version: int
    request_hash: bytes
    lines: tuple[PricedLine, ...]
    write: Write
    version: int
    at: datetime
    tariff: Tariff | None = None
    member_on: date | None = None

    @property
    def total_cents(self) -> int:
        """Its lines at the ceiling."""
        return sum(line.held_cents for line in self.lines)

    @property
    def own_cents(self) -> int:
        """What of it its household pays."""
        return own_cents(self.total_cents, self.tariff.basis_points) if self.tariff else self.total_cents

    @property
    def fund_cents(self) -> int:
        """What of it the solidarity fund holds once it is written."""
        if self.tariff is None or self.write.state is not OrderState.CONFIRMED:
            return 0
        return fund_holds_cents(self.total_cents, self.tariff.basis_points)


def parameters(to_write: Sequence[OrderToWrite], author: Author) -> dict[str, Any]:
    """The statement's parameters."""
    numbered = list(enumerate(to_write, start=1))
    priced = [
        (n, line.product, line.quantity, line.ceiling_price_cents, line.held_cents)
        for n, order in numbered
        for line in order.lines
    ]
    paid = [
        (n, position, payment.id, payment.means, payment.amount_cents, payment.not_before)
        for n, order in numbered
        for position, payment in enumerate(order.write.payments, start=1)
    ]
    return {
        "every_centre": author.centres is None,
        "centres": sorted(author.centres or ()),
        "booked_by": author.user_id,
        **as_arrays("sent_order", ORDER, [_order_row(n, order) for n, order in numbered]),
        **as_arrays("sent_line", LINE, priced),
        **as_arrays("sent_payment", PAYMENT, paid),
    }


def _order_row(n: int, order: OrderToWrite) -> tuple[object, ...]:
    held_lines = [OrderLine(product=line.product, quantity=line.quantity, held=line.held_cents) for line in order.lines]
    total_cents = sum(line.held for line in held_lines)
    digest = None
    if order.write.state is OrderState.CONFIRMED:
        digest = order_digest(order.order_id, order.version, ManifestState.CONFIRMED, held_lines)
    household = (order.household_id, order.member_on)
    decided = (order.write.state, order.write.held_back, order.write.late_reason)
    asked = (order.order_id, *household, order.cycle, order.catalogue_version, *decided)
    versions = (order.write.expected_version, order.base_version, order.version)
    rate = order.tariff.basis_points if order.tariff else None
    money = (order.request_hash, total_cents, rate, digest)
    return (n, *asked, *versions, *money, order.at, uuid7(), *_event_columns(order, held_lines, total_cents))


def _event_columns(order: OrderToWrite, held_lines: list[OrderLine], total_cents: int) -> tuple[object, ...]:
    """The event's outbox row but for what only the locked rows know, which the statement fills in."""
    event = HouseholdOrderConfirmed(
        group_order_id=order.order_id,
        cycle=order.cycle,
        centre="-",
        version=order.version,
        order_id=order.order_id,
        household="-",
        label="",
        lines=held_lines,
        held=total_cents,
    )
    row = outbox_row(event)
    return (row["id"], row["topic"], row["type"], json.dumps(row["headers"]), row["payload"].decode())
