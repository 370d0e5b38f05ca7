"""The languages of households on pages: to choose from, and the words of a receipt in each of them.

A receipt is made by the device, also without a network: the page brings along what it says in every language, from
the papers' catalogues (``papers/locale``), which have each word in each.
"""

from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Any

from services.orders.domain.languages import HouseholdLanguage
from services.orders.papers.languages import speaker
from shared.web.pages import ScriptWords, own_name, said_in_script, script_words

_STATIC = Path(__file__).parent / "static"
_SCRIPTS = ("table/receipt.js", "table/receipt_words.js", "day/sale_slip.js")


def language_choices(among: Collection[str] = tuple(HouseholdLanguage)) -> list[tuple[str, str]]:
    """Each language with its own name for itself, the usual one first: all, or only those among these."""
    return [(language.value, own_name(speaker(language))) for language in HouseholdLanguage if language in among]


def receipt_words() -> ScriptWords:
    """The msgids of receipts, of orders and of sales on the day: plain ones, and pairs that depend on a number."""
    sources = "\n".join((_STATIC / name).read_text(encoding="utf-8") for name in _SCRIPTS)
    return said_in_script(sources, "word", "count")


@cache
def tongues() -> list[dict[str, Any]]:
    """What a receipt says in each language, as ``receipt_words.js`` reads it."""
    words = receipt_words()
    return [_tongue(words, language) for language in HouseholdLanguage]


def tongues_offered(offered: Collection[HouseholdLanguage]) -> list[dict[str, Any]]:
    """The same, each with whether the network offers it: a receipt is in any, a household chooses among those."""
    return [{**tongue, "offered": tongue["language"] in offered} for tongue in tongues()]


def _tongue(words: ScriptWords, language: HouseholdLanguage) -> dict[str, Any]:
    say = speaker(language)
    return {**script_words(words, say), "name": own_name(say), "direction": say.direction}
