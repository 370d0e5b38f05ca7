"""The demo as whoever clones the project meets it: a command in a terminal, and Ctrl-C."""

import os
import pty
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from services.demo.command import ORDERS_PORT
from services.local.ports import LOOPBACK
from services.local.workspace import processes_in

VRAC = Path(sys.executable).with_name("vrac")
OWN_SERVERS = ("VRAC_ORDERS_DATABASE_URL", "VRAC_SUPPLY_DATABASE_URL", "VRAC_KAFKA_BOOTSTRAP")

# RULES section 9: what the demo cycle comes to when everything arrives as ordered.
FIGURES = ("10949.01", "8877.15", "2071.86", "9479.19", "655.71", "1.35", "-44.23", "lines short 14")


@pytest.fixture
def place() -> Iterator[Path]:
    """A temporary folder that servers running as another user can reach; nothing may be left in it."""
    with tempfile.TemporaryDirectory(prefix="demo-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)
        assert list(processes_in(Path(folder))) == []
        assert list(Path(folder).glob("vrac-*")) == []


@contextmanager
def taken(port: int) -> Iterator[None]:
    """Listen on a port, unless another program already does."""
    with socket.socket() as other:
        with suppress(OSError):
            other.bind((LOOPBACK, port))
            other.listen()
        yield


def environment_in(place: Path) -> dict[str, str]:
    environment = {name: value for name, value in os.environ.items() if name not in OWN_SERVERS}
    return {**environment, "TMPDIR": str(place), "COLUMNS": "100", "TERM": "xterm"}


def start_demo(place: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [str(VRAC), "demo", *arguments],
        cwd=place,
        env=environment_in(place),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


class Terminal:
    """A demo in a terminal of its own, as in a window that can be typed in and closed."""

    # the first terminal that the leader of a session opens becomes the session's own
    _TAKE_IT = "import os, sys; os.close(os.open(os.ttyname(0), os.O_RDWR)); os.execv(sys.argv[1], sys.argv[1:])"

    def __init__(self, place: Path, *, hangs_up: bool = True) -> None:
        self._window, inside = pty.openpty()
        take_it = [sys.executable, "-c", self._TAKE_IT] if hangs_up else []
        self.demo = subprocess.Popen(
            [*take_it, str(VRAC), "demo"],
            cwd=place,
            env=environment_in(place),
            stdin=inside,
            stdout=inside,
            stderr=inside,
            start_new_session=True,
        )
        os.close(inside)

    def read_until(self, words: str) -> str:
        """All that is shown until these words are, or all there is."""
        shown = b""
        with suppress(OSError):  # nobody has it open any more
            while words not in shown.decode(errors="ignore"):
                shown += os.read(self._window, 4096)
        return shown.decode(errors="ignore")

    def type(self, keys: bytes) -> None:
        os.write(self._window, keys)

    def close(self) -> None:
        os.close(self._window)


def wait_for_line(demo: subprocess.Popen[str], line: str) -> None:
    assert demo.stdout is not None
    said = []
    for one in demo.stdout:
        if line in one:
            return
        said.append(one)
    pytest.fail("".join(said))


def test_the_demo_ends_with_the_figures_of_the_rules_after_a_killed_run_and_beside_another(place: Path) -> None:
    with start_demo(place) as killed:
        wait_for_line(killed, "Registering centres")
        killed.kill()
    with taken(ORDERS_PORT), start_demo(place, "--once") as demo:
        said, _ = demo.communicate(timeout=300)
    assert demo.returncode == 0, said
    words = " ".join(said.split())
    assert [figure for figure in FIGURES if figure not in words] == []
    assert "✗" not in said


@pytest.mark.parametrize("line", ["Starting PostgreSQL", "Registering centres"])
def test_an_interrupted_demo_leaves_nothing_behind(place: Path, line: str) -> None:
    with start_demo(place) as demo:
        wait_for_line(demo, line)
        demo.send_signal(signal.SIGINT)
        said, _ = demo.communicate(timeout=120)
    assert demo.returncode == 130, said
    assert "Interrupted: everything is stopped." in said
    assert "Traceback" not in said


def test_a_closed_terminal_leaves_nothing_behind(place: Path) -> None:
    terminal = Terminal(place)
    terminal.read_until("Registering centres")
    assert list(processes_in(place))
    terminal.close()
    assert terminal.demo.wait(timeout=120) == 130


def test_a_terminal_that_is_gone_before_the_hang_up_is_heard_is_one_that_was_closed(place: Path) -> None:
    terminal = Terminal(place, hangs_up=False)
    terminal.read_until("Registering centres")
    terminal.close()
    assert terminal.demo.wait(timeout=120) == 130
    assert not list(processes_in(place))


def test_ctrl_c_after_the_summary_stops_everything_and_is_no_failure(place: Path) -> None:
    terminal = Terminal(place)
    shown = terminal.read_until("Ctrl-C stops everything.")
    assert "held = charged + rebates" in shown, shown[-2000:]
    terminal.type(b"\x03")
    rest = terminal.read_until("no such words")
    assert ("Stopping." in rest, "Traceback" in rest) == (True, False), rest
    assert terminal.demo.wait(timeout=120) == 0
    terminal.close()
