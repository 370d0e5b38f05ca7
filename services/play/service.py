"""One service as a process of its own, on a port that it has for itself."""

import signal
import time

import httpx

from services.local.ports import LOOPBACK, free_port
from services.local.process import EndedAtStartError, ServerProcess
from services.play.commands import CommandLine

_READY_WITHIN_SECONDS = 60.0
_LOOK_EVERY_SECONDS = 0.1


class RunningService:
    """A service, started and not yet ready.

    Args:
        vrac: The command line that starts it.
        name: ``orders`` or ``supply``.
        port: The port it should have; another one when a program takes it before the service listens there.
    """

    def __init__(self, vrac: CommandLine, name: str, port: int) -> None:
        self._vrac = vrac
        self._name = name
        self._start(port)

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://{LOOPBACK}:{self._port}"

    def wait_until_ready(self, client: httpx.Client) -> None:
        """Wait until it answers that it is ready, on another port if it ended on its first.

        Whoever took that port may be gone by now, so nobody asks who it was: what ends a service
        for another reason ends it again.

        Raises:
            ServerError: it ended twice, or wasn't ready in time.
        """
        try:
            self._wait_until_ready(client)
        except EndedAtStartError:
            self._start(free_port())
            self._wait_until_ready(client)

    def ask_to_stop(self) -> None:
        """Ask it to stop; returns at once."""
        self.process.send(signal.SIGTERM)

    def stop(self) -> None:
        """Stop it and wait for its end."""
        self.process.stop(signal.SIGTERM)

    def _start(self, port: int) -> None:
        self._port = port
        setting = f"VRAC_{self._name.upper()}_PORT"
        self.process: ServerProcess = self._vrac.start(self._name, {setting: str(port)})

    def _wait_until_ready(self, client: httpx.Client) -> None:
        self.process.wait_until(lambda: self._is_ready(client), _READY_WITHIN_SECONDS)

    def _is_ready(self, client: httpx.Client) -> bool:
        try:
            ready = self._is_itself(client) and client.get(f"{self.address}/health/ready").is_success
        except httpx.TransportError:
            ready = False
        if not ready:
            time.sleep(_LOOK_EVERY_SECONDS)  # the check is work for whoever is still starting
        return ready

    def _is_itself(self, client: httpx.Client) -> bool:
        """Whether what answers is this process and not another program on its port."""
        answer = client.get(f"{self.address}/health/live")
        try:
            return bool(answer.json() == {"status": "live", "process": self.process.pid})
        except ValueError:
            return False
