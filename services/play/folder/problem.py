"""What is wrong with a cycle folder, said so that the right cell can be found and put right."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: where, what was found there and what was expected.

    ``line`` counts from 1 for the header; 0 when the problem is the file as a whole.
    """

    file: str
    line: int
    column: str
    found: str
    expected: str

    def __str__(self) -> str:
        where = self.file
        if self.line:
            where += f", line {self.line}"
        if self.column:
            where += f", column {self.column}"
        return f"{where}: found {self.found}, expected {self.expected}"


class FolderRefused(Exception):  # noqa: N818 - it is a decision about the folder, not an error of the program
    """The folder cannot be played. Nothing was started and nothing written."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = sorted(set(problems), key=lambda problem: (problem.file, problem.line, problem.column))


def shown(cell: str) -> str:
    """A cell as a problem shows it: quoted, an empty one as “nothing”, a very long one cut."""
    if not cell:
        return "nothing"
    return f"“{cell[:80]}…”" if len(cell) > 80 else f"“{cell}”"
