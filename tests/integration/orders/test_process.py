"""Orders as one running process: hears of a cycle over Kafka, takes an order over HTTP, publishes it."""

import asyncio
from datetime import datetime, timedelta

import httpx
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from prometheus_client import REGISTRY
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.app import compose
from services.orders.commands.order_desk import PARIS
from services.orders.metrics import sample, sample_ledger
from services.orders.settings import OrdersSettings
from shared.contracts.event import Topic
from shared.contracts.group_orders import HouseholdOrderConfirmed
from shared.kernel.ids import uuid7
from shared.messaging.topics import create_topics
from shared.process import ProcessRole, running
from shared.process.broker import messaging_settings
from shared.web.roles import Actor, Role
from shared.web.tokens import SessionSigner, new_private_key
from tests.fixtures.orders_http import DUC, MIN, SOAP, Table, cash, catalogue
from tests.fixtures.orders_story import opened
from tests.fixtures.records import record_of
from tests.fixtures.waiting import eventually, is_ready

STATES = ("confirmed", "waiting", "late")


@pytest.fixture
def settings(orders_database: str, kafka_bootstrap: str, session_timeout_ms: int, network: str) -> OrdersSettings:
    return OrdersSettings(
        network=network,
        kafka_bootstrap=kafka_bootstrap,
        kafka_session_timeout_ms=session_timeout_ms,
        session_private_key=new_private_key(),
        orders_database_url=orders_database,
        orders_port=0,
        cookie_secure=False,
    )


async def test_hears_of_a_cycle_takes_an_order_and_publishes_it(settings: OrdersSettings) -> None:
    await create_topics(messaging_settings(settings))
    signer = SessionSigner(settings.session_private_key.get_secret_value(), settings.network)
    token, _ = signer.issue(Actor(uuid7(), frozenset({Role.COORDINATOR}), frozenset()))
    async with running(compose(settings)) as process, asyncio.timeout(60):
        url = f"http://127.0.0.1:{process.port}"
        async with httpx.AsyncClient(base_url=url, headers={"Authorization": f"Bearer {token}"}) as client:
            await eventually(lambda: is_ready(client))
            for centre in (DUC, MIN):
                assert (await client.put(f"/v1/centres/{centre}", json={"name": centre})).status_code == 201
            await _say_that_the_cycle_opens(settings)
            table = Table(client)
            household = await table.household()

            async def open_here() -> bool:
                return (await table.order(household, {SOAP: 1})).status_code == 201

            await eventually(open_here, 30)
            till = (await client.get("/v1/centres/DUC/till")).json()
            order_id = till["items"][0]["order_id"]
            paid = await table.order(household, {SOAP: 1}, order_id=order_id, payments=[cash()])
            assert paid.json()["state"] == "confirmed"
        event = await _first_confirmed(settings)
    assert (str(event.order_id), event.household, event.held) == (order_id, "000001", 320)


async def test_events_that_no_relay_publishes_are_seen_by_any_process(settings: OrdersSettings) -> None:
    signer = SessionSigner(settings.session_private_key.get_secret_value(), settings.network)
    token, _ = signer.issue(Actor(uuid7(), frozenset({Role.COORDINATOR}), frozenset()))
    async with running(compose(settings), {ProcessRole.HTTP}) as process:
        url = f"http://127.0.0.1:{process.port}"
        async with httpx.AsyncClient(base_url=url, headers={"Authorization": f"Bearer {token}"}) as client:
            await eventually(lambda: is_ready(client))
            for centre in (DUC, MIN):
                assert (await client.put(f"/v1/centres/{centre}", json={"name": centre})).status_code == 201

            async def both_are_seen() -> bool:
                return 'vrac_outbox_rows{service="orders"} 2.0' in (await client.get("/metrics")).text

            await eventually(both_are_seen)


async def _say_that_the_cycle_opens(settings: OrdersSettings) -> None:
    async with AIOKafkaProducer(bootstrap_servers=settings.kafka_bootstrap) as producer:
        record = record_of(opened(DUC, MIN, catalogue=catalogue()), settings.network)
        await producer.send_and_wait(record.topic, record.value, record.key, headers=record.headers)


async def _first_confirmed(settings: OrdersSettings) -> HouseholdOrderConfirmed:
    topic = Topic.GROUP_ORDERS.of(settings.network)
    consumer = AIOKafkaConsumer(topic, bootstrap_servers=settings.kafka_bootstrap, auto_offset_reset="earliest")
    async with consumer:
        async for record in consumer:
            if dict(record.headers)["ce_type"] == HouseholdOrderConfirmed.type_name().encode():
                return HouseholdOrderConfirmed.model_validate_json(record.value)
    raise AssertionError("the topic ended")


async def test_a_gauge_says_how_long_a_till_is_open(table: Table, orders_engine: AsyncEngine) -> None:
    def told() -> float | None:
        return REGISTRY.get_sample_value("vrac_orders_oldest_open_till_seconds")

    await sample(orders_engine, PARIS)
    assert told() == 0
    address = f"/v1/tills/DUC/sessions/{uuid7()}"
    since = (await table.client.put(address, json={"pieces": []})).json()["opened_at"]
    await sample(orders_engine, PARIS, lambda: datetime.fromisoformat(since) + timedelta(hours=17))
    assert told() == 17 * 3_600
    assert (await table.client.post(f"{address}/closing", json={"pieces": []})).status_code == 200
    await table.pay(await table.household(), 100)
    await sample(orders_engine, PARIS)
    assert told() == 0, "what came after the closing is nobody's to close"


async def test_gauges_say_what_is_held_and_that_the_ledger_balances(table: Table, orders_engine: AsyncEngine) -> None:
    await table.order(await table.household(), {SOAP: 1}, payments=[cash(500)])
    await table.order(await table.household("000002"), {SOAP: 1})
    await sample(orders_engine, PARIS)
    await sample_ledger(orders_engine)
    gauges = {
        "vrac_orders_held_cents": 320,
        "vrac_orders_household_credit_cents": 180,
        "vrac_orders_ledger_imbalance_cents": 0,
        "vrac_orders_credit_drift_cents": 0,
    }
    assert {name: REGISTRY.get_sample_value(name) for name in gauges} == gauges
    by_state = {state: REGISTRY.get_sample_value("vrac_orders_household_orders", {"state": state}) for state in STATES}
    assert by_state == {"confirmed": 1, "waiting": 1, "late": 0}
    assert REGISTRY.get_sample_value("vrac_orders_group_orders", {"state": "open"}) == 2
