"""A supplier's invoice as the audit trail says it: what is printed on it, and whether it counts."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from sqlalchemy import RowMapping, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.audit import Audited, AuditKind, State, what_differs
from services.supply.storage.audit_rows import note, written
from services.supply.storage.invoice_tables import supplier_invoices

_PRINTED = ("number", "invoiced_on", "due_on", "delivery_cents", "total_cents")


@asynccontextmanager
async def invoice_audited(connection: AsyncConnection, cycle: str, supplier: str, by: UUID) -> AsyncIterator[None]:
    """Note what is different of an invoice afterwards, its cycle locked; of one that is new, all of it."""
    before = await _state(connection, cycle, supplier)
    yield
    after = await _state(connection, cycle, supplier)
    kind = AuditKind.INVOICE_KEPT if after and after["counts"] else AuditKind.INVOICE_WITHDRAWN
    if before and after and before != after:
        number = {"number": after["number"]}
        before, after = what_differs(before, after)
        after = number | dict(after)
    await note(connection, Audited(kind, f"{cycle}/{supplier}", by, before, after))


async def _state(connection: AsyncConnection, cycle: str, supplier: str) -> State | None:
    entered = supplier_invoices.c
    query = select(supplier_invoices).where(entered.cycle == cycle, entered.supplier == supplier)
    row = (await connection.execute(query)).mappings().one_or_none()
    return None if row is None else _said(row)


def _said(row: RowMapping) -> State:
    """Its lines have one name each, so that they differ."""
    return (
        {name: written(row[name]) for name in _PRINTED}
        | {"vat": [f"{one['vat_basis_points'] or '–'}: {one['vat']}" for one in row["vat"]]}
        | {f"invoiced {one['product']}": f"{one['quantity']}: {one['price'] or '–'}" for one in row["lines"]}
        | {"counts": row["withdrawn_because"] is None}
    )
