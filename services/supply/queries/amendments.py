"""What was changed of purchase orders after they were sent."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.amendment import Amounts
from services.supply.storage.buying_tables import (
    purchase_order_amended_lines,
    purchase_order_amendments,
    purchase_orders,
)


@dataclass(frozen=True, slots=True)
class AmendedLine:
    """One product that an amendment changed; with 0 cases it was dropped and has no price."""

    product: str
    cases_before: int
    cases: int
    quantity_before: int
    quantity: int
    price_before: Decimal
    price: Decimal | None
    goods_cents_before: int
    goods_cents: int


@dataclass(frozen=True, slots=True)
class Amendment:
    """One amendment of an order, numbered, with what the order came to before and comes to after it."""

    id: UUID
    amendment: int
    reason: str
    cancels: bool
    accepted_gap_cents: int | None
    amended_by: UUID
    amended_at: datetime
    before: Amounts
    after: Amounts
    lines: tuple[AmendedLine, ...]


async def amendments_of(connection: AsyncConnection, where: ColumnElement[bool]) -> dict[int, list[Amendment]]:
    """All amendments of these purchase orders, by order number, the first one first."""
    made = purchase_order_amendments.c
    query = select(purchase_order_amendments).join(purchase_orders, purchase_orders.c.number == made.number)
    rows = (await connection.execute(query.where(where).order_by(made.number, made.amendment))).all()
    lines = await _lines(connection, [row.id for row in rows])
    found: dict[int, list[Amendment]] = defaultdict(list)
    for row in rows:
        found[row.number].append(
            Amendment(
                id=row.id,
                amendment=row.amendment,
                reason=row.reason,
                cancels=row.cancels,
                accepted_gap_cents=row.accepted_gap_cents,
                amended_by=row.amended_by,
                amended_at=row.amended_at,
                before=Amounts(row.goods_cents_before, row.delivery_cents_before, row.vat_cents_before),
                after=Amounts(row.goods_cents, row.delivery_cents, row.vat_cents),
                lines=tuple(lines[row.id]),
            )
        )
    return found


async def _lines(connection: AsyncConnection, amendments: list[UUID]) -> dict[UUID, list[AmendedLine]]:
    line = purchase_order_amended_lines.c
    query = select(purchase_order_amended_lines).where(line.id.in_(amendments)).order_by(line.product)
    found: dict[UUID, list[AmendedLine]] = defaultdict(list)
    for row in await connection.execute(query):
        found[row.id].append(AmendedLine(*row[1:]))
    return found
