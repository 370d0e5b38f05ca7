"""The press: a template and its data become PDF/UA-1, the same bytes for the same data, in a thread of its own.

Typst lets go of Python's lock while it works and spreads over the processors by itself: a second thread would slow
both down, so papers queue for one (docs/adr/0029).
"""

import asyncio
import hashlib
import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from typst import Compiler, Fonts, TypstError

from shared.papers.glyphs import FONTS, FontsMissing, is_printable, printable
from shared.papers.shelf import Shelf

ROOT = Path(__file__).parents[2]
"""Where templates import each other from: ``/shared/papers/paper.typ``."""

PDF_MEDIA = "application/pdf"

Data = str | int | bool | None | Sequence["Data"] | Mapping[str, "Data"]
"""What a template is given: texts ready to read, in lists and under names."""

_NO_ROOM = "panicked with: does not fit: "
"""How a template says that it would have to cut something off; then follows what."""


class DoesNotFit(Exception):  # noqa: N818 - no error of ours: somebody's words are longer than the paper
    """There is no room on the paper for what it names."""


_SHELVES: WeakKeyDictionary[asyncio.AbstractEventLoop, Shelf] = WeakKeyDictionary()
_PRESS = ThreadPoolExecutor(max_workers=1, thread_name_prefix="press")


@dataclass(frozen=True, slots=True)
class Paper:
    """What is printed.

    Args:
        template: A ``.typ`` file under the project's root; it reads ``sys.inputs.data``.
        data: What stands on it, with its ``title`` and its ``language``.
        dated: The day that the PDF says it was made on: a day of what it tells, so that the same makes the same.
    """

    template: Path
    data: Mapping[str, Data]
    dated: date


async def print_paper(paper: Paper) -> bytes:
    """The PDF; others are served meanwhile. What is being made or was made lately is not made anew.

    Raises:
        DoesNotFit: Its template would have to cut something off.
        FontsMissing: ``make setup`` was not run.
        typst.TypstError: The template is wrong: no data of ours may cause it.
    """
    loop = asyncio.get_running_loop()
    text = await asyncio.to_thread(_written, paper.data)
    said = hashlib.sha256(f"{paper.template}\0{paper.dated}\0{text}".encode()).digest()
    return await _SHELVES.setdefault(loop, Shelf()).fetch(
        said, lambda: loop.run_in_executor(_PRESS, _compiled, paper, text)
    )


def compile_paper(paper: Paper) -> bytes:
    """The PDF, here and now.

    Raises:
        DoesNotFit: Its template would have to cut something off.
        FontsMissing: ``make setup`` was not run.
        typst.TypstError: The template is wrong: no data of ours may cause it.
    """
    return _compiled(paper, _written(paper.data))


def _compiled(paper: Paper, text: str) -> bytes:
    made = datetime.combine(paper.dated, time(), UTC)
    try:
        pdf = _compiler().compile(
            paper.template,
            format="pdf",
            pdf_standards=["ua-1"],
            timestamp=int(made.timestamp()),
            sys_inputs={"data": text},
        )
    except TypstError as error:
        if str(error).startswith(_NO_ROOM):
            raise DoesNotFit(str(error).removeprefix(_NO_ROOM)) from error
        raise
    if not isinstance(pdf, bytes):
        raise TypeError(f"{paper.template.name} is not one PDF")
    return pdf


@cache
def _compiler() -> Compiler:
    if not any(FONTS.glob("*/*.ttf")):
        raise FontsMissing
    fonts = Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
    return Compiler(root=ROOT, font_paths=fonts)


def _written(data: Mapping[str, Data]) -> str:
    """As JSON, every text printable; most papers are so already, which their signs tell at once."""
    text = json.dumps(data, ensure_ascii=False)
    if "\\" not in text and is_printable(text):  # controls are escaped
        return text
    return json.dumps(_clean(data), ensure_ascii=False)


def _clean(data: Data) -> Any:  # noqa: ANN401 - JSON
    match data:
        case str():
            return printable(data)
        case Mapping():
            return {name: _clean(value) for name, value in data.items()}
        case Sequence():
            return [_clean(value) for value in data]
        case _:
            return data
