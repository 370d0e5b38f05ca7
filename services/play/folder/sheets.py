"""All the files of a folder as sheets, before they are checked against each other."""

from dataclasses import dataclass
from pathlib import Path

from services.play.folder.cycle_sheet import read_cycle
from services.play.folder.goods_rows import DeliveryRow, InvoiceRow, OfferRow, ProductRow, StockRow, SupplierRow
from services.play.folder.network_rows import CentreRow, HouseholdRow, VolunteerRow
from services.play.folder.order_rows import CycleRow, OrderRow, PaymentRow
from services.play.folder.problem import Problem
from services.play.folder.sheet import Sheet, read_sheet


@dataclass(frozen=True, slots=True)
class Sheets:
    """What could be read of each file."""

    cycle: CycleRow | None
    cycle_problems: list[Problem]
    centres: Sheet[CentreRow]
    suppliers: Sheet[SupplierRow]
    products: Sheet[ProductRow]
    offers: Sheet[OfferRow]
    households: Sheet[HouseholdRow]
    orders: Sheet[OrderRow]
    payments: Sheet[PaymentRow]
    volunteers: Sheet[VolunteerRow]
    stock: Sheet[StockRow]
    deliveries: Sheet[DeliveryRow]
    invoices: Sheet[InvoiceRow]

    def problems(self) -> list[Problem]:
        """What is wrong inside the files, each looked at alone."""
        tables = (self.centres, self.suppliers, self.products, self.offers, self.households, self.orders)
        more = (self.payments, self.volunteers, self.stock, self.deliveries, self.invoices)
        return self.cycle_problems + [problem for sheet in (*tables, *more) for problem in sheet.problems]


def read_sheets(folder: Path) -> Sheets:
    """Read every file; only stock.csv, deliveries.csv and invoices.csv may be missing."""
    cycle, cycle_problems = read_cycle(folder)
    return Sheets(
        cycle=cycle,
        cycle_problems=cycle_problems,
        centres=read_sheet(folder, CentreRow),
        suppliers=read_sheet(folder, SupplierRow),
        products=read_sheet(folder, ProductRow),
        offers=read_sheet(folder, OfferRow),
        households=read_sheet(folder, HouseholdRow),
        orders=read_sheet(folder, OrderRow),
        payments=read_sheet(folder, PaymentRow),
        volunteers=read_sheet(folder, VolunteerRow),
        stock=read_sheet(folder, StockRow, optional=True),
        deliveries=read_sheet(folder, DeliveryRow, optional=True),
        invoices=read_sheet(folder, InvoiceRow, optional=True),
    )
