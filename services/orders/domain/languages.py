"""The languages that households are spoken to in: on receipts, papers, posters."""

from enum import StrEnum


class HouseholdLanguage(StrEnum):
    """By its code (ISO 639-1). Whatever a household reads is there in each of them."""

    FRENCH = "fr"
    ENGLISH = "en"
    ARABIC = "ar"
    TURKISH = "tr"


USUAL = HouseholdLanguage.FRENCH
"""Of a household that said nothing else."""
