"""The project's own command line, run as whoever installs VRAC would: migrations, users, services."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from services.local.process import Program, ServerError, ServerProcess

_LAST_LINES = 3
_COMMAND_WITHIN_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class CommandLine:
    """``vrac`` with its settings; what it prints goes to logs in ``folder``."""

    folder: Path
    settings: Mapping[str, str]

    def run(self, *arguments: str, extra: Mapping[str, str] | None = None) -> None:
        """Run a command to its end.

        Raises:
            ServerError: it failed; the sentence says what it printed last.
        """
        log = self._log(arguments[0])
        with log.open("ab") as output:
            done = subprocess.run(  # noqa: S603 - our own command, no shell
                _vrac(*arguments),
                cwd=self.folder,
                env={**os.environ, **self.settings, **(extra or {})},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                timeout=_COMMAND_WITHIN_SECONDS,
                check=False,
            )
        if done.returncode:
            last = " | ".join(log.read_text(errors="replace").splitlines()[-_LAST_LINES:])
            raise ServerError(f"vrac {' '.join(arguments[:2])} failed: {last}")

    def start(self, service: str, extra: Mapping[str, str]) -> ServerProcess:
        """Start a service, not yet ready."""
        environment = {**self.settings, **extra}
        return ServerProcess(
            Program(f"vrac {service}", _vrac(service), self.folder, self._log(service), environment=environment)
        )

    def _log(self, name: str) -> Path:
        return self.folder / f"{name}.log"


def _vrac(*arguments: str) -> list[str]:
    return [str(Path(sys.executable).with_name("vrac")), *arguments]
