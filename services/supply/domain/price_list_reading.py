"""From the rows of a price list to the offers that they make; what can't be read is named row by row."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import TypeVar

from services.supply.domain.ladder import Basis, Ladder, Rung
from services.supply.domain.options import Offer
from services.supply.domain.price_list import (
    ListedOffer,
    ListRow,
    PriceList,
    PriceListColumns,
    RoundedPrice,
    RowFault,
    Sheet,
    rows_under_headers,
)
from services.supply.domain.price_list_cells import (
    ListUnit,
    PricePer,
    WrongCell,
    count_of,
    per_unit,
    price_of,
    quantity_of,
    tidy,
)
from shared.kernel.quantity import Unit
from shared.kernel.refusal import Refused

MOST_RUNGS = 50
_SHOWN = 60
"""So much of a cell that can't be read is shown."""
_LIST_UNIT = {Unit.KG: ListUnit.KG, Unit.L: ListUnit.L, Unit.PIECE: ListUnit.PIECE}

T = TypeVar("T")


def read_price_list(
    sheets: Sequence[Sheet],
    columns: PriceListColumns,
    units: Mapping[str, Unit],
    max_cases: Mapping[str, int | None],
) -> PriceList:
    """The offers of a price list.

    Args:
        sheets: The file.
        columns: How it is to be read.
        units: The unit of each product of ours.
        max_cases: The cap that the supplier's offer of a product has now: it stays where the list has no such column.

    Raises:
        Refused: ``price_list_headers_missing`` or ``price_list_header_twice``.
    """
    name, rows = rows_under_headers(sheets, columns.headers)
    references = {tidy(reference): product for reference, product in columns.references.items()}
    wrong: list[RowFault] = []
    of_product: dict[str, list[ListRow]] = {}
    for row in rows:
        code = row.cell("product")
        product = references.get(code, code)
        if product in units:
            of_product.setdefault(product, []).append(row)
        else:
            fault = "product_not_ours" if code else "product_missing"
            wrong.append(RowFault(row.number, columns.product_column, fault, {"text": code[:_SHOWN]}))
    offers = {}
    for product, its_rows in of_product.items():
        reading = _Reading(columns, units[product])
        offer = reading.offer(its_rows, max_cases.get(product))
        wrong += reading.wrong
        if offer is not None:
            offers[product] = ListedOffer(offer, its_rows[0].cell("name") or None, tuple(reading.rounded))
    return PriceList(name, offers, sorted(wrong, key=lambda fault: fault.row), frozenset(of_product))


class _Reading:
    """Reads the rows of one product, noting what is wrong and what is rounded."""

    def __init__(self, columns: PriceListColumns, unit: Unit) -> None:
        self._columns, self._unit = columns, unit
        self.wrong: list[RowFault] = []
        self.rounded: list[RoundedPrice] = []

    def offer(self, rows: Sequence[ListRow], max_cases: int | None) -> Offer | None:
        """The offer that these rows make together; None: something is wrong."""
        case_size = self._same(rows, "case_size", self._case_size)
        if self._columns.max_cases_column is not None:
            max_cases = self._same(rows, "max_cases", self._max_cases)
        ladder = self._ladder(rows, case_size)
        if self.wrong or case_size is None or ladder is None:
            return None
        return Offer(self._columns.supplier, case_size, ladder, max_cases)

    def _same(self, rows: Sequence[ListRow], what: str, read: Callable[[str], T]) -> T | None:
        """What the first row says; the others say nothing of it, or the same."""
        first = self._read(rows[0], what, read)
        for row in rows[1:]:
            if row.cell(what) and self._read(row, what, read) not in {first, None}:
                self._note(row, what, "row_differs")
        return first

    def _ladder(self, rows: Sequence[ListRow], case_size: int | None) -> Ladder | None:
        rungs: list[Rung] = []
        ladder = None
        for row in rows:
            asked = partial(self._price, row.number, case_size)
            starts_at, price = self._read(row, "from", self._start), self._read(row, "price", asked)
            if starts_at is None or price is None:
                return None
            rungs.append(Rung(starts_at, price))
            try:
                ladder = Ladder(self._columns.basis, tuple(rungs))
            except Refused as refusal:
                about_price = refusal.code == "ladder_price_rises"
                self._note(row, "price" if about_price else "from", refusal.code)
                return None
            if len(rungs) > MOST_RUNGS:
                self._note(row, "from", "too_many_rungs")
                return None
        return ladder

    def _case_size(self, text: str) -> int:
        if not text:
            raise WrongCell("cell_empty")
        size = quantity_of(text, self._unit, self._columns.case_unit)
        if size == 0:
            raise WrongCell("quantity_unreadable")
        return size

    def _max_cases(self, text: str) -> int | None:
        if not text:
            return None
        most = count_of(text)
        if most == 0:
            raise WrongCell("count_unreadable")
        return most

    def _start(self, text: str) -> int:
        if not text:
            return 0
        if self._columns.basis is Basis.QUANTITY:
            return quantity_of(text, self._unit, _LIST_UNIT[self._unit])
        return count_of(text)

    def _price(self, row: int, case_size: int | None, text: str) -> Decimal:
        """Per display unit; as it stands where what a case holds can't be read, which is noted already."""
        if not text:
            raise WrongCell("cell_empty")
        price = price_of(text)
        if self._columns.price_per is PricePer.UNIT or case_size is None:
            return price
        found = per_unit(price, case_size, self._unit)
        if not found.exact:
            self.rounded.append(RoundedPrice(row, self._columns.price_column, price, found.price, self._unit))
        return found.price

    def _read(self, row: ListRow, what: str, read: Callable[[str], T]) -> T | None:
        try:
            return read(row.cell(what))
        except WrongCell as wrong:
            self._note(row, what, wrong.code)
            return None

    def _note(self, row: ListRow, what: str, code: str) -> None:
        column = self._columns.headers.get(what, self._columns.product_column)
        self.wrong.append(RowFault(row.number, column, code, {"text": row.cell(what)[:_SHOWN], "unit": self._unit}))
