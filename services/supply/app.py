"""The composition root of supply: the one place that knows which part gets which."""

import asyncio
from functools import partial

from fastapi import FastAPI

from services.supply.events import subscriptions
from services.supply.metrics import sample
from services.supply.settings import SupplySettings
from services.supply.storage import MIGRATIONS
from services.supply.storage.access_tables import revoked_access
from services.supply.storage.device_tables import devices
from shared.database import create_engine
from shared.kernel.clock import system_clock
from shared.messaging.backlog import sample_backlog
from shared.messaging.consumer import Consumer
from shared.messaging.relay import Relay
from shared.observability.checks import database_check, migrations_check
from shared.observability.health import Check
from shared.process import Chore, ProcessRole, Service
from shared.process.broker import broker_checks, messaging_settings
from shared.web.access import Access
from shared.web.devices import SeenDevices
from shared.web.revocations import RevokedAccess
from shared.web.tokens import SessionVerifier

NAME = "supply"
SAMPLE_SECONDS = 30
SEEN_SECONDS = 60
BACKLOG_SECONDS = 5


def compose(settings: SupplySettings) -> Service:
    """Supply as these settings describe it, not yet running."""
    engine = create_engine(
        settings.supply_database_url, pool_size=settings.supply_pool_size, application_name="vrac-supply"
    )
    revoked, met = RevokedAccess(revoked_access), SeenDevices(devices)
    broker = messaging_settings(settings)
    wake = asyncio.Event()
    consumer = Consumer(engine, NAME, subscriptions(revoked), broker, wake)
    on_broker = broker_checks(settings)

    def http() -> FastAPI:
        from services.supply.web.app import supply_app  # noqa: PLC0415 - loaded where a process answers, nowhere else
        from services.supply.web.parts import SupplyParts  # noqa: PLC0415 - the same

        return supply_app(
            SupplyParts(engine, system_clock, settings.mailer, settings.zone),
            Access(SessionVerifier(settings.public_keys, settings.network), revoked, met=met.note),
            settings.addresses,
            wake=wake,
            https=settings.cookie_secure,
            tracing=settings.telemetry,
        )

    return Service(
        name=NAME,
        http=http,
        host=settings.supply_host,
        port=settings.supply_port,
        relay=Relay(engine, NAME, broker, wake),
        consumer=consumer,
        checks=(database_check(engine), migrations_check(engine, MIGRATIONS)),
        role_checks={
            ProcessRole.HTTP: (Check("revocations", revoked.fault),),
            ProcessRole.RELAY: on_broker,
            ProcessRole.CONSUMER: (*on_broker, Check("consumer", consumer.fault)),
        },
        chores=(
            Chore("revocations", 1, partial(revoked.refresh, engine)),
            Chore("devices", SEEN_SECONDS, partial(met.store, engine)),
            Chore("metrics", SAMPLE_SECONDS, partial(sample, engine, settings.zone)),
            Chore("backlog", BACKLOG_SECONDS, partial(sample_backlog, engine, NAME)),
        ),
        close=engine.dispose,
    )
