"""One Apache Kafka 4 broker in KRaft mode, from Maven's jars: the real thing for CI, where Java is.

The jars come once from Maven Central into a cache folder; a run formats a fresh log directory,
because a broker with hundreds of old topics takes seconds to start.
"""

import signal
import subprocess
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from services.local.maven import Artifact, fetch_jars
from services.local.ports import LOOPBACK, accepts, free_port
from services.local.process import Program, ServerError, ServerProcess
from shared.kernel.ids import uuid7

KAFKA_VERSION = "4.1.1"
_SLF4J_VERSION = "1.7.36"
_READY_WITHIN_SECONDS = 60.0

_ARTIFACTS = (
    Artifact("org.apache.kafka", "kafka_2.13", KAFKA_VERSION),
    Artifact("org.apache.kafka", "kafka-tools", KAFKA_VERSION),
    Artifact("org.slf4j", "slf4j-simple", _SLF4J_VERSION),
)


class ApacheKafka:
    """One broker and controller in one process; the same shape as ``TansuBroker``, but it keeps its data.

    Args:
        folder: For its data and its log.
        port: Where it listens; a free port by default, kept over restarts.
        properties: Its whole configuration when it is another than ours; it must listen on ``port``.
    """

    idempotent = True
    keeps_data = True
    session_timeout_seconds = 6

    def __init__(self, folder: Path, port: int | None = None, properties: Mapping[str, str] | None = None) -> None:
        self.port = port or free_port()
        self._folder = folder
        self._settings = properties or self._usual()
        self._process: ServerProcess | None = None

    @property
    def bootstrap(self) -> str:
        """Its address, as Kafka clients take it."""
        return f"{LOOPBACK}:{self.port}"

    def start(self) -> None:
        """Fetch the jars and format the log directory when they aren't there, start, wait until it accepts.

        Raises:
            ServerError: Java, Maven or the network are missing, or it didn't start.
        """
        jars = fetch_kafka()
        properties = self._folder / "kafka.properties"
        if not properties.exists():
            lines = (f"{name}={value}\n" for name, value in self._settings.items())
            properties.write_text("".join(lines), encoding="utf-8")
            self._format(jars, properties)
        command = [*java(jars, "-Xmx512m"), "kafka.Kafka", str(properties)]
        process = ServerProcess(Program("Apache Kafka", command, self._folder, self._folder / "kafka.log"))
        process.wait_until(lambda: accepts(self.port), _READY_WITHIN_SECONDS)
        self._process = process

    def stop(self) -> None:
        """Stop it; what it holds is there at the next start."""
        if self._process is not None:
            self._process.stop(signal.SIGTERM)
            self._process = None

    def kill(self) -> None:
        """End it like a power cut."""
        if self._process is not None:
            self._process.stop(signal.SIGKILL)
            self._process = None

    def pause(self) -> None:
        """Stall it: connections stay open and nothing answers."""
        if self._process is not None:
            self._process.send(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on after ``pause``."""
        if self._process is not None:
            self._process.send(signal.SIGCONT)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def _format(self, jars: Path, properties: Path) -> None:
        cluster = urlsafe_b64encode(uuid7().bytes).rstrip(b"=").decode()
        command = [*java(jars), "kafka.tools.StorageTool", "format", "-t", cluster, "-c", str(properties)]
        done = subprocess.run(command, cwd=self._folder, capture_output=True, text=True, check=False)  # noqa: S603 - Java of this machine, our own jars
        if done.returncode:
            raise ServerError(f"Kafka's log directory could not be formatted: {done.stdout}{done.stderr}")

    def _usual(self) -> dict[str, str]:
        controller = f"{LOOPBACK}:{free_port()}"
        return {
            "process.roles": "broker,controller",
            "node.id": "1",
            "controller.quorum.voters": f"1@{controller}",
            "listeners": f"PLAINTEXT://{self.bootstrap},CONTROLLER://{controller}",
            "advertised.listeners": f"PLAINTEXT://{self.bootstrap}",
            "controller.listener.names": "CONTROLLER",
            "log.dirs": str(self._folder / "kafka"),
            "auto.create.topics.enable": "false",
            "offsets.topic.replication.factor": "1",
            "offsets.topic.num.partitions": "4",
            "transaction.state.log.replication.factor": "1",
            "transaction.state.log.min.isr": "1",
            "group.initial.rebalance.delay.ms": "0",
            "group.min.session.timeout.ms": "6000",
        }


def fetch_kafka() -> Path:
    """The folder with Kafka's jars.

    Raises:
        ServerError: Java or Maven are missing, or Maven could not fetch them.
    """
    return fetch_jars("Apache Kafka", f"kafka-{KAFKA_VERSION}", _ARTIFACTS)


def java(jars: Path, *options: str) -> list[str]:
    """Java with Kafka's jars, a class of theirs and its arguments to follow."""
    quiet = "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"
    return ["java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", *options, quiet, "-cp", f"{jars}/*"]
