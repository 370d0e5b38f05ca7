"""What entering orders and money needs: the database, the catalogues it remembers, the clock."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Self
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.storage.catalogues import Catalogues
from shared.kernel.clock import Clock, system_clock

PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True, slots=True)
class OrderDesk:
    """One process's desk.

    Args:
        engine: On orders' database.
        catalogues: What is sold, remembered.
        clock: When things are written.
        zone: The network's: on which day something was booked.
        single: The same engine without BEGIN and COMMIT, for what is one statement.
    """

    engine: AsyncEngine
    catalogues: Catalogues
    clock: Clock
    zone: ZoneInfo
    single: AsyncEngine = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "single", self.engine.execution_options(isolation_level="AUTOCOMMIT"))

    def day(self, moment: datetime) -> date:
        """Which day it is then in the network's time."""
        return moment.astimezone(self.zone).date()

    def today(self) -> date:
        """Which day it is now in the network's time."""
        return self.day(self.clock())

    @classmethod
    def on(cls, engine: AsyncEngine, clock: Clock = system_clock, zone: ZoneInfo = PARIS) -> Self:
        """A desk on this database."""
        return cls(engine, Catalogues(engine), clock, zone)
