"""The files about goods: suppliers.csv, products.csv, offers.csv, stock.csv, deliveries.csv, invoices.csv."""

from services.play.folder.cells import (
    BasisCell,
    CategoryCell,
    CentsCell,
    CodeCell,
    DaysCell,
    EmailCell,
    FlagCell,
    MaybeCentsCell,
    MaybeCodeCell,
    MaybeDateCell,
    MaybePositiveCountCell,
    MaybePriceCell,
    NameCell,
    PercentCell,
    PolicyCell,
    PositiveCentsCell,
    PositiveQuantityCell,
    PriceCell,
    QuantityCell,
    UnitCell,
)
from services.play.folder.row import Row


class SupplierRow(Row):
    """A line of suppliers.csv; amounts exclude VAT. An empty ``free_delivery_from_eur`` is never free."""

    file = "suppliers.csv"
    unique = ("supplier",)

    supplier: CodeCell
    name: NameCell
    email: EmailCell
    minimum_eur: CentsCell
    delivery_fee_eur: CentsCell
    free_delivery_from_eur: MaybeCentsCell
    lead_days: DaysCell


class ProductRow(Row):
    """A line of products.csv: what is sold, in which unit and steps, and how a shortage is shared.

    ``step`` is in the display unit and at least one base unit. Prices include VAT and are per display unit.
    """

    file = "products.csv"
    unique = ("product",)

    product: CodeCell
    name: NameCell
    category: CategoryCell
    unit: UnitCell
    step: PositiveQuantityCell
    vat_percent: PercentCell
    organic: FlagCell
    local: FlagCell
    shelf_days: DaysCell
    surplus_loss_percent: PercentCell
    reference_price_eur: CentsCell
    shortage_policy: PolicyCell
    ceiling_price_eur: PositiveCentsCell


class OfferRow(Row):
    """A line of offers.csv: one rung of what one supplier offers for one product.

    ``start`` is the column ``from``: in display units where the basis is ``quantity``, a number of
    households where it is ``households`` or ``participants``. All rungs of an offer share case size,
    cap (``max_cases``, empty for none) and basis. The order of the lines means nothing.
    """

    file = "offers.csv"
    unique = ("supplier", "product", "start")

    supplier: CodeCell
    product: CodeCell
    case_size: PositiveQuantityCell
    max_cases: MaybePositiveCountCell
    basis: BasisCell
    start: QuantityCell
    price_eur_ex_vat: PriceCell


class StockRow(Row):
    """A line of stock.csv: a lot of a product that is on the shelf, with its whole value.

    Without a best-before date it keeps, and is used last.
    """

    file = "stock.csv"
    unique = ("product", "lot")

    product: CodeCell
    quantity: PositiveQuantityCell
    value_eur: CentsCell
    best_before: MaybeDateCell
    lot: CodeCell


class DeliveryRow(Row):
    """A line of deliveries.csv: what came where it is not as ordered.

    ``received`` 0 is not delivered; an empty invoiced price is the ordered one.
    """

    file = "deliveries.csv"
    unique = ("supplier", "product")

    supplier: CodeCell
    product: CodeCell
    received: QuantityCell
    invoiced_price_eur_ex_vat: MaybePriceCell
    best_before: MaybeDateCell
    lot: MaybeCodeCell


class InvoiceRow(Row):
    """A line of invoices.csv: a supplier's invoice as it is printed; its goods are those that came."""

    file = "invoices.csv"
    unique = ("supplier",)

    supplier: CodeCell
    delivery_eur_ex_vat: CentsCell
    vat_eur: CentsCell
    total_eur: CentsCell
