"""The coordinator accepts what is printed on an invoice, or disputes it with the supplier."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.domain.audit import Audited, AuditKind
from services.supply.domain.printed_invoice import Difference, DifferenceKind
from services.supply.queries.invoices import figure, invoice_of
from services.supply.storage.audit_rows import note
from services.supply.storage.cycle_rows import lock_cycle
from services.supply.storage.invoice_tables import invoice_decisions
from services.supply.storage.upsert import put
from shared.database import transaction
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class Decision:
    """Of which difference, whether it is disputed, and why; ``product`` is empty where it is of none."""

    cycle: str
    supplier: str
    kind: DifferenceKind
    product: str
    disputed: bool
    reason: str


async def decide_difference(engine: AsyncEngine, decision: Decision, decided_by: UUID) -> None:
    """Store a decision on the figures as they are now, over one before.

    Raises:
        Refused: ``cycle_unknown``, ``invoice_unknown`` or ``difference_unknown``.
    """
    async with transaction(engine) as connection:
        await lock_cycle(connection, decision.cycle)
        found = await invoice_of(connection, decision.cycle, decision.supplier)
        named = {one.difference.name: one.difference for one in found.differences}
        difference = named.get((decision.kind, decision.product))
        if difference is None:
            raise Refused(
                "difference_unknown", supplier=decision.supplier, kind=decision.kind, product=decision.product
            )
        await write_decision(connection, decision, difference, decided_by)


async def write_decision(
    connection: AsyncConnection, decision: Decision, difference: Difference, decided_by: UUID
) -> None:
    """Store what was decided of a difference, in a cycle that is locked."""
    about = {
        "cycle": decision.cycle,
        "supplier": decision.supplier,
        "kind": decision.kind.value,
        "product": decision.product,
        "expected": figure(difference.expected),
        "printed": figure(difference.printed),
    }
    was = await connection.scalar(select(invoice_decisions.c.disputed).filter_by(**about))
    row = about | {
        "disputed": decision.disputed,
        "reason": decision.reason,
        "decided_by": decided_by,
        "decided_at": func.now(),
    }
    await put(connection, invoice_decisions, row)
    before, after = None if was is None else {"disputed": was}, {"disputed": decision.disputed} | difference.said
    paper = f"{decision.cycle}/{decision.supplier}"
    await note(connection, Audited(AuditKind.DIFFERENCE_DECIDED, paper, decided_by, before, after))
