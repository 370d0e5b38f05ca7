"""Text that a spreadsheet opens as text: a cell that looks like a formula would be run by whoever opens the file."""

import csv
import io
from collections.abc import Iterable

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(cell: str) -> str:
    """The cell's text, behind an apostrophe where a spreadsheet would take it for a formula.

    >>> harmless("=1+1"), harmless("1+1")
    ("'=1+1", '1+1')
    """
    return f"'{cell}" if cell.startswith(_STARTS_A_FORMULA) else cell


def csv_row(cells: Iterable[str], delimiter: str) -> str:
    """One row of a CSV file (RFC 4180), as it is given."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerow(cells)
    return text.getvalue()
