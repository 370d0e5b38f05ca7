"""The languages of households on pages: to choose from, and the words of a receipt in each of them.

A receipt is made by the device, also without a network: the page brings along what it says in every language, from
the papers' catalogues (``papers/locale``), which have each word in each.
"""

from functools import cache
from pathlib import Path
from typing import Any

from services.orders.domain.languages import HouseholdLanguage
from services.orders.papers.languages import speaker
from shared.web.pages import ScriptWords, own_name, said_in_script, script_words

_STATIC = Path(__file__).parent / "static"
_SCRIPTS = ("table/receipt.js", "table/receipt_words.js", "day/sale_slip.js")


def language_choices() -> list[tuple[str, str]]:
    """Each language with its own name for itself, the usual one first."""
    return [(language.value, own_name(speaker(language))) for language in HouseholdLanguage]


def receipt_words() -> ScriptWords:
    """The msgids of receipts, of orders and of sales on the day: plain ones, and pairs that depend on a number."""
    sources = "\n".join((_STATIC / name).read_text(encoding="utf-8") for name in _SCRIPTS)
    return said_in_script(sources, "word", "count")


@cache
def tongues() -> list[dict[str, Any]]:
    """What a receipt says in each language, as ``receipt_words.js`` reads it."""
    words = receipt_words()
    return [_tongue(words, language) for language in HouseholdLanguage]


def _tongue(words: ScriptWords, language: HouseholdLanguage) -> dict[str, Any]:
    say = speaker(language)
    return {**script_words(words, say), "name": own_name(say), "direction": say.direction}
