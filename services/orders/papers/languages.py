"""The languages that households read on paper: French, English, Arabic, Turkish.

Their catalogues are the papers' own: a screen in a language that it has half of would be worse than one in French.
"""

from enum import StrEnum
from functools import cache
from pathlib import Path

from shared.web.translation import Catalogues, Translator

LOCALE = Path(__file__).parent / "locale"


class PaperLanguage(StrEnum):
    """By its code (ISO 639-1)."""

    FRENCH = "fr"
    ENGLISH = "en"
    ARABIC = "ar"
    TURKISH = "tr"


@cache
def _catalogues() -> Catalogues:
    return Catalogues(LOCALE)


def speaker(asked: PaperLanguage | None, accept_language: str | None) -> Translator:
    """The language that is asked for, else the one that the browser prefers of them, else French."""
    return _catalogues().of(asked) if asked else _catalogues().choose(accept_language)
