"""What the routes of cycles, sealing, progress and settlement work with, handed over by the composition root."""

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Path, Request
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.queries.progress import ProgressBoard
from shared.kernel.clock import Clock, system_clock
from shared.web.access import require
from shared.web.roles import Actor, Role


@dataclass(frozen=True, slots=True)
class CycleParts:
    """The parts of one process; ``app.state.cycle_parts`` of this service's app."""

    engine: AsyncEngine
    clock: Clock = system_clock
    board: ProgressBoard = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "board", ProgressBoard(self.engine))


async def _parts(request: Request) -> CycleParts:
    parts: CycleParts = request.app.state.cycle_parts
    return parts


Parts = Annotated[CycleParts, Depends(_parts)]
CyclePath = Annotated[str, Path(min_length=1, max_length=64, examples=["2026-12"], description="Cycle code.")]

_EVERY_DESK = require(Role.VOLUNTEER, Role.TREASURER, Role.COORDINATOR)
Reading = Annotated[Actor, Depends(_EVERY_DESK)]
"""The actor of a route that whoever works with orders may call."""
Coordinator = Annotated[Actor, Depends(require(Role.COORDINATOR))]


def visible(actor: Actor) -> frozenset[str] | None:
    """The centres the actor may see; ``None`` for all."""
    return None if actor.sees_every_centre else actor.centres
