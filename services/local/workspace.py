"""A temporary folder that belongs to one run, and the cleaning up after runs that were killed."""

import fcntl
import os
import shutil
import signal
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

_PREFIX = "vrac-"
_LOCK = "owner.lock"
_MAKING = f"{_LOCK}.making"
_GONE_WITHIN_SECONDS = 5.0
_OWNED_WITHIN_SECONDS = 600.0
_ROOM_IN_MEMORY = 2 * 1024**3


class Workspace:
    """One run's folder for data directories and logs; removed at the end.

    The owner holds a file lock in it. A folder whose lock is free was left by a killed run: making
    a new workspace ends the servers still running in it and removes it. Other users' folders are theirs.

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
            _remove(self.path, self._lock)
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
    making = folder / _MAKING
    lock = os.open(making, os.O_CREAT | os.O_RDWR, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    making.rename(folder / _LOCK)
    return lock


def _sweep(parent: Path) -> None:
    """Remove what killed runs of this user left."""
    for folder in parent.glob(f"{_PREFIX}*"):
        with suppress(OSError):  # another sweep was faster
            about = folder.lstat()
            if stat.S_ISDIR(about.st_mode) and about.st_uid == os.geteuid():
                _sweep_one(folder, time.time() - about.st_mtime)


def _sweep_one(folder: Path, age: float) -> None:
    if not (folder / _LOCK).exists():
        if age > _OWNED_WITHIN_SECONDS:
            _remove_never_owned(folder)
        return
    lock = os.open(folder / _LOCK, os.O_RDWR)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:  # its owner lives, or another sweep removes it
        os.close(lock)
        return
    _remove(folder, lock)


def _remove_never_owned(folder: Path) -> None:
    """Remove a folder whose run was killed before it held the lock: whatever holds more was never ours."""
    (folder / _MAKING).unlink(missing_ok=True)
    folder.rmdir()


def _remove(folder: Path, lock: int) -> None:
    """End what runs in the folder and delete it, its lock last: what stays is found again by it."""
    end_processes_in(folder)
    with suppress(OSError):
        for entry in [entry for entry in folder.iterdir() if entry.name != _LOCK]:
            _delete(entry)
        (folder / _LOCK).unlink()
        folder.rmdir()
    os.close(lock)


def _delete(entry: Path) -> None:
    if entry.is_dir() and not entry.is_symlink():
        shutil.rmtree(entry)
    else:
        entry.unlink()


def end_processes_in(folder: Path) -> None:
    """Kill every process whose working directory is in ``folder`` and wait until they are gone."""
    deadline = time.monotonic() + _GONE_WITHIN_SECONDS
    while (processes := list(processes_in(folder))) and time.monotonic() < deadline:
        for process in processes:
            _kill(process)
        time.sleep(0.02)


def processes_in(folder: Path) -> Iterator[int]:
    """Ids of the processes that work in ``folder``, there or gone (Linux; elsewhere none are found)."""
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            working = str((entry / "cwd").readlink())
        except OSError:
            continue
        if Path(working.removesuffix(" (deleted)")).is_relative_to(folder):
            yield int(entry.name)


def _kill(process: int) -> None:
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        return
