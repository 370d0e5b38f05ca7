"""What supply is told by its environment, beside what both services are told."""

from datetime import time
from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_settings import SettingsConfigDict

from services.supply.domain.centre_dates import DistributionHours
from shared.settings import PREFIX, Settings


class SupplySettings(Settings):
    """``VRAC_*`` for supply."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="ignore", frozen=True)

    supply_database_url: Annotated[
        str,
        Field(
            pattern=r"^postgres(ql)?://",
            repr=False,
            description="Supply's own PostgreSQL database, postgresql://user:password@host:port/database.",
        ),
    ] = "postgresql://vrac@127.0.0.1:5432/vrac_supply"
    supply_pool_size: Annotated[
        int, Field(ge=2, le=200, description="Connections a process of supply keeps to its database, never more.")
    ] = 10
    supply_host: Annotated[str, Field(min_length=1, description="The address on which supply listens.")] = "127.0.0.1"
    supply_port: Annotated[
        int, Field(ge=0, le=65535, description="The port on which supply listens; 0 takes any free one.")
    ] = 8002
    distribution_starts: Annotated[
        time, Field(description="From when goods are handed out at a centre that names no hours, local time.")
    ] = time(14)
    distribution_ends: Annotated[
        time, Field(description="Until when goods are handed out at a centre that names no hours, local time.")
    ] = time(19)
    gap_limit_cents: Annotated[
        int,
        Field(
            ge=0,
            description="A supplier whose total with VAT is above what its households hold by more than this many "
            "cents waits for the coordinator's named choice.",
        ),
    ] = 0
    warehouse: Annotated[
        str,
        Field(max_length=200, description="Where suppliers deliver, as purchase orders say it, on one line."),
    ] = ""
    uncollected_days: Annotated[
        int,
        Field(
            ge=0,
            le=366,
            description="How many days after a centre's distribution goods wait for their household; later they may "
            "be sold.",
        ),
    ] = 7

    @model_validator(mode="after")
    def _hours_in_order(self) -> Self:
        if self.distribution_ends <= self.distribution_starts:
            raise ValueError(f"{PREFIX}DISTRIBUTION_ENDS must be later than {PREFIX}DISTRIBUTION_STARTS")
        return self

    @property
    def distribution_hours(self) -> DistributionHours:
        """The usual hours of a distribution."""
        return DistributionHours(self.distribution_starts, self.distribution_ends)
