"""What suppliers said of their purchase orders."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.purchase_order import ConfirmedLine
from services.supply.storage.buying_tables import (
    purchase_order_acknowledged_lines,
    purchase_order_acknowledgements,
    purchase_orders,
)


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """One acknowledgement of an order, numbered; ``delivery`` is the day the supplier named.

    ``amendment`` is the one in force when it was entered; 0: as first sent.
    """

    acknowledgement: int
    amendment: int
    delivery: date
    reference: str
    acknowledged_by: UUID
    acknowledged_at: datetime
    lines: tuple[ConfirmedLine, ...]


async def acknowledgements_of(
    connection: AsyncConnection, where: ColumnElement[bool]
) -> dict[int, list[Acknowledgement]]:
    """All acknowledgements of these purchase orders, by order number, the first one first."""
    lines = await _lines(connection, where)
    said = purchase_order_acknowledgements.c
    query = select(purchase_order_acknowledgements).join(purchase_orders, purchase_orders.c.number == said.number)
    found: dict[int, list[Acknowledgement]] = defaultdict(list)
    for row in await connection.execute(query.where(where).order_by(said.number, said.acknowledgement)):
        found[row.number].append(
            Acknowledgement(
                row.acknowledgement,
                row.amendment,
                row.delivery,
                row.reference,
                row.acknowledged_by,
                row.acknowledged_at,
                tuple(lines[row.number, row.acknowledgement]),
            )
        )
    return found


async def last_acknowledgement(connection: AsyncConnection, number: int) -> Acknowledgement | None:
    """The one that counts; None before the first."""
    found = await acknowledgements_of(connection, purchase_orders.c.number == number)
    return found[number][-1] if number in found else None


async def _lines(connection: AsyncConnection, where: ColumnElement[bool]) -> dict[tuple[int, int], list[ConfirmedLine]]:
    line = purchase_order_acknowledged_lines.c
    query = select(purchase_order_acknowledged_lines).join(purchase_orders, purchase_orders.c.number == line.number)
    found: dict[tuple[int, int], list[ConfirmedLine]] = defaultdict(list)
    for row in await connection.execute(query.where(where).order_by(line.product)):
        confirmed = ConfirmedLine(row.product, row.ordered_quantity, row.quantity, row.ordered_price, row.price)
        found[row.number, row.acknowledgement].append(confirmed)
    return found
