"""Both services as commands see them: settings, database, migrations, what they subscribe to."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.commands.account_desk import AccountDesk
from services.orders.commands.passwords import Passwords
from services.orders.settings import OrdersSettings
from services.orders.storage import access_tables as orders_access
from services.supply.settings import SupplySettings
from services.supply.storage import access_tables as supply_access
from shared.database import create_engine
from shared.kernel.clock import system_clock
from shared.kernel.refusal import Refused
from shared.messaging.guard import Guard
from shared.settings import Settings, load
from shared.web.revocations import RevokedAccess
from shared.web.tokens import SessionSigner

NAMES = ("orders", "supply")


def settings_of(service: str) -> Settings:
    """One service's settings.

    Raises:
        SettingsError: with a sentence for each that is wrong.
    """
    return load(OrdersSettings) if service == "orders" else load(SupplySettings)


def database_url(service: str) -> str:
    """Where a service's database is."""
    url: str = getattr(settings_of(service), f"{service}_database_url")
    return url


def migrations_of(service: str) -> Path:
    """A service's migrations."""
    return Path(__file__).parents[1] / service / "storage" / "migrations"


@asynccontextmanager
async def engine_of(service: str) -> AsyncIterator[AsyncEngine]:
    """A small engine on a service's database, for one command: whoever typed it sees when it takes too long."""
    engine = create_engine(database_url(service), pool_size=2, application_name="vrac-command", statement_seconds=None)
    try:
        yield engine
    finally:
        await engine.dispose()


def account_desk(engine: AsyncEngine) -> AccountDesk:
    """What looks after users, for one command: it issues no session."""
    return AccountDesk(engine, Passwords(), SessionSigner.generate("none"), revoked_access_of("orders"), system_clock)


def revoked_access_of(service: str) -> RevokedAccess:
    """What a service keeps of revoked access."""
    access = orders_access if service == "orders" else supply_access
    return RevokedAccess(access.revoked_access)


def guard_of(service: str, engine: AsyncEngine) -> Guard:
    """The guard with a service's own handlers, to replay through."""
    if service == "orders":
        from services.orders.events import subscriptions as orders_hears  # noqa: PLC0415 - loads this service only

        return Guard(engine, service, orders_hears())
    from services.supply.events import subscriptions as supply_hears  # noqa: PLC0415 - the same

    return Guard(engine, service, supply_hears(revoked_access_of(service)))


def sentence_of(refusal: Refused) -> str:
    """The sentence of a refusal, as the HTTP API would say it in English."""
    from services.orders.web.sentences import SENTENCES as ORDERS  # noqa: PLC0415 - only where something was refused
    from services.supply.web.sentences import SENTENCES as SUPPLY  # noqa: PLC0415 - the same
    from shared.web.translation import SOURCE_LANGUAGE, Catalogues  # noqa: PLC0415 - the same

    sentence = {**ORDERS, **SUPPLY}.get(refusal.code)
    if sentence is None:
        return f"Refused: {refusal}."
    return Catalogues().of(SOURCE_LANGUAGE)(sentence.detail, **refusal.figures)
