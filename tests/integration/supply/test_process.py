"""Supply as one running process: hears over Kafka, answers over HTTP, publishes what it says."""

import asyncio

import httpx
import pytest
from aiokafka import AIOKafkaProducer
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.app import compose
from services.supply.settings import SupplySettings
from services.supply.storage.messaging_tables import outbox
from shared.contracts.centres import CentreRegistered
from shared.contracts.event import Event
from shared.messaging.topics import create_topics
from shared.process import running
from shared.process.broker import messaging_settings
from shared.web.roles import Actor, Role
from shared.web.tokens import SessionSigner
from tests.fixtures.records import record_of
from tests.fixtures.supply_cycle import COORDINATOR, CYCLE, draft
from tests.fixtures.waiting import eventually, is_ready


@pytest.fixture
def settings(
    supply_database: str, kafka_bootstrap: str, session_timeout_ms: int, network: str, signer: SessionSigner
) -> SupplySettings:
    return SupplySettings(
        network=network,
        kafka_bootstrap=kafka_bootstrap,
        kafka_session_timeout_ms=session_timeout_ms,
        session_public_keys=signer.public_key,
        supply_database_url=supply_database,
        supply_port=0,
    )


async def publish(settings: SupplySettings, *events: Event) -> None:
    """As orders' relay would."""
    async with AIOKafkaProducer(bootstrap_servers=settings.kafka_bootstrap) as producer:
        for event in events:
            record = record_of(event, settings.network)
            await producer.send_and_wait(record.topic, record.value, record.key, headers=record.headers)


async def test_hears_answers_and_publishes(
    settings: SupplySettings, signer: SessionSigner, supply_engine: AsyncEngine
) -> None:
    await create_topics(messaging_settings(settings))
    token, _ = signer.issue(Actor(COORDINATOR, frozenset({Role.COORDINATOR}), frozenset()))
    async with running(compose(settings)) as process, asyncio.timeout(60):
        url = f"http://127.0.0.1:{process.port}"
        async with httpx.AsyncClient(base_url=url, headers={"Authorization": f"Bearer {token}"}) as client:
            await publish(settings, CentreRegistered(version=1, centre="DUC", name="Duchère", active=True, place=""))

            async def heard() -> bool:
                return bool((await client.get("/v1/centres")).json()["items"])

            await eventually(lambda: is_ready(client))
            await eventually(heard, 30)
            await draft(client)
            assert (await client.post(f"/v1/cycles/{CYCLE}/opening")).status_code == 200

            async def all_published() -> bool:
                waiting = select(func.count()).where(outbox.c.published_at.is_(None))
                async with supply_engine.connect() as connection:
                    return await connection.scalar(waiting) == 0

            await eventually(all_published)
            metrics = (await client.get("/metrics")).text
            assert 'vrac_published_total{service="supply",type="vrac.CycleOpened.v1"}' in metrics
            assert (await client.get("/health/live")).status_code == 200
