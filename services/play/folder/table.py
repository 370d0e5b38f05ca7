"""A CSV file as text: encoding, header, lines of cells."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from services.play.folder.problem import Problem, shown

BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class Line:
    """The cells of one line, without the blanks around them."""

    number: int
    cells: list[str]


class Unreadable(Exception):  # noqa: N818 - it carries a problem of the folder
    """The file cannot be cut into lines and cells."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def read_lines(path: Path) -> list[Line]:
    """Every line of a CSV file that is not blank, the header first.

    A byte order mark, as spreadsheets write one, is skipped; lines may end in LF or CRLF.

    Raises:
        Unreadable: not UTF-8, or not CSV.
    """
    try:
        return list(_lines(path.name, _text(path)))
    except OSError as error:
        raise Unreadable(Problem(path.name, 0, "", f"{error.strerror}", "a file that can be read")) from error


def _text(path: Path) -> str:
    content = path.read_bytes()
    try:
        return content.decode("utf-8").removeprefix(BYTE_ORDER_MARK)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        found = f"the byte 0x{content[error.start]:02x}, which is not UTF-8"
        raise Unreadable(Problem(path.name, line, "", found, "a file saved as UTF-8")) from None


def _lines(file: str, text: str) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    starts = 1
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                yield Line(starts, stripped)
            starts = reader.line_num + 1
    except csv.Error as error:
        expected = 'comma-separated cells, quoted with a closed pair of "'
        raise Unreadable(Problem(file, starts, "", str(error), expected)) from None


def check_header(file: str, header: Line, columns: dict[str, bool]) -> Iterator[Problem]:
    """The problems of a header: unknown, repeated and missing columns."""
    known = ", ".join(columns)
    for position, name in enumerate(header.cells):
        if name not in columns:
            yield Problem(file, header.number, name or str(position + 1), "an unknown column", f"only {known}")
        elif name in header.cells[:position]:
            yield Problem(file, header.number, name, "the column twice", "each column once")
    for name, required in columns.items():
        if required and name not in header.cells:
            yield Problem(file, header.number, name, "no such column", f"the columns {known}")


def check_width(file: str, header: Line, line: Line) -> Iterator[Problem]:
    """The problems of a line that has other cells than its header."""
    for position, cell in enumerate(line.cells[len(header.cells) :], start=len(header.cells) + 1):
        yield Problem(
            file, line.number, str(position), shown(cell), f"only {len(header.cells)} cells, as in the header"
        )
    if len(line.cells) < len(header.cells):
        column = header.cells[len(line.cells)]
        expected = f"{len(header.cells)} cells, as in the header"
        yield Problem(file, line.number, column, f"a line that ends after {len(line.cells)} cells", expected)
