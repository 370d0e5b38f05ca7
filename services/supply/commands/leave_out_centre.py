"""The coordinator closes without a centre whose orders can't be proved: its households get their money back.

The choice may be taken back until goods are ordered: a plan made meanwhile is outdated either way.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.queries.buying import decided_order
from services.supply.queries.readiness import Proof, readiness
from services.supply.storage.cycle_rows import lock_cycle
from services.supply.storage.demand_tables import left_out_centres
from shared.database import transaction
from shared.kernel.refusal import Refused, check_same_reason


@dataclass(frozen=True, slots=True)
class LeftOutCentre:
    """A coordinator's named choice to close a cycle without a centre."""

    cycle: str
    centre: str
    reason: str
    decided_by: UUID


async def leave_out_centre(engine: AsyncEngine, choice: LeftOutCentre) -> None:
    """Store the choice; the same centre for the same reason changes nothing.

    Raises:
        Refused: ``cycle_unknown``, ``cycle_settled``, ``cycle_not_sealed``, ``centre_unknown``, ``centre_proved``,
            ``reason_differs`` or ``centres_fixed``: a purchase order is approved or sent.
    """
    async with transaction(engine) as connection:
        proof = await _proof(connection, choice.cycle, choice.centre)
        if proof is Proof.LEFT_OUT:
            chosen = select(left_out_centres.c.reason).where(*_of(choice.cycle, choice.centre))
            check_same_reason(await connection.scalar(chosen), choice.reason)
            return
        if proof is Proof.PROVED:
            raise Refused("centre_proved", centre=choice.centre)
        await _check_nothing_ordered(connection, choice.cycle, choice.centre)
        row = {
            "cycle": choice.cycle,
            "centre": choice.centre,
            "reason": choice.reason,
            "decided_by": choice.decided_by,
        }
        await connection.execute(insert(left_out_centres).values(row))


async def take_centre_back(engine: AsyncEngine, cycle: str, centre: str) -> None:
    """Count a centre that was left out again, its orders having come after all; else nothing changes.

    Raises:
        Refused: ``cycle_unknown``, ``cycle_settled``, ``cycle_not_sealed``, ``centre_unknown`` or ``centres_fixed``.
    """
    async with transaction(engine) as connection:
        if await _proof(connection, cycle, centre) is not Proof.LEFT_OUT:
            return
        await _check_nothing_ordered(connection, cycle, centre)
        await connection.execute(delete(left_out_centres).where(*_of(cycle, centre)))


def _of(cycle: str, centre: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return left_out_centres.c.cycle == cycle, left_out_centres.c.centre == centre


async def _proof(connection: AsyncConnection, cycle: str, centre: str) -> Proof:
    """What is proved of a centre of a sealed cycle, which is locked."""
    row = await lock_cycle(connection, cycle)
    if row["state"] == "settled":
        raise Refused("cycle_settled", cycle=cycle)
    found = await readiness(connection, cycle)
    if not found.cycle_sealed:
        raise Refused("cycle_not_sealed", cycle=cycle)
    proofs = {one.centre: one.state for one in found.centres}
    if centre not in proofs:
        raise Refused("centre_unknown", centre=centre)
    return proofs[centre]


async def _check_nothing_ordered(connection: AsyncConnection, cycle: str, centre: str) -> None:
    """What is ordered counts the centres of its plan."""
    decided = await decided_order(connection, cycle)
    if decided is not None:
        raise Refused("centres_fixed", centre=centre, number=decided.number, supplier=decided.supplier)
