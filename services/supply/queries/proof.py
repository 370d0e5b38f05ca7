"""The guard before money is spent or charged: every order that was sealed is here."""

from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.queries.readiness import readiness
from shared.kernel.refusal import Refused


async def check_proved(connection: AsyncConnection, cycle: str) -> None:
    """Do nothing when a cycle is sealed and each centre is proved, or left out by the coordinator's choice.

    Raises:
        Refused: ``cycle_not_sealed``, or ``centres_not_proved`` with the centres.
    """
    found = await readiness(connection, cycle)
    if not found.cycle_sealed:
        raise Refused("cycle_not_sealed", cycle=cycle)
    if found.unproved:
        raise Refused("centres_not_proved", cycle=cycle, centres=found.unproved)
