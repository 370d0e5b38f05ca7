"""What supply is told by its environment, beside what both services are told."""

from typing import Annotated

from pydantic import Field
from pydantic_settings import SettingsConfigDict

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
