"""Services as processes of their own: ready when they are, stopped in order by a signal."""

import json
import signal
from pathlib import Path

import httpx
import pytest

from tests.integration.command_line.running import process, wait_until_ready
from tests.integration.command_line.terminal import Vrac

STOPPED_WITHIN = 30


@pytest.fixture
def environment(settings: dict[str, str], orders_database: str, supply_database: str, vrac: Vrac) -> dict[str, str]:
    """Settings of a network whose databases and topics are there."""
    settings["VRAC_ORDERS_DATABASE_URL"] = orders_database
    settings["VRAC_SUPPLY_DATABASE_URL"] = supply_database
    assert vrac("migrate").code == 0
    return settings


@pytest.mark.parametrize(("service", "roles"), [("orders", "http,relay,consumer"), ("supply", "relay")])
def test_a_signal_stops_it_in_order_with_exit_code_0(
    environment: dict[str, str], tmp_path: Path, service: str, roles: str
) -> None:
    log = tmp_path / "log"
    port = environment[f"VRAC_{service.upper()}_PORT"]
    with process(environment, log, service, "--roles", roles) as running:
        wait_until_ready(port, running)
        assert b"vrac_http_request_seconds" in httpx.get(f"http://127.0.0.1:{port}/metrics").content
        running.send_signal(signal.SIGTERM)
        assert running.wait(STOPPED_WITHIN) == 0
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert [lines[0]["event"], lines[-1]["event"]] == ["process starting", "process stopped"]
    assert lines[0]["roles"] == sorted(roles.split(","))
    assert {line["service"] for line in lines} == {service}
