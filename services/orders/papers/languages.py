"""What stands on papers that households read, in each of their languages.

These catalogues are the papers' own: every word of them is in each language, which no screen promises.
"""

from functools import cache
from pathlib import Path

from shared.web.translation import Catalogues, Translator

LOCALE = Path(__file__).parent / "locale"


@cache
def _catalogues() -> Catalogues:
    return Catalogues(LOCALE)


def speaker(language: str) -> Translator:
    """Says what stands on paper in this language, or in French."""
    return _catalogues().of(language)
