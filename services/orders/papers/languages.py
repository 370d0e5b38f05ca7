"""What stands on papers that households read, in each of their languages.

These catalogues are the papers' own: every word of them is in each language, which no screen promises.
"""

from pathlib import Path

from shared.web.translation import Translator, catalogues_with

LOCALE = Path(__file__).parent / "locale"


def speaker(language: str) -> Translator:
    """Says what stands on paper in this language, or in French."""
    return catalogues_with(LOCALE).of(language)
