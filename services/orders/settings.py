"""What orders is told by its environment, beside what both services are told."""

from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr
from pydantic_settings import SettingsConfigDict

from services.orders.domain.second_factor import Mode
from shared.settings import PREFIX, Settings
from shared.web.tokens import SessionSigner


def _is_key(key: SecretStr) -> SecretStr:
    if key.get_secret_value():
        SessionSigner(key.get_secret_value(), "any")
    return key


class OrdersSettings(Settings):
    """``VRAC_*`` for orders."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="ignore", frozen=True)

    orders_database_url: Annotated[
        str,
        Field(
            pattern=r"^postgres(ql)?://",
            repr=False,
            description="Orders' own PostgreSQL database, postgresql://user:password@host:port/database.",
        ),
    ] = "postgresql://vrac@127.0.0.1:5432/vrac_orders"
    orders_pool_size: Annotated[
        int, Field(ge=2, le=200, description="Connections a process of orders keeps to its database, never more.")
    ] = 10
    orders_host: Annotated[str, Field(min_length=1, description="The address on which orders listens.")] = "127.0.0.1"
    orders_port: Annotated[
        int, Field(ge=0, le=65535, description="The port on which orders listens; 0 takes any free one.")
    ] = 8001
    session_private_key: Annotated[
        SecretStr,
        AfterValidator(_is_key),
        Field(
            description="The private key that orders signs session tokens with: make a pair with `vrac keys` and "
            "give its public half to supply. Empty: a new one at each start, which ends every session."
        ),
    ] = SecretStr("")
    second_factor: Annotated[
        Mode,
        Field(
            description="Whether treasurers, coordinators and operators need a second factor to sign in: needed, or "
            "offered, as it is to everybody."
        ),
    ] = Mode.NEEDED
    second_factor_key: Annotated[
        SecretStr,
        AfterValidator(_is_key),
        Field(
            description="What the secrets of second factors are sealed with in the database: a private key as `vrac "
            "keys` makes them. Once it is replaced everybody enrols their app again. Empty: the session private key."
        ),
    ] = SecretStr("")
