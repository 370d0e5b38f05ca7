"""The composition root of orders: the one place that knows which part gets which."""

import asyncio
from functools import partial

from fastapi import FastAPI

from services.orders.commands.note_seen_sessions import SeenSessions
from services.orders.events import subscriptions
from services.orders.metrics import sample, sample_ledger
from services.orders.settings import OrdersSettings
from services.orders.storage import MIGRATIONS
from services.orders.storage.access_tables import revoked_access
from services.orders.storage.device_tables import devices
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
from shared.web.tokens import SessionSigner, SessionVerifier

NAME = "orders"
SAMPLE_SECONDS = 30
LEDGER_SECONDS = 600
BACKLOG_SECONDS = 5
SEEN_SECONDS = 60


def compose(settings: OrdersSettings) -> Service:
    """Orders as these settings describe it, not yet running."""
    engine = create_engine(
        settings.orders_database_url, pool_size=settings.orders_pool_size, application_name="vrac-orders"
    )
    revoked, seen, met = RevokedAccess(revoked_access), SeenSessions(), SeenDevices(devices)
    broker = messaging_settings(settings)
    wake = asyncio.Event()
    consumer = Consumer(engine, NAME, subscriptions(system_clock), broker, wake)
    on_broker = broker_checks(settings)

    def http() -> FastAPI:
        from services.orders.parts import parts_of  # noqa: PLC0415 - loaded where a process answers, nowhere else
        from services.orders.web.app import orders_app  # noqa: PLC0415 - the same

        signer = _signer(settings)
        verifier = SessionVerifier([signer.public_key, *settings.public_keys], settings.network)
        return orders_app(
            parts_of(settings, engine, signer, revoked),
            Access(verifier, revoked, seen.note, met.note),
            settings.addresses,
            wake=wake,
            https=settings.cookie_secure,
            tracing=settings.telemetry,
        )

    return Service(
        name=NAME,
        http=http,
        host=settings.orders_host,
        port=settings.orders_port,
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
            Chore("sessions", SEEN_SECONDS, partial(seen.store, engine)),
            Chore("devices", SEEN_SECONDS, partial(met.store, engine)),
            Chore("metrics", SAMPLE_SECONDS, partial(sample, engine, settings.zone)),
            Chore("ledger", LEDGER_SECONDS, partial(sample_ledger, engine)),
            Chore("backlog", BACKLOG_SECONDS, partial(sample_backlog, engine, NAME)),
        ),
        close=engine.dispose,
    )


def _signer(settings: OrdersSettings) -> SessionSigner:
    key = settings.session_private_key.get_secret_value()
    return SessionSigner(key, settings.network) if key else SessionSigner.generate(settings.network)
