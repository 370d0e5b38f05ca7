"""Which characters the papers' fonts can print: one that none of them has would fail the whole paper.

Read from the fonts' own character maps (OpenType, table ``cmap``, formats 4 and 12).
"""

import struct
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
STAND_IN = "?"
"""Printed where no font has the character."""

_DIRECTIONS = "\u200e\u200f\u2066\u2067\u2068\u2069"
"""Marks that say which way figures run in a right-to-left line; they have no glyph and need none."""


_WITHOUT_SHAPE = {"Cc", "Cf", "Mn", "Me"}
"""Controls, and marks on the character before: dropped where no font has them."""


class FontsMissing(RuntimeError):  # noqa: N818 - a state of the machine, said in words
    """The fonts that papers are printed in are not there."""

    def __init__(self) -> None:
        super().__init__(f"The fonts of the papers are not in {FONTS}: run make setup.")


class _Printable(dict[int, str]):
    """What each character is printed as, found out when it is met first."""

    def __init__(self, covered: frozenset[int]) -> None:
        super().__init__()
        self._covered = covered

    def __missing__(self, point: int) -> str:
        self[point] = printed = self._printed(chr(point))
        return printed

    def _printed(self, character: str) -> str:
        kind = unicodedata.category(character)
        if kind != "Cc" and (ord(character) in self._covered or character in _DIRECTIONS):
            return character
        if character.isspace():
            return " "
        if kind in _WITHOUT_SHAPE:
            return ""
        plain = [part for part in unicodedata.normalize("NFKD", character) if ord(part) in self._covered]
        return "".join(plain) or STAND_IN


@cache
def _table() -> _Printable:
    fonts = sorted(FONTS.glob("*/*.ttf"))
    if not fonts:
        raise FontsMissing
    return _Printable(frozenset(point for font in fonts for point in covered_by(font.read_bytes())))


def printable(text: str) -> str:
    """The text with what no font can print replaced: accents it lacks are dropped, the rest is a question mark.

    Raises:
        FontsMissing: ``make setup`` was not run.
    """
    return unicodedata.normalize("NFC", text).translate(_table())


def is_printable(text: str) -> bool:
    """Whether ``printable`` would change nothing of it."""
    table = _table()
    return unicodedata.is_normalized("NFC", text) and all(table[ord(one)] == one for one in set(text))


def covered_by(font: bytes) -> Iterator[int]:
    """The code points that a font has a glyph for."""
    tables = struct.unpack_from(">H", font, 4)[0]
    for number in range(tables):
        tag, _, start, _ = struct.unpack_from(">4sIII", font, 12 + 16 * number)
        if tag == b"cmap":
            yield from _mapped(font, start)


def _mapped(font: bytes, cmap: int) -> Iterator[int]:
    for number in range(struct.unpack_from(">H", font, cmap + 2)[0]):
        platform, _, offset = struct.unpack_from(">HHI", font, cmap + 4 + 8 * number)
        read = {4: _segments, 12: _groups}.get(struct.unpack_from(">H", font, cmap + offset)[0])
        if read is not None and platform in {0, 3}:
            yield from read(font, cmap + offset)


def _segments(font: bytes, start: int) -> Iterator[int]:
    """Format 4: runs of characters, of which the last is no character."""
    length = struct.unpack_from(">H", font, start + 6)[0]
    ends = struct.unpack_from(f">{length // 2}H", font, start + 14)
    begins = struct.unpack_from(f">{length // 2}H", font, start + 16 + length)
    for begin, end in zip(begins, ends, strict=True):
        yield from (point for point in range(begin, end + 1) if point != 0xFFFF)


def _groups(font: bytes, start: int) -> Iterator[int]:
    """Format 12: runs of characters, those beyond the first 65,536 too."""
    for number in range(struct.unpack_from(">I", font, start + 12)[0]):
        begin, end, _ = struct.unpack_from(">III", font, start + 16 + 12 * number)
        yield from range(begin, end + 1)
