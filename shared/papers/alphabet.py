"""The order in which people look things up: accents and capitals don't count."""

import unicodedata


def alphabetical(text: str) -> tuple[str, str]:
    """What to sort by; the text itself decides between two that differ in accents only.

    >>> sorted(["Zeste", "épices", "Eau", "Épicerie"], key=alphabetical)
    ['Eau', 'Épicerie', 'épices', 'Zeste']
    """
    letters = unicodedata.normalize("NFKD", text)
    return "".join(one for one in letters if not unicodedata.combining(one)).casefold(), text
