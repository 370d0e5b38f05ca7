"""What supply is told by its environment, beside what both services are told."""

from datetime import time
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator
from pydantic_settings import SettingsConfigDict

from services.supply.domain.centre_dates import DistributionHours
from shared.mail import SCHEMES
from shared.settings import PREFIX, Settings


def _mail_server(url: str) -> str:
    try:
        parts = urlsplit(url)
        known = not url or (parts.scheme in SCHEMES and parts.hostname and parts.port != 0)
    except ValueError:  # a port that is none
        known = False
    if not known:
        raise ValueError("write it like starttls://user:password@mail.example.org:587")
    return url


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
    smtp_url: Annotated[
        str,
        AfterValidator(_mail_server),
        Field(
            repr=False,
            description="The mail server that purchase orders are sent by, smtp://user:password@host:port; starttls:// "
            "insists on encryption, smtps:// begins with it. Empty: no mail is sent.",
        ),
    ] = ""
    mail_from: Annotated[
        str,
        Field(pattern=r"^$|^[^@\s,;<>]+@[^@\s,;<>]+$", description="The address that mails to suppliers come from."),
    ] = ""

    @model_validator(mode="after")
    def _sender_named(self) -> Self:
        if self.smtp_url and not self.mail_from:
            raise ValueError(f"{PREFIX}SMTP_URL needs {PREFIX}MAIL_FROM: the address that mails come from")
        return self

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
