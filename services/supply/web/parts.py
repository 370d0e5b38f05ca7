"""What the routes of supply work with, handed over by the composition root."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.kernel.clock import Clock
from shared.mail import Mailer
from shared.web.access import require
from shared.web.roles import Actor, Role

PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True, slots=True)
class SupplyParts:
    """The parts of one process.

    Args:
        engine: Supply's database.
        clock: What time it is.
        mailer: The way to the mail server; None: this network sends no mail.
        zone: The network's: which day it is.
    """

    engine: AsyncEngine
    clock: Clock
    mailer: Mailer | None = None
    zone: ZoneInfo = PARIS

    def today(self) -> date:
        """Which day it is in the network."""
        return self.clock().astimezone(self.zone).date()


async def _parts(request: Request) -> SupplyParts:
    parts: SupplyParts = request.app.state.parts
    return parts


Parts = Annotated[SupplyParts, Depends(_parts)]
Coordinator = Annotated[Actor, Depends(require(Role.COORDINATOR))]
"""The actor of a route that only a coordinator may call."""
