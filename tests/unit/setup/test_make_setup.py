"""``make setup`` on machines that lack something: it fetches uv without pip, or says in a line what to do."""

import base64
import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from services.local.ports import LOOPBACK, free_port

ROOT = Path(__file__).parents[3]
VERSION = "9.9.9"
ANY_TAGS = "manylinux_2_17_{0}.musllinux_1_1_{0}.macosx_11_0_{0}".format(os.uname().machine)
UV = "#!/bin/sh\necho uv was here\n"
LOGIN = "reader:p@ss"


class Index(ThreadingHTTPServer):
    """A package index with one wheel of uv, for whoever signs in."""

    def __init__(self) -> None:
        super().__init__((LOOPBACK, 0), Pages)
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as wheel:
            wheel.writestr(f"uv-{VERSION}.data/scripts/uv", UV)
        self.wheel = archive.getvalue()
        self.tags = ANY_TAGS
        self.address = f"http://reader:p%40ss@{LOOPBACK}:{self.server_port}/simple"

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.wheel).hexdigest()


class Pages(BaseHTTPRequestHandler):
    server: Index

    def do_GET(self) -> None:
        name = f"uv-{VERSION}-py3-none-{self.server.tags}.whl"
        link = f'<a href="../../files/{name}#sha256=x">{name}</a>'
        pages = {"/simple/uv/": link.encode(), f"/files/{name}": self.server.wheel}
        signed_in = self.headers["Authorization"] == "Basic " + base64.b64encode(LOGIN.encode()).decode()
        self.send_response(200 if signed_in or self.path.startswith("/files") else 401)
        self.end_headers()
        self.wfile.write(pages.get(self.path, b""))

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def index() -> Iterator[Index]:
    with Index() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def clone(index: Index, tmp_path: Path) -> Path:
    """What make needs of the project, with the index's wheel pinned."""
    shutil.copytree(ROOT / "deploy" / "setup", tmp_path / "deploy" / "setup")
    for file in ("Makefile", "pyproject.toml", "uv.lock"):
        shutil.copy(ROOT / file, tmp_path)
    pin(tmp_path, index.digest)
    return tmp_path


def pin(clone: Path, digest: str) -> None:
    pinned = f"uv=={VERSION} \\\n    --hash=sha256:{digest}\n"
    (clone / "deploy" / "setup" / "uv.txt").write_text(pinned, encoding="utf-8")


def run(clone: Path, *command: str, user: int | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "MAKE"))}
    return subprocess.run(
        command, cwd=clone, env={**ours, **environment}, user=user, capture_output=True, encoding="utf-8", check=False
    )


def fetch(clone: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return run(clone, sys.executable, "deploy/setup/fetch_uv.py", ".", user=None, **environment)


def test_uv_is_fetched_from_the_index_that_pip_would_use(clone: Path, index: Index) -> None:
    assert fetch(clone, PIP_INDEX_URL=index.address).stderr == ""
    assert run(clone, "./uv").stdout == "uv was here\n"


def test_the_index_may_stand_in_a_file_of_pip(clone: Path, index: Index) -> None:
    configuration = clone / "pip.conf"
    configuration.write_text(f"[global]\nindex-url = {index.address}\n", encoding="utf-8")
    assert fetch(clone, PIP_CONFIG_FILE=str(configuration)).returncode == 0
    assert (clone / "uv").exists()


def test_a_wheel_with_another_hash_is_not_unpacked(clone: Path, index: Index) -> None:
    pin(clone, "0" * 64)
    done = fetch(clone, PIP_INDEX_URL=index.address)
    assert done.stderr == f"uv could not be fetched: the wheel of uv {VERSION} does not have a hash of uv.txt.\n"
    assert not (clone / "uv").exists()


def test_an_index_without_a_wheel_for_this_machine_is_said_so(clone: Path, index: Index) -> None:
    index.tags = "win_amd64"
    done = fetch(clone, PIP_INDEX_URL=index.address)
    assert done.stderr.endswith(f"/simple/uv/ has no uv {VERSION} for this machine.\n")


def test_an_index_out_of_reach_is_named_without_its_password(clone: Path) -> None:
    port = free_port()
    done = fetch(clone, PIP_INDEX_URL=f"http://reader:secret@{LOOPBACK}:{port}/simple")
    assert done.returncode == 1
    assert done.stderr.startswith(f"uv could not be fetched: http://{LOOPBACK}:{port}/simple/uv/: ")
    assert "secret" not in done.stderr


def test_a_python_without_pip_is_enough(clone: Path, index: Index) -> None:
    (clone / "lacking").mkdir()
    (clone / "lacking" / "ensurepip.py").write_text("raise ImportError\n", encoding="utf-8")
    python = clone / "bin" / "python3"
    python.parent.mkdir()
    real = Path(sys.base_prefix) / "bin" / "python3"
    python.write_text(f'#!/bin/sh\nPYTHONPATH={clone}/lacking exec {real} "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    path = f"{python.parent}:{os.environ['PATH']}"
    done = run(clone, "make", ".venv/.synced", PATH=path, PIP_INDEX_URL=index.address)
    assert (done.returncode, done.stderr) == (0, "")
    assert (clone / ".venv" / "bin" / "uv").read_text(encoding="utf-8") == UV


def test_a_clone_that_may_not_be_written_to_is_said_so() -> None:
    with TemporaryDirectory() as folder:
        clone = Path(folder)
        shutil.copytree(ROOT / "deploy" / "setup", clone / "deploy" / "setup")
        shutil.copy(ROOT / "Makefile", clone)
        clone.chmod(0o555)
        done = run(clone, "make", "setup", user=65534 if os.geteuid() == 0 else None)
        clone.chmod(0o755)
    assert done.returncode == 2
    assert done.stdout.startswith(f"You may not write to {folder}: clone VRAC into a folder of your own")


def test_the_image_takes_the_same_uv() -> None:
    dockerfile = (ROOT / "deploy" / "docker" / "Dockerfile").read_text(encoding="utf-8")
    assert "--require-hashes --requirement deploy/setup/uv.txt" in dockerfile
    pinned = (ROOT / "deploy" / "setup" / "uv.txt").read_text(encoding="utf-8")
    assert len(re.findall(r"--hash=sha256:[0-9a-f]{64}", pinned)) >= 6
