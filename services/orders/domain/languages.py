"""The languages that households are spoken to in: on receipts, papers, posters."""

from collections.abc import Collection
from enum import StrEnum


class HouseholdLanguage(StrEnum):
    """By its code (ISO 639-1). Whatever a household reads is there in each of them."""

    FRENCH = "fr"
    ENGLISH = "en"
    ARABIC = "ar"
    TURKISH = "tr"


USUAL = HouseholdLanguage.FRENCH
"""Of a household that said nothing else."""


def offered(wanted: Collection[HouseholdLanguage]) -> tuple[HouseholdLanguage, ...]:
    """What a network offers its households that wants these: the usual one always, each once, in their order.

    >>> [language.value for language in offered([HouseholdLanguage.TURKISH])]
    ['fr', 'tr']
    """
    return tuple(language for language in HouseholdLanguage if language is USUAL or language in wanted)
