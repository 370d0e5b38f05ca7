"""docs/isolation.md says of every command what it locks, and names tests that exist."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SECTIONS = (ROOT / "docs" / "isolation.md").read_text(encoding="utf-8").split("\n## Commands of ")[1:]
PAGE = {section.split("\n", 1)[0]: section for section in SECTIONS}
NOT_COMMANDS = {"__init__"}
NOBODY_WAITS = {
    "`republish` of orders": "it locks nothing",
    "`propose_incident` of supply": "it stores nothing",
    "`apply_solidarity` of supply": "one upsert, only over an older version",
    "`apply_centres`, `apply_group_orders`, `apply_household_orders`, `apply_cycle_seals` of supply": "the same",
}
"""Rows of which no two can be held up half-way, and why."""

_MET = re.compile(r"await (held_up|held_by|locked_first)\(")
_TEST = re.compile(r"`((?:[\w/]+/)?test_\w+\.py)?(?:::(\w+))?`")


def rows(service: str) -> list[list[str]]:
    lines = [line for line in PAGE[service].splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


@pytest.mark.parametrize("service", ["orders", "supply"])
def test_every_command_is_in_the_table_once(service: str) -> None:
    named = Counter(name for row in rows(service) for name in re.findall(r"`(\w+)`", row[0]))
    files = {path.stem for path in (ROOT / "services" / service / "commands").glob("*.py")} - NOT_COMMANDS
    assert named == dict.fromkeys(files, 1)


def named_tests(service: str, tests: str) -> Iterator[str]:
    """The text of each test that a row names."""
    file = ""
    for match in _TEST.finditer(tests):
        if match[1] or match[2]:
            file = match[1] or file
            folder = ROOT / "tests" if "/" in file else ROOT / "tests" / "integration" / service
            text = (folder / file).read_text(encoding="utf-8")
            found = text if match[2] is None else text.partition(f"async def {match[2]}(")[2]
            assert found, f"{file}::{match[2]}"
            yield found.partition("\n\n\n")[0]


@pytest.mark.parametrize("service", ["orders", "supply"])
def test_every_command_names_tests_that_exist(service: str) -> None:
    for command, _, tests in rows(service):
        assert list(named_tests(service, tests)), f"{command} names no test"


@pytest.mark.parametrize("service", ["orders", "supply"])
def test_of_every_row_two_are_made_to_meet(service: str) -> None:
    by_chance = {
        f"{command} of {service}"
        for command, _, tests in rows(service)
        if not any(_MET.search(test) for test in named_tests(service, tests))
    }
    assert by_chance == {row for row in NOBODY_WAITS if row.endswith(f" of {service}")}
