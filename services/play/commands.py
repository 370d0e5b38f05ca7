"""The project's own command line, run as whoever installs VRAC would: migrations, users, services."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from services.local.process import Program, ServerError, ServerProcess
from shared.settings import PREFIX

_LAST_LINES = 3
_COMMAND_WITHIN_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class CommandLine:
    """``vrac`` with its settings; what it prints goes to logs in ``folder``.

    Of our own environment no ``VRAC_*`` goes along, but for how to speak to a given Kafka: the same
    cycle must come out whatever whoever plays it has set.
    """

    folder: Path
    settings: Mapping[str, str]

    def run(self, *arguments: str, extra: Mapping[str, str] | None = None) -> None:
        """Run a command to its end.

        Raises:
            ServerError: it failed; the sentence says what it printed last.
        """
        log, said = self._log(arguments[0]), f"vrac {' '.join(arguments[:2])}"
        try:
            code = self._code(log, arguments, {**_inherited(), **self.settings, **(extra or {})})
        except subprocess.TimeoutExpired:
            raise ServerError(f"{said} did not end within {_COMMAND_WITHIN_SECONDS:g} s: {_last(log)}") from None
        if code:
            raise ServerError(f"{said} failed: {_last(log)}")

    def start(self, service: str, extra: Mapping[str, str]) -> ServerProcess:
        """Start a service, not yet ready."""
        environment = {**self.settings, **extra}
        return ServerProcess(
            Program(
                name=f"vrac {service}",
                command=_vrac(service),
                folder=self.folder,
                log=self._log(service),
                environment=environment,
                inherited=_inherited(),
            )
        )

    def _code(self, log: Path, arguments: Sequence[str], environment: Mapping[str, str]) -> int:
        with log.open("ab") as output:
            return subprocess.run(  # noqa: S603 - our own command, no shell
                _vrac(*arguments),
                cwd=self.folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                timeout=_COMMAND_WITHIN_SECONDS,
                check=False,
            ).returncode

    def _log(self, name: str) -> Path:
        return self.folder / f"{name}.log"


def _vrac(*arguments: str) -> list[str]:
    return [str(Path(sys.executable).with_name("vrac")), *arguments]


def _inherited() -> dict[str, str]:
    settings = [name for name in os.environ if name.startswith(PREFIX) and not name.startswith(f"{PREFIX}KAFKA_")]
    return {name: value for name, value in os.environ.items() if name not in settings}


def _last(log: Path) -> str:
    return " | ".join(log.read_text(errors="replace").splitlines()[-_LAST_LINES:])
