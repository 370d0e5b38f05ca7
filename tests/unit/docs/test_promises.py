"""What the pages name exists: the tests and commands of docs/promises.md, the files that links lead to."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PROMISES = ROOT / "docs" / "promises.md"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]

_TEST = re.compile(r"`([\w/]+\.py)?::(\w+)`")
_MAKE = re.compile(r"`make ([\w-]+)")
_LINK = re.compile(r"\]\(([^)\s]+)\)")


def named_tests() -> Iterator[tuple[str, str]]:
    """File and name of each test on the page; a name alone belongs to the file before it on its line."""
    for line in PROMISES.read_text(encoding="utf-8").splitlines():
        file = ""
        for found in _TEST.finditer(line):
            file = found[1] or file
            yield file, found[2]


def functions_of(file: Path) -> set[str]:
    tree = ast.parse(file.read_text(encoding="utf-8")) if file.is_file() else ast.Module([], [])
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_every_test_that_is_named_exists() -> None:
    named = sorted(set(named_tests()))
    known = {file: functions_of(ROOT / "tests" / file) for file, _ in named}
    assert len(named) > 100
    assert [f"{file}::{name}" for file, name in named if name not in known[file]] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_command_of_make_exists(page: Path) -> None:
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    assert set(_MAKE.findall(page.read_text(encoding="utf-8"))) <= targets


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    links = _LINK.findall(page.read_text(encoding="utf-8"))
    inside = [link.partition("#") for link in links if "://" not in link]
    assert [path for path, _, _ in inside if path and not (page.parent / path).exists()] == []
    here = _anchors(page)
    assert [anchor for path, _, anchor in inside if not path and anchor not in here] == []


def _anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as forges make them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
