"""Whoever asks whatever of either API is answered as its description says: no 5xx, nothing that it does not name."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import cache

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy
from sqlalchemy.ext.asyncio import AsyncEngine

import services.orders.app
import services.supply.app
from services.orders.settings import OrdersSettings
from services.supply.settings import SupplySettings
from shared.database import create_engine
from tests.fixtures import asked_of_orders, asked_of_supply
from tests.fixtures.asked_at_random import Asked, Askers, Known, Operation, operations, requests_of
from tests.fixtures.compiled_once import compiled_once
from tests.fixtures.servers import Servers

NIGHTLY = settings.get_current_profile_name() == "nightly"
# What is asked changes what there is: the request that failed is shown, with a curl, and not made smaller.
EVERY_TIME = settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)
AT_NIGHT = settings(EVERY_TIME, max_examples=200, derandomize=False)
HOURS = 4 * 3_600


PARTS = range(3)
"""All that a service may be asked is asked in so many parts, each of a database of its own."""


@cache
def orders() -> list[Operation]:
    return operations(services.orders.app.compose(OrdersSettings()).http())


@cache
def supply() -> list[Operation]:
    return operations(services.supply.app.compose(SupplySettings()).http())


def part_of(asked: Sequence[Operation], part: int) -> Sequence[Operation]:
    """Neighbours stay together: what one puts the next one finds."""
    size = -(-len(asked) // len(PARTS))
    return asked[part * size : (part + 1) * size]


def ask_all(
    url: str, asked: Iterable[Operation], known: Known, askers_on: Callable[[AsyncEngine], Awaitable[Askers]]
) -> None:
    """Ask in a loop of its own: Hypothesis calls plain functions."""
    with asyncio.Runner() as runner:
        engine = compiled_once(create_engine(url, application_name="tests"))
        askers = runner.run(_came(askers_on(engine)))
        try:
            for operation in asked:
                _ask_some(requests_of(operation, known), lambda case: runner.run(askers.ask(case)))
        finally:
            runner.run(engine.dispose())


async def _came(askers: Awaitable[Askers]) -> Askers:
    return await askers


def _ask_some(drawn: SearchStrategy[Asked], ask: Callable[[Asked], None]) -> None:
    settings(AT_NIGHT if NIGHTLY else EVERY_TIME)(given(drawn)(ask))()


@pytest.mark.timeout(HOURS if NIGHTLY else 300)
@pytest.mark.parametrize("part", PARTS)
def test_orders_answers_everybody_as_described(servers: Servers, network: str, orders_template: str, part: int) -> None:
    filled = servers.prepared("asked_orders", orders_template, asked_of_orders.fill)
    with servers.database(f"{network}_orders", filled) as url:
        ask_all(url, part_of(orders(), part), asked_of_orders.KNOWN, asked_of_orders.askers)


@pytest.mark.timeout(HOURS if NIGHTLY else 300)
@pytest.mark.parametrize("part", PARTS)
def test_supply_answers_everybody_as_described(servers: Servers, network: str, supply_template: str, part: int) -> None:
    filled = servers.prepared("asked_supply", supply_template, asked_of_supply.fill)
    with servers.database(f"{network}_supply", filled) as url:
        ask_all(url, part_of(supply(), part), asked_of_supply.KNOWN, asked_of_supply.askers)
