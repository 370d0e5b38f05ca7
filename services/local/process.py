"""A server as a child process: started, known to be ready, stopped."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_STOP_WITHIN_SECONDS = 20.0
_LAST_LINES = 20


class ServerError(RuntimeError):
    """A local server did not start; the sentence says what its log said last."""


class EndedAtStartError(ServerError):
    """It ended by itself before it was ready."""


@dataclass(frozen=True, slots=True)
class Program:
    """What to run.

    ``folder`` is its working directory, by which a killed run's servers are found again; ``log``
    takes its output; ``user`` is the user id to run as, ``None`` for our own; ``environment`` is
    added to ``inherited``, which is ours.
    """

    name: str
    command: Sequence[str]
    folder: Path
    log: Path
    user: int | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    inherited: Mapping[str, str] = field(default_factory=os.environ.copy)


class ServerProcess:
    """One running server, in a session of its own so that Ctrl-C reaches only who started it."""

    def __init__(self, program: Program) -> None:
        self._program = program
        with program.log.open("ab") as output:
            self._process = subprocess.Popen(  # noqa: S603 - a program of our own environment, no shell
                program.command,
                cwd=program.folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**program.inherited, **program.environment},
                start_new_session=True,
                user=program.user,
                group=program.user,
                extra_groups=None if program.user is None else [],
            )

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def wait_until(self, ready: Callable[[], bool], seconds: float) -> None:
        """Wait until ``ready()`` while it lives: whatever answers after its end is another program.

        Raises:
            EndedAtStartError: it ended first.
            ServerError: it wasn't ready in time.
        """
        deadline = time.monotonic() + seconds
        while not (ready() and self.runs()):
            if not self.runs():
                raise EndedAtStartError(f"{self._program.name} ended at start: {self._said()}")
            if time.monotonic() > deadline:
                self.stop(signal.SIGKILL)
                raise ServerError(f"{self._program.name} was not ready in {seconds:g} s: {self._said()}")
            time.sleep(0.01)

    def runs(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    def send(self, number: signal.Signals) -> None:
        """Send it a signal."""
        self._process.send_signal(number)

    def stop(self, number: signal.Signals) -> None:
        """Ask it to stop with ``number``, kill it when it doesn't within 20 s, and wait for its end."""
        self._process.send_signal(number)
        try:
            self._process.wait(_STOP_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _said(self) -> str:
        lines = self._program.log.read_text(errors="replace").splitlines()
        return " | ".join(lines[-_LAST_LINES:]) or "it said nothing"
