"""What the files say about each other: every code that one names stands in the file it comes from."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from services.play.folder.problem import Problem, shown
from services.play.folder.row import Row
from services.play.folder.sheet import Sheet
from services.play.folder.sheets import Sheets

RowT = TypeVar("RowT", bound=Row)
OwnerT = TypeVar("OwnerT", bound=Row)


def check_references(sheets: Sheets) -> Iterator[Problem]:
    """The problems between files.

    An order's household and product are not checked: an order for one that is not there is
    played and refused by the system. So a payment needs a household that is there or an order.
    """
    yield from _known(sheets.households, "centre", sheets.centres, "centres.csv")
    yield from _known(sheets.volunteers, "centre", sheets.centres, "centres.csv")
    yield from _known(sheets.offers, "supplier", sheets.suppliers, "suppliers.csv")
    yield from _known(sheets.offers, "product", sheets.products, "products.csv")
    yield from _known(sheets.stock, "product", sheets.products, "products.csv")
    yield from _known(sheets.invoices, "supplier", sheets.suppliers, "suppliers.csv")
    yield from _payers(sheets)
    yield from _offered(sheets)


def _known(sheet: Sheet[RowT], column: str, owner: Sheet[OwnerT], file: str) -> Iterator[Problem]:
    for row in sheet.rows:
        value = getattr(row, column)
        if not owner.knows(column, value):
            yield _unknown(row, column, value, f"a {column} that stands in {file}")


def _payers(sheets: Sheets) -> Iterator[Problem]:
    for row in sheets.payments.rows:
        known = sheets.households.knows("household", row.household) or sheets.orders.knows("household", row.household)
        if not known:
            yield _unknown(row, "household", row.household, "a household that stands in households.csv")


def _offered(sheets: Sheets) -> Iterator[Problem]:
    readable = {"supplier", "product"} <= sheets.offers.named.keys()
    offered = {(row.supplier, row.product) for row in sheets.offers.rows}
    unread = _named_together(sheets.offers.problems)
    for row in sheets.deliveries.rows:
        if readable and not unread and (row.supplier, row.product) not in offered:
            found = f"{row.supplier}, {row.product}"
            yield _unknown(row, "supplier, product", found, "a product that this supplier offers in offers.csv")


def _named_together(problems: Iterable[Problem]) -> bool:
    """Whether offers.csv has lines that could not be read: then a delivery may name one of those."""
    return any(problem.line > 1 for problem in problems)


def _unknown(row: Row, column: str, value: str, expected: str) -> Problem:
    return Problem(row.file, row.line, column, shown(value), expected)
