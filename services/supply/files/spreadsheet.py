"""Reads a spreadsheet from standard input, writes its cells as JSON: a process of its own (docs/adr/0021).

A few kilobytes can ask for gigabytes: a zip that unpacks to a thousand times its size, a cell in the last row and
the last column. Here that ends this process alone, at limits that the operating system keeps.
"""

import io
import json
import resource
import sys
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineWorkbook

MOST_BYTES = 512 * 1024 * 1024
MOST_SECONDS = 10
MOST_SHEETS = 20
MOST_ROWS = 10_000
MOST_COLUMNS = 200

UNREADABLE = 3
"""The exit code for what is no spreadsheet."""
TOO_LARGE = 4
"""The exit code for one with more than is read."""

Cell = int | float | str | bool | time | date | datetime | timedelta


def text_of(cell: Cell) -> str:
    """A cell as text; a number with the fifteen digits that a spreadsheet keeps.

    >>> text_of(25.0), text_of(0.1 + 0.2), text_of("Farine ")
    ('25', '0.3', 'Farine ')
    """
    return format(cell, ".15g") if isinstance(cell, float) else str(cell)


def main() -> int:
    """Write ``[[name, [[cell, …], …]], …]``, a sheet each; what to exit with."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    sheets = []
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read())) as book:
            for name in book.sheet_names[:MOST_SHEETS]:
                sheet = book.get_sheet_by_name(name)
                if sheet.total_height > MOST_ROWS or sheet.total_width > MOST_COLUMNS:
                    return TOO_LARGE
                rows = sheet.to_python(skip_empty_area=False)
                sheets.append([name, [[text_of(cell) for cell in row] for row in rows]])
    except CalamineError:
        return UNREADABLE
    json.dump(sheets, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
