"""Java programs from Maven Central: their jars are fetched once, into a cache folder."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from services.local.process import ServerError

_FETCH_WITHIN_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Artifact:
    """A jar of Maven Central, with all that it needs."""

    group: str
    name: str
    version: str

    @property
    def dependency(self) -> str:
        """As a project's file names it."""
        return (
            f"<dependency><groupId>{self.group}</groupId><artifactId>{self.name}</artifactId>"
            f"<version>{self.version}</version></dependency>"
        )


def missing_for_java() -> str | None:
    """What this machine lacks to fetch and run them, or ``None``."""
    lacking = [program for program in ("java", "mvn") if shutil.which(program) is None]
    return f"{' and '.join(lacking)} not found" if lacking else None


def fetch_jars(program: str, folder: str, artifacts: Sequence[Artifact]) -> Path:
    """The folder with a program's jars, fetched by Maven the first time.

    Raises:
        ServerError: Java or Maven are missing, or Maven could not fetch them.
    """
    if (lacking := missing_for_java()) is not None:
        raise ServerError(f"{program} needs Java 17 and Maven: {lacking}.")
    pom = _pom(artifacts)
    named = f"{folder}-{sha256(pom.encode()).hexdigest()[:8]}"
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "vrac" / named
    if not cache.exists():
        fetching = cache.with_name(f"{cache.name}.{os.getpid()}")
        fetching.mkdir(parents=True)
        _fetch(program, fetching, pom)
        try:
            fetching.rename(cache)
        except OSError:  # another run was faster
            shutil.rmtree(fetching)
    return cache


def _pom(artifacts: Sequence[Artifact]) -> str:
    return f"""<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>vrac</groupId><artifactId>jars</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>{"".join(one.dependency for one in artifacts)}</dependencies>
</project>
"""


def _fetch(program: str, folder: Path, pom: str) -> None:
    (folder / "pom.xml").write_text(pom, encoding="utf-8")
    command = ["mvn", "-q", "-B", "dependency:copy-dependencies", f"-DoutputDirectory={folder}"]
    done = subprocess.run(  # noqa: S603 - Maven of this machine
        command, cwd=folder, capture_output=True, text=True, check=False, timeout=_FETCH_WITHIN_SECONDS
    )
    if done.returncode:
        shutil.rmtree(folder)
        raise ServerError(f"Maven could not fetch {program}: {done.stdout.strip()}")
