"""Numbers, quantities and prices as suppliers write them in their price lists, in French or English."""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from services.supply.domain.ladder import FINEST_PRICE
from shared.kernel.quantity import Unit
from shared.kernel.rounding import half_up_ratio

MOST_PRICE = 1_000_000
MOST_QUANTITY = 10**12
MOST_CASES = 1_000_000


class WrongCell(Exception):  # noqa: N818 - somebody's slip, not an error of the program
    """A cell that can't be read; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class ListUnit(StrEnum):
    """What a price list counts goods in."""

    KG = "kg"
    G = "g"
    L = "l"
    CL = "cl"
    ML = "ml"
    PIECE = "piece"


class PricePer(StrEnum):
    """What a price list asks its prices for."""

    UNIT = "unit"
    CASE = "case"


BASE_UNITS = {
    ListUnit.KG: (Unit.KG, 1000),
    ListUnit.G: (Unit.KG, 1),
    ListUnit.L: (Unit.L, 1000),
    ListUnit.CL: (Unit.L, 10),
    ListUnit.ML: (Unit.L, 1),
    ListUnit.PIECE: (Unit.PIECE, 1),
}
"""The display unit that each is of, and how many base units it is."""
_WORDS = {
    **{unit.value: unit for unit in ListUnit},
    **dict.fromkeys(("kgs", "kilo", "kilos"), ListUnit.KG),
    **dict.fromkeys(("gr", "gramme", "grammes"), ListUnit.G),
    **dict.fromkeys(("litre", "litres"), ListUnit.L),
    **dict.fromkeys(("pièce", "pièces", "pieces", "pce", "pces", "pc", "u", "unité", "unités"), ListUnit.PIECE),
}
_CURRENCY = re.compile(r"\s*(€|eur|euros?)?\s*(h\.?t\.?)?$", re.IGNORECASE)
_PLAIN = re.compile(r"(\d+|\d{1,3}( \d{3})+)([.,]\d+)?", re.ASCII)
_POINTS = re.compile(r"\d{1,3}(\.\d{3})+,\d+", re.ASCII)
_COMMAS = re.compile(r"\d{1,3}(,\d{3})+\.\d+", re.ASCII)
_MULTIPLE = re.compile(r"(\d{1,6})\s*[x×*]\s*(.+)", re.ASCII | re.IGNORECASE)
_LONGEST = 25


def tidy(text: str) -> str:
    """A cell without what can't be seen: outer spaces, several in a row, those that don't break a line."""
    return " ".join(text.split())


def number_of(text: str) -> Decimal | None:
    """A number written with a decimal comma or point and spaces between thousands; None: it is none.

    >>> number_of("1 250,5"), number_of("1.250,50"), number_of("1.05"), number_of("5 kg")
    (Decimal('1250.5'), Decimal('1250.50'), Decimal('1.05'), None)
    """
    text = tidy(text)
    if len(text) > _LONGEST:
        return None
    if _PLAIN.fullmatch(text):
        return Decimal(text.replace(" ", "").replace(",", "."))
    if _POINTS.fullmatch(text):
        return Decimal(text.replace(".", "").replace(",", "."))
    return Decimal(text.replace(",", "")) if _COMMAS.fullmatch(text) else None


def price_of(text: str) -> Decimal:
    """A price in euros.

    >>> price_of("1,05 € HT")
    Decimal('1.05')

    Raises:
        WrongCell: ``price_unreadable`` or ``price_too_fine``.
    """
    price = number_of(_CURRENCY.sub("", tidy(text)))
    if price is None or price > MOST_PRICE:
        raise WrongCell("price_unreadable")
    if price != price.quantize(FINEST_PRICE):
        raise WrongCell("price_too_fine")
    return price


@dataclass(frozen=True, slots=True)
class UnitPrice:
    """A price per display unit made of a price per case; ``exact``: a case costs precisely that."""

    price: Decimal
    exact: bool


def per_unit(case_price: Decimal, case_size: int, unit: Unit) -> UnitPrice:
    """The price per display unit of a price per case, rounded half-up to the finest price (docs/rules.md).

    >>> per_unit(Decimal("29.90"), 12_500, Unit.KG)
    UnitPrice(price=Decimal('2.3920'), exact=True)
    >>> per_unit(Decimal("10.00"), 6, Unit.PIECE)
    UnitPrice(price=Decimal('1.6667'), exact=False)

    Raises:
        WrongCell: ``case_price_too_small``: nothing is left of it, ``price_unreadable``: it is too much.
    """
    steps = Fraction(case_price) * unit.base / case_size / Fraction(FINEST_PRICE)
    price = half_up_ratio(steps.numerator, steps.denominator) * FINEST_PRICE
    if price > MOST_PRICE:
        raise WrongCell("price_unreadable")
    if case_price and not price:
        raise WrongCell("case_price_too_small")
    return UnitPrice(price, exact=steps.denominator == 1)


def quantity_of(text: str, unit: Unit, written_in: ListUnit | None) -> int:
    """A quantity in base units of a product.

    >>> quantity_of("6 x 1 L", Unit.L, None), quantity_of("25", Unit.KG, ListUnit.KG)
    (6000, 25000)

    Args:
        text: The cell, such as ``25 kg``.
        unit: The product's display unit.
        written_in: What a cell that names no unit counts in; None: each must name it.

    Raises:
        WrongCell: ``quantity_unreadable``, ``quantity_without_unit``, ``quantity_in_another_unit`` or
            ``quantity_too_fine``.
    """
    cell = tidy(text)
    times, rest = 1, cell
    if several := _MULTIPLE.fullmatch(cell):
        times, rest = int(several[1]), several[2]
    digits = rest.rstrip("".join({sign for sign in rest if not sign.isdigit()}))
    number, word = number_of(digits), rest[len(digits) :].strip().rstrip(".").lower()
    if number is None or (word and word not in _WORDS):
        raise WrongCell("quantity_unreadable")
    counted_in = _WORDS.get(word, written_in)
    if counted_in is None:
        raise WrongCell("quantity_without_unit")
    of, base = BASE_UNITS[counted_in]
    if of is not unit:
        raise WrongCell("quantity_in_another_unit")
    quantity = times * number * base
    if quantity != int(quantity):
        raise WrongCell("quantity_too_fine")
    if quantity > MOST_QUANTITY:
        raise WrongCell("quantity_unreadable")
    return int(quantity)


def count_of(text: str) -> int:
    """A whole number of cases or people.

    Raises:
        WrongCell: ``count_unreadable``.
    """
    number = number_of(text)
    if number is None or number != int(number) or number > MOST_CASES:
        raise WrongCell("count_unreadable")
    return int(number)
