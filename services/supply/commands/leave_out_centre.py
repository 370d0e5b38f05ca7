"""The coordinator closes without a centre whose orders can't be proved: its households get their money back."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.queries.readiness import Proof, readiness
from services.supply.storage.cycle_rows import lock_cycle
from services.supply.storage.demand_tables import left_out_centres
from shared.database import transaction
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class LeftOutCentre:
    """A coordinator's named choice to close a cycle without a centre."""

    cycle: str
    centre: str
    reason: str
    decided_by: UUID


async def leave_out_centre(engine: AsyncEngine, choice: LeftOutCentre) -> None:
    """Store the choice; the same centre a second time changes nothing.

    Raises:
        Refused: ``cycle_unknown``, ``cycle_settled``, ``cycle_not_sealed``, ``centre_unknown`` or ``centre_proved``.
    """
    async with transaction(engine) as connection:
        row = await lock_cycle(connection, choice.cycle)
        if row["state"] in {"settled", "archived"}:
            raise Refused("cycle_settled", cycle=choice.cycle)
        found = await readiness(connection, choice.cycle)
        if not found.cycle_sealed:
            raise Refused("cycle_not_sealed", cycle=choice.cycle)
        proofs = {centre.centre: centre.state for centre in found.centres}
        if choice.centre not in proofs:
            raise Refused("centre_unknown", centre=choice.centre)
        if proofs[choice.centre] is Proof.PROVED:
            raise Refused("centre_proved", centre=choice.centre)
        row_values = {
            "cycle": choice.cycle,
            "centre": choice.centre,
            "reason": choice.reason,
            "decided_by": choice.decided_by,
        }
        await connection.execute(insert(left_out_centres).values(row_values).on_conflict_do_nothing())
