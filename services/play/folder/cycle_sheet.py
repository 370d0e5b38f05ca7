"""cycle.csv: the one file whose lines are a key and its value."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator

from services.play.folder.order_rows import CycleRow
from services.play.folder.problem import Problem, shown
from services.play.folder.row import Row
from services.play.folder.sheet import read_row, read_sheet


def _known_key(text: str) -> str:
    if text not in CycleRow.columns():
        raise ValueError("one of " + ", ".join(CycleRow.columns()))
    return text


class KeyValueRow(Row):
    """A line of cycle.csv."""

    file = CycleRow.file
    unique = ("key",)

    key: Annotated[str, BeforeValidator(_known_key)]
    value: str


def read_cycle(folder: Path) -> tuple[CycleRow | None, list[Problem]]:
    """The cycle, or None when a value is missing or cannot be read; and what is wrong."""
    sheet = read_sheet(folder, KeyValueRow)
    lines = {row.key: row for row in sheet.rows}
    named = sheet.named.get("key", set())
    missing = [
        Problem(CycleRow.file, 0, "key", f"no line {shown(key)}", "a line for each of " + ", ".join(CycleRow.columns()))
        for key, required in CycleRow.columns().items()
        if required and "key" in sheet.named and key not in named
    ]
    cycle = read_row(CycleRow, 0, {key: row.value for key, row in lines.items()})
    if isinstance(cycle, CycleRow):
        return cycle, sheet.problems + missing + list(_backwards(cycle, lines))
    wrong = [replace(problem, line=lines[problem.column].line, column=_value_of(problem.column)) for problem in cycle]
    return None, sheet.problems + missing + wrong


def _backwards(cycle: CycleRow, lines: dict[str, KeyValueRow]) -> list[Problem]:
    days = [(key, getattr(cycle, key)) for key in ("opens", "closes", "delivery", "distribution")]
    return [
        Problem(cycle.file, lines[later].line, _value_of(later), shown(str(day)), f"{before} ({earlier}) or later")
        for (earlier, before), (later, day) in pairwise(days)
        if day < before
    ]


def _value_of(key: str) -> str:
    return f"value of {key}"
