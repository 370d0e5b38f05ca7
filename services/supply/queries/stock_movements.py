"""How stock moved: every entry, count, loss, transfer, sale and settlement, with why and by whom."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.domain.stock_movements import MovementKind
from services.supply.storage.stock_tables import stock_movements


@dataclass(frozen=True, slots=True)
class MovementsAsked:
    """Which movements: of a product, a lot, at a centre, and before a number; None: whatever it is."""

    product: str | None = None
    lot: str | None = None
    centre: str | None = None
    below: int | None = None


@dataclass(frozen=True, slots=True)
class StockMovement:
    """One lot changed at one place: base units and cents in; negative: out.

    Args:
        movement: Its number.
        product: Of which product.
        lot: Which lot.
        centre: Where it stands; None: the warehouse.
        quantity: By how much.
        value_cents: What that is worth.
        kind: What moved it.
        reason: Why, as it was given; of a loss its code.
        cycle: The cycle that was settled, or on whose day it moved.
        by: Who; None: a sale that was heard of, or what lay there when movements began.
        at: When.
    """

    movement: int
    product: str
    lot: str
    centre: str | None
    quantity: int
    value_cents: int
    kind: MovementKind
    reason: str | None
    cycle: str | None
    by: UUID | None
    at: datetime


async def movements_before(engine: AsyncEngine, asked: MovementsAsked, limit: int) -> list[StockMovement]:
    """At most ``limit``, the newest first."""
    moved = stock_movements.c
    told = (moved.movement, moved.product, moved.lot, moved.centre, moved.quantity, moved.value_cents, moved.kind)
    found = select(*told, moved.reason, moved.cycle, moved.moved_by.label("by"), moved.moved_at.label("at"))
    for name in ("product", "lot", "centre"):
        if (wanted := getattr(asked, name)) is not None:
            found = found.where(moved[name] == wanted)
    if asked.below is not None:
        found = found.where(moved.movement < asked.below)
    async with engine.connect() as connection:
        rows = await connection.execute(found.order_by(moved.movement.desc()).limit(limit))
        return [StockMovement(**dict(row) | {"kind": MovementKind(row["kind"])}) for row in rows.mappings()]
