"""Servers on one machine: they start on what is there, and clean up after runs that were killed."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from services.local.ports import LOOPBACK, accepts, free_port, is_free
from services.local.postgres import PostgresServer
from services.local.process import ServerError
from services.local.tansu import TansuBroker
from services.local.workspace import Workspace, in_memory, processes_in

ROOT = Path(__file__).parents[3]

KILLED_RUN = """
import os, signal, sys
from pathlib import Path
from services.local.postgres import PostgresServer
from services.local.tansu import TansuBroker
from services.local.workspace import Workspace

workspace = Workspace(Path(sys.argv[1]))
PostgresServer(workspace.path, durable=False).start()
TansuBroker(workspace.path).start()
print(workspace.path, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def parent() -> Iterator[Path]:
    """Where PostgreSQL's unprivileged user may go, which pytest's own folder is not."""
    with TemporaryDirectory(prefix="tests-", dir=in_memory()) as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


def test_a_killed_run_is_cleaned_up_by_the_next(parent: Path) -> None:
    killed = subprocess.run(
        [sys.executable, "-c", KILLED_RUN, parent], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    left = Path(killed.stdout.strip())
    assert list(processes_in(left)), "its servers outlived it"

    with Workspace(parent) as workspace:
        assert not left.exists()
        assert not list(processes_in(left))
        assert workspace.path.exists()
    assert not workspace.path.exists()


def test_a_server_whose_start_was_interrupted_ends_with_its_workspace(parent: Path) -> None:
    with Workspace(parent) as workspace:
        server = PostgresServer(workspace.path, durable=False)
        server.start()
        assert list(processes_in(workspace.path))
    assert not list(processes_in(workspace.path))
    assert not workspace.path.exists()
    server.stop()


def test_a_server_ends_with_its_workspace_even_when_the_folder_was_deleted(parent: Path) -> None:
    workspace = Workspace(parent)
    broker = TansuBroker(workspace.path)
    broker.start()
    shutil.rmtree(workspace.path)
    assert list(processes_in(workspace.path))
    workspace.remove()
    assert not list(processes_in(workspace.path))
    broker.stop()


def test_a_folder_of_a_run_killed_before_it_owned_it_is_removed_once_it_is_old(parent: Path) -> None:
    old, young, not_ours = (parent / f"vrac-{name}" for name in ("old", "young", "notes"))
    for folder in (old, young, not_ours):
        folder.mkdir()
    (old / "owner.lock.making").touch()
    (not_ours / "keep.txt").touch()
    for folder in (old, not_ours):
        os.utime(folder, (0, 0))
    with Workspace(parent):
        assert (old.exists(), young.exists(), (not_ours / "keep.txt").exists()) == (False, True, True)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder to another user")
def test_another_users_folder_is_left_alone(parent: Path) -> None:
    theirs = parent / "vrac-theirs"
    theirs.mkdir(mode=0o700)
    (theirs / "owner.lock").touch()
    os.chown(theirs, 65534, 65534)
    with Workspace(parent):
        assert (theirs / "owner.lock").exists()


def test_a_living_run_is_left_alone() -> None:
    with Workspace(in_memory()) as first, Workspace(in_memory()) as second:
        assert first.path.exists()
        assert second.path.exists()


def test_postgres_keeps_what_it_committed_over_a_kill() -> None:
    with Workspace(in_memory()) as workspace, PostgresServer(workspace.path) as server:
        server.sql("CREATE TABLE note AS SELECT 'kept' AS words")
        server.kill()
        assert not accepts(server.port)
        server.start()
        assert server.sql("SELECT words FROM note") == "kept"
        with pytest.raises(ServerError, match="nowhere"):
            server.sql("SELECT * FROM nowhere")


def test_postgres_says_why_it_did_not_start() -> None:
    with Workspace(in_memory()) as workspace, socket.socket() as taken:
        taken.bind((LOOPBACK, 0))
        taken.listen()
        with pytest.raises(ServerError, match=r"PostgreSQL ended at start: .*could not bind"):
            PostgresServer(workspace.path, taken.getsockname()[1]).start()


def test_the_broker_does_not_take_another_program_for_itself(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind((LOOPBACK, 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert not is_free(port)
        with pytest.raises(ServerError, match=f"Port {port} is taken"):
            TansuBroker(tmp_path, port).start()


def test_the_broker_starts_again_on_its_port(tmp_path: Path) -> None:
    broker = TansuBroker(tmp_path, free_port())
    for _ in range(2):
        with broker:
            assert accepts(broker.port)
        assert not accepts(broker.port)


def test_as_root_postgres_runs_as_somebody_else() -> None:
    with Workspace(in_memory()) as workspace, PostgresServer(workspace.path) as server:
        [port] = server.sql("SHOW port").splitlines()
        assert int(port) == server.port
        owner = (workspace.path / "postgres").stat().st_uid
        assert owner != 0
        assert owner == os.geteuid() or os.geteuid() == 0
