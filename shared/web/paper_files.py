"""A paper as it is answered: a PDF, or, where it is a list, its CSV and XLSX."""

import asyncio
from enum import StrEnum
from typing import Any

from fastapi import Response

from shared.papers.press import PDF_MEDIA, Paper, print_paper
from shared.papers.sheet import Sheet, sheet_paper, sheet_table
from shared.papers.tables import CSV_MEDIA, XLSX_MEDIA, csv_file, xlsx_file
from shared.web.translation import Translator

Responses = dict[int | str, dict[str, Any]]

IN_PDF: Responses = {200: {"content": {PDF_MEDIA: {}}, "description": "The paper."}}
IN_EVERY_FORM: Responses = {
    200: {"content": {PDF_MEDIA: {}, CSV_MEDIA: {}, XLSX_MEDIA: {}}, "description": "The list."}
}


class Form(StrEnum):
    """To print, or to open as a table."""

    PDF = "pdf"
    CSV = "csv"
    XLSX = "xlsx"


async def answer_sheet(sheet: Sheet, form: Form, name: str, say: Translator) -> Response:
    """The list in one form; ``name`` is its file's and names no person."""
    match form:
        case Form.PDF:
            return await answer_paper(sheet_paper(sheet, say), name, say.language)
        case Form.CSV:
            content: str | bytes = csv_file(sheet_table(sheet, say))
            return _answer(content, CSV_MEDIA, f"attachment; filename={name}.csv", say.language)
        case Form.XLSX:
            content = await asyncio.to_thread(xlsx_file, [sheet_table(sheet, say)])
            return _answer(content, XLSX_MEDIA, f"attachment; filename={name}.xlsx", say.language)


async def answer_paper(paper: Paper, name: str, languages: str) -> Response:
    """The paper, shown by the browser rather than kept: it is printed; ``languages`` as in ``Content-Language``."""
    return _answer(await print_paper(paper), PDF_MEDIA, f"inline; filename={name}.pdf", languages)


def _answer(content: str | bytes, media: str, disposition: str, languages: str) -> Response:
    headers = {"Content-Disposition": disposition, "Content-Language": languages}
    return Response(content, media_type=media, headers=headers)
