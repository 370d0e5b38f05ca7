"""Tables written as CSV or XLSX: what people typed is text there, never a formula."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from xlsxwriter import Workbook

from shared.web.spreadsheet_cells import csv_row, harmless

Cell = str | int | Decimal | None
"""Text, a number, or nothing."""

CSV_MEDIA = "text/csv"
XLSX_MEDIA = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_ALWAYS = datetime(2026, 1, 1, tzinfo=UTC)
"""When a workbook says it was made: the same figures make the same file."""


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet: its name, its headings, its rows."""

    name: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def csv_file(table: Table) -> str:
    """The table as CSV; a text that a spreadsheet would take for a formula gets an apostrophe before it."""
    rows = [table.headings, *([_text(cell) for cell in row] for row in table.rows)]
    return "".join(csv_row(row, ",") for row in rows)


def xlsx_file(tables: Iterable[Table]) -> bytes:
    """A workbook with a sheet a table, its headings kept in sight."""
    content = io.BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        book.set_properties({"created": _ALWAYS.replace(tzinfo=None)})
        bold = book.add_format({"bold": True})
        for table in tables:
            sheet = book.add_worksheet(table.name)
            sheet.freeze_panes(1, 0)
            for column, heading in enumerate(table.headings):
                sheet.write_string(0, column, heading, bold)
            for number, row in enumerate(table.rows, start=1):
                for column, cell in enumerate(row):
                    if isinstance(cell, str):
                        sheet.write_string(number, column, cell)
                    elif cell is not None:
                        sheet.write_number(number, column, cell)
    return content.getvalue()


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    return harmless(cell) if isinstance(cell, str) else str(cell)
