"""Services as processes of their own, and somebody who signed in to them."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx

WITHIN = 40
PASSWORD = "le savon de Marseille"


@contextmanager
def process(environment: dict[str, str], log: Path, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """A running ``vrac``; killed if the test doesn't end it."""
    with log.open("wb") as output, subprocess.Popen(command(*arguments), env=environment, stderr=output) as running:
        try:
            yield running
        finally:
            if running.poll() is None:
                running.kill()


def command(*arguments: str) -> list[str]:
    """``vrac`` as it is installed."""
    return [str(Path(sys.executable).with_name("vrac")), *arguments]


def wait_until_ready(port: str, running: subprocess.Popen[bytes]) -> None:
    wait_for(lambda: running.poll() is not None or _is_ready(port))
    assert running.poll() is None, "it ended before it was ready"


def _is_ready(port: str) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/health/ready", timeout=5).is_success
    except httpx.TransportError:
        return False  # it does not listen yet


@contextmanager
def services(settings: dict[str, str], folder: Path, *names: str, roles: str) -> Iterator[None]:
    """These services, started at once and ready."""
    with ExitStack() as stack:
        started = [stack.enter_context(process(settings, folder / one, one, "--roles", roles)) for one in names]
        for name, running in zip(names, started, strict=True):
            wait_until_ready(settings[f"VRAC_{name.upper()}_PORT"], running)
        yield


def wait_for(holds: Callable[[], object]) -> None:
    """Ask until it holds: a process is ready, or what one service says has come to the other."""
    deadline = time.monotonic() + WITHIN
    while not holds():
        assert time.monotonic() < deadline, f"not within {WITHIN} s"
        time.sleep(0.05)
