"""What the routes of supply work with, handed over by the composition root."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.domain.centre_dates import DistributionHours
from shared.kernel.clock import Clock
from shared.web.access import require
from shared.web.roles import Actor, Role


@dataclass(frozen=True, slots=True)
class SupplyParts:
    """The parts of one process. ``hours`` are the usual hours of a distribution."""

    engine: AsyncEngine
    clock: Clock
    hours: DistributionHours


def _parts(request: Request) -> SupplyParts:
    parts: SupplyParts = request.app.state.parts
    return parts


Parts = Annotated[SupplyParts, Depends(_parts)]
Coordinator = Annotated[Actor, Depends(require(Role.COORDINATOR))]
"""The actor of a route that only a coordinator may call."""
