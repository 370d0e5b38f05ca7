"""pgbench on captured statements: PostgreSQL alone, without Python or HTTP."""

import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from bench.captured import Sent
from bench.ground import Ground
from services.local.ports import LOOPBACK

_LATENCY = re.compile(r"latency average = ([\d.]+) ms")
_PARAMETER = re.compile(r"\$(\d+)")


@dataclass(frozen=True, slots=True)
class PgBench:
    """One statement, ready to be run for one captured order after the other.

    A transaction first reads its order's parameters from a table by key; what that takes alone is
    measured too and taken off.
    """

    command: tuple[str, ...]
    statement: Path
    reading: Path
    connections: int

    @classmethod
    async def on(cls, ground: Ground, database: str, sent: Sequence[Sent], connections: int) -> "PgBench":
        """Put the parameters in the database and write the scripts."""
        varying = _varying(sent)
        await _store(database, [tuple(one.parameters[n] for n in varying) for one in sent])
        constants = [
            part
            for n, value in enumerate(sent[0].parameters)
            if n not in varying
            for part in ("-D", f"p{n + 1}={value}")
        ]
        columns = [f"v{place} AS p{n + 1}" for place, n in enumerate(varying)]
        statement = _PARAMETER.sub(r":p\1", sent[0].statement)
        server = ("-h", LOOPBACK, "-p", str(ground.postgres.port), "-U", "vrac", database.rsplit("/", 1)[1])
        options = ("-n", "-M", "prepared", "-c", str(connections), "-j", "1")
        return cls(
            (str(ground.postgres.client("pgbench")), *options, *constants, *server),
            _script(ground.folder / "statement.sql", f"{_reading(columns, 'bench_next')}{statement};\n"),
            _script(ground.folder / "reading.sql", _reading(columns, "bench_again")),
            connections,
        )

    def run(self, orders: int) -> float:
        """Orders a second."""
        milliseconds = self._latency(self.statement, orders) - self._latency(self.reading, orders)
        return self.connections * 1000 / milliseconds

    def _latency(self, script: Path, transactions: int) -> float:
        command = [*self.command, "-f", str(script), "-t", str(transactions // self.connections)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own pgbench
        found = _LATENCY.search(done.stdout)
        if done.returncode or not found:
            raise RuntimeError(f"pgbench failed: {done.stderr.strip()[-2000:]}")
        return float(found[1])


def _varying(sent: Sequence[Sent]) -> list[int]:
    """Which parameters differ between orders; the empty one too, that pgbench takes from no command line."""
    texts = [{one.parameters[place] for one in sent} for place in range(len(sent[0].parameters))]
    return [place for place, different in enumerate(texts) if len(different) > 1 or different == {""}]


def _reading(columns: Sequence[str], sequence: str) -> str:
    """Fetch the next order's parameters by key into pgbench's variables."""
    wanted = f"FROM bench_sent WHERE n = (SELECT nextval('{sequence}')) \\gset\n"
    return f"SELECT {', '.join(columns)} {wanted}"


def _script(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


async def _store(database: str, rows: Sequence[tuple[str, ...]]) -> None:
    connection = await asyncpg.connect(database)
    try:
        columns = ", ".join(f"v{place} text NOT NULL" for place in range(len(rows[0])))
        await connection.execute(f"CREATE TABLE bench_sent (n int PRIMARY KEY, {columns})")
        await connection.execute("CREATE SEQUENCE bench_next; CREATE SEQUENCE bench_again")
        numbered = [(n, *row) for n, row in enumerate(rows, start=1)]
        await connection.copy_records_to_table("bench_sent", records=numbered)
        await connection.execute("VACUUM ANALYZE bench_sent")
    finally:
        await connection.close()
