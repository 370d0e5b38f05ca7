"""Families of products as they are drawn, on screens and paper: for whoever does not read their names."""

import re
import unicodedata
from hashlib import sha256
from typing import Final

_NAMED: Final = {
    "bean": r"legumineuse|legumes? sec|lentille|haricot|pois\b|feve",
    "nut": r"fruits? sec|fruits? a coque|noix|noisette|amande|oleagineu|graine",
    "drop": r"huile|vinaigre",
    "can": r"conserve",
    "jar": r"sucr|miel|confiture|bocal|bocaux|tartin",
    "shaker": r"condiment|sauce|moutarde|sel\b|assaisonnement",
    "chocolate": r"chocolat|cacao|confiserie|biscuit",
    "soap": r"hygiene|savon|cosmetique|soins?\b",
    "spray": r"entretien|menage|lessive|nettoyant|droguerie",
    "pot": r"equipement|ustensile|vaisselle|cuisine",
    "cup": r"boisson|cafe|thes?\b|infusion|tisane|jus\b",
    "cheese": r"laitier|lait\b|laitages?|fromage|cremerie",
    "leaf": r"epices?\b|herbe|aromat",
    "wheat": r"epicerie|cereale|farine|pates?\b|riz\b|semoule|pain",
    "apple": r"fruit|legume|frais",
}
"""How the words of a family begin, in small letters without accents; the first that fits draws it."""

_DRAWN: Final = [(pictogram, re.compile(rf"\b(?:{words})")) for pictogram, words in _NAMED.items()]
_UNKNOWN: Final = "box"

PICTOGRAMS: Final = (*_NAMED, _UNKNOWN)
"""What may be drawn: names of symbols in ``shared/web/static/icons.svg``."""

EDITION: Final = sha256(repr(_NAMED).encode()).hexdigest()[:8]
"""Another one once a family may be drawn otherwise: part of what a kept catalogue is known by."""


def pictogram_of(family: str) -> str:
    """Which pictogram a family has by its French name: a catalogue's own words; a box if none is known for it.

    >>> pictogram_of("Légumes secs"), pictogram_of("divers")
    ('bean', 'box')
    """
    letters = unicodedata.normalize("NFKD", family.casefold())
    text = "".join(one for one in letters if not unicodedata.combining(one))
    return next((pictogram for pictogram, words in _DRAWN if words.search(text)), _UNKNOWN)
