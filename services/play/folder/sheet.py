"""One file of the folder, read into rows; what cannot be read becomes problems."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from services.play.folder.problem import Problem, shown
from services.play.folder.row import Row, column_of, field_of
from services.play.folder.table import Line, Unreadable, check_header, check_width, read_lines

RowT = TypeVar("RowT", bound=Row)


@dataclass(slots=True)
class Sheet(Generic[RowT]):
    """The rows of one file that could be read.

    ``named`` holds, per column, every text that stands in it, also on lines that could not be read:
    so a line elsewhere that names one is not blamed for it.
    """

    rows: list[RowT] = field(default_factory=list)
    named: dict[str, set[str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def knows(self, column: str, value: str) -> bool:
        """Whether the column names the value, or cannot be asked because it is not there."""
        return column not in self.named or value in self.named[column]


def read_sheet(folder: Path, kind: type[RowT], *, optional: bool = False) -> Sheet[RowT]:
    """Read one file. A file that is optional and not there has no rows and no problem."""
    sheet: Sheet[RowT] = Sheet()
    path = folder / kind.file
    if not path.exists():
        if not optional:
            sheet.problems.append(Problem(kind.file, 0, "", "no such file", "a file with this name in the folder"))
        return sheet
    try:
        lines = read_lines(path)
    except Unreadable as unreadable:
        sheet.problems.append(unreadable.problem)
        return sheet
    _read_rows(sheet, kind, lines)
    return sheet


def read_row(kind: type[RowT], line: int, cells: dict[str, str]) -> RowT | list[Problem]:
    """A row from its cells by column, or what is wrong with them. A missing column is not said again."""
    values: dict[str, Any] = {field_of(column): cell for column, cell in cells.items()}
    try:
        return kind.model_validate({**values, "line": line})
    except ValidationError as refusal:
        return [_problem(kind, line, error) for error in refusal.errors() if error["type"] == "value_error"]


def _read_rows(sheet: Sheet[RowT], kind: type[RowT], lines: Sequence[Line]) -> None:
    columns = kind.columns()
    if not lines:
        sheet.problems.append(Problem(kind.file, 0, "", "an empty file", "a header: " + ", ".join(columns)))
        return
    header, *rest = lines
    sheet.problems.extend(check_header(kind.file, header, columns))
    sheet.named = {column: set() for column in header.cells if column in columns}
    for line in rest:
        _read_line(sheet, kind, header, line)
    sheet.problems.extend(_duplicates(kind, sheet.rows))


def _read_line(sheet: Sheet[RowT], kind: type[RowT], header: Line, line: Line) -> None:
    wrong_width = list(check_width(kind.file, header, line))
    sheet.problems.extend(wrong_width)
    cells = {column: cell for column, cell in zip(header.cells, line.cells, strict=False) if column in sheet.named}
    for column, cell in cells.items():
        sheet.named[column].add(cell)
    row = read_row(kind, line.number, cells)
    if isinstance(row, list):
        sheet.problems.extend(row)
    elif not wrong_width:
        sheet.rows.append(row)


def _duplicates(kind: type[RowT], rows: Sequence[RowT]) -> Iterator[Problem]:
    first: dict[tuple[Any, ...], int] = {}
    columns = ", ".join(column_of(name) for name in kind.unique)
    for row in rows:
        earlier = first.setdefault(row.identity(), row.line)
        if earlier != row.line:
            found = shown(", ".join(str(value) for value in row.identity())) + " again"
            yield Problem(kind.file, row.line, columns, found, f"it once: it stands on line {earlier}")


def _problem(kind: type[Row], line: int, error: Any) -> Problem:  # noqa: ANN401 - pydantic's own dictionary
    column = column_of(str(error["loc"][0]))
    return Problem(kind.file, line, column, shown(error["input"]), str(error["ctx"]["error"]))
