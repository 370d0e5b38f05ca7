"""docs/isolation.md says of every command what it locks, and names tests that exist."""

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SECTIONS = (ROOT / "docs" / "isolation.md").read_text(encoding="utf-8").split("\n## Commands of ")[1:]
PAGE = {section.split("\n", 1)[0]: section for section in SECTIONS}
NOT_COMMANDS = {"__init__"}

_TEST = re.compile(r"`((?:[\w/]+/)?test_\w+\.py)?(?:::(\w+))?`")


def rows(service: str) -> list[list[str]]:
    lines = [line for line in PAGE[service].splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


@pytest.mark.parametrize("service", ["orders", "supply"])
def test_every_command_is_in_the_table_once(service: str) -> None:
    named = Counter(name for row in rows(service) for name in re.findall(r"`(\w+)`", row[0]))
    files = {path.stem for path in (ROOT / "services" / service / "commands").glob("*.py")} - NOT_COMMANDS
    assert named == dict.fromkeys(files, 1)


@pytest.mark.parametrize("service", ["orders", "supply"])
def test_every_command_names_tests_that_exist(service: str) -> None:
    for command, _, tests in rows(service):
        found = [match for match in _TEST.finditer(tests) if match[1] or match[2]]
        assert found, f"{command} names no test"
        file = ""
        for match in found:
            file = match[1] or file
            folder = ROOT / "tests" if "/" in file else ROOT / "tests" / "integration" / service
            text = (folder / file).read_text(encoding="utf-8")
            assert match[2] is None or f"async def {match[2]}(" in text, f"{file}::{match[2]}"
