"""A list as it is printed: facts, then sections with a table each. The same lists are written as CSV and XLSX.

Cells are figures until they are shown: each file writes them as its readers expect.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

from shared.kernel.money import Money
from shared.kernel.quantity import Quantity
from shared.papers.press import Data, Paper
from shared.papers.tables import Cell as FileCell
from shared.papers.tables import Table
from shared.web.figures import show
from shared.web.translation import Translator

Cell = str | int | Decimal | Money | Quantity | date | time | None
"""Text, a figure, or nothing."""

TEMPLATE = Path(__file__).parent / "sheet.typ"

_LONGEST_NAME = 31
"""Of a worksheet, in every spreadsheet program."""


class Kind(StrEnum):
    """What a column is: to read, a figure, so many with a box to tick, a box alone, room to write."""

    TEXT = "text"
    FIGURE = "figure"
    QUANTITY = "quantity"
    COUNT = "count"
    TICK = "tick"
    WRITE = "write"

    @property
    def filled(self) -> bool:
        """Whether it has cells: the others are filled by pen, and are in no file."""
        return self not in {Kind.TICK, Kind.WRITE}


@dataclass(frozen=True, slots=True)
class Column:
    """A column with its heading; a ``wide`` one takes the room that is left."""

    title: str
    kind: Kind = Kind.TEXT
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A table under its own heading; ``rows`` have a cell for each filled column."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    heading: str | None = None
    note: str | None = None
    total: Sequence[Cell] | None = None
    signature: str | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list.

    Args:
        title: What it is.
        running: On every page: whose it is.
        dated: A day of what it tells.
        facts: Pairs of a word and its figure.
        sections: Its tables.
        lead: A sentence under the title.
        closing: Sums at its end, the last one the largest.
        signatures: A line to sign on for each.
        sectioned_by: What the sections are, as a column of the file; none: the file has the rows alone.
        flipped: Printed across.
        overview: A table before the sections, on paper only.
        file: The table that its file is, where its sections are none together.
    """

    title: str
    running: str
    dated: date
    facts: Sequence[tuple[str, Cell]]
    sections: Sequence[Section]
    lead: str | None = None
    closing: Sequence[tuple[str, Cell]] = ()
    signatures: Sequence[str] = ()
    sectioned_by: str | None = None
    flipped: bool = False
    overview: Section | None = None
    file: Section | None = None


def sheet_paper(sheet: Sheet, say: Translator) -> Paper:
    """The list as a paper."""
    data: dict[str, Data] = {
        "language": say.language,
        "title": sheet.title,
        "running": sheet.running,
        "lead": sheet.lead,
        "flipped": sheet.flipped,
        "facts": _pairs(sheet.facts, say),
        "sections": [_section(section, say) for section in _printed(sheet)],
        "closing": _pairs(sheet.closing, say),
        "signatures": list(sheet.signatures),
    }
    return Paper(TEMPLATE, data, sheet.dated)


def sheet_table(sheet: Sheet, say: Translator) -> Table:
    """The list in one table for a spreadsheet, by default all its sections: no boxes to tick, no room to write."""
    if sheet.file is not None:
        sheet = replace(sheet, sections=[sheet.file], sectioned_by=None)
    return Table(sheet.title[:_LONGEST_NAME], _file_headings(sheet, say), list(_file_rows(sheet, say)))


def shown(cell: Cell, say: Translator) -> str:
    """A figure as people read it, never broken over two lines; nothing is a dash."""
    match cell:
        case None:
            return "–"
        case str():
            return cell
        case _:
            return show("", cell, say).replace(" ", "\u00a0")


def _printed(sheet: Sheet) -> list[Section]:
    return [*([sheet.overview] if sheet.overview else []), *sheet.sections]


def _pairs(pairs: Sequence[tuple[str, Cell]], say: Translator) -> list[Data]:
    return [[word, shown(figure, say)] for word, figure in pairs]


def _section(section: Section, say: Translator) -> dict[str, Data]:
    return {
        "heading": section.heading,
        "note": section.note,
        "signature": section.signature,
        "columns": [_column(column) for column in section.columns],
        "rows": [_row(section.columns, row, say) for row in section.rows],
        "total": None if section.total is None else _row(section.columns, section.total, say),
    }


def _column(column: Column) -> dict[str, Data]:
    kind = Kind.FIGURE if column.kind is Kind.QUANTITY else column.kind
    return {"title": column.title, "kind": kind.value, "wide": column.wide}


def _row(columns: Sequence[Column], row: Sequence[Cell], say: Translator) -> list[Data]:
    cells = iter(row)
    return [shown(next(cells), say) if column.kind.filled else "" for column in columns]


def _file_cells(column: Column, cell: Cell, say: Translator) -> Iterator[FileCell]:
    match cell:
        case Quantity():
            yield Decimal(str(cell))
        case Money():
            yield Decimal(cell.cents).scaleb(-2)
        case str() | int() | Decimal() | None:
            yield cell
        case datetime():
            yield cell.isoformat(timespec="seconds")
        case _:
            yield cell.isoformat()
    if column.kind is Kind.QUANTITY:
        yield show("", cell.unit, say) if isinstance(cell, Quantity) else None


def _file_headings(sheet: Sheet, say: Translator) -> list[str]:
    """The headings of the list's file: a quantity has a column for its unit."""
    headings = [] if sheet.sectioned_by is None else [sheet.sectioned_by]
    for column in sheet.sections[0].columns if sheet.sections else ():
        if column.kind.filled:
            headings.append(column.title)
        if column.kind is Kind.QUANTITY:
            headings.append(say("unit"))
    return headings


def _file_rows(sheet: Sheet, say: Translator) -> Iterator[list[FileCell]]:
    """The rows of the list's file, all sections one after the other."""
    for section in sheet.sections:
        first: list[FileCell] = [] if sheet.sectioned_by is None else [section.heading]
        filled = [column for column in section.columns if column.kind.filled]
        for row in section.rows:
            cells = zip(filled, row, strict=True)
            yield [*first, *(part for column, cell in cells for part in _file_cells(column, cell, say))]
