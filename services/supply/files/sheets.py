"""Sheets of a file that somebody sent: CSV, XLSX or ODS."""

import asyncio
import csv
import io
import json
import sys
from collections.abc import Iterator
from enum import StrEnum

from services.supply.domain.price_list import Sheet
from services.supply.files.spreadsheet import MOST_COLUMNS, MOST_ROWS, MOST_SECONDS, UNREADABLE
from shared.kernel.refusal import Refused

DELIMITERS = ";,\t"


class FileKind(StrEnum):
    """What a file is, by its media type."""

    CSV = "text/csv"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    ODS = "application/vnd.oasis.opendocument.spreadsheet"


async def read_sheets(kind: FileKind, content: bytes) -> list[Sheet]:
    """The sheets of a file, every cell as text, rows and columns where the file has them.

    A CSV file is read with each delimiter, a sheet each: which one it uses is known by who finds its headers.

    Raises:
        Refused: ``file_unreadable`` or ``file_too_large``.
    """
    if kind is FileKind.CSV:
        return await asyncio.to_thread(_of_csv, content)
    return await _of_spreadsheet(content)


def _of_csv(content: bytes) -> list[Sheet]:
    text = _decoded(content)
    return [Sheet("", tuple(_csv_rows(text, delimiter))) for delimiter in DELIMITERS]


def _decoded(content: bytes) -> str:
    """UTF-8, with or without its mark, or what Windows writes in western Europe."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Refused("file_unreadable")


def _csv_rows(text: str, delimiter: str) -> Iterator[tuple[str, ...]]:
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)):
            if number == MOST_ROWS:
                raise _too_large()
            yield tuple(row)
    except csv.Error:
        raise Refused("file_unreadable") from None


def _too_large() -> Refused:
    return Refused("file_too_large", rows=MOST_ROWS, columns=MOST_COLUMNS)


async def _of_spreadsheet(content: bytes) -> list[Sheet]:
    reader = await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", "-m", "services.supply.files.spreadsheet"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={},  # it needs no password of ours
    )
    try:
        async with asyncio.timeout(2 * MOST_SECONDS):
            cells, _ = await reader.communicate(content)
    except TimeoutError:
        raise _too_large() from None
    finally:
        if reader.returncode is None:
            reader.kill()
            await reader.wait()
    if reader.returncode == UNREADABLE:
        raise Refused("file_unreadable")
    if reader.returncode != 0:  # it met a limit, ours or the system's
        raise _too_large()
    return [Sheet(name, tuple(tuple(row) for row in rows)) for name, rows in json.loads(cells)]
