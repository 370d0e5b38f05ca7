"""While a cycle is played a real Prometheus watches: every panel shows something, every rule is evaluated."""

import json
import math
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.local.workspace import Workspace, in_memory
from tests.fixtures.prometheus import DEPLOYED, Prometheus, aim, installed_in, prometheus
from tests.fixtures.servers import Servers
from tests.fixtures.troupe import SERVICES, Ground, Troupe, on_stage, played

DASHBOARD = DEPLOYED.parent / "grafana" / "dashboards" / "vrac.json"
ENTERING = "Entering orders and payments"
COUNTED = (
    'vrac_http_request_seconds_count{route=~"/v1/orders/.*"}',
    'vrac_publish_seconds_count{job="orders", type="vrac.HouseholdOrderConfirmed.v1"}',
    'vrac_handle_seconds_count{job="supply", type="vrac.HouseholdOrderConfirmed.v1"}',
)
"""An order taken, said and heard: a rate needs them in one scrape, and more of them in another."""
SEALING = "Sealing centres and closing the cycle"
SEEN_WITHIN_SECONDS = 60
QUIET = {"Failures"}
"""Panels that are empty as long as nothing fails."""


@pytest.fixture
def folder() -> Iterator[Path]:
    with Workspace(in_memory()) as workspace:
        yield workspace.path


def queries() -> list[tuple[str, str]]:
    panels = json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"]
    return [(panel["title"], target["expr"]) for panel in panels for target in panel.get("targets", [])]


def seen(watching: Prometheus, query: str) -> None:
    """Wait until a query has an answer."""
    until = time.monotonic() + SEEN_WITHIN_SECONDS
    while not watching.ask("query", query=query)["result"]:
        assert time.monotonic() < until, f"never seen: {query}"
        time.sleep(0.2)


def start_again(troupe: Troupe, service: str) -> None:
    """A process measures at its start: quicker than to wait until it measures again."""
    troupe.stop(service)
    troupe.start(service)
    troupe.wait_until_answering(service)


@pytest.mark.skipif(shutil.which("prometheus") is None, reason="install Debian's prometheus package")
async def test_every_panel_shows_a_played_cycle_and_every_rule_is_evaluated(
    servers: Servers, folder: Path, network: str
) -> None:
    configuration = installed_in(folder / "prometheus", scrape_interval="1s", evaluation_interval="1s")
    with servers.database(f"{network}_orders") as orders, servers.database(f"{network}_supply") as supply:
        ground = Ground(folder, orders, supply, servers.broker, network)
        async with on_stage(ground, whole=True) as (troupe, system):
            addresses = {name: getattr(system.addresses, name).removeprefix("http://") for name in SERVICES}
            aim(configuration, addresses)
            with prometheus(configuration) as watching:
                began = time.time()
                for service in SERVICES:
                    seen(watching, f'vrac_outbox_rows{{job="{service}", service="{service}"}}')

                def after_some_orders() -> None:
                    for counter in COUNTED:
                        seen(watching, counter)

                def while_the_cycle_is_open() -> None:
                    for counter in COUNTED:
                        seen(watching, f"sum(increase({counter}[1h])) > 0")
                    start_again(troupe, "orders")
                    seen(watching, "vrac_orders_next_rung_ratio")

                await played(system, {(ENTERING, 10): after_some_orders, (SEALING, 0): while_the_cycle_is_open})
                every_panel_shows_a_number(watching, began)
                every_rule_is_evaluated_on_what_is_measured(watching)


def every_panel_shows_a_number(watching: Prometheus, began: float) -> None:
    """Once what was measured last is scraped."""
    until = time.monotonic() + SEEN_WITHIN_SECONDS
    while empty := {title for title, query in queries() if not shows_a_number(watching, query, began)} - QUIET:
        assert time.monotonic() < until, empty
        time.sleep(0.5)


def shows_a_number(watching: Prometheus, query: str, began: float) -> bool:
    """Whether a panel shows one at any time since then."""
    found = watching.ask("query_range", query=query, start=began, end=time.time(), step=1)["result"]
    return any(not math.isnan(float(value)) for series in found for _, value in series["values"])


def every_rule_is_evaluated_on_what_is_measured(watching: Prometheus) -> None:
    rules = [rule for group in watching.ask("rules")["groups"] for rule in group["rules"]]
    assert rules
    assert [rule["name"] for rule in rules if rule["health"] != "ok" or rule["state"] == "firing"] == []
    for rule in rules:
        for metric in re.findall(r"\b(?:vrac_[a-z_]+|up)\b", rule["query"]):
            seen(watching, metric)
