"""The coordinator withdraws a credit note that was entered by mistake: what it answered is disputed again."""

from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.domain.audit import Audited, AuditKind
from services.supply.storage.audit_rows import note
from services.supply.storage.cycle_rows import lock_cycle
from services.supply.storage.invoice_tables import credit_notes
from shared.database import retry
from shared.kernel.refusal import Refused, check_same_reason


async def withdraw_credit_note(  # noqa: PLR0913, PLR0917 - which note, why, who
    engine: AsyncEngine, cycle: str, supplier: str, number: str, reason: str, withdrawn_by: UUID
) -> None:
    """Let a credit note count no more, from the next settlement on; withdrawn for this reason before, nothing changes.

    Raises:
        Refused: ``cycle_unknown``, ``cycle_archived``, ``credit_note_unknown`` or ``reason_differs``.
    """

    async def work(connection: AsyncConnection) -> None:
        await lock_cycle(connection, cycle)
        noted = credit_notes.c
        this = (noted.cycle == cycle, noted.supplier == supplier, noted.number == number)
        stored = (await connection.execute(select(credit_notes).where(*this))).one_or_none()
        if stored is None:
            raise Refused("credit_note_unknown", cycle=cycle, supplier=supplier, number=number)
        check_same_reason(stored.withdrawn_because, reason)
        counting = update(credit_notes).where(*this, noted.withdrawn_because.is_(None))
        why = {"withdrawn_because": reason, "withdrawn_by": withdrawn_by, "withdrawn_at": func.now()}
        if await connection.scalar(counting.values(why).returning(noted.number)) is not None:
            kind, before, after = AuditKind.CREDIT_NOTE_WITHDRAWN, {"counts": True}, {"counts": False, "number": number}
            await note(connection, Audited(kind, f"{cycle}/{supplier}", withdrawn_by, before, after))

    await retry(engine, work)
