"""What docker-compose.yml and deploy/ tell PostgreSQL, Kafka, Prometheus and Grafana, told to those on this machine."""

import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from services.local.apache_kafka import ApacheKafka, fetch_kafka, java
from services.local.maven import missing_for_java
from services.local.ports import LOOPBACK, free_port
from services.local.postgres import PostgresServer
from services.local.process import Program, ServerProcess
from services.local.workspace import Workspace, in_memory
from tests.fixtures.compose import ROOT, compose_services, environment_of, health_check, kafka_properties
from tests.fixtures.servers import Servers

READY_WITHIN = 30
PASSWORDS = {
    "VRAC_ORDERS_DATABASE_PASSWORD": "l'huile: 50%/50 @ #1?",
    "VRAC_SUPPLY_DATABASE_PASSWORD": 'la farine & le "sel"',
}
VRAC = str(Path(sys.executable).with_name("vrac"))


def succeeds(command: list[str], environment: dict[str, str] | None = None) -> bool:
    done = subprocess.run(command, check=False, env=environment, capture_output=True, timeout=READY_WITHIN)
    return done.returncode == 0


def test_the_database_health_check_answers(servers: Servers) -> None:
    server = {"PATH": str(servers.postgres.client("pg_isready").parent), "PGPORT": str(servers.postgres.port)}
    assert succeeds(health_check("postgres"), server)
    assert not succeeds(health_check("postgres"), server | {"PGPORT": str(free_port())})


@pytest.fixture
def database_server() -> Iterator[PostgresServer]:
    """A server made by deploy/postgres/databases.sql, run as its image does; it asks our users for passwords."""
    with Workspace(in_memory()) as workspace, PostgresServer(workspace.path, durable=False) as server:
        (mount,) = [one for one in compose_services()["postgres"]["volumes"] if one.startswith("./")]
        script = ROOT / mount.split(":")[0]
        here = ["--host", LOOPBACK, "--port", str(server.port), "--username", "vrac", "--dbname", "postgres"]
        command = [str(server.client("psql")), "-v", "ON_ERROR_STOP=1", "--no-password", "--no-psqlrc", *here]
        subprocess.run([*command, "--file", str(script)], check=True, env=environment_of("postgres", PASSWORDS))
        _ask_for_passwords(workspace.path / "postgres" / "pg_hba.conf")
        server.sql("SELECT pg_reload_conf()")
        yield server


def _ask_for_passwords(rules: Path) -> None:
    asked = "host all vrac_orders,vrac_supply all scram-sha-256\n"
    rules.write_text(asked + rules.read_text(encoding="utf-8"), encoding="utf-8")


@pytest.mark.parametrize("service", ["orders", "supply"])
def test_each_service_enters_its_own_database_whatever_signs_its_password_holds(
    database_server: PostgresServer, servers: Servers, network: str, service: str
) -> None:
    def migrated(environment: dict[str, str]) -> bool:
        there = {name: _here(value, database_server) for name, value in environment.items()}
        settings = {"VRAC_NETWORK": network, "VRAC_KAFKA_BOOTSTRAP": servers.broker.bootstrap}
        return succeeds([VRAC, *compose_services()[f"migrate-{service}"]["command"]], {**there, **settings})

    environment = environment_of(f"migrate-{service}", PASSWORDS)
    mine, other = f"/vrac_{service}", "/vrac_supply" if service == "orders" else "/vrac_orders"
    assert migrated(environment)
    assert not migrated({**environment, "PGPASSWORD": "wrong"})
    assert not migrated({name: value.replace(mine, other) for name, value in environment.items()})


def _here(value: str, server: PostgresServer) -> str:
    return value.replace("@postgres/", f"@{LOOPBACK}:{server.port}/")


@pytest.mark.skipif(missing_for_java() is not None, reason=f"Apache Kafka cannot run here: {missing_for_java()}")
def test_kafka_starts_with_its_environment_and_its_health_check_answers(tmp_path: Path) -> None:
    ports = {"9092": free_port(), "9093": free_port()}
    assert not kafka_is_healthy(ports)
    with ApacheKafka(tmp_path, ports["9092"], told_by_compose(ports, tmp_path / "data")):
        assert kafka_is_healthy(ports)


def told_by_compose(ports: dict[str, int], data: Path) -> dict[str, str]:
    """The broker's properties with the ports and the folder of this machine."""
    properties = kafka_properties(environment_of("kafka", {}))
    for inside, here in ports.items():
        properties = {name: value.replace(inside, str(here)) for name, value in properties.items()}
    properties = {name: value.replace("kafka:", f"{LOOPBACK}:") for name, value in properties.items()}
    return properties | {"log.dirs": str(data)}


def kafka_is_healthy(ports: dict[str, int]) -> bool:
    """The health check, its script replaced by the class that the script runs."""
    script, *arguments = health_check("kafka")
    assert Path(script).name == "kafka-broker-api-versions.sh"
    here = [argument.replace("9092", str(ports["9092"])) for argument in arguments]
    return succeeds([*java(fetch_kafka()), "org.apache.kafka.tools.BrokerApiVersionsCommand", *here])


needs_wget = pytest.mark.skipif(shutil.which("wget") is None, reason="wget is not here")


@needs_wget
@pytest.mark.skipif(shutil.which("prometheus") is None, reason="install Debian's prometheus package")
def test_prometheus_starts_with_its_configuration_and_its_health_check_answers(tmp_path: Path) -> None:
    port = free_port()
    shutil.copytree(ROOT / "deploy" / "prometheus", tmp_path / "etc")
    configuration = tmp_path / "etc" / "prometheus.yml"
    text = configuration.read_text(encoding="utf-8")
    configuration.write_text(text.replace("/etc/prometheus/", f"{tmp_path}/etc/"), encoding="utf-8")
    options = [f"--config.file={configuration}", f"--storage.tsdb.path={tmp_path}/data"]
    command = ["prometheus", *options, f"--web.listen-address={LOOPBACK}:{port}"]
    assert not succeeds(at_port("prometheus", "9090", port))
    process = ServerProcess(Program("Prometheus", command, tmp_path, tmp_path / "log"))
    try:
        eventually(lambda: succeeds(at_port("prometheus", "9090", port)))
    finally:
        process.stop(signal.SIGTERM)


def at_port(service: str, inside: str, here: int) -> list[str]:
    return [part.replace(f":{inside}/", f":{here}/") for part in health_check(service)]


def eventually(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + READY_WITHIN
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.1)


@contextmanager
def grafana_says(status: int) -> Iterator[int]:
    """A stand-in for Grafana's health page; its port."""

    class Page(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.send_response(status if self.path == "/api/health" else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer((LOOPBACK, 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


@needs_wget
@pytest.mark.parametrize(("status", "healthy"), [(200, True), (503, False)])
def test_the_grafana_health_check_is_what_grafana_says(status: int, healthy: bool) -> None:  # noqa: FBT001 - a parameter
    with grafana_says(status) as port:
        assert succeeds(at_port("grafana", "3000", port)) == healthy
