"""``python -m shared.contracts check|write``: do the committed documents say what the models say?"""

import json
import subprocess
import sys

from shared.contracts.compatibility import breaking_changes
from shared.contracts.documents import ROOT, SCHEMAS, documents


def main(arguments: list[str]) -> int:
    """Check the documents, or write them; both refuse to change what a published version accepts."""
    if arguments not in (["check"], ["write"]):
        print("usage: python -m shared.contracts check|write", file=sys.stderr)
        return 2
    if _git("rev-parse", "--is-shallow-repository").strip() == "true":
        print("SKIPPED: versions published before this shallow clone begins (git fetch --unshallow brings them).")
    problems = _lost_versions() + _changed_versions()
    if not problems and arguments == ["write"]:
        _write()
    if not problems:
        problems = [f"{path} is not what the models say: run make contracts-write" for path in _drifted()]
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


def _write() -> None:
    for path, text in documents():
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_text(text, encoding="utf-8")


def _drifted() -> list[str]:
    return [
        str(path)
        for path, text in documents()
        if not (ROOT / path).is_file() or (ROOT / path).read_text(encoding="utf-8") != text
    ]


def _lost_versions() -> list[str]:
    """Name each schema that was ever committed and that no model makes any more."""
    made = {path.as_posix() for path, _ in documents()}
    added = _git("log", "--diff-filter=A", "--no-renames", "--format=", "--name-only", "--", SCHEMAS.as_posix())
    lost = sorted(set(added.split()) - made)
    return [f"{path}: its model is gone, but topics are kept for ever. Bring the event back." for path in lost]


def _changed_versions() -> list[str]:
    """Compare each schema with the first one ever committed under its name."""
    problems = []
    for path, text in documents():
        if path.parent != SCHEMAS or not (published := _first_committed(path.as_posix())):
            continue
        changes = breaking_changes(json.loads(published), json.loads(text))
        problems += [f"{path.stem}: {change}. Leave this version as it is and make the next one." for change in changes]
    return problems


def _first_committed(path: str) -> str | None:
    commits = _git("log", "--diff-filter=A", "--format=%H", "--", path).split()
    return _git("show", f"{commits[-1]}:{path}") if commits else None


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True, text=True).stdout  # noqa: S603, S607 - git from the path, arguments of our own


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
