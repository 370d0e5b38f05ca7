"""The coordinator enters what a supplier answered to its purchase order: when it delivers, how much, at what price.

Isolation: READ COMMITTED with the cycle's row locked first: two who enter an answer at once follow each other.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.domain.audit import AuditKind
from services.supply.domain.purchase_order import ConfirmedLine, PurchaseOrderState
from services.supply.queries.acknowledgements import Acknowledgement, last_acknowledgement
from services.supply.storage.buying_tables import (
    purchase_order_acknowledged_lines,
    purchase_order_acknowledgements,
    purchase_order_lines,
)
from services.supply.storage.purchase_order_rows import (
    change_order,
    check_not_amended_since,
    check_sent,
    lock_order,
    note_order,
)
from shared.database import transaction
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class Confirmation:
    """One product as the supplier confirms it: base units, euros per display unit ex VAT; None: as ordered."""

    product: str
    quantity: int | None
    price: Decimal | None


@dataclass(frozen=True, slots=True)
class SupplierAnswer:
    """What a supplier answered to an order as it was amended (0: as first sent); what is not named is as ordered."""

    number: int
    amendment: int
    delivery: date
    reference: str
    lines: tuple[Confirmation, ...]


async def acknowledge_purchase_order(
    engine: AsyncEngine, answer: SupplierAnswer, entered_by: UUID, now: datetime
) -> bool:
    """Store an answer beside the earlier ones; whether it says anything that the last one did not.

    Raises:
        Refused: ``purchase_order_unknown``, ``purchase_order_cancelled``, ``purchase_order_not_sent``,
            ``purchase_order_delivered``, ``purchase_order_amended``, ``acknowledgement_named_twice`` or
            ``acknowledgement_not_ordered``.
    """
    async with transaction(engine) as connection:
        order = (await lock_order(connection, answer.number)).order
        check_sent(order)
        if order.state == PurchaseOrderState.DELIVERED:
            raise Refused("purchase_order_delivered", number=answer.number)
        check_not_amended_since(order, answer.amendment)
        lines = _confirmed(answer, await _ordered(connection, answer.number))
        last = await last_acknowledgement(connection, answer.number)
        if last and _said(last) == (answer.amendment, answer.delivery, answer.reference, lines):
            return False
        header = {
            "number": answer.number,
            "acknowledgement": last.acknowledgement + 1 if last else 1,
            "amendment": answer.amendment,
            "delivery": answer.delivery,
            "reference": answer.reference,
            "acknowledged_by": entered_by,
            "acknowledged_at": now,
        }
        await _store(connection, header, lines)
        await change_order(connection, answer.number, state=PurchaseOrderState.ACKNOWLEDGED)
        became = {"order": PurchaseOrderState.ACKNOWLEDGED.value, "delivery": answer.delivery.isoformat()}
        await note_order(connection, AuditKind.ORDER_ACKNOWLEDGED, order, entered_by, became)
        return True


def _said(last: Acknowledgement) -> tuple[int, date, str, tuple[ConfirmedLine, ...]]:
    return last.amendment, last.delivery, last.reference, last.lines


async def _ordered(connection: AsyncConnection, number: int) -> Sequence[Row[Any, Any, Any]]:
    line = purchase_order_lines.c
    return (
        await connection.execute(select(line.product, line.quantity, line.price).where(line.number == number))
    ).all()


def _confirmed(answer: SupplierAnswer, ordered: Sequence[Row[Any, Any, Any]]) -> tuple[ConfirmedLine, ...]:
    """Every line of the order as it is confirmed, by product."""
    on_it = {row.product for row in ordered}
    named: dict[str, Confirmation] = {}
    for line in answer.lines:
        if line.product in named:
            raise Refused("acknowledgement_named_twice", number=answer.number, product=line.product)
        if line.product not in on_it:
            raise Refused("acknowledgement_not_ordered", number=answer.number, product=line.product)
        named[line.product] = line
    as_ordered = Confirmation("", None, None)
    return tuple(_line(row, named.get(row.product, as_ordered)) for row in sorted(ordered, key=lambda row: row.product))


def _line(row: Row[Any, Any, Any], said: Confirmation) -> ConfirmedLine:
    quantity = row.quantity if said.quantity is None else said.quantity
    return ConfirmedLine(
        row.product, row.quantity, quantity, row.price, row.price if said.price is None else said.price
    )


async def _store(connection: AsyncConnection, header: dict[str, Any], lines: Sequence[ConfirmedLine]) -> None:
    await connection.execute(insert(purchase_order_acknowledgements).values(header))
    key = {name: header[name] for name in ("number", "acknowledgement")}
    await connection.execute(insert(purchase_order_acknowledged_lines), [key | asdict(line) for line in lines])
