"""A cycle folder, read whole or refused whole."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from services.play.folder.amounts import check_totals
from services.play.folder.dates import check_centre_dates
from services.play.folder.goods_rows import DeliveryRow, InvoiceRow, OfferRow, ProductRow, StockRow, SupplierRow
from services.play.folder.ladders import check_ladder, ladders
from services.play.folder.network_rows import CentreRow, HouseholdRow, VolunteerRow
from services.play.folder.order_rows import CycleRow, OrderRow, PaymentRow
from services.play.folder.problem import FolderRefused, Problem
from services.play.folder.references import check_references
from services.play.folder.sheets import Sheets, read_sheets
from services.play.folder.units import check_units


@dataclass(frozen=True, slots=True)
class CycleFolder:
    """A cycle folder without a problem: the rows of each file, in the file's order."""

    cycle: CycleRow
    centres: list[CentreRow]
    suppliers: list[SupplierRow]
    products: list[ProductRow]
    offers: list[list[OfferRow]]
    """By supplier and product, each with its rungs by rising start."""
    households: list[HouseholdRow]
    orders: list[OrderRow]
    payments: list[PaymentRow]
    volunteers: list[VolunteerRow]
    stock: list[StockRow]
    deliveries: list[DeliveryRow]
    invoices: list[InvoiceRow]


def read_folder(folder: Path) -> CycleFolder:
    """Read and check every file of a cycle.

    Raises:
        FolderRefused: with every problem of every file.
    """
    if not folder.is_dir():
        raise FolderRefused([Problem(str(folder), 0, "", "no such folder", "a folder with the files of a cycle")])
    sheets = read_sheets(folder)
    problems = [*sheets.problems(), *_cross_problems(sheets)]
    if problems or sheets.cycle is None:
        raise FolderRefused(problems)
    return CycleFolder(
        cycle=sheets.cycle,
        centres=sheets.centres.rows,
        suppliers=sheets.suppliers.rows,
        products=sheets.products.rows,
        offers=ladders(sheets.offers.rows),
        households=sheets.households.rows,
        orders=sheets.orders.rows,
        payments=sheets.payments.rows,
        volunteers=sheets.volunteers.rows,
        stock=sheets.stock.rows,
        deliveries=sheets.deliveries.rows,
        invoices=sheets.invoices.rows,
    )


def _cross_problems(sheets: Sheets) -> Iterator[Problem]:
    yield from check_references(sheets)
    yield from check_units(sheets)
    yield from check_totals(sheets.invoices.rows)
    for ladder in ladders(sheets.offers.rows):
        yield from check_ladder(ladder)
    if sheets.cycle is not None:
        for centre in sheets.centres.rows:
            yield from check_centre_dates(sheets.cycle, centre)
