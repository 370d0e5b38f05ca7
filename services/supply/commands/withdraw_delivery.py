"""The coordinator withdraws a delivery that was entered by mistake."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.storage.cycle_rows import lock_cycle
from services.supply.storage.delivery_rows import WITHDRAWN, stored_header, version_said, write_withdrawal
from shared.database import transaction
from shared.kernel.refusal import Refused, check_same_reason


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Which version of which delivery counts no more, and why."""

    cycle: str
    delivery_id: UUID
    base_version: int
    reason: str


async def withdraw_delivery(engine: AsyncEngine, wanted: Withdrawal, withdrawn_by: UUID) -> None:
    """Let a delivery count no more; withdrawn already, it stays so. Without any other its order is not complete.

    Raises:
        Refused: ``cycle_unknown``, ``delivery_unknown``, ``delivery_changed``, ``delivery_in_record`` or
            ``reason_differs``.
    """
    async with transaction(engine) as connection:
        await lock_cycle(connection, wanted.cycle)
        header = await stored_header(connection, wanted.delivery_id)
        if header is None or header.cycle != wanted.cycle:
            raise Refused("delivery_unknown", delivery=str(wanted.delivery_id))
        if header.rest_as_ordered:
            raise Refused("delivery_in_record", cycle=wanted.cycle, supplier=header.supplier)
        if header.state == WITHDRAWN and header.version == wanted.base_version + 1:
            before = await version_said(connection, wanted.delivery_id, header.version)
            check_same_reason(None if before is None else before["said"]["withdrawn_because"], wanted.reason)
            return
        if header.state == WITHDRAWN or header.version != wanted.base_version:
            raise Refused("delivery_changed", delivery=str(wanted.delivery_id), version=header.version)
        await write_withdrawal(connection, header, wanted.reason, withdrawn_by)
