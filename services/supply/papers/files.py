"""Sheets as CSV and XLSX: the same rows, no boxes to tick, no cell that a spreadsheet would run."""

from services.supply.files.tables import Table
from shared.papers.sheet import Sheet, sheet_headings, sheet_rows
from shared.web.translation import Translator

_LONGEST_NAME = 31
"""Of a worksheet, in every spreadsheet program."""


def sheet_table(sheet: Sheet, say: Translator) -> Table:
    """All sections of a list in one table."""
    return Table(sheet.title[:_LONGEST_NAME], sheet_headings(sheet, say), list(sheet_rows(sheet, say)))
