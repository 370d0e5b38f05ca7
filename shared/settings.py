"""Settings come from ``VRAC_*`` environment variables; a wrong one stops the start with a sentence."""

from typing import Annotated, Literal, Self, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.mail import SCHEMES, Mailer
from shared.web.navigation import Addresses
from shared.web.tokens import SessionCookie, thumbprint

PREFIX = "VRAC_"
_ADDRESS = r"^https?://[^/\s]+$"


class SettingsError(Exception):
    """Settings that can't be used: one sentence for each."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(*sentences)
        self.sentences = sentences


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError(f"{name!r} is not a time zone: write it like Europe/Paris") from None
    return name


def _are_keys(keys: str) -> str:
    for key in _split(keys):
        thumbprint(key)
    return keys


def _split(keys: str) -> tuple[str, ...]:
    return tuple(key.strip() for key in keys.split(",") if key.strip())


def _mail_server(url: str) -> str:
    try:
        parts = urlsplit(url)
        known = not url or (parts.scheme in SCHEMES and parts.hostname and parts.port != 0)
    except ValueError:  # a port that is none
        known = False
    if not known:
        raise ValueError("write it like starttls://user:password@mail.example.org:587")
    return url


class Settings(BaseSettings):
    """What both services are told. Each service adds its own."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="ignore", frozen=True)

    network: Annotated[
        str,
        Field(
            pattern=r"^[a-z][a-z0-9-]{0,39}$",
            description="The network: prefix of its topics, audience of its session tokens.",
        ),
    ] = "vrac"
    kafka_bootstrap: Annotated[
        str, Field(min_length=1, description="The brokers, as host:port separated by commas.")
    ] = "127.0.0.1:9092"
    kafka_idempotent: Annotated[
        Literal["auto", "on", "off"],
        Field(description="Publish with an idempotent producer: on, off, or auto: on where the broker has it."),
    ] = "auto"
    kafka_session_timeout_ms: Annotated[
        int,
        Field(
            ge=1000,
            le=300_000,
            description="After this long without a sign of life a consumer's partitions go to another. "
            "Apache Kafka refuses less than 6000.",
        ),
    ] = 10_000
    kafka_replication: Annotated[
        int, Field(ge=1, le=9, description="Copies of each topic, used when vrac migrate makes it. In production 3.")
    ] = 1
    kafka_min_insync: Annotated[
        int,
        Field(
            ge=1, le=9, description="Copies that must have a message before it counts as published. In production 2."
        ),
    ] = 1
    timezone: Annotated[
        str, AfterValidator(_known_zone), Field(description="The network's time zone: dates without one are in it.")
    ] = "Europe/Paris"
    vat_regime: Annotated[
        Literal["not_liable"],
        Field(
            description="The network's VAT regime. Only an association that is not liable for VAT (CGI, articles 261-7 "
            "and 293 B) is handled: what it sells bears no VAT of its own, suppliers' VAT is part of its cost."
        ),
    ] = "not_liable"
    session_public_keys: Annotated[
        str,
        AfterValidator(_are_keys),
        Field(
            description="Public keys that session tokens may be signed with, separated by commas; "
            "two while keys are being changed. `vrac keys` makes a pair."
        ),
    ] = ""
    cookie_secure: Annotated[
        bool, Field(description="Send the session cookie over HTTPS only. Turn off only on one machine, for a trial.")
    ] = True
    cookie_domain: Annotated[
        str,
        Field(
            pattern=r"^$|^[a-z0-9.-]+$",
            description="The domain that has both services' addresses below it, so that one signing in serves both: "
            "vrac.example for orders.vrac.example and supply.vrac.example. Empty: both are on one host.",
        ),
    ] = ""
    orders_address: Annotated[
        str, Field(pattern=_ADDRESS, description="Where people's browsers reach orders, without a slash at the end.")
    ] = "http://127.0.0.1:8001"
    supply_address: Annotated[
        str, Field(pattern=_ADDRESS, description="Where people's browsers reach supply, without a slash at the end.")
    ] = "http://127.0.0.1:8002"
    outbox_keep_hours: Annotated[
        int, Field(ge=1, le=8760, description="Published outbox rows are kept this many hours, then trimmed.")
    ] = 72
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"], Field(description="What is less important is not logged.")
    ] = "info"
    telemetry: Annotated[
        bool,
        Field(
            description="Export traces by OpenTelemetry (OTLP over HTTP; OTEL_* variables say where). "
            "Needs the extra: vrac[telemetry]."
        ),
    ] = False

    smtp_url: Annotated[
        str,
        AfterValidator(_mail_server),
        Field(
            repr=False,
            description="The mail server that purchase orders and invitations are sent by, "
            "smtp://user:password@host:port; starttls:// insists on encryption, smtps:// begins with it. Empty: no "
            "mail is sent.",
        ),
    ] = ""
    mail_from: Annotated[
        str,
        Field(pattern=r"^$|^[^@\s,;<>]+@[^@\s,;<>]+$", description="The address that mails come from."),
    ] = ""

    @model_validator(mode="after")
    def _sender_named(self) -> Self:
        if self.smtp_url and not self.mail_from:
            raise ValueError(f"{PREFIX}SMTP_URL needs {PREFIX}MAIL_FROM: the address that mails come from")
        return self

    @property
    def mailer(self) -> Mailer | None:
        """The way to the mail server, if there is one."""
        return Mailer(self.smtp_url, self.mail_from) if self.smtp_url else None

    @property
    def public_keys(self) -> tuple[str, ...]:
        """The session public keys, one by one."""
        return _split(self.session_public_keys)

    @property
    def session_cookie(self) -> SessionCookie:
        """How browsers keep a session."""
        return SessionCookie(self.cookie_secure, self.cookie_domain or None)

    @property
    def addresses(self) -> Addresses:
        """Where browsers reach both services."""
        return Addresses(self.orders_address, self.supply_address)

    @property
    def zone(self) -> ZoneInfo:
        """The network's time zone."""
        return ZoneInfo(self.timezone)


S = TypeVar("S", bound=BaseSettings)


def load(settings: type[S]) -> S:
    """Read settings from the environment.

    Raises:
        SettingsError: with a sentence for each setting that is wrong; its value is not repeated,
            since it may be a secret.
    """
    try:
        return settings()
    except ValidationError as error:
        raise SettingsError([_sentence(settings, fault["loc"], fault["msg"]) for fault in error.errors()]) from None


def _sentence(settings: type[BaseSettings], where: tuple[int | str, ...], what: str) -> str:
    if not where:
        return f"The settings do not fit together: {what.removeprefix('Value error, ')}."
    name = str(where[0])
    field = settings.model_fields.get(name)
    purpose = f" It is: {field.description}" if field and field.description else ""
    return f"{PREFIX}{name.upper()} is wrong: {what.removeprefix('Value error, ')}.{purpose}"
