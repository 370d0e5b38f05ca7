"""A supplier's price list: which columns it has, and the offers that its rows make."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from services.supply.domain.ladder import Basis
from services.supply.domain.options import Offer
from services.supply.domain.price_list_cells import ListUnit, PricePer, tidy
from shared.kernel.quantity import Unit
from shared.kernel.refusal import Refused

MOST_ROWS_ABOVE = 50
"""Headers stand in one of the first rows: above them a list has its title, a date, an address."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a file: rows of cells, as text."""

    name: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class PriceListColumns:
    """How a supplier's price list is to be read: the header of each column.

    Args:
        supplier: Whose list it is.
        product_column: Our code, or a reference of the supplier's that is among ``references``.
        case_size_column: What a case holds, such as ``25 kg`` or ``6 x 1 L``.
        case_unit: What a case size that names no unit is in; None: each names it.
        price_column: Euros, excluding VAT, per kg, litre or piece, or per case.
        from_column: From which quantity (or head count) on the row's price is asked; None: one price a product.
        name_column: What the supplier calls the product: shown, not stored.
        max_cases_column: The most cases there are; None: the list doesn't say, so it stays as it is.
        basis: What ``from_column`` counts.
        references: The product's code by the supplier's reference.
        price_per: What ``price_column`` is the price of; of a case, it is divided by what the case holds.
    """

    supplier: str
    product_column: str
    case_size_column: str
    case_unit: ListUnit | None
    price_column: str
    from_column: str | None
    name_column: str | None
    max_cases_column: str | None
    basis: Basis
    references: dict[str, str]
    price_per: PricePer = PricePer.UNIT

    def __post_init__(self) -> None:
        seen = set()
        for header in self.headers.values():
            if _key(header) in seen:
                raise Refused("listed_twice", listed=header)
            seen.add(_key(header))

    @property
    def headers(self) -> dict[str, str]:
        """The header of each column that the list has, by what it is for."""
        columns = {
            "product": self.product_column,
            "case_size": self.case_size_column,
            "price": self.price_column,
            "from": self.from_column,
            "name": self.name_column,
            "max_cases": self.max_cases_column,
        }
        return {what: header for what, header in columns.items() if header is not None}


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong with a row: its number in the file, from 1; the header of the column; a code with its figures."""

    row: int
    column: str
    code: str
    figures: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RoundedPrice:
    """A price per case that is no exact price per ``unit``: as it is listed, and as it is kept; both excluding VAT."""

    row: int
    column: str
    case_price: Decimal
    price: Decimal
    unit: Unit


@dataclass(frozen=True, slots=True)
class ListedOffer:
    """An offer that a list makes, what the supplier calls the product, and which of its prices were rounded."""

    offer: Offer
    name: str | None
    rounded: tuple[RoundedPrice, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class UnmappedProduct:
    """A product of a catalogue that nobody said is one of ours; ``row`` is its place in the document, from 1."""

    row: int
    reference: str
    name: str | None


@dataclass(frozen=True, slots=True)
class PriceList:
    """What a list says: offers by product, what is wrong, and every product of ours that it names.

    ``unmapped`` is what a catalogue has beside them; in a price list that is wrong.
    """

    sheet: str
    offers: Mapping[str, ListedOffer]
    wrong: Sequence[RowFault]
    named: frozenset[str]
    unmapped: tuple[UnmappedProduct, ...] = ()

    @property
    def rounded(self) -> list[tuple[str, RoundedPrice]]:
        """Every price that was rounded, with its product, by row."""
        found = [(product, one) for product, listed in self.offers.items() for one in listed.rounded]
        return sorted(found, key=lambda each: each[1].row)


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row under the headers: its number in the file, from 1, and its cells by what they are for."""

    number: int
    cells: Mapping[str, str]

    def cell(self, what: str) -> str:
        """The cell, tidied; empty where the list has no such column."""
        return self.cells.get(what, "")


def rows_under_headers(sheets: Sequence[Sheet], headers: Mapping[str, str]) -> tuple[str, list[ListRow]]:
    """The name of the first sheet that has all ``headers`` in one row, and the rows under them that say anything.

    Raises:
        Refused: ``price_list_headers_missing`` or ``price_list_header_twice``.
    """
    for sheet in sheets:
        for above, row in enumerate(sheet.rows[:MOST_ROWS_ABOVE]):
            found = [_key(cell) for cell in row]
            if {_key(header) for header in headers.values()} <= set(found):
                places = dict(_places(found, headers))
                return sheet.name, list(_rows(sheet.rows, above + 1, places))
    raise Refused("price_list_headers_missing", headers=_nearest_missing(sheets, headers))


def _places(found: Sequence[str], headers: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    for what, header in headers.items():
        if found.count(_key(header)) > 1:
            raise Refused("price_list_header_twice", header=header)
        yield what, found.index(_key(header))


def _rows(rows: Sequence[Sequence[str]], start: int, places: Mapping[str, int]) -> Iterator[ListRow]:
    for number, row in enumerate(rows[start:], start + 1):
        cells = {what: tidy(row[place]) if place < len(row) else "" for what, place in places.items()}
        if any(cells.values()):
            yield ListRow(number, cells)


def _nearest_missing(sheets: Sequence[Sheet], headers: Mapping[str, str]) -> list[str]:
    """What the row that has most of the headers lacks."""
    candidates = [list(headers.values())]
    for sheet in sheets:
        for row in sheet.rows[:MOST_ROWS_ABOVE]:
            found = {_key(cell) for cell in row}
            candidates.append([header for header in headers.values() if _key(header) not in found])
    return min(candidates, key=len)


def _key(header: str) -> str:
    return tidy(header).casefold()
