"""Writes the audit trail, in the transaction of what it tells."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.audit import Audited, AuditKind, State, what_differs
from services.supply.storage.audit_tables import audit_trail
from services.supply.storage.cycle_tables import cycle_centres, cycle_products, cycles
from shared.database.locks import transaction_lock

_TERMS = (
    "state",
    "name",
    "opens",
    "closes",
    "delivery",
    "distribution",
    "shortage_penalty",
    "max_surplus_basis_points",
    "max_stock_cents",
    "delivery_vat_basis_points",
)


async def note(connection: AsyncConnection, *audited: Audited) -> None:
    """Add changes; what changed nothing is none."""
    rows = [
        {"by": one.by, "kind": one.kind.value, "about": one.about, "before": one.before, "after": one.after}
        for one in audited
        if one.changes_something
    ]
    if rows:
        await connection.execute(insert(audit_trail), rows)


async def lock_catalogue(connection: AsyncConnection) -> None:
    """Until this transaction ends nobody else changes a product, a supplier or an offer.

    What is noted as before is then what was replaced. Taken before any row of theirs.
    """
    await transaction_lock(connection, "catalogue")


@asynccontextmanager
async def cycle_audited(
    connection: AsyncConnection, kind: AuditKind, cycle: str, by: UUID | None, *, is_new: bool = False
) -> AsyncIterator[None]:
    """Lock a cycle, and note what is different of it afterwards; of one that is new, all of it."""
    await connection.execute(select(cycles.c.cycle).where(cycles.c.cycle == cycle).with_for_update())
    before = None if is_new else await _state(connection, cycle)
    yield
    after = await _state(connection, cycle)
    if before is not None and after is not None:
        before, after = what_differs(before, after)
    await note(connection, Audited(kind, cycle, by, before, after))


async def _state(connection: AsyncConnection, cycle: str) -> State | None:
    """A cycle's terms, the dates of its centres, the ceilings of its products: one name each, so that they differ."""
    row = (await connection.execute(select(cycles).where(cycles.c.cycle == cycle))).mappings().one_or_none()
    if row is None:
        return None
    centres = await connection.execute(select(cycle_centres).where(cycle_centres.c.cycle == cycle))
    sold = await connection.execute(select(cycle_products).where(cycle_products.c.cycle == cycle))
    return (
        {name: written(row[name]) for name in _TERMS}
        | {f"centre {one.centre}": _dates(one) for one in centres}
        | {f"product {one.product}": _ceiling(one) for one in sold}
    )


def written(value: Any) -> object:  # noqa: ANN401 - whatever a column holds
    """As JSON has it."""
    match value:
        case Decimal():
            return f"{value.normalize():f}"
        case datetime():
            return value.isoformat(sep=" ", timespec="minutes")
        case date():
            return value.isoformat()
        case time():
            return value.isoformat(timespec="minutes")
        case _:
            return value


def _dates(row: Any) -> str:  # noqa: ANN401 - a row
    moments = (row.closes, row.distribution_starts, row.distribution_ends)
    return " · ".join([*(str(written(one)) for one in moments if one is not None), *([row.place] if row.place else [])])


def _ceiling(row: Any) -> str:  # noqa: ANN401 - a row
    return f"{row.ceiling_price_cents}" if row.on_sale else f"{row.ceiling_price_cents}, not on sale"
