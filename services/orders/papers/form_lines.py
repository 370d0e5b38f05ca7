"""The lines of the order form as they are numbered, on paper and where it is keyed in.

Every product of the catalogue has its number, on sale or not: one that is withdrawn after the form was printed leaves
a gap and moves no other. One that is added moves those after it; the form's mark then is another one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from services.orders.queries.catalogue import CatalogueProduct
from shared.papers.alphabet import alphabetical

_MARK_LENGTH = 4


@dataclass(frozen=True, slots=True)
class FormLine:
    """A product under its number on the form."""

    number: int
    product: CatalogueProduct


def form_lines(products: Iterable[CatalogueProduct]) -> list[FormLine]:
    """By family and name, as somebody looks them up; numbered from 1."""
    ordered = sorted(products, key=_place)
    return [FormLine(number, product) for number, product in enumerate(ordered, start=1)]


def form_mark(lines: Iterable[FormLine]) -> str:
    """What two forms have in common whose numbers mean the same products: four letters and figures."""
    listed = "\n".join(line.product.product for line in lines)
    return sha256(listed.encode()).hexdigest()[:_MARK_LENGTH].upper()


def _place(product: CatalogueProduct) -> tuple[tuple[str, str], tuple[str, str], str]:
    return alphabetical(product.category), alphabetical(product.name), product.product
