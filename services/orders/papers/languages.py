"""The languages that households read on paper: French, English, Arabic, Turkish.

Their catalogues are the papers' own: every word of them is in each language, which no screen promises.
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


def speaker(language: str) -> Translator:
    """Says what stands on paper in this language, or in French."""
    return _catalogues().of(language)
