"""Two demos started together: a service that loses its port to another program takes a free one."""

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from services.local.ports import LOOPBACK, free_port, is_free
from services.play import system as starting
from services.play.parts import Parts
from services.play.system import running_system
from tests.fixtures.servers import Servers


class AnotherDemo(BaseHTTPRequestHandler):
    """Healthy, whatever is asked."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"status":"live","process":1}')

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def another_demo() -> Iterator[int]:
    """Another program that answers as ours would; its port."""
    with ThreadingHTTPServer((LOOPBACK, 0), AnotherDemo) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.fixture
def parts(servers: Servers, orders_database: str, supply_database: str, network: str, tmp_path: Path) -> Parts:
    """This run's servers as the parts of a play."""
    settings = {
        "VRAC_NETWORK": network,
        "VRAC_ORDERS_DATABASE_URL": orders_database,
        "VRAC_SUPPLY_DATABASE_URL": supply_database,
        "VRAC_KAFKA_BOOTSTRAP": servers.broker.bootstrap,
        "VRAC_KAFKA_SESSION_TIMEOUT_MS": str(servers.broker.session_timeout_seconds * 1000),
    }
    return Parts(tmp_path, settings)


def test_a_service_that_loses_its_port_takes_another(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(starting, "is_free", lambda _port: True)  # it was, when it was looked at
    with another_demo() as port, running_system(parts, orders_port=port) as system:
        assert system.addresses.orders != f"http://{LOOPBACK}:{port}"
        assert all(process.runs() for process in system.processes)
        credentials = {"login": system.login, "password": system.password}
        assert httpx.post(f"{system.addresses.orders}/v1/sessions", json=credentials).is_success


def test_a_port_is_given_once() -> None:
    ports = [free_port() for _ in range(200)]
    assert len(set(ports)) == len(ports)


def test_a_port_stays_reserved_while_its_server_is_away() -> None:
    port = free_port()
    for _ in range(2):
        with socket.create_server((LOOPBACK, port)):
            assert not is_free(port)
        with socket.socket() as another, pytest.raises(OSError, match="in use"):
            another.bind((LOOPBACK, port))


def test_a_process_that_reserved_a_port_ends_without_a_warning() -> None:
    command = [sys.executable, "-W", "default", "-c", "from services.local.ports import free_port; free_port()"]
    assert subprocess.run(command, check=True, capture_output=True, text=True).stderr == ""
