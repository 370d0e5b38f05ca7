"""A temporary folder that belongs to one run, and the cleaning up after runs that were killed."""

import fcntl
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

_PREFIX = "vrac-"
_LOCK = "owner.lock"
_GONE_WITHIN_SECONDS = 5.0
_ROOM_IN_MEMORY = 2 * 1024**3


class Workspace:
    """One run's folder for data directories and logs; removed at the end.

    The owner holds a file lock in it. A folder whose lock is free was left by a killed run: making
    a new workspace ends the servers still running in it and removes it.

    Args:
        parent: Where to make it; the system's temporary folder by default, so that it is reachable
            by the unprivileged user that PostgreSQL needs when everything else runs as root.
    """

    def __init__(self, parent: Path | None = None) -> None:
        parent = parent or Path(tempfile.gettempdir())
        parent.mkdir(parents=True, exist_ok=True)
        _sweep(parent)
        self.path = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))
        self.path.chmod(0o711)
        self._lock: int | None = _own(self.path)

    def remove(self) -> None:
        """Delete the folder; a server whose start was interrupted may still run in it and is ended."""
        if self._lock is not None:
            end_processes_in(self.path)
            shutil.rmtree(self.path, ignore_errors=True)
            os.close(self._lock)
            self._lock = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.remove()


def in_memory() -> Path | None:
    """A folder kept in memory, where making a database is ten times as fast, if this machine has room there."""
    folder = Path("/dev/shm")  # noqa: S108 - a workspace in it has a random name and its own rights
    if not os.access(folder, os.W_OK | os.X_OK):
        return None
    return folder if shutil.disk_usage(folder).free > _ROOM_IN_MEMORY else None


def _own(folder: Path) -> int:
    """Hold a new folder's lock; it gets its name once it is held, so no sweep can come between."""
    making = folder / f"{_LOCK}.making"
    lock = os.open(making, os.O_CREAT | os.O_RDWR, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    making.rename(folder / _LOCK)
    return lock


def _lock(folder: Path) -> int | None:
    """Hold the folder's lock, or ``None`` when its owner lives or it is being removed."""
    try:
        lock = os.open(folder / _LOCK, os.O_CREAT | os.O_RDWR, 0o600)
    except OSError:
        return None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        return None
    return lock


def _sweep(parent: Path) -> None:
    """Remove what killed runs left, except folders too young to have been locked yet."""
    for folder in parent.glob(f"{_PREFIX}*"):
        if not (folder / _LOCK).exists():
            continue
        lock = _lock(folder)
        if lock is None:
            continue
        end_processes_in(folder)
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def end_processes_in(folder: Path) -> None:
    """Kill every process whose working directory is in ``folder`` and wait until they are gone."""
    deadline = time.monotonic() + _GONE_WITHIN_SECONDS
    while (processes := list(processes_in(folder))) and time.monotonic() < deadline:
        for process in processes:
            _kill(process)
        time.sleep(0.02)


def processes_in(folder: Path) -> Iterator[int]:
    """Ids of the processes that work in ``folder`` (Linux; elsewhere none are found)."""
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            working = (entry / "cwd").readlink()
        except OSError:
            continue
        if working.is_relative_to(folder):
            yield int(entry.name)


def _kill(process: int) -> None:
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        return
