"""``make contracts``: what was published once stays, whatever is deleted since."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from shared.contracts.documents import ASYNCAPI, EVENTS_PAGE, ROOT, SAMPLES, SCHEMAS

LOST = "AccessRevoked.v1.json"


def run(project: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)


def check(project: Path) -> subprocess.CompletedProcess[str]:
    return run(project, sys.executable, "-m", "shared.contracts", "check")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The contracts as a project of their own, with a history of one commit."""
    project = tmp_path / "project"
    shutil.copytree(ROOT / "shared", project / "shared", ignore=shutil.ignore_patterns("__pycache__"))
    for page in (EVENTS_PAGE, ASYNCAPI):
        (project / page).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / page, project / page)
    someone = ("-c", "user.name=someone", "-c", "user.email=someone@example.org")
    for command in (["init", "-q"], ["add", "."], [*someone, "commit", "-qm", "published"]):
        assert run(project, "git", *command).returncode == 0
    return project


def test_an_event_that_was_published_is_not_deleted(project: Path) -> None:
    assert check(project).returncode == 0

    registry = project / "shared/contracts/registry.py"
    registry.write_text(registry.read_text().replace("    AccessRevoked,\n", ""))
    for folder in (SCHEMAS, SAMPLES):
        (project / folder / LOST).unlink()

    checked = check(project)
    assert checked.returncode == 1
    assert f"{SCHEMAS / LOST}: its model is gone" in checked.stderr


def test_a_history_that_is_not_whole_is_said(project: Path, tmp_path: Path) -> None:
    shallow = tmp_path / "shallow"
    assert run(project, "git", "clone", "-q", "--depth=1", project.as_uri(), str(shallow)).returncode == 0

    checked = check(shallow)
    assert checked.returncode == 0
    assert checked.stdout.startswith("SKIPPED: versions published before this shallow clone begins")
